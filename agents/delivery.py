"""The stage that delivers, put together: its tables, its queues, the way to the sinks, and what wakes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from agents import topics
from agents.batons import Batons
from agents.deliver import Deliver
from agents.kept import Kept
from agents.outgoing import Outgoing
from agents.queues import Queues
from agents.sending import Sender
from agents.service import Service
from agents.waking import OFTEN, Waking
from monitor import models
from monitor.alerts import sinks
from monitor.alerts.outlet import Outlet
from monitor.alerts.silences import Silence
from monitor.alerts.sinks import Doors
from monitor.config import Config

AT_ONCE = 100
"""Items of the stage in work side by side: as many sinks may be slow before others wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What the configuration says, the service, the doors to the world, and what outlives a reload: queues and batons."""

    config: Config
    service: Service
    doors: Doors
    chance: Callable[[], float]
    kept: Kept = field(default_factory=Kept)

    def start(self) -> Queues:
        """Have the service deliver; gives the queues, for whoever shows them."""
        queues: Queues = self.kept.get("queues", self._queues)
        queues.follow(self.config.routes, self.config.inhibit)
        stage = Deliver(outgoing=self._outgoing(queues), **self._shared())
        self.service.listen(
            "deliver", [topics.OUTGOING, topics.DELIVERIES_DUE, topics.SILENCES], stage, at_once=AT_ONCE
        )
        waking = Waking(
            app=self.service.app,
            out=self.service.out,
            clock=self.service.clock,
            partitions=self.config.partitions,
            times=queues.times,
        )
        self.service.every(OFTEN, waking, name="waking")
        return queues

    def _queues(self) -> Queues:
        return Queues(
            deliveries=self._memory("outbox", models.Delivery),
            outlets=self._memory("outlets", Outlet),
            silences=self._memory("silences", Silence),
            routes=self.config.routes,
            inhibit=self.config.inhibit,
        )

    def _outgoing(self, queues: Queues) -> Outgoing:
        by_id = {sink.id: sink for sink in self.config.sinks}
        paces = {name: sinks.pace(sink) for name, sink in by_id.items()}
        sender = Sender(sinks=by_id, doors=self.doors, clock=self.service.clock, language=self.config.language)
        return Outgoing(
            queues=queues,
            sender=sender,
            pace=lambda sink: paces.get(sink, 0.0),
            chance=self.chance,
            language=self.config.language,
            sending=self.service.sending,
            batons=self.kept.get("batons", Batons),
            **self._shared(),
        )

    def _memory(self, name: str, kind: type[Any]) -> Any:
        return self.service.memory(name, kind, self.config.partitions)

    def _shared(self) -> dict[str, Any]:
        service = self.service
        return {"out": service.out, "clock": service.clock, "counting": service.counting}
