"""A story moves on by evidence, the same in any order."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.models import Actor, Count, Modality, Status
from monitor.shifts import story
from tests import builders
from tests.monitor.shifts.telling import Told, begun, run, says

PROMISED = says("a", "release", ["Dana Levi"], Modality.PROMISED)
RELEASED = says("b", "release", ["Dana Levi"], Modality.OCCURRED, hours=5)


def test_a_promise_and_then_the_act_are_one_shift_that_rises() -> None:
    _, shifts = run(begun(), PROMISED, RELEASED)
    assert [(shift.stage, shift.version) for shift in shifts] == [("promised", 1), ("released", 2)]
    assert shifts[0].id == shifts[1].id


def test_a_promise_that_arrives_after_the_act_does_not_lower_the_stage() -> None:
    state, _ = run(begun(), RELEASED, PROMISED)
    assert [shift.stage for shift in story.shifts(state)] == ["released"]


def test_the_same_article_twice_moves_nothing() -> None:
    state, _ = run(begun(), PROMISED)
    again, shifts = run(state, PROMISED)
    assert shifts == []
    assert again == state


def test_background_moves_nothing() -> None:
    _, shifts = run(begun(), says("a", "release", ["Dana Levi"], Modality.BACKGROUND))
    assert shifts == []


def test_a_party_is_never_its_own_mediator() -> None:
    _, shifts = run(begun(), says("a", "mediation", ["Israel"], Modality.OFFERED))
    assert shifts == []


def test_a_known_mediator_is_no_news_but_a_new_one_beside_it_is() -> None:
    _, shifts = run(begun(), says("a", "mediation", ["Norway", "Qatar"], Modality.OCCURRED))
    assert [[actor.name for actor in shift.subject] for shift in shifts] == [["Norway"]]


def test_two_new_mediators_are_two_shifts() -> None:
    _, shifts = run(begun(), says("a", "mediation", ["Norway", "Oman"], Modality.OCCURRED))
    assert sorted(actor.name for shift in shifts for actor in shift.subject) == ["Norway", "Oman"]


def test_a_kind_that_is_not_watched_is_left_alone() -> None:
    _, shifts = run(begun(watch=("mediator",)), PROMISED)
    assert shifts == []


def test_talks_need_a_party_and_somebody_who_is_no_known_mediator() -> None:
    strangers = says("a", "talks", ["Iran", "Oman"], Modality.OCCURRED)
    course = says("b", "talks", ["Israel", "Qatar"], Modality.OCCURRED)
    news = says("c", "talks", ["Hamas", "Russia"], Modality.OCCURRED)
    _, shifts = run(begun(), strangers, course, news)
    assert [[actor.name for actor in shift.subject] for shift in shifts] == [["Hamas", "Russia"]]


def test_talks_deep_in_an_article_are_not_its_news() -> None:
    _, shifts = run(begun(), says("a", "talks", ["Hamas", "Russia"], Modality.OCCURRED, is_lead=False))
    assert shifts == []


def test_one_party_alone_can_refuse_talks_but_not_hold_them() -> None:
    _, held = run(begun(), says("a", "talks", ["Hamas"], Modality.OCCURRED))
    _, refused = run(begun(), says("a", "talks", ["Hamas"], Modality.REFUSED))
    assert held == []
    assert [(shift.stage, shift.side) for shift in refused] == [("refused", "refused")]


def test_a_visit_that_asks_for_mediation_is_that_request_and_no_second_shift() -> None:
    raw = builders.article("a")
    asks = builders.claim(raw, "mediation", ["Russia"], Modality.REQUESTED)
    visit = builders.claim(raw, "talks", ["Israel", "Russia"], Modality.OCCURRED, start=3)
    _, shifts = run(begun(), (builders.tagged(raw), [asks, visit]))
    assert [(shift.kind, shift.stage) for shift in shifts] == [("mediator", "requested")]


def test_an_article_that_says_less_and_then_more_raises_one_shift_twice() -> None:
    raw = builders.article("a")
    asked = builders.claim(raw, "mediation", ["Russia"], Modality.REQUESTED)
    offered = builders.claim(raw, "mediation", ["Russia"], Modality.OFFERED, start=5)
    _, shifts = run(begun(), (builders.tagged(raw), [offered, asked]))
    assert [shift.stage for shift in shifts] == ["requested", "offered"]
    assert len({shift.id for shift in shifts}) == 1


def test_a_second_origin_confirms() -> None:
    _, shifts = run(begun(), PROMISED, says("b", "release", ["Dana Levi"], Modality.PROMISED, hours=1))
    assert [(shift.status, shift.origins, shift.articles) for shift in shifts] == [
        (Status.UNCONFIRMED, 1, 1),
        (Status.CONFIRMED, 2, 2),
    ]


def test_a_copy_is_an_article_more_and_no_origin_more() -> None:
    copy = says("b", "release", ["Dana Levi"], Modality.PROMISED, hours=1, copies=[builders.article("a").id])
    _, shifts = run(begun(), PROMISED, copy)
    assert (shifts[-1].status, shifts[-1].origins, shifts[-1].articles) == (Status.UNCONFIRMED, 1, 2)


def test_reports_of_one_wire_are_one_origin() -> None:
    told = [says(name, "release", ["Dana Levi"], Modality.PROMISED, wire="reuters") for name in "abc"]
    _, shifts = run(begun(), *told)
    assert (shifts[-1].origins, shifts[-1].articles) == (1, 3)


def test_a_denial_disputes_and_erases_nothing() -> None:
    _, shifts = run(begun(), PROMISED, says("b", "release", ["Dana Levi"], Modality.DENIED, hours=1))
    assert (shifts[-1].status, shifts[-1].stage, len(shifts[-1].counter)) == (Status.DISPUTED, "promised", 1)


def test_a_denial_of_something_never_told_is_kept_and_told_to_nobody() -> None:
    state, shifts = run(begun(), says("a", "release", ["Dana Levi"], Modality.DENIED))
    assert shifts == []
    assert len(list(state.cells())) == 1


def test_counts_that_conflict_become_a_range() -> None:
    told = [
        says(name, "release", ["hostages"], Modality.OCCURRED, count=Count(low=n, high=n))
        for name, n in (("a", 86), ("b", 81))
    ]
    _, shifts = run(begun(), *told)
    assert shifts[-1].count == Count(low=81, high=86)


def test_a_nameless_captive_in_a_heading_is_the_person_the_text_names() -> None:
    raw = builders.article("a")
    heading = replace(builders.claim(raw, "release", ["x"]), who=(Actor(id="group:hostages", name="hostages"),))
    named = builders.claim(raw, "release", ["Dana Levi"], start=5)
    _, shifts = run(begun(), (builders.tagged(raw), [heading, named]))
    assert [[actor.name for actor in shift.subject] for shift in shifts] == [["Dana Levi"]]


def test_a_group_larger_than_its_names_is_told_beside_them() -> None:
    raw = builders.article("a")
    three = replace(
        builders.claim(raw, "release", ["x"], count=Count(low=3, high=3)),
        who=(Actor(id="group:hostages", name="hostages"),),
    )
    named = builders.claim(raw, "release", ["Dana Levi"], start=5)
    _, shifts = run(begun(), (builders.tagged(raw), [three, named]))
    assert sorted(actor.name for shift in shifts for actor in shift.subject) == ["Dana Levi", "hostages"]


def test_a_truce_is_one_shift_whoever_speaks_of_it() -> None:
    offered = says("a", "ceasefire", ["Israel"], Modality.OFFERED, act="truce")
    agreed = says("b", "ceasefire", ["Hamas", "Israel"], Modality.OCCURRED, act="agree", hours=9)
    _, shifts = run(begun(), offered, agreed)
    assert [(shift.stage, [actor.name for actor in shift.subject]) for shift in shifts] == [
        ("offered", ["Israel"]),
        ("agreed", ["Hamas", "Israel"]),
    ]
    assert shifts[0].id == shifts[1].id


def test_a_truce_that_is_broken_shows_the_side_state_beside_its_stage() -> None:
    begins = says("a", "ceasefire", ["Hamas", "Israel"], Modality.OCCURRED, act="begin")
    broken = says("b", "ceasefire", ["Israel"], Modality.OCCURRED, act="violate", hours=30)
    _, shifts = run(begun(), begins, broken)
    assert [(shift.stage, shift.side) for shift in shifts] == [("in force", None), ("in force", "violated")]


def test_a_stage_reached_after_a_refusal_ends_the_refusal() -> None:
    refused = says("a", "release", ["Dana Levi"], Modality.REFUSED)
    _, shifts = run(begun(), refused, says("b", "release", ["Dana Levi"], Modality.PROMISED, hours=3))
    assert [(shift.stage, shift.side) for shift in shifts] == [("refused", "refused"), ("promised", None)]


def test_a_new_round_of_talks_long_after_the_first_is_news_again() -> None:
    first = says("a", "talks", ["Hamas", "Russia"], Modality.OCCURRED)
    second = says("b", "talks", ["Hamas", "Russia"], Modality.OCCURRED, hours=24 * 365)
    _, shifts = run(begun(), first, second)
    assert [shift.episode for shift in shifts] == [1, 2]
    assert len({shift.id for shift in shifts}) == 2


def test_what_a_baseline_held_is_known_and_what_goes_beyond_it_is_told() -> None:
    known = says("a", "release", ["Dana Levi"], Modality.PROMISED, is_baseline=True)
    repeated = says("b", "release", ["Dana Levi"], Modality.PROMISED, hours=2)
    _, shifts = run(begun(), known, repeated, RELEASED)
    assert [(shift.stage, shift.is_told) for shift in shifts] == [
        ("promised", False),
        ("promised", False),
        ("released", True),
    ]


def test_an_old_article_supports_and_is_not_told() -> None:
    old = says("a", "release", ["Dana Levi"], Modality.OCCURRED, fetched_hours=24 * 10)
    _, shifts = run(begun(), old)
    assert [shift.is_told for shift in shifts] == [False]


STREAM = [
    PROMISED,
    RELEASED,
    says("c", "release", ["Dana Levi"], Modality.OCCURRED, hours=6, wire="reuters"),
    says("d", "release", ["Dana Levi"], Modality.DENIED, hours=7),
    says("e", "mediation", ["Norway"], Modality.REQUESTED, hours=1),
    says("f", "mediation", ["Norway"], Modality.OCCURRED, hours=9, copies=[builders.article("e").id]),
    says("g", "ceasefire", ["Israel"], Modality.OFFERED, act="truce", hours=2),
    says("h", "ceasefire", ["Hamas", "Israel"], Modality.OCCURRED, act="agree", hours=12),
    says("i", "talks", ["Hamas", "Russia"], Modality.OCCURRED, hours=3),
    says("j", "talks", ["Hamas"], Modality.REFUSED, hours=4),
]


@given(st.lists(st.sampled_from(STREAM), max_size=15), st.randoms(use_true_random=False))
def test_any_order_with_any_repetition_gives_the_same_story(extra: list[Told], chance: object) -> None:
    shuffled = [*STREAM, *extra]
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # Hypothesis gives a random.Random.
    plain, _ = run(begun(), *STREAM)
    mixed, _ = run(begun(), *shuffled)
    assert story.shifts(mixed) == story.shifts(plain)


@pytest.mark.parametrize("cut", range(1, len(STREAM)))
def test_a_story_that_is_given_back_its_cells_goes_on_as_if_nothing_had_happened(cut: int) -> None:
    before, _ = run(begun(), *STREAM[:cut])
    again = story.remember(begun(), story.learned(begun(), before))
    assert run(again, *STREAM[cut:])[1] == run(before, *STREAM[cut:])[1]


def test_what_was_learned_is_each_new_cell_and_nothing_else() -> None:
    states = [begun()]
    for told in STREAM:
        states.append(run(states[-1], told)[0])
    counts = [len(story.learned(a, b)) for a, b in itertools.pairwise(states)]
    assert counts == [1] * len(STREAM)


def test_a_claim_of_several_actors_is_one_record() -> None:
    state, shifts = run(begun(), says("a", "mediation", ["Norway", "Oman", "Chad"]))
    (learned,) = story.learned(begun(), state)
    assert len(learned.cells) == len(shifts) == 3


def test_a_shift_carries_the_times_of_the_article_that_moved_it_and_its_story_does_not() -> None:
    article = builders.tagged(builders.article("late", published_at=None))
    state, shifts = run(begun(), says("a", "mediation", ["Norway"]))
    (moved,) = story.moved_by(article, shifts)

    assert (moved.fetched_at, moved.published_at) == (article.unique.article.fetched_at, None)
    assert {shift.fetched_at for shift in story.shifts(state)} == {None}
