"""When a tick is sent."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, NamedTuple

from agents import coverage, topics
from agents.records import Letter
from agents.stage import Times
from agents.tables import Derived
from agents.ticks import Ticks
from monitor import codec
from monitor.feeds.settings import Feed
from monitor.lives import Order, Verb

NOON = datetime(2024, 11, 1, 12, tzinfo=UTC)
FEED = "https://example.org/rss"


class Partition(NamedTuple):
    topic: str
    partition: int


@dataclass
class World:
    """A worker that owns everything, what it sent, and a clock that tests turn."""

    now: datetime = NOON
    sent: list[Letter] = field(default_factory=list)
    times: Times = field(default_factory=dict)
    feeds: tuple[str, ...] = (FEED,)
    spacing: timedelta = timedelta(0)
    topics: tuple[str, ...] = (topics.FEEDS_DUE, topics.ALERTS, topics.FEEDS_HEALTH)

    @property
    def consumer(self) -> Any:
        return self

    @property
    def conf(self) -> Any:
        return SimpleNamespace(id="kabar")

    def assignment(self) -> set[Partition]:
        return {Partition(topic, number) for topic in self.topics for number in range(4)}

    async def send(self, *letters: Letter) -> None:
        self.sent += letters

    def ticks(self, reviews: Times | None = None, endings: Times | None = None) -> Ticks:
        given: Any = self
        return Ticks(
            app=given,
            out=given,
            clock=lambda: self.now,
            partitions=4,
            feeds=[Feed(url=url) for url in self.feeds],
            spacing=self.spacing,
            polls=Derived(int, lambda: self.times),
            reviews=Derived(int, lambda: reviews or {}),
            endings=Derived(int, lambda: endings or {}),
        )


async def test_a_feed_that_was_never_asked_is_asked_once() -> None:
    world = World()
    ticks = world.ticks()
    for second in range(3):
        world.now = NOON + timedelta(seconds=second)
        await ticks()

    assert [(letter.key, letter.value) for letter in world.sent] == [("example.org", FEED.encode())]


async def test_a_feed_that_is_due_again_before_the_next_tick_is_asked_again() -> None:
    world = World()
    ticks = world.ticks()
    for second in range(5):
        world.now = NOON + timedelta(seconds=second)
        await ticks()
        world.times[FEED] = world.now + timedelta(seconds=1)

    assert len(world.sent) == 5


async def test_a_feed_that_is_not_due_or_never_due_is_left_alone() -> None:
    world = World(times={FEED: NOON + timedelta(seconds=1)})
    ticks = world.ticks()
    await ticks()
    world.times[FEED] = None
    await ticks()

    assert world.sent == []


async def test_a_tick_that_was_not_acted_upon_is_sent_again_after_a_while() -> None:
    world = World()
    ticks = world.ticks()
    for minute in range(3):
        world.now = NOON + timedelta(minutes=minute)
        await ticks()

    assert len(world.sent) == 3


async def test_the_alert_about_the_feeds_is_asked_for_when_it_is_due_by_the_owner_of_its_partition_alone() -> None:
    world = World(times={FEED: None})
    reviews: Times = {coverage.ALERT: NOON + timedelta(seconds=5)}
    ticks = world.ticks(reviews=reviews)
    await ticks()
    assert world.sent == []
    world.now += timedelta(seconds=5)
    await ticks()
    await ticks()
    elsewhere = World(now=world.now, times={FEED: None}, topics=(topics.ALERTS,))
    await elsewhere.ticks(reviews=reviews)()

    assert world.sent == [Letter(topic=topics.FEEDS_HEALTH, key="", value=b"", partition=0)]
    assert elsewhere.sent == []


async def test_an_alert_whose_time_is_over_is_looked_at_once_in_the_partition_of_its_story() -> None:
    world = World(times={FEED: None}, topics=(topics.ORDERS,))
    endings: Times = {"strait:k1": NOON + timedelta(days=30), "reef:k2": None}
    ticks = world.ticks(endings=endings)
    await ticks()
    assert world.sent == []
    world.now += timedelta(days=30)
    await ticks()
    await ticks()

    (letter,) = world.sent
    order = codec.decode(letter.value, Order)
    assert (letter.topic, letter.key, letter.partition) == (topics.ORDERS, "k1", topics.partition("strait", 4))
    assert (order.verb, order.alert, order.at) == (Verb.REVIEW, "k1", world.now)


async def test_a_host_is_visited_by_two_polls_at_once_and_no_more() -> None:
    world = World(feeds=tuple(f"{FEED}/{number}" for number in range(5)))
    ticks = world.ticks()
    await ticks()
    await ticks()
    assert len(world.sent) == 2
    world.times[world.sent[0].value.decode()] = None
    await ticks()

    assert len(world.sent) == 3


async def test_the_feeds_of_a_host_are_spaced_and_those_of_others_are_not_held_up() -> None:
    world = World(feeds=(f"{FEED}/1", f"{FEED}/2", "https://example.net/rss"), spacing=timedelta(seconds=5))
    ticks = world.ticks()
    for second in range(7):
        world.now = NOON + timedelta(seconds=second)
        await ticks()
        for letter in world.sent:
            world.times[letter.value.decode()] = None
        if second == 3:
            assert [letter.key for letter in world.sent] == ["example.org", "example.net"]

    assert [letter.value.decode() for letter in world.sent] == [f"{FEED}/1", "https://example.net/rss", f"{FEED}/2"]
