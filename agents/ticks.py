"""Ticks: every second, which feeds and deliveries on this worker's partitions are due; each becomes an event.

A tick is a record like any other, so that the work it starts happens in the stream, where tables may be changed, on the
worker that owns the partition. Ticks repeat harmlessly: the stages look again whether it is really time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import faust

from agents import topics
from agents.records import Letter, Out
from agents.tables import Derived

Times = dict[str, datetime | None]
"""When each key is next due; None for never (the stages keep it up to date)."""

PATIENCE = timedelta(seconds=60)
"""A tick that was sent is not sent again for this long, unless it was acted upon."""


@dataclass(kw_only=True)
class Ticks:
    """Sends what is due; remembers only what it asked for lately."""

    app: faust.App
    out: Out
    clock: Callable[[], datetime]
    feeds: Iterable[str]
    polls: Derived[Times]
    retries: Derived[Times]
    asked: dict[str, datetime] = field(default_factory=dict)

    async def __call__(self) -> None:
        """Send a tick for everything that is due now."""
        now = self.clock()
        self.asked = {key: at for key, at in self.asked.items() if now - at < PATIENCE}
        due = [letter for letter in (*self._feeds(now), *self._deliveries(now)) if self._asks(letter, now)]
        if due:
            await self.out.send(*due)

    def _asks(self, letter: Letter, now: datetime) -> bool:
        name = f"{letter.topic} {letter.key} {letter.value.decode()}"
        return self.asked.setdefault(name, now) == now

    def _feeds(self, now: datetime) -> Iterator[Letter]:
        ours, times = self._partitions(topics.FEEDS_DUE), self.polls.now()
        for url in self.feeds if ours else ():
            at = times.get(url, now)
            if at is None or at > now:
                self.asked.pop(f"{topics.FEEDS_DUE} {url} ", None)
            elif self._partition(topics.FEEDS_DUE, url) in ours:
                yield Letter(topic=topics.FEEDS_DUE, key=url, value=b"")

    def _deliveries(self, now: datetime) -> Iterator[Letter]:
        ours = self._partitions(topics.ALERTS)
        for key, at in list(self.retries.now().items()) if ours else ():
            alert, _, sink = key.partition(":")
            if at is None or at > now:
                self.asked.pop(f"{topics.DELIVERIES_DUE} {alert} {sink}", None)
            elif self._partition(topics.ALERTS, alert) in ours:
                yield Letter(topic=topics.DELIVERIES_DUE, key=alert, value=sink.encode())

    def _partitions(self, topic: str) -> set[int]:
        return {tp.partition for tp in self.app.consumer.assignment() if tp.topic == topic}

    def _partition(self, topic: str, key: str) -> int:
        place: Any = self.app.producer.key_partition(topic, key.encode())
        return int(place.partition)
