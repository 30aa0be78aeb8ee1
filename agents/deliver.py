"""Deliver: an outbox for each alert and sink. Reads alerts, and ticks for deliveries whose time has come.

Guarantees: a delivery is remembered as made only after the sink took it, so a kill in between sends it again, under the same
message id. Revisions of one alert reach a sink in order; what a sink refuses for good ends in the dead letters.
"""

from dataclasses import dataclass

from agents import topics
from agents.outgoing import Outgoing
from agents.records import Item
from agents.stage import Stage, Times
from agents.tables import Derived, Memory
from monitor.alerts import outbox
from monitor.models import Alert, Delivery


@dataclass(frozen=True, slots=True, kw_only=True)
class Deliver(Stage):
    """The stage and what it needs."""

    outgoing: Outgoing
    memory: Memory[Delivery]
    retries: Derived[Times]

    async def __call__(self, item: Item) -> None:
        """Enqueue an alert at each of its sinks, or take up a delivery that waited; send what may be sent now."""
        alert = item.read(Alert) if item.topic == topics.ALERTS else None
        for sink in self.outgoing.sinks(alert) if alert else (item.text,):
            key = outbox.key(item.key, sink)
            known = self.memory.get(key)
            queued = self.outgoing.enqueued(known, alert, sink, is_retry=item.is_retry) if alert else known
            if queued is not None and (alert is None or queued != known):
                delivery, letters = await self.outgoing.sent(queued)
                await self.out.send(*letters)
                self.memory.put(item, key, delivery)
                self.retries.now()[key] = delivery.next_at if delivery.waiting else None
