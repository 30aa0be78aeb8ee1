"""Alert: what people are told about a shift, once, and what is only kept.

Guarantees: an alert is on the log before it is remembered as told; a shift that says nothing new tells nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from agents import topics
from agents.counting import Counting
from agents.records import Item, Out, letter
from agents.tables import Memory
from monitor import ids
from monitor.alerts import decide
from monitor.models import Alert as AlertRecord
from monitor.models import Shift, Story


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """The stage and what it needs."""

    stories: Mapping[str, Story]
    language: str
    memory: Memory[AlertRecord]
    clock: Callable[[], datetime]
    counting: Counting
    out: Out

    async def __call__(self, item: Item) -> None:
        """Decide on one shift; a shift of a story that is no longer configured is let go."""
        shift = item.read(Shift)
        watched = self.stories.get(shift.story)
        if watched is None:
            return
        told = self.memory.get(ids.alert(shift.id))
        decision = decide.decide(told, shift, story=watched, language=self.language, now=self.clock())
        self.counting.decided(decision)
        if isinstance(decision, decide.Stay):
            return
        await self.out.send(letter(topics.ALERTS, decision.alert.id, decision.alert))
        self.memory.put(item, decision.alert.id, decision.alert)
