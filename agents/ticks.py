"""Ticks: every second, which feeds and deliveries on this worker's partitions are due; each becomes an event.

A tick is a record like any other, so that the work it starts happens in the stream, where tables may be changed, on the
worker that owns the partition. Ticks repeat harmlessly: the stages look again whether it is really time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import faust

from agents import topics
from agents.records import Letter, Out
from agents.stage import Times
from agents.tables import Derived

NEVER_YET = datetime(1970, 1, 1, tzinfo=UTC)
"""When a feed that was never asked is due."""

PATIENCE = timedelta(seconds=60)
"""A tick that was sent is not sent again for this long, unless it was acted upon."""


@dataclass(kw_only=True)
class Ticks:
    """Sends what is due; remembers only what it asked for lately."""

    app: faust.App
    out: Out
    clock: Callable[[], datetime]
    partitions: int
    feeds: Iterable[str]
    polls: Derived[Times]
    retries: Derived[Times]
    asked: dict[str, tuple[datetime, datetime]] = field(default_factory=dict)
    """What was asked for: when it was due, and when we asked."""

    async def __call__(self) -> None:
        """Send a tick for everything that is due now."""
        now = self.clock()
        self.asked = {name: (at, asked) for name, (at, asked) in self.asked.items() if now - asked < PATIENCE}
        due = [letter for at, letter in (*self._feeds(now), *self._deliveries(now)) if self._asks(letter, at, now)]
        if due:
            await self.out.send(*due)

    def _asks(self, letter: Letter, at: datetime, now: datetime) -> bool:
        """Ask once for each moment that something is due: work done between two ticks may be due again at the next."""
        name = f"{letter.topic} {letter.key} {letter.value.decode()}"
        if name in self.asked and self.asked[name][0] == at:
            return False
        self.asked[name] = (at, now)
        return True

    def _feeds(self, now: datetime) -> Iterator[tuple[datetime, Letter]]:
        ours, times = self._ours(topics.FEEDS_DUE), self.polls.now()
        for url in self.feeds if ours else ():
            at = times.get(url, NEVER_YET)
            if at and at <= now and topics.partition(url, self.partitions) in ours:
                yield at, Letter(topic=topics.FEEDS_DUE, key=url, value=b"")

    def _deliveries(self, now: datetime) -> Iterator[tuple[datetime, Letter]]:
        ours = self._ours(topics.ALERTS)
        for key, at in list(self.retries.now().items()) if ours else ():
            alert, _, sink = key.partition(":")
            if at and at <= now and topics.partition(alert, self.partitions) in ours:
                yield at, Letter(topic=topics.DELIVERIES_DUE, key=alert, value=sink.encode())

    def _ours(self, topic: str) -> set[int]:
        name = topics.named(self.app.conf.id, topic)
        return {tp.partition for tp in self.app.consumer.assignment() if tp.topic == name}
