"""How well the feeds of this worker are: judged after each poll, told to every partition when it changes, and counted.

Guarantees: what changed is on the log before the feed's state is remembered; after a crash in between it is told again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from agents import topics
from agents.records import Letter, Out
from agents.tables import Derived
from monitor import codec
from monitor.ailments import AilmentKind, Health
from monitor.feeds import health
from monitor.feeds.poll import Polled
from monitor.feeds.settings import Feed
from monitor.feeds.state import FeedState


class Condition(NamedTuple):
    """What the gauges show of a feed: what it suffers from, and when it last gave a good answer (or first gave none)."""

    ailments: tuple[AilmentKind, ...]
    answered_at: datetime | None

    @classmethod
    def of(cls, state: FeedState) -> Condition:
        """Look at a feed's state."""
        return cls(tuple(each.kind for each in state.ailments), state.succeeded_at or state.habits.failed_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watching:
    """Judges feeds; `conditions` is what is known of each."""

    out: Out
    clock: Callable[[], datetime]
    partitions: int
    conditions: Derived[dict[str, Condition]]

    async def judged(self, feed: Feed, known: FeedState | None, polled: Polled) -> Polled:
        """Give the poll with what it taught of the feed's health; where that changed, every partition is told."""
        state = health.learn(feed, known, polled, self.clock())
        before = known.ailments if known else ()
        if {each.kind for each in before} != {each.kind for each in state.ailments}:
            await self.out.send(*self._letters(feed, state))
        self.conditions.now()[feed.url] = Condition.of(state)
        return replace(polled, state=state)

    def _letters(self, feed: Feed, state: FeedState) -> list[Letter]:
        publisher = feed.publisher or feed.host
        record = Health(feed=feed.url, publisher=publisher, ailments=state.ailments, at=self.clock())
        value = codec.encode(record)
        return [
            Letter(topic=topics.FEEDS_HEALTH, key=feed.url, value=value, partition=partition)
            for partition in range(self.partitions)
        ]
