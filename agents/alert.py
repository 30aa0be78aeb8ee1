"""Alert: what people are told about a shift, once, and what is only kept.

Guarantees: an alert is on the log before it is remembered as told; a shift that says nothing new tells nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from agents import topics
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

    async def __call__(self, item: Item) -> None:
        """Decide on one shift; a shift of a story that is no longer configured is let go."""
        shift = item.read(models.Shift)
        watched = self.stories.get(shift.story)
        if watched is None:
            return
        told = self.memory.get(ids.alert(shift.id))
        decision = decide.decide(told, shift, story=watched, language=self.language, now=self.clock())
        self.counting.decided(decision)
        if not isinstance(decision, decide.Stay):
            await self.out.send(letter(topics.ALERTS, decision.alert.id, decision.alert))
            self.memory.put(item, decision.alert.id, decision.alert)
