"""What Kabar asks of a broker, the same for both."""

from __future__ import annotations

import random
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest

from agents.transport.facts import TopicFacts, TopicRow
from tests.transport import rig
from tests.transport.rig import Got, Put, running
from tests.transport.worker import FORGET, HANG, Options

PARTITIONS = 4


@pytest.fixture(params=["sqlite", pytest.param("kafka", marks=pytest.mark.kafka)])
def broker(request: pytest.FixtureRequest, tmp_path: Path) -> rig.Broker:
    if request.param == "kafka":
        return rig.Kafka(request.getfixturevalue("kafka_broker"))

    return rig.Embedded(tmp_path / "kabar.db")


@pytest.fixture
def name() -> str:
    return f"t{uuid.uuid4().hex[:12]}"


@pytest.fixture
def options(broker: rig.Broker, name: str) -> Options:
    return Options(url=broker.url, name=name, partitions=PARTITIONS)


@pytest.fixture
def errors(tmp_path: Path) -> Path:
    return tmp_path / "worker.log"


def rows(name: str, partitions: int = PARTITIONS) -> list[TopicRow]:
    return [
        *(TopicRow(name=f"{name}.{topic}", partitions=partitions) for topic in ("in", "also", "out", "ticks")),
        TopicRow(name=f"{name}-counts-changelog", partitions=partitions, compacted=True),
    ]


def some(count: int, *, keys: int = 20, first: int = 0) -> list[Put]:
    """Records whose values tell them apart."""
    return [Put(b"key %d" % (number % keys), b"%d" % number) for number in range(first, first + count)]


def values(found: Iterable[Got]) -> Counter[bytes | None]:
    return Counter(one.value for one in found)


def by_key(found: Iterable[Put | Got]) -> dict[bytes | None, list[bytes | None]]:
    lists: dict[bytes | None, list[bytes | None]] = defaultdict(list)
    for one in found:
        lists[one.key].append(one.value)

    return dict(lists)


def counted(puts: Iterable[Put]) -> dict[str, str]:
    """The worker's table, folded from what came in."""
    counts: dict[str, int] = {}
    for one in puts:
        assert one.key is not None
        if one.value == FORGET:
            counts.pop(one.key.hex(), None)
        else:
            counts[one.key.hex()] = counts.get(one.key.hex(), 0) + 1

    return {key: str(count) for key, count in counts.items()}


async def pass_through(
    broker: rig.Broker, options: Options, errors: Path, puts: list[Put], *, topic: str = "in"
) -> list[Got]:
    """Give a worker records; what it passed on."""
    before = len(await broker.read(f"{options.name}.out"))
    with running(options, errors) as worker:
        worker.wait_for("ready")
        await broker.put(f"{options.name}.{topic}", puts)
        found = await rig.until(broker, f"{options.name}.out", lambda found: len(found) >= before + len(puts))
        worker.stop()

    return found


async def test_every_record_is_delivered_once_and_in_order_per_key(
    broker: rig.Broker, options: Options, errors: Path
) -> None:
    await broker.create(rows(options.name))
    puts = some(400)

    found = await pass_through(broker, options, errors, puts)

    assert by_key(puts) == by_key(found)


async def test_bytes_travel_raw(broker: rig.Broker, options: Options, errors: Path) -> None:
    """No codec guesses at them: not JSON, not UTF-8, nothing at all, nor a record without key or value."""
    await broker.create(rows(options.name))
    puts = [
        Put(b"\xff\x00key", b"\x00\xff\xfe"),
        Put(b"json", b'{"a": 1}'),
        Put(b"empty", b""),
        Put(b"null", None),
        Put(None, b"no key"),
    ]

    found = await pass_through(broker, options, errors, puts)

    assert {(one.key, one.value) for one in puts} == {(one.key, one.value) for one in found}


async def test_headers_survive(broker: rig.Broker, options: Options, errors: Path) -> None:
    await broker.create(rows(options.name))
    headers = (("retry-of", b"d1"), ("bytes", b"\x00\xff"), ("é", b""))

    (found,) = await pass_through(broker, options, errors, [Put(b"k", b"v", headers)])

    assert dict(headers) == {name: found.headers[name] for name, _ in headers}


async def test_an_explicit_partition_is_respected(broker: rig.Broker, options: Options, errors: Path) -> None:
    """By the one who puts a record in, and by the agent that passes it on."""
    await broker.create(rows(options.name))
    puts = [Put(b"same key", b"%d" % number, partition=number) for number in range(PARTITIONS)]

    found = await pass_through(broker, options, errors, puts)

    assert {b"%d" % number: number for number in range(PARTITIONS)} == {one.value: one.partition for one in found}


async def test_both_brokers_send_a_key_to_the_same_partition(
    broker: rig.Broker, options: Options, errors: Path
) -> None:
    """Moving to another broker must not move a story to another partition than its state."""
    await broker.create(rows(options.name))
    puts = [Put(key, key) for key in (b"id", b"en", b"ar", b"ru", b"he", b"gaza-hostages")]

    found = await pass_through(broker, options, errors, puts)

    expected = {b"id": 3, b"en": 3, b"ar": 3, b"ru": 2, b"he": 2, b"gaza-hostages": 1}
    assert expected == {one.key: one.partition for one in found}


async def test_a_megabyte_passes(broker: rig.Broker, options: Options, errors: Path) -> None:
    await broker.create(rows(options.name))
    big = bytes(range(250)) * 4_000

    (found,) = await pass_through(broker, options, errors, [Put(b"big", big)])

    assert big == found.value


async def test_a_channel_of_two_topics_gets_the_records_of_both(
    broker: rig.Broker, options: Options, errors: Path
) -> None:
    await broker.create(rows(options.name))
    await pass_through(broker, options, errors, some(30))

    found = await pass_through(broker, options, errors, some(30, first=30), topic="also")

    assert Counter(b"%d" % number for number in range(60)) == values(found)


async def test_work_goes_on_where_a_clean_stop_left_it(broker: rig.Broker, options: Options, errors: Path) -> None:
    """Over two restarts; nothing twice, because everything in hand was finished and its offset kept."""
    await broker.create(rows(options.name))

    for part in range(3):
        found = await pass_through(broker, options, errors, some(100, first=part * 100))

    assert Counter(b"%d" % number for number in range(300)) == values(found)


async def test_nothing_is_lost_when_the_worker_is_killed(broker: rig.Broker, options: Options, errors: Path) -> None:
    await broker.create(rows(options.name))
    slow = Options(url=options.url, name=options.name, partitions=PARTITIONS, pause=0.002)
    out, puts = f"{options.name}.out", some(600)
    await broker.put(f"{options.name}.in", puts)

    for enough in (50, 200):
        with running(slow, errors) as worker:
            worker.wait_for("ready")
            await rig.until(broker, out, lambda found, enough=enough: len(values(found)) >= enough)  # type: ignore[misc]  # The default binds it now.
            worker.kill()
    with running(slow, errors) as worker:
        found = await rig.until(broker, out, lambda found: len(values(found)) >= len(puts))
        worker.stop()

    assert {one.value for one in puts} == set(values(found))


@pytest.mark.parametrize("concurrency", [1, 4])
async def test_a_table_recovers_as_the_fold_of_what_came_in(
    broker: rig.Broker, options: Options, errors: Path, concurrency: int
) -> None:
    await broker.create(rows(options.name))
    chance = random.Random(7)  # Seeded, so that a failure can be seen again.
    puts = [
        Put(b"key %d" % chance.randrange(12), FORGET if chance.random() < 0.2 else b"%d" % number)
        for number in range(300)
    ]
    several = Options(url=options.url, name=options.name, partitions=PARTITIONS, concurrency=concurrency)

    await pass_through(broker, several, errors, puts)

    with running(several, errors) as worker:
        assert counted(puts) == worker.wait_for("ready")["table"]


async def test_a_deleted_key_stays_deleted(broker: rig.Broker, options: Options, errors: Path) -> None:
    await broker.create(rows(options.name))
    await pass_through(broker, options, errors, [Put(b"k", b"1"), Put(b"other", b"1"), Put(b"k", FORGET)])

    with running(options, errors) as worker:
        assert {b"other".hex(): "1"} == worker.wait_for("ready")["table"]


async def test_a_table_whose_keys_are_all_deleted_recovers_and_goes_on(
    broker: rig.Broker, options: Options, errors: Path
) -> None:
    await broker.create(rows(options.name))
    await pass_through(broker, options, errors, [*some(10), *(Put(b"key %d" % n, FORGET) for n in range(10))])

    found = await pass_through(broker, options, errors, [Put(b"again", b"after")])

    assert values(found)[b"after"] == 1


async def test_the_bounds_of_a_partition_are_exact(broker: rig.Broker, options: Options, errors: Path) -> None:
    await broker.create(rows(options.name))
    await pass_through(broker, options, errors, [Put(b"k", b"v", partition=2)] * 7)

    with running(options, errors) as worker:
        ready = worker.wait_for("ready")

    assert (ready["ends"], ready["firsts"]) == ([0, 0, 7, 0], [0, 0, 0, 0])
    assert ready["generation"] >= 1


async def test_a_receipt_outside_an_event_means_durable(broker: rig.Broker, options: Options, errors: Path) -> None:
    await broker.create(rows(options.name))
    sending = Options(url=options.url, name=options.name, partitions=PARTITIONS, burst=100_000)

    with running(sending, errors) as worker:
        receipts = [worker.wait_for("receipt") for _ in range(150)]
        worker.kill()

    found = {int(one.value or b"-1") for one in await broker.read(f"{options.name}.ticks")}
    assert set(receipts) <= found


async def test_a_timer_sends(broker: rig.Broker, options: Options, errors: Path) -> None:
    await broker.create(rows(options.name))
    ticking = Options(url=options.url, name=options.name, partitions=PARTITIONS, ticks=True)

    with running(ticking, errors) as worker:
        found = await rig.until(broker, f"{options.name}.ticks", lambda found: len(found) >= 3)
        worker.stop()

    assert {(b"tick", b"tock")} == {(one.key, one.value) for one in found}


async def test_an_event_broken_off_by_a_stop_is_handled_again(
    broker: rig.Broker, options: Options, errors: Path
) -> None:
    """A stop may come while an agent waits for somebody; the event is not done, whatever Faust's `finally` says."""
    await broker.create(rows(options.name))
    hanging = Options(url=options.url, name=options.name, partitions=PARTITIONS, hangs=True)
    await broker.put(f"{options.name}.in", [Put(b"k", HANG)])
    with running(hanging, errors) as worker:
        worker.wait_for("hanging")
        worker.stop()

    with running(options, errors) as worker:
        found = await rig.until(broker, f"{options.name}.out", bool)
        worker.stop()

    assert Counter([HANG]) == values(found)


async def test_topics_are_described_as_they_were_created(broker: rig.Broker, name: str) -> None:
    wanted = [
        TopicRow(name=f"{name}.kept", partitions=3, retention_ms=604_800_000),
        TopicRow(name=f"{name}.for-ever", partitions=1),
        TopicRow(name=f"{name}.compacted", partitions=2, compacted=True),
        TopicRow(name=f"{name}.both", partitions=2, compacted=True, retention_ms=31_536_000_000),
    ]
    await broker.create(wanted)

    found = await broker.describe([row.name for row in wanted])

    expected = {
        row.name: TopicFacts(partitions=row.partitions, retention_ms=row.retention_ms, compacted=row.compacted)
        for row in wanted
    }
    assert expected == found


async def test_a_missing_topic_is_described_as_missing(broker: rig.Broker, name: str) -> None:
    await broker.create([TopicRow(name=f"{name}.here", partitions=1)])

    found = await broker.describe([f"{name}.here", f"{name}.gone"])

    assert (found[f"{name}.here"] is not None, found[f"{name}.gone"]) == (True, None)


async def test_creating_a_topic_again_leaves_it_as_it_is(broker: rig.Broker, name: str) -> None:
    """So that a contradiction stays visible to the one who compares."""
    await broker.create([TopicRow(name=f"{name}.t", partitions=2)])
    await broker.create([TopicRow(name=f"{name}.t", partitions=5, compacted=True)])

    found = await broker.describe([f"{name}.t"])

    assert TopicFacts(partitions=2, retention_ms=None, compacted=False) == found[f"{name}.t"]
