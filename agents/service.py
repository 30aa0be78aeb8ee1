"""A running service: its loops, each taking one item after the other through the door."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import faust

from agents.counting import Counting
from agents.deadletter import Moved, door
from agents.records import Item, Out, bytes_topic
from agents.tables import Memory

Stage = Callable[[Item], Awaitable[None]]


@dataclass(kw_only=True)
class Service:
    """A Faust app and its stages; `stopping` says that nothing new is begun."""

    app: faust.App
    clock: Callable[[], datetime]
    counting: Counting
    out: Out
    stopping: bool = False
    beat: datetime | None = None
    memories: dict[str, Memory[Any]] = field(default_factory=dict)

    def memory(self, name: str, kind: type[Any], partitions: int) -> Memory[Any]:
        """Open a table."""
        return self.memories.setdefault(name, Memory(self.app, name, kind, partitions=partitions))

    def listen(self, name: str, sources: Sequence[str], work: Stage, *, at_once: int = 1) -> None:
        """Start an agent. It lets go of an event only when the stage is done with it, whatever ends the loop."""

        async def agent(stream: Any) -> None:
            async for event in stream.noack().events():
                if await self.take(name, Item.of(event), work):
                    event.ack()

        self.app.agent(bytes_topic(self.app, *sources), name=name, concurrency=at_once)(agent)

    def every(self, seconds: float, work: Callable[[], Awaitable[None]]) -> None:
        """Do something again and again while the service runs; each time is a heartbeat."""

        async def tick() -> None:
            if not self.stopping:
                await work()
            self.beat = self.clock()

        self.app.timer(seconds)(tick)

    async def take(self, stage: str, item: Item, work: Stage) -> bool:
        """Process one item behind the door; says whether it may be let go."""
        try:
            with self.counting.timed(stage):
                async with door(stage, item, self.out, self.clock) as dead:
                    await work(item)
        except Moved:
            return False
        for letter in dead:
            self.counting.dead(stage, letter.reason, is_bug=letter.is_bug)
        return True
