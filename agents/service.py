"""A running service: its loops, each taking one item after the other through the door.

Guarantees: hand on, then remember, then let go. A loop goes on with the next item while the broker's receipts for the last ones
are under way; each is remembered and let go when its receipts are there, in the order in which the items came.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

import faust
import structlog

from agents.counting import Counting
from agents.deadletter import DeadLetter, Moved, door
from agents.lag import Lag
from agents.records import Item, Out, bytes_topic
from agents.tables import Memory
from agents.tracing import Failed, off
from agents.vigil import Vigil

log = structlog.get_logger()
_items = logging.getLogger("kabar")

Stage = Callable[[Item], Awaitable[None]]

BREATH, BREATHS = 0.02, 50
"""A step beside the items is taken when none came for so many seconds, or after so many breaths: a busy service is slow."""

IN_HAND = 200
"""Items of one loop that may wait for receipts; after a kill they are done again."""


@dataclass(kw_only=True)
class Service:
    """A Faust app and its stages; `stopping` says that nothing new is begun.

    `renew` builds the stages for another configuration, aside; what it gives puts them in the place of those in `works`, which
    each loop looks up for each item: an item in work is finished by the stage that began it.
    """

    app: faust.App
    clock: Callable[[], datetime]
    counting: Counting
    out: Out
    stopping: bool = False
    vigil: Vigil = field(default_factory=lambda: Vigil(stuck=60.0))
    refresh: Callable[[], None] = lambda: None
    renew: Callable[[Any], Callable[[], None]] = lambda _: lambda: None
    sending: Callable[[str, Any], AbstractContextManager[Failed]] = off
    traced: Callable[[str, Item], AbstractContextManager[Failed]] = off
    memories: dict[str, Memory[Any]] = field(default_factory=dict)
    lag: Lag = field(default_factory=Lag)
    readers: dict[str, str] = field(default_factory=dict)
    """The stage that reads each topic."""
    works: dict[str, Callable[..., Awaitable[None]]] = field(default_factory=dict)
    taken: int = 0
    """Items that were begun so far."""

    def __post_init__(self) -> None:
        """Let the vigil know who reads what."""
        self.vigil.readers = self.readers

    def memory(self, name: str, kind: type[Any], partitions: int) -> Memory[Any]:
        """Open a table."""
        if name not in self.memories:
            self.memories[name] = Memory(self.app, name, kind, partitions=partitions)
        return self.memories[name]

    def listen(self, name: str, sources: Sequence[str], work: Stage, *, at_once: int = 1) -> None:
        """Start an agent. It lets go of an event only when the stage is done with it, whatever ends the loop.

        With `at_once` above 1 that many items are worked on side by side, and let go as each is done. Where the agent is there
        already, the next item is the first for the new stage.
        """
        is_running = name in self.works
        self.works[name] = work
        if is_running:
            return
        self.readers |= dict.fromkeys(sources, name)

        async def in_turn(stream: Any) -> None:
            line = _Line(self.app)
            async for event in stream.noack().events():
                item = Item.of(event)
                if await self.take(name, item, self.works[name]):
                    await line.add(item, partial(self.let_go, name, item))

        async def side_by_side(stream: Any) -> None:
            room = asyncio.Semaphore(at_once)
            async with asyncio.TaskGroup() as tasks:
                async for event in stream.noack().events():
                    await room.acquire()
                    tasks.create_task(self._whole(name, Item.of(event), self.works[name])).add_done_callback(
                        lambda _: room.release()
                    )

        # Faust's own concurrency would deal the events out to actors in turn: one slow feed would hold up all behind it.
        self.app.agent(bytes_topic(self.app, *sources), name=name)(in_turn if at_once == 1 else side_by_side)

    def every(self, seconds: float, work: Callable[[], Awaitable[None]], name: str = "ticks") -> None:
        """Do something again and again while the service runs, or from now on do this under the name."""
        is_running = name in self.works
        self.works[name] = work
        if is_running:
            return

        async def tick() -> None:
            if not self.stopping:
                with self.vigil.over(name) as noting:
                    await noting(self.works[name]())

        self.app.timer(seconds)(tick)

    def beside(self, name: str, steps: Callable[[], Iterable[None]]) -> None:
        """Take short steps beside all other work, from when the service runs; where it runs already, from now on."""
        is_running = name in self.works

        async def work() -> None:
            for _ in steps():
                await self._quiet()

        self.works[name] = work
        if is_running:
            self.app.add_future(work())
        else:
            self.app.task(work)

    async def _quiet(self) -> None:
        for _ in range(BREATHS):
            before = self.taken
            await asyncio.sleep(BREATH)
            if self.taken == before:
                return

    async def _whole(self, stage: str, item: Item, work: Stage) -> None:
        """Process one item and let it go, without regard to those before it."""
        try:
            if await self.take(stage, item, work):
                await self.let_go(stage, item)
        except Exception as error:  # noqa: BLE001  # As with `_Line`: what cannot even be a dead letter ends the worker.
            await self.app.crash(error)

    async def take(self, stage: str, item: Item, work: Stage) -> bool:
        """Process one item behind the door; says whether it may be let go once it was handed on."""
        self.lag.begun(item)
        self.taken += 1
        try:
            with (
                self.counting.timed(stage),
                item.owing(),
                self.vigil.over(stage, item) as noting,
                self.traced(stage, item) as failed,
            ):
                async with door(stage, item, self.out, self.clock) as dead:
                    self.vigil.refuse(item)
                    await noting(work(item))
                if dead:
                    failed(dead[0].reason)
        except BaseException as error:  # Cancelled or moved: what was noted must be taken back, then it goes on up.
            item.settle(is_handed_on=False)
            self.lag.ended(item)
            if isinstance(error, Moved):
                return False
            raise
        self._count(stage, dead)
        if _items.isEnabledFor(logging.DEBUG):  # Asked first: this is said of every item.
            log.debug("done", stage=stage, topic=item.topic, partition=item.partition, offset=item.offset, key=item.key)
        return True

    async def let_go(self, stage: str, item: Item) -> None:
        """Wait for an item's receipts, remember what it taught, and let it go; without receipts it is a dead letter."""
        is_handed_on = False
        try:
            async with door(stage, item, self.out, self.clock) as dead:
                for receipt in item.owed:
                    await receipt
            is_handed_on = not dead and not item.is_moved(self.app.consumer_generation_id)
        finally:
            item.settle(is_handed_on=is_handed_on)
            self.lag.ended(item)
        self._count(stage, dead)
        if is_handed_on and item.parting:
            await self._part(item)
        if is_handed_on or dead:
            item.event.ack()

    async def _part(self, item: Item) -> None:
        """Send what may be seen only once all that the item taught is on the log (with the embedded broker: not before it)."""
        producer: Any = self.app.producer
        await producer.flush()
        await self.out.send(*item.parting)

    def _count(self, stage: str, dead: Sequence[DeadLetter]) -> None:
        for letter in dead:
            self.counting.dead(stage, letter.reason, is_bug=letter.is_bug)


class _Line:
    """Items that wait for their receipts, and leave in the order in which they came."""

    def __init__(self, app: faust.App) -> None:
        self._app = app
        self._room = asyncio.Semaphore(IN_HAND)
        self._last: asyncio.Task[None] | None = None

    async def add(self, item: Item, let_go: Callable[[], Awaitable[None]]) -> None:
        """Let an item go as soon as it may; waits only where too many wait already."""
        last = self._last if self._last and not self._last.done() else None
        if not last and not item.owed:
            await let_go()
            return
        await self._room.acquire()
        self._last = asyncio.create_task(self._after(last, let_go))

    async def _after(self, last: asyncio.Task[None] | None, let_go: Callable[[], Awaitable[None]]) -> None:
        try:
            if last:
                await asyncio.wait([last])
            await let_go()
        except Exception as error:  # noqa: BLE001  # Nobody awaits this: what cannot even be a dead letter ends the worker.
            await self._app.crash(error)
        finally:
            self._room.release()
