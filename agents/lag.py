"""How far the stages are behind: per partition, the records that wait, and for how long the oldest of them has.

The oldest record that is not done is either in hand, and then its own time counts, or still at the broker: then the moment at
which we first saw the topic reach beyond what is done. So a stage that hangs grows older by the second, and one that has
nothing to do is not behind, however long ago its last record came.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from agents.records import Item

MOST = 500
"""Ends of a partition that are kept; of more, each second one is let go, which rounds the age a little."""


class Place(NamedTuple):
    """A partition of a topic, the topic as in the table of topics."""

    topic: str
    partition: int


class Behind(NamedTuple):
    """Records that wait, and seconds for which the oldest has waited."""

    records: int
    seconds: float


@dataclass(slots=True)
class Lag:
    """What is in hand, with the time at which it came onto the log, and which ends were seen when."""

    _hands: dict[Place, dict[int, float]] = field(default_factory=lambda: defaultdict(dict))
    _ends: dict[Place, dict[int, float]] = field(default_factory=lambda: defaultdict(dict))

    def begun(self, item: Item) -> None:
        """Note that an item is in hand."""
        self._hands[Place(item.topic, item.partition)][item.offset] = item.timestamp

    def ended(self, item: Item) -> None:
        """Note that it is not in hand any longer: it is done, or somebody else's."""
        self._hands[Place(item.topic, item.partition)].pop(item.offset, None)

    def behind(self, place: Place, done: int, end: int, now: datetime) -> Behind:
        """Say how far a partition is behind, of which everything below `done` is done and that reaches up to `end`."""
        at = now.timestamp()
        ends = self._ends[place]
        ends.setdefault(end, at)
        for passed in [each for each in ends if each <= done]:
            del ends[passed]
        if len(ends) > MOST:
            self._ends[place] = ends = dict(sorted(ends.items())[::2])
        if done >= end:
            return Behind(0, 0.0)
        waiting = [*ends.values(), *(hand for offset, hand in self._hands[place].items() if offset < end)]
        return Behind(end - done, max(0.0, at - min(waiting, default=at)))
