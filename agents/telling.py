"""What a decision about an alert does: the alert goes on the log, is remembered, and its end is noted.

Guarantees: it is on the log before it is remembered. What it says of the coverage changes neither its identity nor whether it is
told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from agents import topics
from agents.coverage import Coverage
from agents.records import Item, letter
from agents.stage import Stage, Times
from agents.tables import Derived, Memory
from monitor.alerts import life
from monitor.alerts.decision import Keep, Stay, Tell
from monitor.models import Alert, Story


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """How long each story remembers each kind of shift: after as much silence an alert ends."""

    stories: Mapping[str, Story]
    days: Mapping[str, float]

    def at(self, alert: Alert) -> datetime | None:
        """Say when an alert ends by itself."""
        story = self.stories.get(alert.story)
        days = (story.memory_days if story else None) or self.days.get(alert.kind, _DAYS)
        return life.ends_at(alert, timedelta(days=days))


_DAYS = 90.0
"""For a kind that is not configured any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling(Stage):
    """What is told, by alert id; `endings` are the times at which alerts end, by `place`; `complete` adds page and way."""

    memory: Memory[Alert]
    coverage: Coverage
    complete: Callable[[Alert], Alert]
    ends: Ends
    endings: Derived[Times]

    async def told(self, decision: Tell | Keep | Stay, before: Alert | None, item: Item) -> None:
        """Do what was decided."""
        self.counting.decided(decision)
        alert = self.coverage.stamped(decision, before, item.partition)
        if alert is None:
            return
        if isinstance(decision, Tell):
            alert = self.complete(alert)
        await self.out.send(letter(topics.ALERTS, alert.id, alert))
        self.memory.put(item, alert.id, alert)
        self.endings.now()[place(alert)] = self.ends.at(alert)


def place(alert: Alert) -> str:
    """Name an alert with its story, by which it has its partition."""
    return f"{alert.story}:{alert.id}"
