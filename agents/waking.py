"""Wakes: ten times a second, which sinks of this worker have something due; each becomes a tick."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import faust

from agents import topics
from agents.records import Letter, Out
from agents.stage import Times
from agents.tables import Derived

OFTEN = 0.1
"""Seconds between two looks: a sink that asked for time is tried no later than that after it."""

PATIENCE = timedelta(seconds=5)
"""A tick that was sent is not sent again for this long, unless it was acted upon."""


@dataclass(kw_only=True)
class Waking:
    """Sends a tick for each sink that is due; remembers what it asked for lately."""

    app: faust.App
    out: Out
    clock: Callable[[], datetime]
    partitions: int
    times: Derived[Times]
    asked: dict[str, tuple[datetime, datetime]] = field(default_factory=dict)

    async def __call__(self) -> None:
        """Wake what is due now on the partitions that are ours."""
        now, name = self.clock(), topics.named(self.app.conf.id, topics.OUTGOING)
        due = [(sink, at) for sink, at in self.times.now().items() if at and at <= now and self._is_new(sink, at, now)]
        ours = {tp.partition for tp in self.app.consumer.assignment() if tp.topic == name} if due else set()
        mine = [(sink, at) for sink, at in due if topics.partition(sink, self.partitions) in ours]
        self.asked |= {sink: (at, now) for sink, at in mine}
        if mine:
            await self.out.send(*(Letter(topic=topics.DELIVERIES_DUE, key=sink, value=b"") for sink, _ in mine))

    def _is_new(self, sink: str, at: datetime, now: datetime) -> bool:
        was, asked = self.asked.get(sink, (None, now))
        return was != at or now - asked >= PATIENCE
