"""Route: hand each alert to every sink that it goes to. What leads where is the room's to say; nothing is remembered.

Guarantees: an alert is on the log of each of its sinks before it is let go; twice is harmless, since a sink's outbox knows each
revision. All that concerns one sink goes to one worker.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from agents import topics
from agents.records import Item, letter
from agents.stage import Stage
from monitor import models
from monitor.alerts import settings, trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class Route(Stage):
    """The stage and what it needs."""

    routes: Sequence[settings.Route]
    sinks: Sequence[str]

    async def __call__(self, item: Item) -> None:
        """Address one alert."""
        alert = item.read(models.Alert)
        sinks = trouble.addressed(alert, self.routes, self.sinks)
        await self.out.send(*(letter(topics.OUTGOING, sink, alert) for sink in sinks))
