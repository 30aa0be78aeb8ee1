"""Poll: ask one feed that is due, and hand on what it published.

Guarantees: articles are on the log before the feed's state (validators, what was seen) is remembered; after a crash in
between, the feed is asked again and the same ids are handed on again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from agents import topics
from agents.counting import Counting
from agents.records import Item, Out, letter
from agents.tables import Derived, Memory
from monitor.feeds import poll as feed_poll
from monitor.feeds import state as feed_state
from monitor.feeds.settings import Feed
from monitor.feeds.state import FeedState


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """The stage and what it needs."""

    feeds: Mapping[str, Feed]
    memory: Memory[FeedState]
    times: Derived[dict[str, datetime | None]]
    doors: feed_poll.Doors
    clock: Callable[[], datetime]
    counting: Counting
    out: Out

    async def __call__(self, item: Item) -> None:
        """Poll the feed whose URL is the item's key, unless it is gone from the configuration or not due."""
        feed, state = self.feeds.get(item.key), self.memory.get(item.key)
        if feed is None or not feed_state.is_due(state, self.clock()):
            return
        polled = await feed_poll.poll(feed, state, self.doors, self.clock())
        await self.out.send(*(letter(topics.RAW, article.language, article) for article in polled.articles))
        self.memory.put(item, item.key, polled.state)
        self.times.now()[item.key] = polled.state.next_at
        self.counting.polled(feed.url, polled.outcome, polled.state.errors)
