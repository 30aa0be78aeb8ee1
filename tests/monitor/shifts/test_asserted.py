"""What the rules say of how something is asserted is weighed against the tables."""

from __future__ import annotations

import pytest

from monitor.models import Modality
from monitor.shifts import asserted
from monitor.shifts.modality import Reading


@pytest.mark.parametrize(
    ("chance", "modality"), [(0.9, Modality.OCCURRED), (0.5, Modality.OCCURRED), (0.3, Modality.PLANNED)]
)
def test_what_a_rule_says_has_occurred_stands_unless_something_else_is_likelier(
    chance: float, modality: Modality
) -> None:
    how = {Modality.OCCURRED: chance, Modality.PLANNED: 0.4, Modality.DENIED: 0.2}
    reading = Reading(modality=Modality.OCCURRED, cue="")

    assert asserted.weighed([reading], how, who="captives", is_guess=False).modality is modality


def test_what_no_rule_found_has_occurred_only_where_that_is_likely() -> None:
    how = {Modality.OCCURRED: 0.6, Modality.PROMISED: 0.3}
    reading = Reading(modality=Modality.OCCURRED, cue="")

    assert asserted.weighed([reading], how, who="captives", is_guess=True).modality is Modality.PROMISED


def test_of_several_words_the_first_that_tells_of_no_event_decides() -> None:
    readings = [Reading(modality=one, cue="") for one in (Modality.OCCURRED, Modality.BACKGROUND, Modality.REFUSED)]

    assert asserted.first(readings).modality is Modality.REFUSED
    assert asserted.first(readings[:2]).modality is Modality.OCCURRED


def test_a_guess_has_occurred_only_where_that_is_nearly_certain() -> None:
    readings = [Reading(modality=Modality.OCCURRED, cue=""), Reading(modality=Modality.DENIED, cue="never")]
    doubtful, certain = ({Modality.OCCURRED: one, Modality.DENIED: 0.3} for one in (0.85, 0.95))

    assert asserted.weighed(readings, doubtful, who="captives", is_guess=True).modality is Modality.DENIED
    assert asserted.weighed(readings, certain, who="captives", is_guess=True).modality is Modality.OCCURRED
    assert asserted.weighed(readings[:1], doubtful, who="captives", is_guess=True).modality is Modality.DENIED
    assert asserted.weighed(readings, doubtful, who="actors", is_guess=True).modality is Modality.OCCURRED


def test_a_guess_that_may_have_occurred_and_is_hardly_anything_else_promises_nothing() -> None:
    reading = Reading(modality=Modality.OCCURRED, cue="")
    found = asserted.weighed(
        [reading], {Modality.OCCURRED: 0.8, Modality.DENIED: 0.1, Modality.PLANNED: 0.05}, who="captives", is_guess=True
    )

    assert found.modality is Modality.PLANNED


def test_a_guess_takes_the_cue_of_the_word_that_says_what_is_likeliest() -> None:
    readings = [Reading(modality=Modality.OCCURRED, cue=""), Reading(modality=Modality.REFUSED, cue="spurned")]
    found = asserted.weighed(readings, {Modality.OCCURRED: 0.1, Modality.REFUSED: 0.8}, who="captives", is_guess=True)

    assert (found.modality, found.cue) == (Modality.REFUSED, "spurned")


def test_what_the_calendar_says_is_old_a_guess_does_not_make_new() -> None:
    old = Reading(modality=Modality.BACKGROUND, cue="past")

    assert (
        asserted.weighed([old], {Modality.OCCURRED: 0.99}, who="captives", is_guess=True).modality
        is Modality.BACKGROUND
    )


@pytest.mark.parametrize(
    ("own", "likeliest", "modality"),
    [
        (0.1, 0.6, Modality.REFUSED),  # The rule's word is unlikely, and another likely.
        (0.4, 0.6, Modality.OFFERED),
        (0.1, 0.4, Modality.OFFERED),
    ],
)
def test_what_a_rule_says_is_asserted_otherwise_only_against_all_likelihood(
    own: float, likeliest: float, modality: Modality
) -> None:
    reading = Reading(modality=Modality.OFFERED, cue="offers", act="offer")
    found = asserted.weighed(
        [reading], {Modality.OFFERED: own, Modality.REFUSED: likeliest}, who="captives", is_guess=False
    )

    assert found.modality is modality
    assert found.act == (None if modality is Modality.REFUSED else "offer")


def test_that_something_has_occurred_against_a_rules_word_must_be_nearly_certain() -> None:
    reading = Reading(modality=Modality.PROMISED, cue="will")
    doubtful, certain = ({Modality.PROMISED: 0.05, Modality.OCCURRED: one} for one in (0.8, 0.95))

    assert asserted.weighed([reading], doubtful, who="captives", is_guess=False).modality is Modality.PROMISED
    assert asserted.weighed([reading], certain, who="captives", is_guess=False).modality is Modality.OCCURRED


def test_of_a_kind_that_was_not_learned_the_cues_alone_decide() -> None:
    readings = [Reading(modality=Modality.OCCURRED, cue=""), Reading(modality=Modality.OFFERED, cue="offers")]

    assert asserted.weighed(readings, {}, who="captives", is_guess=False).modality is Modality.OFFERED


def test_what_has_happened_may_be_old_as_the_second_reader_says_but_no_promise_is() -> None:
    how = {Modality.OCCURRED: 0.1, Modality.PROMISED: 0.1, Modality.BACKGROUND: 0.8}
    happened, promised = (Reading(modality=one, cue="") for one in (Modality.OCCURRED, Modality.PROMISED))

    assert asserted.weighed([happened], how, who="captives", is_guess=False).modality is Modality.BACKGROUND
    assert asserted.weighed([happened], how, who="captives", is_guess=True).modality is Modality.BACKGROUND
    assert asserted.weighed([promised], how, who="captives", is_guess=False).modality is Modality.PROMISED


def test_a_guess_is_a_promise_only_where_that_is_likelier_than_a_plan() -> None:
    reading = Reading(modality=Modality.PROMISED, cue="will")
    planned, promised = (
        {Modality.OCCURRED: 0.1, Modality.PROMISED: one, Modality.PLANNED: 1 - one} for one in (0.3, 0.7)
    )

    assert asserted.weighed([reading], planned, who="captives", is_guess=True).modality is Modality.PLANNED
    assert asserted.weighed([reading], promised, who="captives", is_guess=True).modality is Modality.PROMISED
    assert asserted.weighed([reading], planned, who="captives", is_guess=False).modality is Modality.PROMISED
