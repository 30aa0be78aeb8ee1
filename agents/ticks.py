"""Ticks: every second, which feeds and reviews on this worker's partitions are due; each becomes an event.

A tick is a record like any other, so that the work it starts happens in the stream, where tables may be changed, on the
worker that owns the partition. Ticks repeat harmlessly: the stages look again whether it is really time. Feeds are keyed by
their host, so that one worker polls all feeds of a host and can be polite for the whole service.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import faust

from agents import coverage, orders, topics
from agents.records import Letter, Out
from agents.stage import Times
from agents.tables import Derived
from monitor.feeds import courtesy
from monitor.feeds.courtesy import Due, Visits
from monitor.feeds.settings import Feed

NEVER_YET = datetime(1970, 1, 1, tzinfo=UTC)
"""When a feed that was never asked is due."""

PATIENCE = timedelta(seconds=60)
"""A tick that was sent is not sent again for this long, unless it was acted upon."""


@dataclass(kw_only=True)
class Asked:
    """What was asked for lately: when it was due, and when we asked; what is acted upon is due at another time."""

    rows: dict[str, tuple[datetime, datetime]] = field(default_factory=dict)

    def forget(self, now: datetime) -> None:
        """Let go of what was asked too long ago to count on."""
        self.rows = {name: (at, asked) for name, (at, asked) in self.rows.items() if now - asked < PATIENCE}

    def is_new(self, name: str, at: datetime) -> bool:
        """Say whether nobody asked yet for this moment."""
        return name not in self.rows or self.rows[name][0] != at

    def note(self, name: str, at: datetime, now: datetime) -> None:
        """Keep that we asked."""
        self.rows[name] = (at, now)


@dataclass(kw_only=True)
class Ticks:
    """Sends what is due; remembers only what it asked for lately, and when each host was last visited."""

    app: faust.App
    out: Out
    clock: Callable[[], datetime]
    partitions: int
    feeds: Iterable[Feed]
    polls: Derived[Times]
    reviews: Derived[Times] = field(default_factory=lambda: Derived(int, dict))
    endings: Derived[Times] = field(default_factory=lambda: Derived(int, dict))
    spacing: timedelta = timedelta(0)
    asked: Asked = field(default_factory=Asked)
    reviewed: Asked = field(default_factory=Asked)
    visited: dict[str, datetime] = field(default_factory=dict)
    places: list[tuple[str, str, int]] = field(init=False)
    """URL, host and partition of each feed: hashing ten thousand of them takes too long for every second."""

    def __post_init__(self) -> None:
        self.places = [(feed.url, feed.host, topics.partition(feed.host, self.partitions)) for feed in self.feeds]

    async def __call__(self) -> None:
        """Send a tick for everything that is due now."""
        now = self.clock()
        self.asked.forget(now)
        self.reviewed.forget(now)
        letters = [*self._feeds(now), *self._reviews(now), *self._endings(now)]
        if letters:
            await self.out.send(*letters)

    def _feeds(self, now: datetime) -> Iterator[Letter]:
        """Ask once for each moment that a feed is due, as its host can bear it."""
        # Timers are not exact; the door to the network keeps the spacing to the letter.
        for due in courtesy.chosen(self._due(now), self._visits(), now, 0.9 * self.spacing):
            self.asked.note(due.url, due.at, now)
            self.visited[due.host] = now
            yield Letter(topic=topics.FEEDS_DUE, key=due.host, value=due.url.encode())

    def _due(self, now: datetime) -> Iterator[Due]:
        ours, times = self._ours(topics.FEEDS_DUE), self.polls.now()
        for url, host, partition in self.places if ours else ():
            at = times.get(url, NEVER_YET)
            if at and at <= now and partition in ours and self.asked.is_new(url, at):
                yield Due(url=url, host=host, at=at)

    def _visits(self) -> Visits:
        """Count the polls that were asked for and not acted upon yet, by host."""
        times = self.polls.now()
        waiting = {url for url, (at, _) in self.asked.rows.items() if times.get(url, NEVER_YET) == at}
        open_ = Counter(host for url, host, _ in self.places if url in waiting) if waiting else Counter()
        return Visits(open=open_, last=self.visited)

    def _reviews(self, now: datetime) -> Iterator[Letter]:
        """Ask for the alert about the feeds, where a revision waits for its time: a record of nobody's health."""
        at = self.reviews.now().get(coverage.ALERT) if coverage.TELLS in self._ours(topics.FEEDS_HEALTH) else None
        if at and at <= now and self.reviewed.is_new(coverage.ALERT, at):
            self.reviewed.note(coverage.ALERT, at, now)
            yield Letter(topic=topics.FEEDS_HEALTH, key="", value=b"", partition=coverage.TELLS)

    def _endings(self, now: datetime) -> Iterator[Letter]:
        """Ask for a look at each alert whose time may be over."""
        ours = self._ours(topics.ORDERS)
        for place, at in list(self.endings.now().items()) if ours else ():
            story, _, alert = place.rpartition(":")
            if not at or at > now or (partition := topics.partition(story, self.partitions)) not in ours:
                continue
            if self.reviewed.is_new(place, at):
                self.reviewed.note(place, at, now)
                yield orders.review(alert, partition, now)

    def _ours(self, topic: str) -> set[int]:
        name = topics.named(self.app.conf.id, topic)
        return {tp.partition for tp in self.app.consumer.assignment() if tp.topic == name}
