"""What /metrics shows of the present: lag, feeds, the outbox, stories and sizes, looked up when somebody asks.

Guarantees: a worker shows only what is on its own partitions, so that sums over all workers count everything once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from agents import topics
from agents.counting import Standing, standings
from agents.lag import Place
from agents.queues import Queue
from agents.service import Service
from agents.tables import Derived, Memory
from agents.watching import Condition
from monitor.ailments import AilmentKind
from monitor.alerts.outlet import Outlet
from monitor.models import Alert

STALE = frozenset({AilmentKind.FAILING, AilmentKind.UNREADABLE, AilmentKind.GONE, AilmentKind.EMPTY, AilmentKind.STALE})
"""Ailments of a feed that brings no news."""


@dataclass(frozen=True, kw_only=True)
class Gauges:
    """Sets every gauge; counters and histograms count by themselves. `feeds` gives the partition of each feed."""

    service: Service
    partitions: int
    feeds: Mapping[str, int]
    sinks: tuple[str, ...]
    queues: Derived[dict[str, Queue]]
    conditions: Derived[dict[str, Condition]]
    indexed: Callable[[], int] = int
    told: Memory[Alert] | None = None
    file: Path | None = None

    @cached_property
    def _standings(self) -> Derived[dict[str, Standing]]:
        """Where alerts stand: `Counting` keeps it up to date, and it is built anew when the table was recovered."""
        return Derived(lambda: self.told.generation if self.told else 0, self._stood)

    def __call__(self) -> None:
        """Look at what this worker owns now."""
        counting, now = self.service.counting, self.service.clock()
        vigil = self.service.vigil
        counting.living(vigil.oldest(), vigil.lag, is_reachable=vigil.is_reachable)
        counting.behind(self._behind())
        owned = Counter(topic for topic, _ in self._owned())
        counting.partitions({stage: owned[topic] for topic, stage in self.service.readers.items()})
        self._feeds()
        counting.outbox(
            {
                sink: (queue.outlet, [each.delivery for each in queue.waiting.values()])
                for sink, queue in self._sinks().items()
            },
            now,
        )
        counting.standings = self._standings.now()
        counting.stories()
        counting.sizes(
            {name: len(memory) for name, memory in self.service.memories.items()}, self.indexed(), self._files()
        )

    def _owned(self) -> Iterator[Place]:
        """Walk over the partitions of topics (not of changelogs) that are this worker's."""
        app: Any = self.service.app
        for place in app.consumer.assignment():
            topic = topics.plain(app.conf.id, place.topic)
            if topic in self.service.readers:
                yield Place(topic, place.partition)

    def _behind(self) -> Iterator[tuple[tuple[str, str, int], tuple[int, float]]]:
        app: Any = self.service.app
        for place in app.consumer.assignment():
            topic = topics.plain(app.conf.id, place.topic)
            end = app.consumer.highwater(place) if topic in self.service.readers else None
            if end is not None:
                done = app.consumer.done(place)
                behind = self.service.lag.behind(Place(topic, place.partition), done, end, self.service.clock())
                yield (self.service.readers[topic], topic, place.partition), behind

    def _feeds(self) -> None:
        counting, owned = self.service.counting, set(self._owned())
        ours = {url for url, number in self.feeds.items() if Place(topics.FEEDS_DUE, number) in owned}
        known = [each for url, each in self.conditions.now().items() if url in ours]
        counting.feeds(len(ours), sum(not STALE.isdisjoint(each.ailments) for each in known))
        counting.ailing(kind for each in known for kind in each.ailments)
        asked = (each.answered_at for each in known if AilmentKind.GONE not in each.ailments)
        counting.answered((at for at in asked if at), self.service.clock())

    def _sinks(self) -> dict[str, Queue]:
        """Give the queues of the sinks that are ours."""
        ours = {number for topic, number in self._owned() if topic == topics.OUTGOING}
        mine = {sink: Queue(outlet=Outlet(sink=sink)) for sink in self.sinks} | self.queues.now()
        return {sink: queue for sink, queue in mine.items() if topics.partition(sink, self.partitions) in ours}

    def _files(self) -> dict[str, int]:
        """Size up the embedded broker's file and its journal, where there are such."""
        if self.file is None:
            return {}
        names = {"log": self.file, "journal": self.file.with_name(self.file.name + "-wal")}
        return {name: path.stat().st_size for name, path in names.items() if path.exists()}

    def _stood(self) -> dict[str, Standing]:
        """Say where each alert on our partitions stands, as the table of what was told has it after a start or a move."""
        ours = {number for topic, number in self._owned() if topic == topics.SHIFTS}
        told = self.told.items() if self.told else ()
        alerts = (alert for _, alert in told if topics.partition(alert.story, self.partitions) in ours)
        return standings(alerts)
