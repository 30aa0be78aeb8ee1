"""Deliver: an outbox for each sink. Reads what is addressed to it, ticks when its time has come, and silences.

Guarantees: an alert is let go once it is in the outbox, so that no sink waits for another. A delivery is remembered as made only
after the sink took it; what was under way when the worker died is known to be uncertain. At most one message is on its way to a
sink, and the next one leaves only when what became of the last one is on the log: a kill repeats one at most. Messages about one
story reach a sink in order; what it refuses for good ends in the dead letters.
"""

from dataclasses import dataclass

from agents import topics
from agents.outgoing import Outgoing
from agents.records import Item
from agents.stage import Stage
from monitor.models import Alert


@dataclass(frozen=True, slots=True, kw_only=True)
class Deliver(Stage):
    """The stage and what it needs."""

    outgoing: Outgoing

    async def __call__(self, item: Item) -> None:
        """Put an alert into its sink's outbox, hear of a silence, or send what is due at a sink."""
        match item.topic:
            case topics.OUTGOING:
                await self.outgoing.enqueue(item, item.read(Alert))
            case topics.SILENCES:
                self.outgoing.heard(item)
            case _:
                await self.outgoing.work(item)
