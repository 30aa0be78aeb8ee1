"""A feed in hand: asked when it is due or when somebody wants it, by one task at a time."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

from prometheus_client import CollectorRegistry

from agents import topics
from agents.asking import Asking
from agents.counting import Counting
from agents.records import ASK_NOW, Item
from agents.tables import Derived
from agents.watching import Watching
from monitor.feeds.poll import Doors
from monitor.feeds.settings import Feed
from monitor.feeds.state import FeedState
from monitor.ports import Request, Response
from tests import fakes
from tests.builders import NOON
from tests.monitor.feeds.web import URL, entry, parsed, rss


@dataclass
class Desk:
    """One feed, the network that serves it, and what is handed on and remembered."""

    status: int = 200
    entries: int = 1
    asked: list[Request] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    posted: fakes.Posted = field(default_factory=fakes.Posted)
    memory: fakes.Remembered = field(default_factory=fakes.Remembered)
    clock: fakes.Clock = field(default_factory=fakes.Clock)

    def __post_init__(self) -> None:
        times: dict[str, datetime | None] = {}
        self.asking = Asking(
            feeds={URL: Feed(url=URL, first="tell")},
            memory=cast("Any", self.memory),
            times=Derived(int, lambda: times),
            doors=Doors(http=self.http, parse=parsed),
            out=cast("Any", self.posted),
            clock=self.clock,
            counting=Counting(CollectorRegistry(), "sqlite"),
            watching=Watching(
                out=cast("Any", self.posted), clock=self.clock, partitions=2, conditions=Derived(int, dict)
            ),
        )

    async def http(self, request: Request) -> Response:
        self.asked.append(request)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(0)
        self.at_once -= 1
        return Response(url=URL, status=self.status, body=rss(*map(entry, range(self.entries))))

    @property
    def state(self) -> FeedState:
        found: FeedState = self.memory.get(URL)
        return found

    @staticmethod
    def tick(*, by_hand: bool = False) -> Item:
        headers = {ASK_NOW: b"1"} if by_hand else {}
        event = SimpleNamespace(message=SimpleNamespace(headers=headers))
        return replace(fakes.item(URL.encode(), topic=topics.FEEDS_DUE, key="teluk.example"), event=event)

    async def ask(self, *, by_hand: bool = False) -> None:
        await self.asking.ask(self.tick(by_hand=by_hand), URL)


async def test_a_feed_is_asked_once_for_each_time_it_is_due() -> None:
    desk = Desk()
    await desk.ask()
    await desk.ask()
    assert (len(desk.asked), len(desk.posted.on(topics.RAW))) == (1, 1)
    desk.clock.pass_by(7_200)
    await desk.ask()

    assert len(desk.asked) == 2


async def test_two_ticks_for_one_feed_are_worked_on_one_after_the_other() -> None:
    desk = Desk()
    await asyncio.gather(desk.ask(by_hand=True), desk.ask(by_hand=True), desk.ask())

    assert (len(desk.asked), desk.most_at_once, desk.asking.turns.open) == (2, 1, {})
    assert len(desk.posted.on(topics.RAW)) == 1


async def test_a_person_can_have_a_feed_asked_that_a_410_had_disabled() -> None:
    desk = Desk(status=410)
    await desk.ask()
    assert desk.state.disabled == "HTTP 410 Gone"
    desk.clock.pass_by(864_000)
    await desk.ask()
    assert len(desk.asked) == 1
    desk.status = 200
    await desk.ask(by_hand=True)

    assert (desk.state.disabled, desk.state.next_at is not None) == ("", True)
    assert desk.state.next_at is not None
    assert desk.state.next_at > NOON + timedelta(seconds=864_000)


async def test_a_feed_that_left_the_configuration_is_let_go() -> None:
    desk = Desk()
    await desk.asking.ask(desk.tick(), "https://gone.example/rss")

    assert desk.asked == []
