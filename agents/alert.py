"""Alert: what people are told about a shift, once, and what is only kept; how well the feeds are; what people order.

Guarantees: an alert is on the log before it is remembered as told; a shift that says nothing new tells nothing. What an alert
says of the coverage changes neither its identity nor whether it is told.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from agents import topics
from agents.orders import Orders
from agents.records import Item
from agents.stage import Stage
from agents.telling import Telling
from monitor import ids, models
from monitor.alerts import decide


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert(Stage):
    """The stage and what it needs."""

    stories: Mapping[str, models.Story]
    language: str
    telling: Telling
    orders: Orders

    async def __call__(self, item: Item) -> None:
        """Decide on one shift, take in how well a feed is, or follow an order; a shift of a story that is no more is let go."""
        if item.topic == topics.FEEDS_HEALTH:
            await self.telling.coverage.heard(item)
        elif item.topic == topics.ORDERS:
            await self.orders.heard(item)
        elif watched := self.stories.get((shift := item.read(models.Shift)).story):
            told = self.telling.memory.get(ids.alert(shift.id))
            decision = decide.decide(told, shift, story=watched, language=self.language, now=self.clock())
            await self.telling.told(decision, told, item)
