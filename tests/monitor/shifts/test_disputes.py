"""What speaks against a shift, what ends a side state, and what is too old or too early to be told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from monitor.models import Actor, Count, Modality, Sentence, Status
from tests import builders
from tests.monitor.shifts.telling import begun, run, says

PROMISED = says("a", "release", ["Dana Levi"], Modality.PROMISED)


def test_a_side_state_is_shown_on_its_own_evidence() -> None:
    """A rumour that somebody withdrew is not as well supported as his mediation was."""
    active = [says(name, "mediation", ["Norway"], Modality.OCCURRED) for name in "abc"]
    rumour = says("d", "mediation", ["Norway"], Modality.OCCURRED, act="withdraw", hours=9)
    _, shifts = run(begun(), *active, rumour)
    assert [(shift.stage, shift.side, shift.status, shift.origins) for shift in shifts[-2:]] == [
        ("active", None, Status.CONFIRMED, 3),
        ("active", "withdrawn", Status.UNCONFIRMED, 1),
    ]


def test_a_denial_of_a_side_state_disputes_that_alone() -> None:
    active = says("a", "mediation", ["Norway"], Modality.OCCURRED)
    denied = says("b", "mediation", ["Norway"], Modality.DENIED, act="withdraw", hours=2)
    rumour = says("c", "mediation", ["Norway"], Modality.OCCURRED, act="withdraw", hours=1)
    _, shifts = run(begun(), active, denied, rumour)
    assert [(shift.side, shift.status) for shift in shifts] == [
        (None, Status.UNCONFIRMED),
        (None, Status.UNCONFIRMED),
        ("withdrawn", Status.DISPUTED),
    ]


def test_who_suspends_and_later_mediates_again_is_no_longer_suspended() -> None:
    active = says("a", "mediation", ["Norway"], Modality.OCCURRED)
    suspended = says("b", "mediation", ["Norway"], Modality.OCCURRED, act="suspend", hours=10)
    echo = says("c", "mediation", ["Norway"], Modality.OCCURRED, hours=12)
    again = says("d", "mediation", ["Norway"], Modality.OCCURRED, hours=60)
    _, shifts = run(begun(), active, suspended, echo, again)
    assert [shift.side for shift in shifts if shift.version != 3] == [None, "suspended", None]


def test_a_denial_is_answered_when_enough_origins_say_it_again_later() -> None:
    rumour = says("a", "release", ["Dana Levi"], Modality.OCCURRED)
    denied = says("b", "release", ["Dana Levi"], Modality.DENIED, hours=3)
    echo = [says(name, "release", ["Dana Levi"], Modality.OCCURRED, hours=4) for name in "cde"]
    truth = [says(name, "release", ["Dana Levi"], Modality.OCCURRED, hours=24 * 9) for name in "fg"]
    _, shifts = run(begun(), rumour, denied, *echo, *truth)
    assert [shift.status for shift in shifts[-2:]] == [Status.DISPUTED, Status.CONFIRMED]
    assert len(shifts[-1].counter) == 1


def test_who_is_freed_after_being_called_dead_disputes_the_death_and_shows_both() -> None:
    dead = says("a", "death", ["Dana Levi"], Modality.OCCURRED)
    freed = says("b", "release", ["Dana Levi"], Modality.OCCURRED, hours=30)
    _, shifts = run(begun(), dead, freed)
    assert [(shift.kind, shift.status) for shift in shifts] == [
        ("death", Status.UNCONFIRMED),
        ("release", Status.UNCONFIRMED),
        ("death", Status.DISPUTED),
    ]
    assert [quote.article for quote in shifts[-1].counter] == [builders.article("b").id]


def test_who_dies_after_being_freed_contradicts_nothing() -> None:
    freed = says("a", "release", ["Dana Levi"], Modality.OCCURRED)
    dead = says("b", "death", ["Dana Levi"], Modality.OCCURRED, hours=30)
    _, shifts = run(begun(), freed, dead)
    assert {shift.status for shift in shifts} == {Status.UNCONFIRMED}


def test_of_a_group_some_may_be_freed_and_others_dead() -> None:
    dead = says("a", "death", ["group:hostages"], Modality.OCCURRED)
    freed = says("b", "release", ["group:hostages"], Modality.OCCURRED, hours=30)
    _, shifts = run(begun(), dead, freed)
    assert [shift.kind for shift in shifts] == ["death", "release"]


def test_the_parties_that_speak_in_the_evidence_are_heard_and_the_others_are_silent() -> None:
    sides = (builders.actor("Israel"), builders.actor("Hamas"))
    told = says("a", "release", ["Dana Levi"], Modality.PROMISED, speaker=builders.actor("Hamas"))
    answer = says("b", "release", ["Dana Levi"], Modality.DENIED, hours=1, speaker=builders.actor("Israel"))
    _, shifts = run(begun(sides=sides), told, answer)
    assert [(shift.heard, shift.silent) for shift in shifts] == [(("Hamas",), ("Israel",)), (("Israel", "Hamas"), ())]


def test_what_a_warm_up_taught_is_known_and_what_goes_beyond_it_is_told() -> None:
    repeated = says("c", "release", ["Dana Levi"], Modality.PROMISED, hours=60)
    _, shifts = run(begun(warmup=48 * 3600.0), PROMISED, repeated, says("d", "release", ["Dana Levi"], hours=61))
    assert [(shift.stage, shift.is_told) for shift in shifts] == [
        ("promised", False),
        ("promised", False),
        ("released", True),
    ]


def test_a_story_remembers_as_long_as_it_is_told_to() -> None:
    again = says("b", "mediation", ["Norway"], Modality.OFFERED, hours=24 * 40)
    first = says("a", "mediation", ["Norway"], Modality.OFFERED)
    assert [shift.episode for shift in run(begun(), first, again)[1]] == [1, 1]
    assert [shift.episode for shift in run(begun(memory_days=30), first, again)[1]] == [1, 2]


def test_an_old_article_that_comes_late_gives_no_episode_a_new_number() -> None:
    """Else what was told already would be told again under another number."""
    truce = says("a", "ceasefire", ["Israel"], Modality.OFFERED, act="truce", hours=24 * 200)
    old = says("b", "ceasefire", ["Israel"], Modality.OFFERED, act="truce", fetched_hours=24 * 201)
    _, shifts = run(begun(), truce, old)
    assert [(shift.episode, shift.is_told) for shift in shifts] == [(1, True), (0, False)]


def test_an_undated_article_that_tells_of_a_day_long_past_is_not_told() -> None:
    article, (claim,) = says("a", "release", ["Dana Levi"])
    raw = replace(article.unique.article, published_at=None)
    undated = replace(article, unique=replace(article.unique, article=raw))
    old = replace(claim, event_at=raw.fetched_at.date() - timedelta(days=30))
    assert [shift.is_told for shift in run(begun(), (undated, [old]))[1]] == [False]
    assert [shift.is_told for shift in run(begun(), (undated, [claim]))[1]] == [True]


def test_a_heading_whose_text_tells_of_a_day_long_past_is_no_news() -> None:
    raw = builders.article("a")
    heading = builders.claim(raw, "release", ["Dana Levi"])
    below = builders.claim(raw, "release", ["Dana Levi"], Modality.BACKGROUND, start=5, event_at=date(2019, 2, 4))
    tagged = replace(builders.tagged(raw), sentences=(Sentence(start=0, end=4, position=-1, is_heading=True),))
    assert run(begun(), (tagged, [heading, below]))[1] == []
    assert len(run(begun(), (tagged, [heading]))[1]) == 1


def test_an_article_from_the_future_counts_from_its_fetch() -> None:
    _, shifts = run(begun(), says("a", "release", ["Dana Levi"], hours=24 * 300, fetched_hours=1))
    assert shifts[0].first_at == builders.article("x", hours=1).fetched_at


def test_outlets_call_the_same_captives_by_different_names() -> None:
    names = ("group:hostages", "group:crew", "group:people")
    told = [says(name, "release", [name], hours=number) for number, name in enumerate(names)]
    _, shifts = run(begun(), *told)
    assert len({shift.id for shift in shifts}) == 1
    assert [[actor.name for actor in shift.subject] for shift in shifts] == [
        ["group:hostages"],
        ["group:crew"],
        ["group:crew"],
    ]


def test_prisoners_stand_on_the_other_side_of_an_exchange() -> None:
    told = [says(name, "release", [name]) for name in ("group:hostages", "group:prisoners")]
    assert len({shift.id for shift in run(begun(), *told)[1]}) == 2


def test_a_count_below_a_heading_is_the_headings() -> None:
    raw = builders.article("a")
    heading = replace(builders.claim(raw, "release", ["x"]), who=(_group("students"),))
    lead = replace(heading, who=(_group("hostages"),), count=Count(low=14, high=14))
    lead = replace(lead, evidence=replace(lead.evidence, start=5))
    _, shifts = run(begun(), (builders.tagged(raw), [heading, lead]))
    assert [shift.count for shift in shifts] == [Count(low=14, high=14)]


def test_an_edit_with_another_count_makes_a_range() -> None:
    first, second = (says("a", "release", ["hostages"], count=Count(low=n, high=n)) for n in (14, 16))
    _, shifts = run(begun(), first, second, first)
    assert [(shift.count, shift.articles) for shift in shifts] == [
        (Count(low=14, high=14), 1),
        (Count(low=14, high=16), 1),
    ]


def test_a_truce_that_is_agreed_after_one_has_ended_is_another() -> None:
    agreed = says("a", "ceasefire", ["Hamas", "Israel"], act="agree")
    ended = says("b", "ceasefire", ["Israel"], act="end", hours=50)
    echo = says("c", "ceasefire", ["Hamas", "Israel"], act="agree", hours=60)
    again = says("d", "ceasefire", ["Hamas", "Israel"], act="agree", hours=150)
    _, shifts = run(begun(), agreed, ended, echo, again)
    assert [(shift.episode, shift.stage, shift.side) for shift in shifts if shift.version != 3] == [
        (1, "agreed", None),
        (1, "agreed", "ended"),
        (2, "agreed", None),
    ]


def _group(name: str) -> Actor:
    return Actor(id=f"group:{name}", name=name)
