"""Pages in hand: those of one poll side by side, a site's rules asked for once, and the pauses that sites ask for."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from agents.counting import Counting
from agents.turns import Turns
from monitor.feeds import fulltext, visit
from monitor.feeds.fulltext import Completed
from monitor.feeds.robots import Robots, Verdict
from monitor.feeds.shelf import Shelf
from monitor.feeds.state import Owed
from monitor.feeds.visit import Kept, Outcome
from monitor.models import RawArticle
from monitor.ports import Http, Sleep

AT_ONCE = 16
"""Pages that a worker reads side by side; the door to the network lets two of them at one host."""

TIME = timedelta(seconds=120)
"""How long the pages of one poll may take to begin; what is left then is put off to the next polls."""

_MANY_SITES = 1_000

Send = Callable[[RawArticle], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """The network, what runs in the sandbox (`robots.judge` and `page.text`), and how the rules of sites call us."""

    http: Http
    judge: Callable[[str, str, str], Awaitable[Verdict]]
    extract: Callable[[bytes, str, str], Awaitable[str]]
    name: str


@dataclass(kw_only=True)
class Pages:
    """What is known of pages and sites, and how many are asked for now."""

    doors: Doors
    clock: Callable[[], datetime]
    counting: Counting
    sleep: Sleep = asyncio.sleep
    room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    known: Shelf[Kept] = field(default_factory=lambda: Shelf(items=fulltext.PAGES, size=fulltext.ROOM))
    turns: Turns = field(default_factory=Turns)
    next_at: dict[str, datetime] = field(default_factory=dict)
    robots: Robots = field(init=False)

    def __post_init__(self) -> None:
        doors = self.doors
        self.robots = Robots(http=doors.http, judged=doors.judge, turn=self.turns.of, name=doors.name)

    async def hand_on(self, articles: Sequence[RawArticle], owed: Sequence[Owed], send: Send) -> tuple[Owed, ...]:
        """Send each article as soon as its text is there, or cannot be had; gives what is owed from now on."""
        begun = self.clock()
        plan = fulltext.plan(articles, owed, begun)
        for article in (*plan.whole, *plan.put_off):
            await send(article)
        done = [Completed(article=article, outcome=Outcome.PUT_OFF) for article in plan.put_off]
        async with asyncio.TaskGroup() as tasks:
            for article in reversed(plan.teasers):
                tasks.create_task(self._one(article, begun, send, done))
            for article in plan.again:
                tasks.create_task(self._again(article, begun, send, done))
        for each in done:
            self.counting.page(each.outcome)
        return fulltext.owed(owed, done, {article.id for article in articles})

    async def _one(self, article: RawArticle, begun: datetime, send: Send, done: list[Completed]) -> None:
        completed = await self._completed(article, begun)
        await send(completed.article)
        done.append(completed)

    async def _again(self, article: RawArticle, begun: datetime, send: Send, done: list[Completed]) -> None:
        """Try an article that went on with its teaser; only with its page is it worth telling again."""
        completed = await self._completed(article, begun)
        if completed.is_full:
            await send(completed.article)
        done.append(completed)

    async def _completed(self, article: RawArticle, begun: datetime) -> Completed:
        async def pause(site: str, seconds: float) -> bool:
            return await self._pause(site, seconds, begun + TIME)

        ways = visit.Doors(http=self.doors.http, allows=self.robots, pause=pause)
        doors = fulltext.Doors(visit=ways, extract=self.doors.extract, known=self.known)
        async with self.room:
            return await fulltext.complete(article, doors, self.clock())

    async def _pause(self, site: str, seconds: float, until: datetime) -> bool:
        """Wait for the next moment at which a site wants to be visited; says no where that is too late."""
        now = self.clock()
        at = max(now, self.next_at.get(site, now))
        if at > until:
            return False
        if seconds > 0:
            self.next_at[site] = at + timedelta(seconds=seconds)
        if len(self.next_at) > _MANY_SITES:
            self.next_at = {name: each for name, each in self.next_at.items() if each > now}
        if at > now:
            await self.sleep((at - now).total_seconds())
        return True
