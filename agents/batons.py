"""Batons: a sink is worked on by one item at a time, and by the next only when what the last one did is on the log.

A baton is a tick with the name of the item that sent it. It leaves when all that the item taught is on the log; only the item
that brings it may send to the sink. A tick without one may look what is due, where nobody has the sink and none is on its way.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from agents import topics
from agents.records import Item, Letter

LOST = timedelta(seconds=60)
"""A baton that is on its way for so long is not waited for any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Baton:
    """Who sent it, for which assignment of partitions and when; and what was chosen to be sent: a delivery and its revision."""

    token: str
    generation: int
    at: datetime
    chosen: str = ""
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Batons:
    """The batons on their way, and the sinks that somebody works on, of one worker."""

    out: dict[str, Baton] = field(default_factory=dict)
    busy: set[str] = field(default_factory=set)

    def is_free(self, sink: str, generation: int, now: datetime) -> bool:
        """Tell whether nobody works on the sink, or is about to."""
        return sink not in self.busy and self._on_its_way(sink, generation, now) is None

    def hand(self, item: Item, sink: str, baton: Baton) -> None:
        """Send a baton when all that the item taught is on the log."""
        self.out[sink] = baton
        item.parting.append(Letter(topic=topics.DELIVERIES_DUE, key=sink, value=baton.token.encode()))
        item.notes.append(partial(self._left, sink, baton))

    def take(self, item: Item, generation: int, now: datetime) -> Baton | None:
        """Begin to work on the sink of a tick; None where somebody else has it, or will have."""
        sink, baton = item.key, self._on_its_way(item.key, generation, now)
        if sink in self.busy or (baton is not None and baton.token != item.text):
            return None
        self.out.pop(sink, None)
        self.busy.add(sink)
        item.notes.append(lambda _: self.busy.discard(sink))
        return baton or Baton(token="", generation=generation, at=now)

    def _on_its_way(self, sink: str, generation: int, now: datetime) -> Baton | None:
        baton = self.out.get(sink)
        is_lost = baton is None or baton.generation != generation or now - baton.at >= LOST
        return None if is_lost else baton

    def _left(self, sink: str, baton: Baton, is_handed_on: bool) -> None:  # noqa: FBT001  # Called back, by position.
        if not is_handed_on and self.out.get(sink) is baton:
            del self.out[sink]


def token(item: Item, now: datetime) -> str:
    """Name the item that sends a baton, and when: done again after a kill it sends another, and the old one opens nothing."""
    return f"{item.topic}/{item.partition}/{item.offset}@{now.timestamp():.6f}"
