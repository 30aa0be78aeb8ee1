"""Feeds in hand: each is asked by one task at a time, and what it published goes on before its state is remembered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from agents import topics
from agents.counting import Counting
from agents.pages import Pages
from agents.records import Item, Out, letter
from agents.stage import Times
from agents.tables import Derived, Memory
from agents.turns import Turns
from agents.watching import Watching
from monitor.feeds import poll, pushes
from monitor.feeds.poll import Polled
from monitor.feeds.pushes import Push
from monitor.feeds.settings import Feed
from monitor.feeds.state import FeedState, Owed, is_due, woken
from monitor.feeds.websub import Subscriber
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
    subscriber: Subscriber | None = None
    turns: Turns = field(default_factory=Turns)

    async def ask(self, item: Item, url: str) -> None:
        """Poll a feed, unless it is gone from the configuration or not due; a person may ask for one at any time."""
        feed = self.feeds.get(url)
        if feed is None:
            return
        async with self.turns.of(url):
            known = self._known(feed)
            if known is not None and item.is_asked_by_hand:
                known = woken(known)
            if is_due(known, self.clock()):
                polled = await poll.poll(feed, known, self.doors, self.clock())
                polled = await self.watching.judged(feed, self.memory.get(url), polled)
                await self._take(item, feed, polled)
                self.counting.polled(polled.outcome)
            elif known is not None and (at := pushes.due_at(known)) is not None and at <= self.clock():
                await self._remember(item, feed, known)
            elif known is not None:
                self.times.now()[url] = pushes.due_at(known)  # Else its host would seem to be visited for ever.

    async def hear(self, item: Item, push: Push) -> None:
        """Take in what a hub said, unless the feed is gone from the configuration or was never read."""
        feed = self.feeds.get(push.feed)
        if feed is None:
            return
        async with self.turns.of(feed.url):
            known = self._known(feed)
            if known is None:
                self.counting.pushed("early")
                return
            polled = await pushes.heard(feed, known, push, self.doors, self.clock())
            if polled.state is not known:
                await self._take(item, feed, polled)
            self.counting.pushed(polled.outcome)

    def _known(self, feed: Feed) -> FeedState | None:
        """Give what is known of a feed; without a subscriber, nothing of hubs counts."""
        known = self.memory.get(feed.url)
        if known is None:
            return None
        return self.subscriber.known(feed, known) if self.subscriber else replace(known, push=None)

    async def _take(self, item: Item, feed: Feed, polled: Polled) -> None:
        """Hand on, then remember; with the receipts in hand, since a push may follow that builds on this."""
        owed = await self._hand_on(feed, polled)
        await item.handed_on()
        await self._remember(item, feed, replace(polled.state, owed=owed))

    async def _remember(self, item: Item, feed: Feed, state: FeedState) -> None:
        """Have a word with the feed's hub, where it is time to, and remember the feed."""
        if self.subscriber:
            state = await self.subscriber.tended(feed, state, self.clock())
        self.memory.put(item, feed.url, state)
        self.times.now()[feed.url] = pushes.due_at(state)

    async def _hand_on(self, feed: Feed, polled: Polled) -> tuple[Owed, ...]:
        """Send what a feed published, completed from its pages where the feed is set so; gives the pages to try again."""
        if feed.fulltext and self.pages:
            return await self.pages.hand_on(polled.articles, polled.state.owed, self._send)
        await self._send(*polled.articles)
        return ()

    async def _send(self, *articles: RawArticle) -> None:
        await self.out.send(*(letter(topics.RAW, article.language, article) for article in articles))
