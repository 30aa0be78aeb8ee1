"""Poll: ask one feed that is due, and hand on what it published.

Guarantees: articles are on the log before the feed's state (validators, what was seen) is remembered; after a crash in
between, the feed is asked again and the same ids are handed on again.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from agents import topics
from agents.records import Item, letter
from agents.stage import Stage, Times
from agents.tables import Derived, Memory
from monitor.feeds import poll, state
from monitor.feeds.settings import Feed


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll(Stage):
    """The stage and what it needs."""

    feeds: Mapping[str, Feed]
    memory: Memory[state.FeedState]
    times: Derived[Times]
    doors: poll.Doors

    async def __call__(self, item: Item) -> None:
        """Poll the feed whose URL is the item's key, unless it is gone from the configuration or not due."""
        feed, known = self.feeds.get(item.key), self.memory.get(item.key)
        if feed is None or not state.is_due(known, self.clock()):
            return
        polled = await poll.poll(feed, known, self.doors, self.clock())
        await self.out.send(*(letter(topics.RAW, article.language, article) for article in polled.articles))
        self.memory.put(item, feed.url, polled.state)
        self.times.now()[feed.url] = polled.state.next_at
        self.counting.polled(feed.url, polled.outcome, polled.state.errors)
