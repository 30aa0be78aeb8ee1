"""Orders: what people want done with an alert, and the look whether its time is over.

Guarantees: every partition gets each order, and the one that has the alert's story follows it, once; an order for an alert that
nobody knows is let go.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from agents import topics
from agents.records import Item, Letter
from agents.stage import Stage
from agents.telling import Telling
from monitor import codec
from monitor.alerts import life
from monitor.lives import Order, Verb


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders(Stage):
    """What following an order needs."""

    telling: Telling
    language: str
    partitions: int

    async def heard(self, item: Item) -> None:
        """Follow an order, if the alert is this partition's."""
        order = item.read(Order)
        alert = self.telling.memory.get(order.alert)
        if alert is None or topics.partition(alert.story, self.partitions) != item.partition:
            return
        decision = life.obey(alert, order, self.language, self.telling.ends.at(alert))
        self.counting.ordered(order, alert.rules, decision)
        await self.telling.told(decision, alert, item)


def letters(order: Order, partitions: int) -> list[Letter]:
    """Address an order: a copy for every partition, for who sends it does not know which one has the alert."""
    value = codec.encode(order)
    return [Letter(topic=topics.ORDERS, key=order.alert, value=value, partition=number) for number in range(partitions)]


def review(alert: str, partition: int, now: datetime) -> Letter:
    """Ask for a look whether an alert's time is over."""
    order = Order(id="", alert=alert, verb=Verb.REVIEW, at=now, by=life.KABAR)
    return Letter(topic=topics.ORDERS, key=alert, value=codec.encode(order), partition=partition)
