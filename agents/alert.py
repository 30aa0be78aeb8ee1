"""Alert: what people are told about a shift, once, and what is only kept; and how well the feeds are.

Guarantees: an alert is on the log before it is remembered as told; a shift that says nothing new tells nothing. What an alert
says of the coverage changes neither its identity nor whether it is told.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from agents import topics
from agents.coverage import Coverage
from agents.records import Item, letter
from agents.stage import Stage
from agents.tables import Memory
from monitor import ids, models
from monitor.alerts import decide


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert(Stage):
    """The stage and what it needs."""

    stories: Mapping[str, models.Story]
    language: str
    memory: Memory[models.Alert]
    coverage: Coverage

    async def __call__(self, item: Item) -> None:
        """Decide on one shift, or take in how well a feed is; a shift of a story that is no longer configured is let go."""
        if item.topic == topics.FEEDS_HEALTH:
            await self.coverage.heard(item)
        elif watched := self.stories.get((shift := item.read(models.Shift)).story):
            told = self.memory.get(ids.alert(shift.id))
            decision = decide.decide(told, shift, story=watched, language=self.language, now=self.clock())
            self.counting.decided(decision)
            if (alert := self.coverage.stamped(decision, told, item.partition)) is not None:
                await self.out.send(letter(topics.ALERTS, alert.id, alert))
                self.memory.put(item, alert.id, alert)
