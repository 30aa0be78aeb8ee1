"""What leaves for the sinks: the attempts that are due, in order, and what is given up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from agents import deadletter, topics
from agents.counting import Counting
from agents.records import Letter, letter
from agents.sending import Sender
from monitor.alerts import outbox, route
from monitor.alerts.settings import Route
from monitor.models import Alert, Delivery, DeliveryState


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """Sinks and routes, and what an attempt needs; `chance` in [0, 1) spreads retries."""

    sender: Sender
    routes: Sequence[Route]
    chance: Callable[[], float]
    clock: Callable[[], datetime]
    counting: Counting

    def sinks(self, alert: Alert) -> tuple[str, ...]:
        """Name the sinks an alert goes to."""
        return route.route(alert, self.routes)

    def enqueued(self, known: Delivery | None, alert: Alert, sink: str, *, is_retry: bool) -> Delivery:
        """Put an alert at the end of what waits for a sink; one that came back from the dead letters is tried anew."""
        if is_retry and known is not None and known.state is DeliveryState.DEAD:
            return outbox.retry(known, self.clock())
        every = route.every(alert, self.routes, sink)
        return outbox.enqueue(known, alert, sink, now=self.clock(), every=every)

    async def sent(self, delivery: Delivery) -> tuple[Delivery, list[Letter]]:
        """Send what is due, in order; gives what became of it, and letters that tell of it (a dead one if it is given up)."""
        letters: list[Letter] = []
        while (alert := outbox.head(delivery)) is not None and outbox.is_due(delivery, self.clock()):
            result = await self.sender.send(delivery.sink, alert)
            every = route.every(alert, self.routes, delivery.sink)
            delivery = outbox.after(delivery, result, now=self.clock(), chance=self.chance(), every=every)
            self.counting.delivered(alert, delivery.sink, result, self.clock())
            if delivery.state is DeliveryState.DEAD:
                letters.append(self._dead(delivery, alert))
        return delivery, [letter(topics.DELIVERIES, outbox.key(delivery.alert, delivery.sink), delivery), *letters]

    def _dead(self, delivery: Delivery, alert: Alert) -> Letter:
        why = f"sink {delivery.sink} did not take revision {alert.revision}: {delivery.reason}"
        self.counting.dead("deliver", delivery.reason, is_bug=False)
        return deadletter.refused(
            letter(topics.ALERTS, alert.id, alert), "deliver", (delivery.reason, why), self.clock()
        )
