"""Articles a second through the whole service: articles lie on the log, workers drain it, the lag says how far they are."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agents import brokers, topics
from agents.archive import Archive
from agents.transport import kafka_clients, sqlite
from agents.transport.log import Draft, Log
from monitor import codec, config
from monitor.models import RawArticle
from tests.bench.articles import STORY

ROOT = Path(__file__).parents[2]
PARTITIONS = 4
LOOK = 0.25  # Seconds between two looks at the lag of a file;
LOOK_AT_KAFKA = 1.0  # of Kafka, which is told offsets once a second, and is kept from its work by each look.
PATIENCE = 60.0  # Seconds after which a run is broken off, and what it did by then counts.
STAGES = "dedupe,tag,detect,alert,route,deliver"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drained:
    """What a run came to: articles in so many seconds, alerts told, and whether it got to the end.

    `busy` are the seconds of processor time that the workers took for it: they say more where others use the machine too.
    """

    articles: int
    seconds: float
    busy: float
    alerts: int
    is_whole: bool

    @property
    def rate(self) -> float:
        """Articles a second."""
        return self.articles / self.seconds if self.seconds else 0.0


def configured(folder: Path, broker: str, **more: Any) -> config.Config:
    """Write the configuration of a service that watches one story and writes alerts to a file."""
    settings: dict[str, Any] = {
        "id": f"bench-{folder.name}",
        "broker": broker,
        "partitions": PARTITIONS,
        "feeds": [],
        "stories": [STORY],
        "sinks": [{"id": "book", "file": {"path": str(folder / "alerts.jsonl")}}],
        "routes": [{"to": ["book"]}],
        "web": {"port": 0},
    }
    path = folder / "kabar.yaml"
    path.write_text(json.dumps(settings | more))  # JSON is YAML.
    return config.load(path)


def drain(found: config.Config, articles: Sequence[RawArticle], workers: int = 1) -> Drained:
    """Lay articles on the log, start workers, and watch until nothing waits, from the first article done to the last."""
    asyncio.run(brokers.prepare(found))
    _lay(found, articles)
    with running(found.path, workers) as started:
        return _watched(Archive(found), len(articles), started)


def _watched(archive: Archive, count: int, workers: Sequence[subprocess.Popen[bytes]]) -> Drained:
    begun, first, begun_at, busy = time.monotonic(), 0, 0.0, 0.0
    waiting, whole = count, False
    look = LOOK if brokers.is_embedded(archive.config) else LOOK_AT_KAFKA
    while time.monotonic() - begun < PATIENCE and not whole:
        time.sleep(look)
        if any(worker.poll() is not None for worker in workers):
            raise RuntimeError(f"a worker ended; what it said is in {archive.config.path.parent}")
        lags = archive.lags()
        raw = [lag.behind for lag in lags if lag.topic == topics.RAW]
        waiting = sum(raw) if len(raw) == PARTITIONS else count
        whole = waiting == 0 and not any(lag.behind for lag in lags)
        if not begun_at and waiting < count:
            begun_at, first, busy = time.monotonic(), count - waiting, _busy(workers)
    seconds, busy = time.monotonic() - begun_at, _busy(workers) - busy
    alerts = len(archive.alerts())
    return Drained(articles=count - waiting - first, seconds=seconds, busy=busy, alerts=alerts, is_whole=whole)


def _busy(workers: Sequence[subprocess.Popen[bytes]]) -> float:
    """Give the seconds of processor time that the workers have taken."""
    return sum(_ticks(Path(f"/proc/{worker.pid}/stat")) for worker in workers) / os.sysconf("SC_CLK_TCK")


def _ticks(stat: Path) -> int:
    user, system = stat.read_text().rpartition(")")[2].split()[11:13]
    return int(user) + int(system)


@contextmanager
def running(path: Path, workers: int = 1, only: str = STAGES) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Run workers while the block runs; what they say goes to files beside the configuration."""
    started = [_started(path, number, only) for number in range(workers)]
    try:
        yield started
    finally:
        for worker in started:
            worker.send_signal(signal.SIGKILL)
            worker.wait(10)


def _started(path: Path, number: int, only: str) -> subprocess.Popen[bytes]:
    with (path.parent / f"worker-{number}.log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "agents", "-c", str(path), "--only", only],
            cwd=ROOT,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )


def _lay(found: config.Config, articles: Sequence[RawArticle]) -> None:
    """Spread articles over the partitions in turn: by their two languages they would lie on two."""
    if brokers.is_embedded(found):
        _lay_embedded(found, articles)
    else:
        asyncio.run(_lay_kafka(found, articles))


def _lay_embedded(found: config.Config, articles: Sequence[RawArticle]) -> None:
    path, sync = sqlite.locate(found.broker)
    log = Log(path, sync=sync)
    at = round(time.time() * 1000)
    for number, article in enumerate(articles):
        key, value = article.language.encode(), codec.encode(article)
        log.append(Draft(topics.named(found.id, topics.RAW), number % PARTITIONS, at, key, value))
    log.write(log.cut())
    log.close()


async def _lay_kafka(found: config.Config, articles: Sequence[RawArticle]) -> None:
    async with kafka_clients.producer(brokers.server(found)) as producer:
        for number, article in enumerate(articles):
            key, value = article.language.encode(), codec.encode(article)
            await producer.send(topics.named(found.id, topics.RAW), value, key, partition=number % PARTITIONS)
        await producer.flush()
