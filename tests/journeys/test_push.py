"""Feeds that are pushed: news through a hub, and what happens when the hub dies."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pytest

from monitor.feeds.subscription import is_live, is_relied_on
from tests.journeys import news, world
from tests.journeys.inside import Clock, Running, inside
from tests.journeys.news import STORY
from tests.journeys.world import News, World
from tests.monitor.feeds.hub import Hub, hub

PEOPLE = news.persons(6)
TOLD = "kabar_pushes_total"


def free_port() -> int:
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        return int(opened.getsockname()[1])


@dataclass(kw_only=True)
class Wire:
    """A publisher whose feed names a hub."""

    there: World
    hub: Hub
    folder: Path
    port: int
    clock: Clock = field(default_factory=Clock)
    items: list[News] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.hub.port}/feeds/wire"

    @property
    def book(self) -> Path:
        return self.folder / "alerts.jsonl"

    @property
    def polls(self) -> int:
        return self.hub.polls

    def document(self, items: Iterable[News] | None = None, topic: str = "") -> bytes:
        """Give the feed as it stands, or with other entries."""
        rows = "".join(
            f"<item><title>{escape(each.title)}</title><link>https://wire.example/{each.name}</link>"
            f"<guid>{each.name}</guid><pubDate>{each.at:%a, %d %b %Y %H:%M:%S} GMT</pubDate>"
            f"<description>{escape(each.body)}</description></item>"
            for each in (self.items if items is None else items)
        )
        links = (
            f'<atom:link rel="hub" href={quoteattr(self.hub.url)}/>'
            f'<atom:link rel="self" href={quoteattr(topic or self.url)}/>'
        )
        space = 'xmlns:atom="http://www.w3.org/2005/Atom"'
        return f'<rss version="2.0" {space}><channel><title>Wire</title>{links}{rows}</channel></rss>'.encode()

    def configure(self, **more: Any) -> Path:
        """Write a configuration whose feed is polled at its own pace: each ten minutes at first."""
        (self.folder / "websub").write_text("a secret of this test")
        path = self.there.configure([], [STORY])
        feeds = [{"url": self.url, "publisher": "wire", "first": "tell"}]
        push = {"callback": f"http://127.0.0.1:{self.port}/push", "secret_file": "websub"}
        # No webhook: its receiver would refuse messages from the future.
        book = {"id": "hook", "file": {"path": str(self.book)}}
        other = {"feeds": feeds, "websub": push, "web": {"port": self.port}, "sinks": [book]}
        path.write_text(json.dumps(json.loads(path.read_text()) | other | more))
        return path

    def add(self, number: int, minutes_ago: float = 0) -> News:
        """Print a promise of another person's release."""
        at = (self.clock() - timedelta(minutes=minutes_ago)).replace(microsecond=0)
        made = news.promised(PEOPLE[number], 0, at)
        self.items.insert(0, made)
        return made

    def pass_by(self, **units: float) -> None:
        """Let time go by, in an instant."""
        self.clock.ahead += timedelta(**units)


@contextlib.asynccontextmanager
async def wire(folder: Path, broker: str) -> AsyncIterator[Wire]:
    async with hub() as opened, world.world(folder, broker) as there:
        made = Wire(there=there, hub=opened, folder=folder, port=free_port())
        opened.documents["wire"] = made.document
        yield made


async def subscribed(made: Wire, running: Running) -> None:
    await made.there.until("the hub has verified us", lambda: made.hub.verified)
    await made.there.until("we know it", lambda: is_live(known(made, running).push, made.clock()))


def known(made: Wire, running: Running) -> Any:
    state = running.state(made.url)
    assert state is not None
    return state


def told(made: Wire, count: int) -> bool:
    """Say whether so many persons are told of, each in one message."""
    subjects = told_of(made)
    return len(subjects) == len(set(subjects)) == count


def told_of(made: Wire) -> list[str]:
    """List whom the messages are about."""
    lines = made.book.read_text().splitlines() if made.book.exists() else []
    return [" + ".join(json.loads(line)["subject"]) for line in lines]


async def test_news_that_a_hub_pushes_is_told_without_a_poll_and_once(tmp_path: Path) -> None:
    async with wire(tmp_path, f"sqlite:///{tmp_path}/kabar.db") as made:
        made.add(0)
        async with inside(made.configure(), made.clock) as running:
            await subscribed(made, running)
            await made.there.until("the first poll is told", lambda: told(made, 1))
            polls = made.polls
            made.add(1)
            assert await made.hub.publish(made.document()) == [204]
            await made.there.until("the push is told", lambda: told(made, 2))
            assert made.polls == polls
            assert is_relied_on(known(made, running).push, made.clock())
            made.pass_by(minutes=12)
            await made.there.until("the back-up poll has been", lambda: made.polls > polls)
            await made.there.until(
                "it is counted", lambda: running.count("kabar_feed_polls_total", outcome="modified") == 2
            )
            state = known(made, running)
        assert (state.push.missed, running.count(TOLD, outcome="news")) == (0, 1)
        assert state.next_at - made.clock() > timedelta(minutes=55)
        assert told(made, 2)


async def relied_on(made: Wire, running: Running) -> None:
    """Go on until the hub has pushed once, and the poll after that leaves the feed alone for an hour."""
    await subscribed(made, running)
    made.add(1)
    assert await made.hub.publish(made.document()) == [204]
    await made.there.until("the push is told", lambda: told(made, 2))
    made.pass_by(minutes=12)
    await made.there.until("an hour of rest", lambda: wait(made, running) > timedelta(minutes=55))


def wait(made: Wire, running: Running) -> timedelta:
    left: timedelta = known(made, running).next_at - made.clock()
    return left


async def test_a_dead_hub_is_noticed_by_a_back_up_poll_and_polling_takes_over(tmp_path: Path) -> None:
    async with wire(tmp_path, f"sqlite:///{tmp_path}/kabar.db") as made:
        made.add(0)
        async with inside(made.configure(), made.clock) as running:
            await relied_on(made, running)
            made.pass_by(minutes=70)
            made.add(2, minutes_ago=30)
            await made.there.until("the back-up poll tells it", lambda: told(made, 3))
            await made.there.until("the miss is known", lambda: known(made, running).push.missed == 1)
            await made.there.until("the hub is asked anew", lambda: len(made.hub.asked) == 2)
            assert wait(made, running) < timedelta(minutes=34)
            made.pass_by(minutes=35)
            made.add(3, minutes_ago=10)
            await made.there.until("polling goes on", lambda: told(made, 4))
            assert not is_relied_on(known(made, running).push, made.clock())
        assert told(made, 4)


async def test_a_restart_asks_the_hub_nothing_and_learns_nothing_anew(tmp_path: Path) -> None:
    async with wire(tmp_path, f"sqlite:///{tmp_path}/kabar.db") as made:
        made.add(0)
        path = made.configure()
        async with inside(path, made.clock) as running:
            await relied_on(made, running)
            before = known(made, running)
        polls = made.polls
        made.add(2)
        assert await made.hub.post(made.hub.asked[0].callback, b"", {}) == 503
        async with inside(path, made.clock) as running:
            assert await made.hub.publish(made.document()) == [204]
            await made.there.until("the push is told", lambda: told(made, 3))
            after = known(made, running)
        assert (len(made.hub.asked), made.polls) == (1, polls)
        assert after.baseline_at == before.baseline_at
        assert after.push.lease_until == before.push.lease_until
        assert told(made, 3)


async def test_pushes_at_once_and_again_and_of_another_topic_tell_each_news_once(tmp_path: Path) -> None:
    async with wire(tmp_path, f"sqlite:///{tmp_path}/kabar.db") as made:
        made.add(0)
        async with inside(made.configure(), made.clock) as running:
            await subscribed(made, running)
            await made.there.until("the first poll is told", lambda: told(made, 1))
            old = made.document()
            bodies = [made.document([made.add(number)]) for number in (1, 2, 3)]
            asked = made.hub.asked[0]
            answers = await asyncio.gather(*(made.hub.push(asked, body) for body in (*bodies, *bodies, old)))
            assert set(answers) == {204}
            other = made.document([made.add(4)], topic="https://other.example/rss")
            assert await made.hub.push(asked, other, method="sha1") == 204
            await made.there.until("three are told", lambda: told(made, 4))
            await made.there.until("the other is refused", lambda: running.count(TOLD, outcome="wrong_topic") == 1)
            made.pass_by(minutes=3)
            await made.there.until("a poll tells what was refused", lambda: told(made, 5))
            assert running.count(TOLD, outcome="news") == 3
            assert running.count(TOLD, outcome="repeated") == 3
        assert told(made, 5)


async def test_a_hub_that_ends_a_subscription_is_followed_by_polls(tmp_path: Path) -> None:
    async with wire(tmp_path, f"sqlite:///{tmp_path}/kabar.db") as made:
        made.add(0)
        async with inside(made.configure(), made.clock) as running:
            await relied_on(made, running)
            asked = made.hub.asked[0]
            assert (await made.hub.call(asked.callback, asked.topic, mode="denied", reason="closing"))[0] == 200
            await made.there.until("we know", lambda: known(made, running).push.reason == "denied by the hub: closing")
            assert wait(made, running) < timedelta(minutes=3)
            assert not is_live(known(made, running).push, made.clock())


async def test_a_hub_that_was_down_is_asked_again_and_may_verify_before_it_answers(tmp_path: Path) -> None:
    async with wire(tmp_path, f"sqlite:///{tmp_path}/kabar.db") as made:
        made.hub.status = 500
        made.add(0)
        async with inside(made.configure(), made.clock) as running:
            await made.there.until("the first poll is told", lambda: told(made, 1))
            await made.there.until("the hub is asked", lambda: len(made.hub.asked) == 1)
            await made.there.until("it is remembered", lambda: known(made, running).push.reason.endswith("HTTP 500"))
            made.hub.at_once = True
            made.pass_by(minutes=11)
            await subscribed(made, running)
            assert known(made, running).push.reason == ""


@pytest.mark.kafka
async def test_a_call_that_comes_to_a_worker_without_the_feed_reaches_the_one_with_it(
    kafka_broker: str, tmp_path: Path
) -> None:
    async with wire(tmp_path, f"kafka://{kafka_broker}") as made:
        made.add(0)
        other = tmp_path / "poller.yaml"
        made.configure(kafka={"session": 6}, web={"port": 0}).rename(other)
        made.configure(kafka={"session": 6})
        made.there.start("--only", "dedupe,tag,detect,alert,route,deliver")
        await made.there.until("the worker that hubs reach is up", lambda: answers(made.port), 180)
        made.there.start("--only", "poll", "-c", str(other))
        await made.there.until("the hub has verified us", lambda: made.hub.verified, 180)
        await made.there.until("the first poll is told", lambda: told(made, 1))
        polls = made.polls
        made.add(1)
        assert await made.hub.publish(made.document()) == [204]
        await made.there.until("the push is told", lambda: told(made, 2))
        assert made.polls == polls


def answers(port: int) -> bool:
    with socket.socket() as opened:
        return opened.connect_ex(("127.0.0.1", port)) == 0


async def test_a_push_that_was_acknowledged_is_told_though_the_worker_is_killed(tmp_path: Path) -> None:
    async with wire(tmp_path, f"sqlite:///{tmp_path}/kabar.db") as made:
        made.add(0)
        made.configure()
        worker = made.there.start()
        await made.there.until("the hub has verified us", lambda: made.hub.verified, 120)
        await made.there.until("the first poll is told", lambda: told(made, 1))
        made.add(1)
        assert await made.hub.publish(made.document()) == [204]
        await made.there.kill(worker)
        polls = made.polls
        made.there.start()
        await made.there.until("the push is told", lambda: len(set(told_of(made))) == 2, 120)
        assert (made.polls, len(made.hub.asked)) == (polls, 1)
