"""How a sink as a whole is doing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.alerts import outlet as outlets
from monitor.alerts import trouble
from monitor.alerts.outcome import Accepted, Dead, Outcome, Retry, Why
from monitor.alerts.outlet import Breaker, Outlet
from monitor.alerts.settings import Budget, Route
from tests.monitor.alerts import given

DOWN = Retry(reason=Why.UNAVAILABLE)
FRESH = Outlet(sink="desk")


def after(*outcomes: Outcome, seconds: float = 0, pace: float = 0.0, outlet: Outlet = FRESH) -> Outlet:
    for each in outcomes:
        outlet = outlets.after(outlet, each, now=given.later(seconds), chance=0.5, pace=pace)
    return outlet


def test_a_few_failures_leave_it_asked() -> None:
    outlet = after(*[DOWN] * 4)

    assert (outlet.failures, outlet.rests_until) == (4, None)
    assert outlets.breaker(outlet, given.NOON) is Breaker.CLOSED


def test_the_fifth_in_a_row_leaves_it_alone_and_then_one_message_probes() -> None:
    outlet = after(*[DOWN] * 5)

    assert outlet.rests_until == given.later(30)
    assert outlets.breaker(outlet, given.later(29)) is Breaker.OPEN
    assert outlets.breaker(outlet, given.later(30)) is Breaker.HALF_OPEN


def test_each_failed_probe_doubles_the_time_up_to_ten_minutes() -> None:
    outlet, waits = after(*[DOWN] * 5), []
    for _ in range(7):
        at = outlet.rests_until or given.NOON
        outlet = outlets.after(outlet, DOWN, now=at, chance=0.5, pace=0.0)
        waits.append(((outlet.rests_until or at) - at).total_seconds())

    assert waits == [60, 120, 240, 480, 600, 600, 600]


@pytest.mark.parametrize("outcome", [Accepted(), Dead(reason=Why.REFUSED)])
def test_an_answer_closes_it_also_a_refusal_since_it_works(outcome: Outcome) -> None:
    outlet = after(outcome, seconds=30, outlet=after(*[DOWN] * 5))

    assert outlets.breaker(outlet, given.later(30)) is Breaker.CLOSED
    assert (outlet.failures, outlet.recovered_at, outlet.failing_since) == (0, given.later(30), None)


def test_a_success_in_between_begins_the_row_anew() -> None:
    assert after(*[DOWN] * 4, Accepted(), *[DOWN] * 4).trips == 0


@pytest.mark.parametrize("reason", [Why.THROTTLED, Why.UNAVAILABLE])
def test_the_time_that_it_asks_for_is_kept_exactly(reason: Why) -> None:
    assert after(Retry(reason=reason, after=77.0)).rests_until == given.later(77)


def test_being_throttled_is_no_failure_however_often() -> None:
    outlet = after(*[Retry(reason=Why.THROTTLED, after=1.0)] * 9)

    assert (outlet.failures, outlet.trips) == (0, 0)


def test_throttled_without_a_time_it_is_left_alone_for_a_while() -> None:
    outlet = after(Retry(reason=Why.THROTTLED))

    assert outlet.rests_until is not None
    assert outlet.rests_until >= given.later(1)


def test_a_long_wish_outlasts_the_probe() -> None:
    assert after(*[DOWN] * 4, Retry(reason=Why.UNAVAILABLE, after=3_600.0)).rests_until == given.later(3_600)


def test_its_pace_is_kept_after_success_and_failure() -> None:
    assert after(Accepted(), pace=1.0).rests_until == after(DOWN, pace=1.0).rests_until == given.later(1)


def test_a_budget_counts_first_messages_of_its_time() -> None:
    budget, outlet = Budget(alerts=3, per=60), FRESH
    for second in (0, 10, 20):
        assert not outlets.is_spent(outlet, budget, given.later(second))
        outlet = outlets.spent(outlet, budget, now=given.later(second), keep=5)

    assert outlets.is_spent(outlet, budget, given.later(59))
    assert not outlets.is_spent(outlet, budget, given.later(60))
    assert outlets.spent(outlet, budget, now=given.later(30), keep=5).beyond == given.later(30)


def test_only_so_much_is_remembered() -> None:
    outlet = FRESH
    for second in range(1_000):
        outlet = outlets.spent(outlet, None, now=given.later(second), keep=20)
        outlet = outlets.told(outlet, f"s{second}", now=given.later(second))

    assert (len(outlet.fresh), len(outlet.stories)) == (20, outlets.STORIES)
    assert outlet.told("s999") == given.later(999)


def test_people_hear_of_a_sink_that_is_left_alone_or_whose_outbox_is_old_and_of_no_other() -> None:
    patience = trouble.PATIENCE

    assert trouble.of_sink(FRESH, given.NOON, given.NOON + patience - timedelta(seconds=1)) is None
    assert trouble.of_sink(FRESH, given.NOON, given.NOON + patience)
    assert trouble.of_sink(after(*[DOWN] * 5), None, given.NOON)
    assert trouble.of_sink(after(*[DOWN] * 4), None, given.NOON) is None


def test_of_a_sink_that_fails_others_hear_also_where_its_routes_lead_to_it_alone() -> None:
    found = trouble.of_sink(after(*[DOWN] * 5), None, given.NOON)
    assert found is not None
    alert = trouble.begun(found, "en", given.NOON)

    assert trouble.addressed(alert, [Route(to=("desk",))], ["desk", "pager"]) == ("desk", "pager")
    assert trouble.addressed(alert, [Route(to=("pager",))], ["desk", "pager", "book"]) == ("pager",)
    assert trouble.addressed(given.alert(), [Route(to=("desk",))], ["desk", "pager"]) == ("desk",)


@pytest.mark.parametrize("language", ["en", "id"])
def test_what_is_told_of_a_sink_and_of_its_end_are_one_alert(language: str) -> None:
    found = trouble.of_sink(after(*[DOWN] * 5), None, given.NOON)
    assert found is not None
    begun = trouble.begun(found, language, given.NOON)
    over = trouble.over(begun, language, given.later(60))

    assert (over.id, over.revision, over.first_at) == (begun.id, 2, begun.first_at)
    assert begun.headline != over.headline
    assert "desk" in begun.headline
    assert trouble.begun(found, language, given.later(9)).id == begun.id
