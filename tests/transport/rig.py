"""Both brokers under the same verbs, and workers that can be started, told to stop, and killed."""

from __future__ import annotations

import asyncio
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from aiokafka import AIOKafkaProducer

from agents.transport import kafka, reader, sqlite
from agents.transport.facts import TopicFacts, TopicRow
from tests.transport.worker import Options

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0
"""Seconds until a test gives up hope; nothing is asserted about how fast anything is."""


class Put(NamedTuple):
    """A record a test puts into a topic."""

    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...] = ()
    partition: int | None = None


class Got(NamedTuple):
    """A record a test finds in a topic."""

    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: dict[str, bytes]


class Broker(Protocol):
    """What a test can do with a broker, whoever else uses it."""

    url: str

    async def create(self, rows: Sequence[TopicRow]) -> None: ...

    async def describe(self, names: Sequence[str]) -> dict[str, TopicFacts | None]: ...

    async def put(self, topic: str, records: Sequence[Put]) -> None: ...

    async def read(self, topic: str) -> list[Got]: ...


class Embedded:
    """The log in one file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.url = f"sqlite:///{path}"

    async def create(self, rows: Sequence[TopicRow]) -> None:
        await sqlite.create(self.url, rows)

    async def describe(self, names: Sequence[str]) -> dict[str, TopicFacts | None]:
        return await sqlite.describe(self.url, names)

    async def put(self, topic: str, records: Sequence[Put]) -> None:
        now = round(time.time() * 1000)
        reader.post(
            self.path,
            [
                reader.Post(topic, one.key, one.value, now, partition=one.partition, headers=one.headers)
                for one in records
            ],
        )

    async def read(self, topic: str) -> list[Got]:
        with reader.Reader(self.path) as log:
            return [
                Got(partition, one.offset, one.key, one.value, {name: value or b"" for name, value in one.headers})
                for partition, one in log.read(topic)
            ]


class Kafka:
    """A real Apache Kafka."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.url = f"kabar-kafka://{address}"

    async def create(self, rows: Sequence[TopicRow]) -> None:
        await kafka.create(self.url, rows)

    async def describe(self, names: Sequence[str]) -> dict[str, TopicFacts | None]:
        return await kafka.describe(self.url, names)

    async def put(self, topic: str, records: Sequence[Put]) -> None:
        producer = AIOKafkaProducer(bootstrap_servers=self.address, max_request_size=8_000_000)
        await producer.start()
        try:
            for one in records:
                await producer.send(
                    topic, key=one.key, value=one.value, partition=one.partition, headers=list(one.headers)
                )
            await producer.flush()
        finally:
            await producer.stop()

    async def read(self, topic: str) -> list[Got]:
        return [
            Got(one.partition, one.offset, one.key, one.value, dict(one.headers))
            for one in await kafka.read(self.url, topic)
        ]


class Worker:
    """A running worker; its lines are read as they are asked for."""

    def __init__(self, options: Options, errors: Path) -> None:
        self._log = errors
        self._errors = errors.open("ab")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.transport.worker", str(options)],
            cwd=ROOT,
            stdin=subprocess.PIPE,  # Its end tells the worker that the test is gone.
            stdout=subprocess.PIPE,
            stderr=self._errors,
        )
        self._lines: queue.Queue[dict[str, Any]] = queue.Queue()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    @property
    def number(self) -> int:
        """Its process id."""
        return self._process.pid

    def wait_for(self, word: str) -> Any:
        """Read lines up to one that has `word`; give its value."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with suppress(queue.Empty):
                line = self._lines.get(timeout=1)
                if word in line:
                    return line[word]
            if self._process.poll() is not None and not self._listener.is_alive() and self._lines.empty():
                break
        raise AssertionError(f"the worker did not say {word}: {self._log.read_text()[-3000:]}")

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for raw in self._process.stdout:
            if raw.startswith(b"{"):
                self._lines.put(json.loads(raw))

    def kill(self) -> None:
        """Kill -9: no farewell."""
        os.kill(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        """Ask it to stop, and wait until it has."""
        self._process.terminate()
        self.wait_for("stopped")
        assert self._process.wait(PATIENCE) == 0

    def wait(self) -> int:
        """Wait until it ends by itself; give its exit code."""
        return self._process.wait(PATIENCE)

    def end(self) -> None:
        """Leave nothing behind."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        self._listener.join()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._errors.close()


@contextmanager
def running(options: Options, errors: Path) -> Iterator[Worker]:
    """A worker for the length of a block."""
    worker = Worker(options, errors)
    try:
        yield worker
    finally:
        worker.end()


async def until(broker: Broker, topic: str, enough: Callable[[list[Got]], bool]) -> list[Got]:
    """Read a topic until there is enough in it."""
    deadline = time.monotonic() + PATIENCE
    while True:
        found = await broker.read(topic)
        if enough(found) or time.monotonic() > deadline:
            return found
        await asyncio.sleep(0.1)
