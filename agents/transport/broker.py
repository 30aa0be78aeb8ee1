"""The embedded broker: the log at work inside one event loop."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from agents.transport.facts import TopicFacts, TopicRow
from agents.transport.log import Draft, Log
from agents.transport.outbox import Outbox, Source
from agents.transport.rows import Place

PAUSE = 0.005  # Seconds in which changes gather when nobody waits for a receipt: a write costs about 0.4 ms.
LISTEN = 0.2  # Seconds between looks into the inbox.
CLEAN = 60.0  # Seconds between two rounds of retention and compaction.
LETTERS = 1_000

Choose = Callable[[TopicFacts, bytes | None], int]

_brokers: dict[Path, Broker] = {}


def share(path: Path, sync: str) -> Broker:
    """The one broker of this process for a file."""
    if path not in _brokers:
        _brokers[path] = Broker(path, sync)

    return _brokers[path]


def running(path: Path) -> Broker | None:
    """The broker of this process that has the file open, if one has."""
    broker = _brokers.get(path)

    return broker if broker is not None and broker.is_open else None


class Broker:
    """Gathers what is sent and done, writes it as cuts, and tells who waits."""

    def __init__(self, path: Path, sync: str) -> None:
        self.path = path
        self._sync = sync
        self._users = 0
        self._log: Log | None = None
        self._outbox = Outbox()
        self._waiting: list[tuple[asyncio.Future[int], int]] = []
        self._floors: dict[int, int] = {}
        self._is_stopping = False

    @property
    def is_open(self) -> bool:
        """Whether this process owns the file now."""
        return self._log is not None

    @property
    def log(self) -> Log:
        """The log; only between `enter` and `leave`."""
        if self._log is None:
            message = f"{self.path}: the broker is not started"
            raise RuntimeError(message)

        return self._log

    def enter(self, choose: Choose) -> None:
        """Open the file for one more user; `choose` picks partitions for letters that name none."""
        self._users += 1
        if self._log is not None:
            return
        try:
            self._log = Log(self.path, sync=self._sync)
        except BaseException:
            self._users -= 1
            raise
        self._choose = choose
        self._outbox = Outbox()
        self._floors = self._log.floors()
        self._thread = ThreadPoolExecutor(1, "kabar-log")
        self._work = asyncio.Event()
        self._hurry = asyncio.Event()
        self.news = asyncio.Event()
        self.failure: asyncio.Future[BaseException] = asyncio.get_running_loop().create_future()
        self._is_stopping = False
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def leave(self) -> None:
        """Write what is left and let the file go once nobody uses it."""
        self._users = max(0, self._users - 1)
        if self._users or self._log is None:
            return
        self._is_stopping = True
        self._hasten()
        await self._task
        self._thread.shutdown()
        self._log.close()
        self._log = None

    def declare(self, row: TopicRow) -> TopicFacts:
        """Create a topic where it is missing."""
        return self.log.declare(row)

    def append(self, draft: Draft) -> asyncio.Future[int]:
        """Append a record; the future gives its offset once it is durable."""
        self._refuse_if_failed()
        offset = self.log.append(draft)

        return self._receipt(offset)

    def hold(self, source: Source, draft: Draft) -> None:
        """Keep a record back until the event it belongs to is done."""
        self._refuse_if_failed()
        self._outbox.hold(source, draft, compacted=self.log.topics[draft.topic].compacted)

    def finish(self, group: str, place: Place, offset: int) -> None:
        """An event is done: what it sent enters the log in the same cut as its offset."""
        for draft in self._outbox.release((*place, offset)):
            self.log.append(draft)
        self.log.finish(group, place, offset)
        self._work.set()

    def give_up(self, place: Place, offset: int) -> None:
        """An event was broken off: it is as if it had never been read."""
        self._outbox.drop((*place, offset))

    async def flush(self) -> None:
        """Wait until everything up to now is durable."""
        if self.failure.done():
            return
        await self._receipt(-1)

    def wake(self) -> None:
        """Tell everybody who waits for `news` to look again."""
        news, self.news = self.news, asyncio.Event()
        news.set()

    def _receipt(self, offset: int) -> asyncio.Future[int]:
        receipt: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._waiting.append((receipt, offset))
        self._hasten()

        return receipt

    def _hasten(self) -> None:
        self._work.set()
        self._hurry.set()

    def _refuse_if_failed(self) -> None:
        if self.failure.done():
            raise self.failure.result()

    async def _run(self) -> None:
        try:
            await self._serve()
        except Exception as error:  # noqa: BLE001  # Whatever ends the writer must reach those who wait for it.
            self.failure.set_result(error)
            for receipt, _ in self._waiting:
                _refuse(receipt, error)
            self.wake()

    async def _serve(self) -> None:
        loop = asyncio.get_running_loop()
        listened = cleaned = loop.time()
        while not (self._is_stopping and self._is_idle):
            await self._gather()
            if loop.time() - listened >= LISTEN:
                listened = loop.time()
                self._take_letters()
            if not self._is_idle:
                await self._checkpoint()
            if loop.time() - cleaned >= CLEAN:
                cleaned = loop.time()
                await loop.run_in_executor(self._thread, self.log.clean, round(time.time() * 1000), self._floors)

    @property
    def _is_idle(self) -> bool:
        return self.log.is_clean and not self._waiting

    async def _gather(self) -> None:
        if self._is_idle:
            await _within(LISTEN, self._work)
        if not self._waiting and not self._is_stopping:
            await _within(PAUSE, self._hurry)
        self._work.clear()
        self._hurry.clear()

    async def _checkpoint(self) -> None:
        cut = self.log.cut()
        waiting, self._waiting = self._waiting, []
        try:
            await asyncio.get_running_loop().run_in_executor(self._thread, self.log.write, cut)
        except Exception as error:
            for receipt, _ in waiting:
                _refuse(receipt, error)
            raise
        self._floors = cut.floors
        for receipt, offset in waiting:
            if not receipt.done():
                receipt.set_result(offset)
        self.wake()

    def _take_letters(self) -> None:
        for letter in self.log.take_letters(LETTERS):
            facts = self.log.topics.get(letter.topic)
            if facts is None:
                continue
            partition = self._choose(facts, letter.key) if letter.partition is None else letter.partition
            self.log.append(Draft(letter.topic, partition, letter.at, letter.key, letter.value, letter.headers))


def _refuse(receipt: asyncio.Future[int], error: Exception) -> None:
    if not receipt.done():
        receipt.set_exception(error)


async def _within(seconds: float, event: asyncio.Event) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
