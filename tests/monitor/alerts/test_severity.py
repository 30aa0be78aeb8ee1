"""How much an alert matters."""

from __future__ import annotations

from dataclasses import replace

from monitor.alerts import severity, templates
from monitor.lives import Severity
from tests.monitor.alerts import given


def test_the_table_names_kinds_and_states_that_exist_and_every_kind() -> None:
    kinds = templates.load("en").kinds

    assert {kind for kind, _ in severity.table()} == set(kinds)
    assert [(kind, state) for kind, state in severity.table() if state not in {*kinds[kind], severity.ANY}] == []


def test_a_side_state_counts_before_the_stage_and_the_kind_for_the_rest() -> None:
    assert severity.severity("release", "released", None) is Severity.CRITICAL
    assert severity.severity("release", "released", "denied") is Severity.HIGH
    assert severity.severity("death", "reported", "denied") is Severity.HIGH
    assert severity.severity("surge", "up", "over") is Severity.LOW


def test_a_story_differs_from_the_table_in_what_it_names() -> None:
    story = replace(given.STORY, severity=(("talks", "*", Severity.CRITICAL), ("release", "released", Severity.LOW)))

    assert severity.severity("talks", "held", None, story) is Severity.CRITICAL
    assert severity.severity("release", "released", None, story) is Severity.LOW
    assert severity.severity("release", "promised", None, story) is Severity.HIGH


def test_an_alert_has_the_severity_of_its_state() -> None:
    assert given.told().severity is Severity.HIGH
    assert given.told(stage="released").severity is Severity.CRITICAL
