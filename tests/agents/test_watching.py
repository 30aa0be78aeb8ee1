"""How a feed's health leaves its poller, and what each partition of the alert stage makes of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from prometheus_client import CollectorRegistry

from agents import coverage, topics
from agents.counting import Counting
from agents.coverage import Coverage
from agents.records import Letter
from agents.tables import Derived
from agents.watching import Condition, Watching
from monitor import codec
from monitor.ailments import Health
from monitor.alerts.decision import Reason, Stay, Tell
from monitor.feeds.poll import Polled
from monitor.feeds.settings import Feed
from monitor.feeds.state import FeedState
from monitor.models import Alert
from tests import fakes
from tests.builders import NOON
from tests.monitor.alerts import given

FEED = Feed(url="https://teluk.example/rss", every=60.0)
OTHER = Feed(url="https://alder.example/rss")
TICK = Letter(topic=topics.FEEDS_HEALTH, key="", value=b"", partition=0)


@dataclass
class Desk:
    """A poller and one partition of the alert stage for each of three; what one sends the others are given."""

    out: fakes.Posted = field(default_factory=fakes.Posted)
    clock: fakes.Clock = field(default_factory=fakes.Clock)
    memory: fakes.Remembered = field(default_factory=fakes.Remembered)
    told: fakes.Remembered = field(default_factory=fakes.Remembered)
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    conditions: dict[str, Condition] = field(default_factory=dict)
    state: FeedState | None = None

    def __post_init__(self) -> None:
        given_out: Any = self.out
        self.watching = Watching(
            out=given_out, clock=self.clock, partitions=3, conditions=Derived(int, lambda: self.conditions)
        )
        self.open()

    def open(self) -> None:
        """Begin as after a start: from the tables alone."""
        memory: Any = self.memory
        told: Any = self.told
        out: Any = self.out
        feeds = {FEED.url: 0, OTHER.url: 1}
        rows = Derived(int, lambda: coverage.kept(memory))
        self.coverage = Coverage(
            out=out,
            clock=self.clock,
            counting=Counting(CollectorRegistry(), "sqlite"),
            feeds=feeds,
            language="en",
            memory=memory,
            told=told,
            rows=rows,
            reviews=Derived(int, lambda: coverage.times(told, rows.now(), feeds)),
        )

    async def poll(self, *, errors: int = 0, times: int = 1) -> None:
        """Poll the feed each minute; with errors above 0 it fails so often."""
        for number in range(times):
            self.clock.pass_by(120)
            now = self.clock()
            state = self.state or FeedState(url=FEED.url)
            state = replace(
                state,
                errors=errors + number if errors else 0,
                reason="HTTP 503 Service Unavailable" if errors else "",
                next_at=now + timedelta(seconds=60),
                succeeded_at=state.succeeded_at if errors else now,
            )
            polled = Polled(state=state, articles=(), outcome="failed" if errors else "unchanged", reason="")
            self.state = (await self.watching.judged(FEED, self.state, polled)).state

    async def hear(self, *letters: Letter) -> None:
        for letter in letters:
            item = fakes.item(letter.value, topic=letter.topic, key=letter.key)
            await self.coverage.heard(replace(item, partition=letter.partition or 0))

    @property
    def alerts(self) -> list[Alert]:
        return [codec.decode(letter.value, Alert) for letter in self.out.on(topics.ALERTS)]

    @property
    def due(self) -> Any:
        return self.coverage.reviews.now()[coverage.ALERT]


async def dead() -> Desk:
    """A desk whose feed was well and then failed for long."""
    desk = Desk()
    await desk.poll()
    await desk.poll(errors=1, times=6)
    return desk


async def test_a_change_of_health_goes_to_every_partition_and_the_same_health_to_none() -> None:
    desk = await dead()
    letters = desk.out.on(topics.FEEDS_HEALTH)

    assert [(letter.key, letter.partition) for letter in letters] == [(FEED.url, number) for number in range(3)]
    (ailment,) = codec.decode(letters[0].value, Health).ailments
    assert (ailment.kind, ailment.why) == ("failing", "HTTP 503 Service Unavailable")
    assert (ailment.since - NOON).total_seconds() == 240


async def test_a_feed_without_a_publisher_is_named_by_its_host() -> None:
    desk = await dead()

    assert codec.decode(desk.out.letters[0].value, Health).publisher == "teluk.example"


async def test_partition_0_tells_people_and_the_others_only_know() -> None:
    desk = await dead()
    await desk.hear(*desk.out.on(topics.FEEDS_HEALTH))

    assert [alert.stage for alert in desk.alerts] == ["reduced"]
    tell = Tell(alert=given.alert(), reason=Reason.NEW)
    for partition in range(3):
        stamped = desk.coverage.stamped(tell, None, partition)
        assert stamped is not None
        assert stamped.coverage[0] == "Coverage reduced: 1 of 2 feeds"
        assert replace(stamped, coverage=()) == given.alert()
    assert desk.coverage.stamped(Stay(reason=Reason.REPEATED), None, 0) is None


async def test_a_record_that_comes_twice_or_after_a_start_tells_nothing_again() -> None:
    desk = await dead()
    await desk.hear(*desk.out.on(topics.FEEDS_HEALTH))
    desk.open()
    await desk.hear(*desk.out.on(topics.FEEDS_HEALTH))
    desk.clock.pass_by(5)
    await desk.hear(TICK)

    assert (len(desk.alerts), desk.due) == (1, None)


async def test_an_ailment_that_was_known_before_a_start_but_never_told_is_due_at_once() -> None:
    desk = await dead()
    await desk.hear(desk.out.on(topics.FEEDS_HEALTH)[0])
    desk.told.values.clear()
    desk.open()

    assert desk.due <= desk.clock()


async def test_what_comes_too_soon_waits_for_a_tick_also_over_a_start() -> None:
    desk = await dead()
    await desk.hear(*desk.out.on(topics.FEEDS_HEALTH))
    desk.out.letters.clear()
    await desk.watching.judged(FEED, desk.state, Polled(state=well(desk), articles=(), outcome="unchanged", reason=""))
    await desk.hear(*desk.out.on(topics.FEEDS_HEALTH))
    assert desk.alerts == []
    desk.open()
    assert desk.due == desk.clock() + timedelta(seconds=5)
    desk.clock.pass_by(5)
    await desk.hear(TICK)

    assert [(alert.stage, alert.revision) for alert in desk.alerts] == [("restored", 2)]
    assert (desk.due, desk.memory.values) == (None, {})


def well(desk: Desk) -> FeedState:
    assert desk.state is not None
    return replace(desk.state, errors=0, reason="", succeeded_at=desk.clock())


async def test_the_gauges_count_feeds_by_ailment_and_by_how_long_they_gave_no_answer() -> None:
    desk = await dead()
    counting = Counting(desk.registry, "sqlite")
    conditions = list(desk.watching.conditions.now().values())
    counting.ailing(kind for each in conditions for kind in each.ailments)
    counting.answered((each.answered_at for each in conditions if each.answered_at), NOON + timedelta(hours=2))

    shown = desk.registry.get_sample_value
    assert shown("kabar_feeds_ailing", {"ailment": "failing"}) == 1
    assert shown("kabar_feeds_ailing", {"ailment": "stale"}) == 0
    assert [shown("kabar_feeds_unanswered", {"longer": each}) for each in ("15m", "1h", "6h", "1d")] == [1, 1, 0, 0]
    assert shown("kabar_feeds_unanswered_age_seconds") == 7_080
