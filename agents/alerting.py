"""The stage that alerts, put together: what was told, when alerts end, and how much of the news is seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from agents import coverage, topics
from agents.alert import Alert
from agents.coverage import Coverage
from agents.kept import Kept
from agents.orders import Orders
from agents.service import Service
from agents.stage import Times
from agents.tables import Derived, Memory
from agents.telling import Ends, Telling, place
from monitor import config as configuration
from monitor import models
from monitor.ailments import Health
from monitor.alerts import route
from monitor.alerts.coverage import Told
from monitor.config import Config
from monitor.shifts.kinds import Kind


class Due(NamedTuple):
    """What the ticks look at: when alerts end, and when people are to hear of the feeds."""

    endings: Derived[Times]
    reviews: Derived[Times]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerting:
    """What the configuration says, its kinds of shift, the service, and what outlives a reload."""

    config: Config
    kinds: Mapping[str, Kind]
    service: Service
    kept: Kept

    def start(self) -> Due:
        """Have the service alert; gives what is due."""
        told, language = self._telling(), self.config.language
        orders = Orders(telling=told, language=language, partitions=self.config.partitions, **self._shared())
        stage = Alert(stories=told.ends.stories, language=language, telling=told, orders=orders, **self._shared())
        self.service.counting.expect_alerts(self.kinds.values())
        self.service.listen("alert", [topics.SHIFTS, topics.FEEDS_HEALTH, topics.ORDERS], stage)
        return Due(told.endings, told.coverage.reviews)

    def _telling(self) -> Telling:
        memory: Memory[models.Alert] = self._memory("told", models.Alert)
        ends = Ends(
            stories={story.id: story for story in self.config.stories},
            days={name: kind.episode_days for name, kind in self.kinds.items()},
        )
        endings = self.kept.derived(
            "endings", lambda: memory.generation, lambda: {place(alert): ends.at(alert) for _, alert in memory.items()}
        )
        return Telling(
            memory=memory,
            coverage=self._coverage(),
            complete=self._complete,
            ends=ends,
            endings=endings,
            **self._shared(),
        )

    def _complete(self, alert: models.Alert) -> models.Alert:
        """Add to an alert what the configuration says of it: its page, and the sinks that hear of it from now on."""
        page = alert.page or configuration.page(self.config.web, alert.id)
        return replace(alert, page=page, addressed=route.route(alert, self.config.routes))

    def _coverage(self) -> Coverage:
        memory: Memory[Health] = self._memory("coverage", Health)
        told: Memory[Told] = self._memory("reduced", Told)
        feeds = {feed.url: number for number, feed in enumerate(self.config.feeds)}
        rows = self.kept.get("rows", lambda: Derived(lambda: memory.generation, lambda: coverage.kept(memory)))
        reviews = self.kept.derived(
            "reviews", lambda: (memory.generation, told.generation), lambda: coverage.times(told, rows.now(), feeds)
        )
        return Coverage(
            feeds=feeds,
            language=self.config.language,
            memory=memory,
            told=told,
            rows=rows,
            reviews=reviews,
            complete=self._complete,
            **self._shared(),
        )

    def _memory(self, name: str, kind: type[Any]) -> Memory[Any]:
        return self.service.memory(name, kind, self.config.partitions)

    def _shared(self) -> dict[str, Any]:
        service = self.service
        return {"out": service.out, "clock": service.clock, "counting": service.counting}
