"""What is counted is shown, and a label never holds what the news says."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry, generate_latest

from agents import topics
from agents.app import STAGES
from agents.counting import Counting
from monitor.ailments import AilmentKind
from monitor.alerts import outbox, outcome, plan
from monitor.alerts.decision import Keep, Reason, Tell
from monitor.alerts.outlet import Outlet
from monitor.errors import MonitorError
from monitor.shifts import packs
from tests import builders
from tests.builders import NOON
from tests.monitor.alerts import given as alerts


def shown(counting: Counting) -> list[str]:
    """Give the lines of /metrics that are series."""
    return [line for line in generate_latest(counting.registry).decode().splitlines() if not line.startswith("#")]


def test_an_article_on_which_the_plugged_in_tagger_failed_is_counted() -> None:
    registry = CollectorRegistry()
    counting = Counting(registry, "sqlite")
    counting.tagger_failed(ZeroDivisionError())
    counting.tagger_failed(ValueError())

    assert registry.get_sample_value("kabar_tagger_failures_total") == 2


def test_times_run_from_the_article_that_caused_a_revision() -> None:
    counting = Counting(CollectorRegistry(), "sqlite")
    fetched, published = NOON - timedelta(seconds=3), NOON - timedelta(seconds=200)
    alert = replace(alerts.alert(), told_at=NOON, fetched_at=fetched, published_at=published, revision=2)
    counting.decided(Tell(alert=alert, reason=Reason.STAGE))
    counting.decided(Keep(alert=alert))
    counting.delivered(alert, "desk", outcome.Retry(reason=outcome.Why.UNAVAILABLE), NOON + timedelta(seconds=5))
    counting.delivered(alert, "desk", outcome.Accepted(), NOON + timedelta(seconds=7))

    value = counting.registry.get_sample_value
    assert (value("kabar_fetched_to_alert_seconds_count"), value("kabar_fetched_to_alert_seconds_sum")) == (1, 3)
    assert (value("kabar_published_to_alert_seconds_count"), value("kabar_published_to_alert_seconds_sum")) == (1, 200)
    assert (value("kabar_fetched_to_delivered_seconds_count"), value("kabar_fetched_to_delivered_seconds_sum")) == (
        1,
        10,
    )


def test_a_time_that_is_not_known_is_not_observed() -> None:
    counting = Counting(CollectorRegistry(), "sqlite")
    counting.decided(Tell(alert=replace(alerts.alert(), published_at=None, fetched_at=None), reason=Reason.NEW))

    assert counting.registry.get_sample_value("kabar_published_to_alert_seconds_count") == 0


def test_what_is_watched_for_its_first_rise_is_shown_from_the_start() -> None:
    counting = Counting(CollectorRegistry(), "sqlite")
    counting.expect(["poll", "deliver"], ["desk"])

    value = counting.registry.get_sample_value
    assert value("kabar_stage_errors_total", {"stage": "poll"}) == 0
    assert value("kabar_stage_dead_total", {"stage": "deliver", "reason": "refused"}) == 0
    assert value("kabar_deliveries_total", {"sink": "desk", "outcome": "accepted", "reason": "accepted"}) == 0


def test_a_gauge_forgets_the_partitions_that_moved_away() -> None:
    counting = Counting(CollectorRegistry(), "sqlite")
    counting.behind([(("tag", "t", 0), (5, 1.0)), (("tag", "t", 1), (6, 1.0))])
    counting.behind([(("tag", "t", 1), (7, 2.0))])

    assert [line for line in shown(counting) if line.startswith("kabar_consumer_lag_records")] == [
        'kabar_consumer_lag_records{partition="1",stage="tag",topic="t"} 7.0'
    ]


@given(st.lists(st.text(min_size=1), min_size=3, max_size=3, unique=True))
def test_no_text_of_the_news_becomes_a_label(texts: list[str]) -> None:
    """Whatever headlines, names, publishers and errors say, the same series are there."""

    def counted(text: str) -> list[str]:
        counting = Counting(CollectorRegistry(), "sqlite")
        raw = builders.article("one", publisher=text, title=text, text=text)
        claim = builders.claim(raw, "release", [text])
        alert = replace(alerts.alert(), id=text, headline=text, subject=(text,), story="s", fetched_at=NOON)
        counting.compared(builders.unique(raw))
        counting.detected("s", [replace(claim, cue=text, rule=text)], [])
        counting.decided(Tell(alert=alert, reason=Reason.NEW))
        counting.stories()
        counting.dead("tag", type("Own", (Exception,), {}).__name__ + text, is_bug=True)
        counting.delivered(alert, "desk", outcome.Accepted(), NOON)
        return [line.rpartition(" ")[0] for line in shown(counting) if line.startswith("kabar")]

    first, *others = (counted(text) for text in texts)

    assert all(other == first for other in others)


def test_a_large_desk_has_fewer_than_two_thousand_series() -> None:
    """Eight partitions, ten sinks, ten stories of which each has told of everything, and every reason for a dead letter."""
    counting = Counting(CollectorRegistry(), "sqlite")
    sinks = [f"sink {number}" for number in range(10)]
    counting.expect(STAGES, sinks)
    kinds = packs.load(()).kinds.kinds.values()
    counting.expect_shifts(kinds, [f"s{number}" for number in range(10)])
    counting.expect_alerts(kinds)
    errors = [error.__name__ for error in MonitorError.__subclasses__()]
    for stage, error in itertools.product(STAGES, errors):
        counting.dead(stage, error, is_bug=False)
    counting.behind(
        ((STAGES[number % 6], topic.name, partition), (1, 1.0))
        for number, topic in enumerate(topics.TOPICS)
        for partition in range(8)
    )
    counting.ailing(AilmentKind)
    counting.answered([NOON], NOON)
    for number, (kind, stage) in enumerate(itertools.product("abcdefgh", "1234")):
        for story in range(10):
            alert = replace(
                alerts.alert(), id=f"{story}/{number}", story=f"s{story}", kind=kind, stage=stage, side=None
            )
            counting.decided(Tell(alert=alert, reason=Reason.NEW))
    counting.stories()
    held = [replace(outbox.enqueue(None, alerts.alert(), "desk", now=NOON), held=each) for each in plan.Held]
    counting.outbox({sink: (Outlet(sink=sink), held) for sink in sinks}, NOON)
    for sink, each in itertools.product(sinks, held):
        counting.held(replace(each, sink=sink))
        counting.digested(sink, 3)
    counting.sizes(dict.fromkeys(topics.TABLES, 1), 1, {"log": 1, "journal": 1})

    assert len(shown(counting)) < 2_000
