"""What /metrics shows of the present: lag, feeds and the outbox, looked up when somebody asks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from agents import topics
from agents.service import Service
from agents.stage import Times
from agents.tables import Derived, Memory
from agents.watching import Condition
from monitor.ailments import AilmentKind
from monitor.models import Delivery

FAILING = 3
"""A feed that failed this often in a row is stale."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gauges:
    """Sets every gauge; counters and histograms count by themselves."""

    service: Service
    feeds: frozenset[str]
    sinks: tuple[str, ...]
    retries: Derived[Times]
    conditions: Derived[dict[str, Condition]]

    def __call__(self) -> None:
        """Look at what this worker owns now."""
        app: Any = self.service.app
        counting = self.service.counting
        for place, end in dict(app.monitor.tp_end_offsets).items():
            if place in app.consumer.assignment() and not place.topic.endswith("-changelog"):
                done = app.monitor.tp_committed_offsets.get(place, 0) or 0
                counting.lag(topics.plain(app.conf.id, place.topic), place.partition, max(0, end - done))
        counting.feeds(len(self.feeds), FAILING)
        ours = [each for url, each in self.conditions.now().items() if url in self.feeds]
        counting.ailing(kind for each in ours for kind in each.ailments)
        asked = (each.answered_at for each in ours if AilmentKind.GONE not in each.ailments)
        counting.answered((at for at in asked if at), self.service.clock())
        counting.outbox(self._waiting(), self.sinks, self.service.clock())

    def _waiting(self) -> Iterator[Delivery]:
        memory: Memory[Delivery] | None = self.service.memories.get("deliveries")
        for key, at in list(self.retries.now().items()) if memory is not None else ():
            delivery = memory.get(key) if memory is not None and at is not None else None
            if delivery is not None:
                yield delivery
