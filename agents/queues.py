"""What waits for each sink, how it is doing, and what is silenced: as this worker remembers it.

Guarantees: all of it is derived from tables, and built anew after every recovery; what is put counts at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from agents.records import Item
from agents.stage import Times
from agents.tables import Derived, Memory
from monitor.alerts import inhibit, outbox, route
from monitor.alerts.outlet import Outlet
from monitor.alerts.plan import Rules, Waiting
from monitor.alerts.route import Routed
from monitor.alerts.settings import Inhibit, Route
from monitor.alerts.silences import Silence
from monitor.models import Alert, Delivery

AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)
"""When a sink is looked at that nobody has looked at yet."""

KEPT = timedelta(days=30)
"""How long a silence that is over is remembered."""

Silenced = dict[int, dict[str, Silence]]
"""Silences by partition and id."""


@dataclass(slots=True, kw_only=True)
class Queue:
    """A sink: what waits for it by key, and the alerts that it was told of and that may hold others back."""

    outlet: Outlet
    waiting: dict[str, Waiting] = field(default_factory=dict)
    sources: dict[str, Alert] = field(default_factory=dict)

    @property
    def oldest(self) -> datetime | None:
        """Say since when the one waits that has waited longest, of those that nobody wants held back."""
        return min((each.delivery.first_at for each in self.waiting.values() if not each.delivery.held), default=None)


@dataclass(kw_only=True)
class Queues:
    """The tables, what the configuration says, and the queues by sink."""

    deliveries: Memory[Delivery]
    outlets: Memory[Outlet]
    silences: Memory[Silence]
    routes: Sequence[Route]
    inhibit: Sequence[Inhibit]
    built: Derived[dict[str, Queue]] = field(init=False)
    silenced: Derived[Silenced] = field(init=False)
    times: Derived[Times] = field(init=False)

    def __post_init__(self) -> None:
        self.built = Derived(lambda: (self.deliveries.generation, self.outlets.generation), self._build)
        self.silenced = Derived(lambda: self.silences.generation, lambda: _by_partition(self.silences))
        # What is due is looked up when somebody has looked along the queue: after a start, that is at once.
        self.times = Derived(
            lambda: (self.deliveries.generation, self.outlets.generation),
            lambda: dict.fromkeys(self.built.now(), AT_ONCE),
        )

    def follow(self, routes: Sequence[Route], inhibit: Sequence[Inhibit]) -> None:
        """Go by these from now on; what waits is placed anew."""
        self.routes, self.inhibit = routes, inhibit
        self.built.renew(self._build)

    def of(self, sink: str) -> Queue:
        """Give the queue of a sink."""
        queues = self.built.now()
        if sink not in queues:
            queues[sink] = Queue(outlet=self.outlets.get(sink) or Outlet(sink=sink))
        return queues[sink]

    @property
    def largest_budget(self) -> int:
        """Say how many first messages of a sink have to be remembered."""
        return _largest(self.routes)

    def way(self, alert: Alert, sink: str) -> Routed:
        """Say what the routes say of an alert at a sink; what came another way goes plainly."""
        ways = route.routed(alert, self.routes)
        return next((each for each in ways if each.sink == sink), Routed(sink=sink, route=""))

    def rules(self, sink: str, partition: int) -> Rules:
        """Give what people wish, as a partition knows it."""
        sources = tuple(self.of(sink).sources.values())
        found = tuple(self.silenced.now().get(partition, {}).values())
        return Rules(silences=found, inhibit=self.inhibit, sources=sources)

    def put(self, item: Item, delivery: Delivery) -> None:
        """Remember a delivery."""
        key = outbox.key(delivery.alert, delivery.sink)
        queue = self.of(delivery.sink)
        self.deliveries.put(item, key, delivery)
        self._place(queue, key, delivery)

    def put_outlet(self, item: Item, outlet: Outlet) -> None:
        """Remember how a sink is doing."""
        queue = self.of(outlet.sink)
        self.outlets.put(item, outlet.sink, outlet)
        queue.outlet = outlet

    def hear(self, item: Item, silence: Silence, now: datetime) -> None:
        """Remember a silence, and forget those that have long been over."""
        known = self.silenced.now().setdefault(item.partition, {})
        for each in [*known.values(), silence]:
            key = f"{item.partition}/{each.id}"
            if now - each.ends_at > KEPT:
                known.pop(each.id, None)
                self.silences.forget(item, key)
            elif each is silence:
                known[each.id] = each
                self.silences.put(item, key, each)

    def told(self, alert: Alert) -> Alert | None:
        """Give what is to be remembered of an alert that a sink was told of, where it may hold others back."""
        return inhibit.bare(alert) if inhibit.is_source(alert, self.inhibit) else None

    def _build(self) -> dict[str, Queue]:
        queues = {sink: Queue(outlet=outlet) for sink, outlet in self.outlets.items()}
        for key, delivery in self.deliveries.items():
            queue = queues.setdefault(delivery.sink, Queue(outlet=Outlet(sink=delivery.sink)))
            self._place(queue, key, delivery)
        return queues

    def _place(self, queue: Queue, key: str, delivery: Delivery) -> None:
        if delivery.told is not None and not inhibit.is_over(delivery.told):
            queue.sources[delivery.alert] = delivery.told
        else:
            queue.sources.pop(delivery.alert, None)
        if not outbox.is_pending(delivery):
            queue.waiting.pop(key, None)
            return
        known = queue.waiting.get(key)
        is_same = known is not None and known.alert is delivery.waiting[0]
        way = known.way if known is not None and is_same else self.way(delivery.waiting[0], delivery.sink)
        queue.waiting[key] = Waiting(delivery=delivery, way=way)


def _largest(routes: Sequence[Route]) -> int:
    own = (each.budget.alerts for each in routes if each.budget is not None)
    return max((*own, *(_largest(each.routes) for each in routes)), default=0)


def _by_partition(memory: Memory[Silence]) -> Silenced:
    found: Silenced = {}
    for key, silence in memory.items():
        found.setdefault(int(key.partition("/")[0]), {})[silence.id] = silence
    return found
