"""Feeds in hand: each is asked by one task at a time, and what it published goes on before its state is remembered."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

from agents import topics
from agents.counting import Counting
from agents.pages import Pages
from agents.records import Item, Out, letter
from agents.stage import Times
from agents.tables import Derived, Memory
from agents.watching import Watching
from monitor.feeds import poll
from monitor.feeds.poll import Polled
from monitor.feeds.settings import Feed
from monitor.feeds.state import FeedState, Owed, is_due, woken
from monitor.models import RawArticle


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """The feeds by URL, what is remembered of them, when each is due, and the doors to them."""

    feeds: Mapping[str, Feed]
    memory: Memory[FeedState]
    times: Derived[Times]
    doors: poll.Doors
    out: Out
    clock: Callable[[], datetime]
    counting: Counting
    pages: Pages | None = None
    watching: Watching
    turns: dict[str, asyncio.Lock] = field(default_factory=dict)

    async def ask(self, item: Item, url: str) -> None:
        """Poll a feed, unless it is gone from the configuration or not due; a person may ask for one at any time."""
        feed = self.feeds.get(url)
        if feed is None:
            return
        async with self._turn(url):
            known = self.memory.get(url)
            if known is not None and item.is_asked_by_hand:
                known = woken(known)
            if is_due(known, self.clock()):
                await self._take(item, feed, await poll.poll(feed, known, self.doors, self.clock()))

    async def _take(self, item: Item, feed: Feed, polled: Polled) -> None:
        """Hand on, then remember."""
        polled = await self.watching.judged(feed, self.memory.get(feed.url), polled)
        owed = await self._hand_on(feed, polled)
        self.memory.put(item, feed.url, replace(polled.state, owed=owed))
        self.times.now()[feed.url] = polled.state.next_at
        self.counting.polled(feed.url, polled.outcome, polled.state.errors)

    async def _hand_on(self, feed: Feed, polled: Polled) -> tuple[Owed, ...]:
        """Send what a feed published, completed from its pages where the feed is set so; gives the pages to try again."""
        if feed.fulltext and self.pages:
            return await self.pages.hand_on(polled.articles, polled.state.owed, self._send)
        await self._send(*polled.articles)
        return ()

    async def _send(self, *articles: RawArticle) -> None:
        await self.out.send(*(letter(topics.RAW, article.language, article) for article in articles))

    @asynccontextmanager
    async def _turn(self, url: str) -> AsyncIterator[None]:
        """Wait until nobody else has the feed in hand; locks that nobody waits for are forgotten."""
        lock = self.turns.setdefault(url, asyncio.Lock())
        try:
            async with lock:
                yield
        finally:
            if not lock.locked():
                self.turns.pop(url, None)
