"""What a worker shows of the present: what is on its own partitions, and no more series for ten thousand feeds than for ten."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any, cast

import pytest
from faust.types import TP
from prometheus_client import CollectorRegistry, generate_latest

from agents import topics
from agents.counting import Counting
from agents.gauges import Gauges
from agents.service import Service
from agents.tables import Derived
from agents.watching import Condition
from monitor.ailments import AilmentKind
from monitor.alerts.decision import Reason, Tell
from monitor.lives import Life
from tests import fakes
from tests.builders import NOON
from tests.monitor.alerts import given

SICK = Condition(ailments=(AilmentKind.FAILING, AilmentKind.LANGUAGE), answered_at=NOON)
ODD = Condition(ailments=(AilmentKind.LANGUAGE,), answered_at=NOON)
WELL = Condition(ailments=(), answered_at=NOON)


@dataclass
class Consumer:
    """Partitions of topics with how far they are done and how far they reach."""

    places: dict[TP, tuple[int, int | None]] = field(default_factory=dict)

    def assignment(self) -> set[TP]:
        return set(self.places)

    def done(self, place: TP) -> int:
        return self.places[place][0]

    def highwater(self, place: TP) -> int | None:
        return self.places[place][1]


@dataclass
class Worker:
    """A worker of two partitions, of which it has those that it is given."""

    owned: tuple[int, ...]
    conditions: dict[str, Condition] = field(default_factory=dict)
    told: fakes.Remembered = field(default_factory=fakes.Remembered)
    consumer: Consumer = field(default_factory=Consumer)

    def __post_init__(self) -> None:
        for topic in (topics.FEEDS_DUE, topics.SHIFTS):
            for number in self.owned:
                self.consumer.places[TP(topics.named("t", topic), number)] = (5, 5)
        app = SimpleNamespace(consumer=self.consumer, conf=SimpleNamespace(id="t"))
        counting = Counting(CollectorRegistry(), "kafka")
        self.service = Service(
            app=cast("Any", app), clock=fakes.Clock(), counting=counting, out=cast("Any", fakes.Posted())
        )
        self.service.readers |= {topics.FEEDS_DUE: "poll", topics.SHIFTS: "alert"}
        self.gauges = Gauges(
            service=self.service,
            partitions=2,
            feeds={url: number % 2 for number, url in enumerate(self.conditions)},
            sinks=("desk",),
            queues=Derived(int, dict),
            conditions=Derived(int, lambda: self.conditions),
            told=cast("Any", self.told),
        )

    def shown(self, name: str, **labels: str) -> float | None:
        self.gauges()
        return self.service.counting.registry.get_sample_value(name, labels)

    def series(self) -> int:
        self.gauges()
        lines = generate_latest(self.service.counting.registry).decode().splitlines()
        return sum(not line.startswith("#") for line in lines)


def feeds(count: int, condition: Condition = WELL) -> dict[str, Condition]:
    return {f"https://feed-{number}.example/rss": condition for number in range(count)}


def test_workers_count_each_feed_once_whatever_their_tables_hold() -> None:
    """On Kafka each keeps a copy of the other's rows, to be ready."""
    conditions = feeds(3, SICK) | {"https://odd.example/rss": ODD}
    first, second = Worker(owned=(0,), conditions=conditions), Worker(owned=(1,), conditions=conditions)

    assert [each.shown("kabar_feeds_watched") for each in (first, second)] == [2, 2]
    assert [each.shown("kabar_feeds_stale") for each in (first, second)] == [2, 1]
    assert [each.shown("kabar_feeds_ailing", ailment="language") for each in (first, second)] == [2, 2]


def test_a_feed_in_another_language_than_usual_still_brings_news() -> None:
    assert Worker(owned=(0, 1), conditions=feeds(2, ODD)).shown("kabar_feeds_stale") == 0


def test_a_worker_says_of_how_many_partitions_it_runs_a_stage() -> None:
    assert Worker(owned=(0, 1)).shown("kabar_stage_partitions", stage="poll") == 2
    assert Worker(owned=()).shown("kabar_stage_partitions", stage="poll") == 0


def test_what_is_not_done_waits() -> None:
    worker = Worker(owned=(0,))
    place = TP(topics.named("t", topics.SHIFTS), 0)
    worker.consumer.places[place] = (5, 9)
    labels = {"stage": "alert", "topic": topics.SHIFTS, "partition": "0"}

    assert worker.shown("kabar_consumer_lag_records", **labels) == 4
    worker.service.clock = lambda: given.later(30)
    assert worker.shown("kabar_consumer_lag_seconds", **labels) == 30
    worker.consumer.places[place] = (9, None)
    assert worker.shown("kabar_consumer_lag_records", **labels) is None, "nobody knows yet how far it reaches"


def test_alerts_stand_where_the_table_has_them_and_then_where_they_are_counted() -> None:
    worker = Worker(owned=(0, 1))
    worker.told.values = {"a": replace(given.alert(), id="a", stage="promised"), "b": replace(given.alert(), id="b")}
    labels = {"story": "strait", "kind": "release"}
    assert worker.shown("kabar_story_alerts", **labels, stage="promised") == 2
    worker.service.counting.standings["a"] = ("strait", "release", "released")

    assert worker.shown("kabar_story_alerts", **labels, stage="promised") == 1
    assert worker.shown("kabar_story_alerts", **labels, stage="released") == 1


def test_an_alert_that_has_ended_stands_nowhere() -> None:
    worker = Worker(owned=(0, 1))
    open_, gone = replace(given.alert(), id="a"), replace(given.alert(), id="b", life=Life.RETRACTED)
    worker.told.values = {"a": open_, "b": gone}
    labels = {"story": "strait", "kind": "release", "stage": open_.stage}
    assert worker.shown("kabar_story_alerts", **labels) == 1
    closed = replace(open_, life=Life.CLOSED)
    worker.service.counting.decided(Tell(alert=closed, reason=Reason.LIFE))

    assert worker.shown("kabar_story_alerts", **labels) is None


@pytest.mark.parametrize("count", [10, 10_000])
def test_the_number_of_feeds_is_no_number_of_series(count: int) -> None:
    assert Worker(owned=(0, 1), conditions=feeds(count, SICK)).series() < 100
