"""A feed is in one hand at a time, however many ask for it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from prometheus_client import CollectorRegistry

from agents import topics
from agents.asking import Asking
from agents.counting import Counting
from agents.poll import Poll
from agents.tables import Derived
from agents.watching import Watching
from monitor.feeds import poll, pushes, subscription
from monitor.feeds.document import Document
from monitor.feeds.pushes import Push
from monitor.feeds.settings import Feed
from monitor.feeds.state import FeedState
from monitor.feeds.subscription import Subscription
from monitor.feeds.websub import Keys, Subscriber, topic_id
from monitor.ports import Request, Response
from tests import fakes
from tests.builders import NOON
from tests.monitor.feeds.web import URL, entry, parsed, rss

FEED = Feed(url=URL)
HUB = "https://hub.example/"


class Room:
    """The poll stage with a feed whose hub pushes, and a hub that takes every request."""

    def __init__(self, *, is_pushed: bool = True) -> None:
        self.posted, self.memory, self.clock = fakes.Posted(), fakes.Remembered(), fakes.Clock()
        self.requests: list[Request] = []
        times: dict[str, Any] = {}
        given: Any = self
        subscriber = Subscriber(keys=Keys(b"a secret of this test"), callback="https://kabar.example/push", http=given)
        self.asking = Asking(
            feeds={URL: FEED},
            memory=given.memory,
            times=Derived(int, lambda: times),
            doors=poll.Doors(http=given, parse=self.parse),
            out=given.posted,
            clock=self.clock,
            counting=Counting(CollectorRegistry(), "sqlite"),
            watching=Watching(out=given.posted, clock=self.clock, partitions=4, conditions=Derived(int, dict)),
            subscriber=subscriber if is_pushed else None,
        )
        state = FeedState(url=URL, hub=HUB, topic=URL, baseline_at=NOON, next_at=self.clock.now.replace(hour=20))
        fresh = subscriber.known(FEED, state)
        assert fresh.push is not None
        live = subscription.verified(fresh.push, 864_000.0, NOON, 0.5)
        self.memory.values[URL] = replace(fresh, push=live)

    async def __call__(self, request: Request) -> Response:
        self.requests.append(request)
        return Response(url=request.url, status=202)

    async def parse(self, body: bytes, url: str, content_type: str) -> Document:
        """Parse as slowly as the sandbox does: others have their turn meanwhile."""
        for _ in range(5):
            await asyncio.sleep(0)
        return await parsed(body, url, content_type)

    @property
    def state(self) -> FeedState:
        state: FeedState = self.memory.values[URL]
        return state

    async def hear(self, body: bytes) -> None:
        push = Push(feed=URL, topic=topic_id(URL), kind="delivered", body=pushes.packed(body))
        await Poll(asking=self.asking)(fakes.item(pushes.encode(push), topic=topics.FEEDS_PUSHED))

    async def tick(self) -> None:
        event = SimpleNamespace(message=SimpleNamespace(headers={}))
        await Poll(asking=self.asking)(replace(fakes.item(URL.encode(), topic=topics.FEEDS_DUE), event=event))


async def test_pushes_that_come_while_others_wait_forget_nothing_of_each_other() -> None:
    room = Room()
    async with asyncio.TaskGroup() as tasks:
        for number in range(12):
            tasks.create_task(room.hear(rss(entry(number), entry(number // 2))))
            for _ in range(3):
                await asyncio.sleep(0)
    assert len(room.state.seen) == 12
    assert len(room.posted.on(topics.RAW)) == 12
    assert room.asking.turns.open == {}


async def test_a_feed_that_is_not_due_may_be_due_at_its_hub() -> None:
    room = Room()
    push = room.state.push
    assert isinstance(push, Subscription)
    await room.tick()
    assert room.requests == []
    room.memory.values[URL] = replace(room.state, push=replace(push, renew_at=NOON))
    await room.tick()
    assert [(request.method, request.url) for request in room.requests] == [("POST", HUB)]
    assert room.asking.times.now()[URL] == pushes.due_at(room.state)


async def test_a_tick_for_nothing_is_put_right_so_that_its_host_is_not_held_up() -> None:
    room = Room()
    room.asking.times.now()[URL] = NOON
    await room.tick()
    assert room.asking.times.now()[URL] == pushes.due_at(room.state)


async def test_without_the_section_websub_no_hub_is_asked_or_relied_on() -> None:
    room = Room(is_pushed=False)
    await room.hear(rss(entry(1)))
    assert room.posted.letters == []
    room.memory.values[URL] = replace(room.state, next_at=NOON)
    room.clock.pass_by(1)
    await room.tick()
    assert [request.method for request in room.requests] == ["GET"]
    assert room.state.push is None


async def test_what_is_said_of_a_feed_that_is_gone_or_was_never_read_is_passed_over() -> None:
    room = Room()
    room.memory.values.clear()
    await room.hear(rss(entry(1)))
    assert (room.posted.letters, room.memory.values) == ([], {})
