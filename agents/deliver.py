"""Deliver: an outbox for each alert and sink. Reads alerts, and ticks for deliveries whose time has come.

Guarantees: a delivery is remembered as made only after the sink took it, so a kill in between sends it again, under the same
message id. Revisions of one alert reach a sink in order; what a sink refuses for good ends in the dead letters.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from agents import topics
from agents.counting import Counting
from agents.records import Item, Out, letter
from agents.sending import Sender
from agents.tables import Derived, Memory
from monitor.alerts import outbox, route
from monitor.alerts.settings import Route
from monitor.models import Alert, Delivery


@dataclass(frozen=True, slots=True, kw_only=True)
class Deliver:
    """The stage and what it needs."""

    routes: Sequence[Route]
    sender: Sender
    memory: Memory[Delivery]
    retries: Derived[dict[str, datetime | None]]
    chance: Callable[[], float]
    clock: Callable[[], datetime]
    counting: Counting
    out: Out

    async def __call__(self, item: Item) -> None:
        """Enqueue an alert at each of its sinks, or take up a delivery that waited; send what may be sent now."""
        if item.topic == topics.DELIVERIES_DUE:
            waiting = self.memory.get(outbox.key(item.key, (item.value or b"").decode()))
            if waiting is not None:
                await self._send(item, waiting)
            return
        alert = item.read(Alert)
        for sink in route.route(alert, self.routes):
            known, every = self.memory.get(outbox.key(alert.id, sink)), route.every(alert, self.routes, sink)
            delivery = outbox.enqueue(known, alert, sink, now=self.clock(), every=every)
            if delivery != known:
                await self._send(item, delivery)

    async def _send(self, item: Item, delivery: Delivery) -> None:
        while (alert := outbox.head(delivery)) is not None and outbox.is_due(delivery, self.clock()):
            result = await self.sender.send(delivery.sink, alert)
            every = route.every(alert, self.routes, delivery.sink)
            delivery = outbox.after(delivery, result, now=self.clock(), chance=self.chance(), every=every)
            self.counting.delivered(alert, delivery.sink, result, self.clock())
        key = outbox.key(delivery.alert, delivery.sink)
        await self.out.send(letter(topics.DELIVERIES, key, delivery))
        self.memory.put(item, key, delivery)
        self.retries.now()[key] = delivery.next_at if delivery.waiting else None
