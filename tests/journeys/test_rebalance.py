"""Workers come and go while records flow: how many ids are missing at the end, and how many came twice."""

from __future__ import annotations

import asyncio
import random
import signal
import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from agents.transport import kafka
from agents.transport.facts import TopicRow
from tests.journeys.rebalance_worker import Options

pytestmark = pytest.mark.kafka

ROOT = Path(__file__).parents[2]
PARTITIONS = 4
KEYS = 500
RATE = 250
"""Records put in each twentieth of a second."""
QUIET = 25.0
"""Seconds without a new id after which nothing more is expected; a killed worker is noticed after six."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One run: which of three workers is stopped how, and when, as fractions of the ids that came out."""

    seed: int
    records: int
    concurrency: int
    standbys: int
    first: tuple[int, signal.Signals, float]
    second: tuple[int, signal.Signals, float]
    rejoin: float

    @classmethod
    def of(cls, seed: int, records: int) -> Plan:
        chance = random.Random(seed)  # A plan, not a secret.
        one, other = chance.sample(range(3), 2)
        signals = chance.sample([signal.SIGKILL, signal.SIGTERM], 2)
        at = sorted(chance.uniform(0.1, 0.8) for _ in range(3))
        return cls(
            seed=seed,
            records=records,
            concurrency=chance.choice([1, 1, 4]),
            standbys=chance.choice([0, 1]),
            first=(one, signals[0], at[0]),
            second=(other, signals[1], at[1]),
            rejoin=at[2],
        )


class Outcome(NamedTuple):
    """What came out of a run."""

    seed: int
    missing: int
    repeated: int
    behind: int


class Workers:
    """Three places for workers."""

    def __init__(self, options: Options, log: Path) -> None:
        self._options = options
        self._log = log.open("ab")
        self._started: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        command = [sys.executable, "-m", "tests.journeys.rebalance_worker", str(self._options)]
        self._started.append(
            subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=self._log, stderr=self._log)
        )

    def stop(self, place: int, number: signal.Signals) -> None:
        self._started[place].send_signal(number)

    def end(self) -> None:
        for process in self._started:
            process.kill()
            process.communicate()
        self._log.close()


@contextmanager
def working(options: Options, log: Path) -> Iterator[Workers]:
    workers = Workers(options, log)
    try:
        yield workers
    finally:
        workers.end()


async def run(address: str, scheme: str, plan: Plan, log: Path) -> Outcome:
    """Put ids in, stop two workers on the way, let one come back, and count what came out."""
    name = f"rebalance-{uuid.uuid4().hex[:10]}"
    url = f"kabar-kafka://{address}"
    await kafka.create(url, rows(name))
    options = Options(
        url=f"{scheme}://{address}",
        name=name,
        partitions=PARTITIONS,
        concurrency=plan.concurrency,
        standbys=plan.standbys,
    )
    with working(options, log) as workers:
        for _ in range(3):
            workers.start()
        await until_joined(url, name, 3)
        async with arriving(address, f"{name}.out") as ids:
            putting = asyncio.create_task(put(address, f"{name}.in", plan.records))
            await disturb(workers, plan, ids)
            await putting
            await until(ids, plan.records)
            behind = await remaining(url, name)

    return Outcome(plan.seed, plan.records - len(ids), ids.total() - len(ids), behind)


def rows(name: str) -> list[TopicRow]:
    return [
        TopicRow(name=f"{name}.in", partitions=PARTITIONS),
        TopicRow(name=f"{name}.out", partitions=PARTITIONS),
        TopicRow(name=f"{name}-counts-changelog", partitions=PARTITIONS, compacted=True),
    ]


async def until_joined(url: str, group: str, workers: int) -> None:
    """Wait until every worker is in the group and knows its share."""
    while await kafka.members(url, group) < workers:  # noqa: ASYNC110  # Only the broker knows.
        await asyncio.sleep(0.2)


async def put(address: str, topic: str, records: int) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=address)
    await producer.start()
    try:
        for number in range(records):
            await producer.send(topic, key=b"key %d" % (number % KEYS), value=b"%d" % number)
            if number % RATE == 0:
                await asyncio.sleep(0.05)
    finally:
        await producer.stop()


@asynccontextmanager
async def arriving(address: str, topic: str) -> AsyncIterator[Counter[bytes]]:
    """How often each id came out, kept up to date."""
    consumer = AIOKafkaConsumer(bootstrap_servers=address, enable_auto_commit=False, auto_offset_reset="earliest")
    await consumer.start()
    consumer.assign([TopicPartition(topic, number) for number in range(PARTITIONS)])
    ids: Counter[bytes] = Counter()
    counting = asyncio.create_task(count(consumer, ids))
    try:
        yield ids
    finally:
        counting.cancel()
        await asyncio.gather(counting, return_exceptions=True)
        await consumer.stop()


async def count(consumer: Any, ids: Counter[bytes]) -> None:
    async for record in consumer:
        ids[record.value] += 1


async def disturb(workers: Workers, plan: Plan, ids: Counter[bytes]) -> None:
    for place, number, fraction in (plan.first, plan.second):
        await until(ids, round(plan.records * fraction))
        workers.stop(place, number)
    await until(ids, round(plan.records * plan.rejoin))
    workers.start()


async def until(ids: Counter[bytes], wanted: int) -> None:
    """Wait for so many ids, or until no new one has come for long."""
    known, since = len(ids), time.monotonic()
    while len(ids) < wanted and time.monotonic() - since < QUIET:
        await asyncio.sleep(0.1)
        if len(ids) > known:
            known, since = len(ids), time.monotonic()


async def remaining(url: str, group: str) -> int:
    """What the group has not committed once it had the time to."""
    deadline = time.monotonic() + QUIET
    while (behind := sum((await kafka.lag(url, group)).values())) and time.monotonic() < deadline:  # noqa: ASYNC110  # Only the broker knows.
        await asyncio.sleep(0.5)

    return behind


async def test_workers_may_be_killed_and_stopped_and_no_id_is_missing(kafka_broker: str, tmp_path: Path) -> None:
    outcome = await run(kafka_broker, "kabar-kafka", Plan.of(1, 8_000), tmp_path / "workers.log")

    assert (outcome.missing, outcome.behind) == (0, 0)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 13))
async def test_thirty_thousand_ids_survive_every_seeded_run(kafka_broker: str, tmp_path: Path, seed: int) -> None:
    outcome = await run(kafka_broker, "kabar-kafka", Plan.of(seed, 30_000), tmp_path / "workers.log")
    print(outcome)  # noqa: T201  # The figures of the slow suite.

    assert (outcome.missing, outcome.behind) == (0, 0)


@pytest.mark.slow
@pytest.mark.timeout(1800)
async def test_the_consumer_of_faust_loses_ids_which_is_why_there_is_our_own(kafka_broker: str, tmp_path: Path) -> None:
    """The proof of why; on Apache Kafka 4.1.0 seeds 1, 2, 3 and 5 of these lost 1, 25, 38 and 11 of 30,000."""
    outcomes = [
        await run(kafka_broker, "kafka", Plan.of(seed, 30_000), tmp_path / "workers.log") for seed in range(1, 7)
    ]
    print(*outcomes, sep="\n")  # noqa: T201  # The figures of the slow suite.

    assert sum(outcome.missing for outcome in outcomes) > 0
