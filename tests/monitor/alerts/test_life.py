"""The life of an alert: its arcs, its orders, its end."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given as law
from hypothesis import strategies as st

from monitor.alerts import decide, life, render
from monitor.alerts.decision import Keep, Reason, Stay, Tell
from monitor.lives import Event, Life, Order, Verb, Verdict
from monitor.models import Alert, Count, Status
from tests.monitor.alerts import given

COUNTER = given.evidence(article="a9", url="https://b.example/9", quote="Itu tidak benar")


def moved(told: Alert | None, **changes: Any) -> Tell | Keep | Stay:
    return decide.decide(told, given.shift(**changes), story=given.STORY, language="en", now=given.later(60))


def told(before: Alert | None, **changes: Any) -> Alert:
    decision = moved(before, **changes)
    assert isinstance(decision, Tell)
    return decision.alert


def order(verb: Verb, **changes: Any) -> Order:
    base = Order(id=f"o-{verb}", alert="k1", verb=verb, at=given.later(90), by="ana", via="cli")
    return replace(base, **changes)


def obeyed(alert: Alert, given_order: Order, language: str = "en") -> Tell | Keep | Stay:
    return life.obey(alert, given_order, language, alert.last_at + timedelta(days=30))


def ended(alert: Alert, verb: Verb, **changes: Any) -> Alert:
    decision = obeyed(alert, order(verb, **changes))
    assert isinstance(decision, Tell)
    return decision.alert


# Arcs


def test_an_alert_opens_and_says_with_what() -> None:
    alert = told(None)

    assert alert.life is Life.OPEN
    assert alert.history == (
        Event(at=given.later(60), revision=1, what="open", actor="kabar", reason="new", url=given.evidence().url),
    )


@pytest.mark.parametrize(
    ("news", "reached"),
    [
        ({"stage": "released"}, Life.DEVELOPING),
        ({"count": Count(low=2, high=2)}, Life.DEVELOPING),
        ({"status": Status.CONFIRMED}, Life.CONFIRMED),
        ({"status": Status.DISPUTED}, Life.DISPUTED),
        ({"status": Status.DENIED}, Life.DENIED),
    ],
)
def test_each_revision_leads_the_life_on_and_its_arc_is_an_event(news: dict[str, Any], reached: Life) -> None:
    alert = told(told(None), version=2, **news)

    assert alert.life is reached
    assert [event.what for event in alert.history] == ["open", reached]
    assert alert.history[-1].reason == "; ".join(alert.changed)


def test_the_evidence_of_an_arc_is_what_was_not_known_before_a_denial_first() -> None:
    alert = told(told(None), version=2, status=Status.DENIED, counter=(COUNTER,))

    assert alert.history[-1].url == COUNTER.url


def test_what_is_only_learned_leaves_the_life_as_it_was() -> None:
    before = told(told(None), version=2, status=Status.CONFIRMED)
    kept = moved(before, version=3, status=Status.CONFIRMED, articles=7)

    assert isinstance(kept, Keep)
    assert (kept.alert.life, kept.alert.history) == (before.life, before.history)


def test_a_long_life_keeps_its_beginning_and_its_latest_events() -> None:
    alert = told(None)
    for number in range(2, 150):
        alert = told(alert, version=number, count=Count(low=number, high=number))

    assert len(alert.history) == life.EVENTS
    assert (alert.history[0].revision, alert.history[1].revision, alert.history[-1].revision) == (1, 51, 149)


# Orders


def test_a_verdict_is_kept_with_who_gave_it_and_disturbs_nobody() -> None:
    alert = told(None)
    decision = obeyed(alert, order(Verb.VERDICT, verdict=Verdict.FALSE, note="satire"))

    assert isinstance(decision, Keep)
    assert decision.reason is Reason.ORDER
    assert (decision.alert.revision, decision.alert.headline) == (1, alert.headline)
    event = decision.alert.history[-1]
    assert (event.what, event.actor, event.reason, event.verdict) == ("verdict", "ana", "satire", Verdict.FALSE)


def test_an_acknowledgement_is_kept() -> None:
    decision = obeyed(told(None), order(Verb.ACKNOWLEDGE))

    assert isinstance(decision, Keep)
    assert decision.alert.history[-1].what == "acknowledge"


@pytest.mark.parametrize("verb", [Verb.VERDICT, Verb.ACKNOWLEDGE, Verb.RETRACT, Verb.CLOSE])
def test_an_order_that_comes_twice_is_followed_once(verb: Verb) -> None:
    first = obeyed(told(None), order(verb))
    assert isinstance(first, Tell | Keep)

    assert obeyed(first.alert, order(verb)) == Stay(reason=Reason.REPEATED)


def test_a_retraction_is_a_revision_that_says_first_that_it_is_one_and_who_and_why() -> None:
    alert = ended(told(None), Verb.RETRACT, note="the outlet withdrew it")

    assert (alert.life, alert.revision, alert.told_at) == (Life.RETRACTED, 2, given.later(90))
    assert alert.headline == "RETRACTED: Release promised: Mira Talsen, according to Arda Front"
    assert alert.changed == ("open → retracted", "the outlet withdrew it", "by ana")
    assert (alert.history[-1].what, alert.history[-1].actor) == ("retracted", "ana")


def test_an_alert_is_closed_by_order_once_and_may_be_retracted_afterwards() -> None:
    closed = ended(told(None), Verb.CLOSE)

    assert closed.headline.startswith("CLOSED: Release promised: ")
    assert obeyed(closed, order(Verb.CLOSE, id="another")) == Stay(reason=Reason.REPEATED)
    retracted = ended(closed, Verb.RETRACT)
    assert retracted.headline.startswith("RETRACTED: Release promised: ")
    assert obeyed(retracted, order(Verb.CLOSE, id="third")) == Stay(reason=Reason.REPEATED)


def test_an_end_is_said_in_the_language_of_the_desk() -> None:
    decision = obeyed(told(None), order(Verb.RETRACT), "id")

    assert isinstance(decision, Tell)
    assert decision.alert.changed == ("dibuka → dicabut", "oleh ana")
    assert render.ended(decision.alert, Life.CLOSED, "id").startswith("SELESAI: ")


def test_an_alert_ends_when_the_memory_of_its_story_does_and_not_before() -> None:
    alert = told(None)
    ends = life.ends_at(alert, timedelta(days=30))
    assert ends == alert.told_at + timedelta(days=30)
    early = life.obey(alert, order(Verb.REVIEW, id="", at=ends - timedelta(seconds=1)), "en", ends)
    due = life.obey(alert, order(Verb.REVIEW, id="", at=ends), "en", ends)

    assert early == Stay(reason=Reason.REPEATED)
    assert isinstance(due, Tell)
    assert due.alert.life is Life.CLOSED
    assert due.alert.changed == ("open → closed", "nothing new for as long as it is remembered")
    assert due.alert.history[-1].actor == "kabar"
    assert life.ends_at(due.alert, timedelta(days=30)) is None
    assert life.obey(due.alert, order(Verb.REVIEW, id="", at=ends), "en", None) == Stay(reason=Reason.REPEATED)


# After the end


def test_news_opens_a_closed_alert_again_and_says_so_first() -> None:
    alert = told(ended(told(None), Verb.CLOSE), version=2, stage="released")

    assert alert.life is Life.DEVELOPING
    assert alert.changed == ("closed → developing", "stage promised → released")
    assert alert.headline.startswith("UNCONFIRMED: Released")
    assert alert.revision == 3


def test_what_was_retracted_comes_back_for_new_facts_and_not_for_another_figure() -> None:
    retracted = ended(told(None), Verb.RETRACT)
    more = moved(retracted, version=2, count=Count(low=3, high=3), articles=9)
    assert isinstance(more, Keep)
    assert (more.alert.life, more.alert.headline) == (Life.RETRACTED, retracted.headline)

    again = told(more.alert, version=3, status=Status.CONFIRMED)
    assert (again.life, again.revision) == (Life.CONFIRMED, 3)
    assert again.changed[0] == "retracted → confirmed"


ORDERS = st.builds(
    order, st.sampled_from(list(Verb)), id=st.sampled_from(["", "1", "2", "3"]), note=st.sampled_from(["", "why"])
)
NEWS = st.fixed_dictionaries(
    {"stage": st.sampled_from(["promised", "released"]), "status": st.sampled_from(list(Status))}
)


@law(st.lists(ORDERS | NEWS, max_size=12))
def test_whatever_happens_revisions_rise_by_one_and_every_one_has_its_event(steps: list[Any]) -> None:
    alert = told(None)
    for version, step in enumerate(steps, start=2):
        decision = obeyed(alert, step) if isinstance(step, Order) else moved(alert, version=version, **step)
        if isinstance(decision, Stay):
            continue
        assert decision.alert.revision == alert.revision + isinstance(decision, Tell)
        assert decision.alert.history[: len(alert.history)] == alert.history
        if isinstance(decision, Tell):
            assert decision.alert.history[-1].revision == decision.alert.revision
            assert decision.alert.history[-1].what == decision.alert.life
        alert = decision.alert
