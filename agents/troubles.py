"""Tells people of a stage of this worker that stands still, before the watchdog ends the worker, and when it goes on.

Guarantees: each time is an alert of its own. It goes the way of all alerts, and straight to the sinks too where this worker
routes: the stage that stands still may be the one that would hand it on.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from agents import topics
from agents.records import Letter, Out, letter
from agents.service import Service
from agents.vigil import Vigil
from monitor.alerts import trouble
from monitor.alerts.settings import Route
from monitor.alerts.trouble import Trouble
from monitor.config import Config
from monitor.models import Alert

SHARE = 0.75
"""Part of the time after which a stage is held to be stuck: people hear of it before the worker is ended."""


@dataclass(kw_only=True)
class Troubles:
    """Looks at what the vigil sees; `told` are the alerts that are not over."""

    vigil: Vigil
    out: Out
    clock: Callable[[], datetime]
    language: str
    routes: Sequence[Route]
    sinks: Sequence[str]
    stages: Collection[str]
    told: dict[str, Alert] = field(default_factory=dict)

    @classmethod
    def of(cls, service: Service, config: Config, stages: Collection[str], told: dict[str, Alert]) -> Troubles:
        """Look at a service."""
        return cls(
            vigil=service.vigil,
            out=service.out,
            clock=service.clock,
            language=config.language,
            routes=config.routes,
            sinks=tuple(sink.id for sink in config.sinks),
            stages=stages,
            told=told,
        )

    async def __call__(self) -> None:
        """Tell of what began to stand still, and of what goes on again."""
        standing, now = _standing(self.vigil), self.clock()
        for stage, seconds in standing.items():
            is_stuck = seconds > SHARE * self.vigil.limit(stage)
            if is_stuck and stage not in self.told:
                since = (now - timedelta(seconds=seconds)).replace(microsecond=0)
                found = Trouble(kind=trouble.STAGE, name=stage, since=since, why=f"{seconds:.0f} s")
                self.told[stage] = trouble.begun(found, self.language, now)
                await self._tell(self.told[stage])
            elif not is_stuck and stage in self.told:
                await self._tell(trouble.over(self.told.pop(stage), self.language, now))

    async def _tell(self, alert: Alert) -> None:
        letters: list[Letter] = [letter(topics.ALERTS, alert.id, alert)]
        if "route" in self.stages:
            sinks = trouble.addressed(alert, self.routes, self.sinks)
            letters += [letter(topics.OUTGOING, sink, alert) for sink in sinks]
        await self.out.send(*letters)


def _standing(vigil: Vigil) -> dict[str, float]:
    """Give for each stage how long nothing of it has moved: an item in hand, or a partition whose records wait."""
    found = vigil.oldest()
    if not vigil.is_reachable:
        return dict.fromkeys(found, 0.0)
    for (topic, _), (done, end, since) in vigil.standings.items():
        stage = vigil.readers.get(topic, topic)
        if end > done:
            found[stage] = max(found.get(stage, 0.0), vigil.now() - since)
    return found
