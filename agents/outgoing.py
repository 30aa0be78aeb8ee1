"""What leaves for the sinks: put into an outbox, chosen, sent, and remembered with what became of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime

from agents import batons, deadletter, topics
from agents.batons import Baton, Batons
from agents.counting import Counting
from agents.queues import Queue, Queues
from agents.records import Item, Letter, Out, letter
from agents.sending import Sender
from agents.tracing import Failed, off
from monitor.alerts import digest, outbox, plan, silences, trouble
from monitor.alerts import outlet as outlets
from monitor.alerts.outcome import Accepted, Outcome
from monitor.alerts.outlet import Outlet
from monitor.alerts.plan import Waiting
from monitor.models import Alert, Delivery, DeliveryState


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """What an attempt needs; `pace` gives the seconds between two at a sink, `chance` in [0, 1) spreads retries."""

    queues: Queues
    sender: Sender
    pace: Callable[[str], float]
    chance: Callable[[], float]
    out: Out
    clock: Callable[[], datetime]
    counting: Counting
    language: str
    batons: Batons = field(default_factory=Batons)
    sending: Callable[[str, Alert], AbstractContextManager[Failed]] = off

    async def enqueue(self, item: Item, alert: Alert) -> None:
        """Put an alert at the end of what waits for a sink; one that came back from the dead letters is tried anew."""
        sink, now = item.key, self.clock()
        known = self.queues.deliveries.get(outbox.key(alert.id, sink))
        if item.is_retry and known is not None and known.state is DeliveryState.DEAD:
            queued = outbox.retry(known, now)
        else:
            every = self.queues.way(alert, sink).every
            queued = outbox.enqueue(known, alert, sink, now=now, every=every)
        if queued != known:
            await self._put(item, queued)
        if self.batons.is_free(sink, self._generation, now):
            self._hand(item, sink)

    def heard(self, item: Item) -> None:
        """Take in a silence, and have every sink looked at again."""
        now = self.clock()
        self.queues.hear(item, silences.decode(item.value), now)
        self.queues.times.now().update(dict.fromkeys(self.queues.built.now(), now))

    async def work(self, item: Item) -> None:
        """Send what the baton says was chosen, and choose what comes next; without a baton just that."""
        sink = item.key
        baton = self.batons.take(item, self._generation, self.clock())
        if baton is None:
            return
        waiting = self.queues.of(sink).waiting.get(baton.chosen)
        if waiting is not None and waiting.alert.revision == baton.revision:
            await self._attempt(item, waiting)
        await self._choose(item, sink)

    @property
    def _generation(self) -> int:
        return self.queues.deliveries.generation[0]

    async def _attempt(self, item: Item, waiting: Waiting) -> None:
        """Try once; what was put into the outbox meanwhile is still there afterwards."""
        with self.sending(waiting.delivery.sink, waiting.alert) as failed:
            await self._try(item, waiting, failed)

    async def _try(self, item: Item, waiting: Waiting, failed: Failed) -> None:
        tried, alert = waiting.delivery, waiting.alert
        result = await self.sender.send(tried.sink, alert, receipt=tried.receipt, is_uncertain=tried.is_uncertain)
        now = self.clock()
        known = self.queues.deliveries.get(outbox.key(alert.id, tried.sink)) or tried
        done = outbox.after(known, result, now=now, chance=self.chance(), every=waiting.way.every)
        if not isinstance(result, Accepted):
            failed(result.reason.value)
        if isinstance(result, Accepted):
            done = replace(done, told=self.queues.told(alert))
        self.queues.put_outlet(item, self._learned(waiting, result, now))
        await self._put(item, done)
        self.counting.delivered(alert, tried.sink, result, now, was_held=waiting.was_held)
        if done.state is DeliveryState.DEAD:
            await self._bury(done, alert)

    def _learned(self, waiting: Waiting, result: Outcome, now: datetime) -> Outlet:
        """Say what an attempt teaches of the sink."""
        sink, alert = waiting.delivery.sink, waiting.alert
        known = self.queues.of(sink).outlet
        outlet = outlets.after(known, result, now=now, chance=self.chance(), pace=self.pace(sink))
        if not isinstance(result, Accepted):
            return outlet
        keep = self.queues.largest_budget
        outlet = outlets.spent(outlet, waiting.way.budget, now=now, keep=keep) if waiting.is_fresh else outlet
        return outlets.told(outlet, alert.story, now=now) if alert.story else outlet

    async def _choose(self, item: Item, sink: str) -> None:
        """Look along the queue, note what is held back, and hand on the baton with what goes next."""
        now, queue = self.clock(), self.queues.of(sink)
        rules = self.queues.rules(sink, item.partition)
        planned = plan.plan(queue.waiting.values(), queue.outlet, rules, now)
        # All that was planned is put before anything is awaited: other items may add to the same deliveries meanwhile.
        for changed in planned.changed:
            self.queues.put(item, changed)
        gathered: list[Delivery] = []
        if planned.send:
            chosen, *gathered = self._chosen(item, planned.send)
            self._hand(item, sink, chosen)
        else:
            self.queues.times.now()[sink] = _earlier(planned.wake, trouble.due(queue.outlet, queue.oldest))
        await self._look_after(item, queue)
        await self._show(*planned.changed, *gathered)
        for changed in planned.changed:
            self.counting.held(changed)
            if changed.state is DeliveryState.DEAD:
                await self._bury(changed, changed.waiting[0])

    def _chosen(self, item: Item, send: Sequence[Delivery]) -> list[Delivery]:
        """Note what is sent next, and give it; several become one digest, and those that it stands for are given after it."""
        first, now = send[0], self.clock()
        if len(send) == 1:
            chosen = outbox.trying(outbox.collapsed(first) if first.held else first)
            self.queues.put(item, chosen)
            return [chosen]
        alert = digest.made([each.waiting[-1] for each in send], first.sink, self.language, now)
        made = outbox.trying(outbox.enqueue(None, alert, first.sink, now=now))
        gathered = [outbox.gathered(each, alert.id, now) for each in send]
        for each in (made, *gathered):  # The digest first: it is on the log before what it stands for counts as told.
            self.queues.put(item, each)
        self.counting.digested(first.sink, len(send))
        return [made, *gathered]

    async def _look_after(self, item: Item, queue: Queue) -> None:
        """Tell people of a sink that fails, and that it works again."""
        now, outlet = self.clock(), queue.outlet
        if outlet.trouble is None:
            found = trouble.of_sink(outlet, queue.oldest, now)
            alert = trouble.begun(found, self.language, now) if found else None
        else:
            alert = (
                trouble.over(outlet.trouble, self.language, now) if trouble.is_over(outlet, queue.oldest, now) else None
            )
        if alert is not None:
            await self.out.send(letter(topics.ALERTS, alert.id, alert))
            is_begun = outlet.trouble is None
            self.queues.put_outlet(item, replace(outlet, trouble=alert if is_begun else None))

    def _hand(self, item: Item, sink: str, chosen: Delivery | None = None) -> None:
        now = self.clock()
        baton = Baton(token=batons.token(item, now), generation=self._generation, at=now)
        if chosen is not None:
            key, revision = outbox.key(chosen.alert, sink), chosen.waiting[0].revision
            baton = replace(baton, chosen=key, revision=revision)
        self.batons.hand(item, sink, baton)
        self.queues.times.now()[sink] = now + batons.LOST

    async def _put(self, item: Item, delivery: Delivery) -> None:
        """Remember a delivery, and let others see it."""
        self.queues.put(item, delivery)
        await self._show(delivery)

    async def _show(self, *deliveries: Delivery) -> None:
        """Let others see deliveries as they are now."""
        await self.out.send(
            *(letter(topics.DELIVERIES, outbox.key(each.alert, each.sink), each) for each in deliveries)
        )

    async def _bury(self, delivery: Delivery, alert: Alert) -> None:
        """Put an alert that a sink will not take with the dead letters, from where it comes back to that sink alone."""
        why = f"sink {delivery.sink} did not take revision {alert.revision}: {delivery.reason}"
        self.counting.dead("deliver", delivery.reason, is_bug=False)
        original: Letter = letter(topics.OUTGOING, delivery.sink, alert)
        await self.out.send(deadletter.refused(original, "deliver", (delivery.reason, why), self.clock()))


def _earlier(*times: datetime | None) -> datetime | None:
    return min(filter(None, times), default=None)
