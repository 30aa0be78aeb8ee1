"""Poll: ask one feed that is due, or take what its hub pushed, and hand on what it published.

Guarantees: articles are on the log before the feed's state (validators, what was seen) is remembered; after a crash in
between, the feed is asked again and the same ids are handed on again. All feeds of a host are polled by one worker.
"""

from dataclasses import dataclass

from agents import topics
from agents.asking import Asking
from agents.records import Item
from monitor.feeds import pushes


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """The stage and what it needs."""

    asking: Asking

    async def __call__(self, item: Item) -> None:
        """Poll the feed that a tick names, or hear what its hub said; the key of both is the feed's host."""
        if item.topic == topics.FEEDS_PUSHED:
            await self.asking.hear(item, pushes.decode(item.value))
        else:
            await self.asking.ask(item, item.text)
