"""Whether somebody wanted an alert to wait at its sink."""

from __future__ import annotations

from dataclasses import replace

from monitor.alerts import outbox
from monitor.alerts.plan import Held, Waiting
from monitor.alerts.route import Routed
from tests.monitor.alerts import given

ALERT = given.alert(told_at=given.NOON)
FRESH = outbox.enqueue(None, ALERT, "desk", now=given.NOON)
UPDATE = replace(FRESH, waiting=(replace(ALERT, revision=2),))


def test_what_was_sent_as_soon_as_it_could_be_was_not_held() -> None:
    failed = outbox.happened(FRESH, "retry", "unavailable", given.later(5))

    assert not Waiting(delivery=failed, way=Routed(sink="desk", route="routes[0]")).was_held
    assert not Waiting(delivery=FRESH, way=Routed(sink="desk", route="routes[0]", every=60)).was_held, (
        "a first revision is not spaced"
    )


def test_what_a_silence_kept_back_was_held() -> None:
    for reason in Held:
        held = outbox.held(FRESH, reason, "so we were told", given.later(5))
        assert Waiting(delivery=held, way=Routed(sink="desk", route="routes[0]")).was_held


def test_an_update_of_a_route_that_spaces_them_was_held() -> None:
    assert Waiting(delivery=UPDATE, way=Routed(sink="desk", route="routes[0]", every=60)).was_held
    assert not Waiting(delivery=UPDATE, way=Routed(sink="desk", route="routes[0]")).was_held


def test_what_was_held_before_the_revision_was_told_does_not_count() -> None:
    held = outbox.held(UPDATE, Held.QUIET, "night", given.later(-3_600))

    assert not Waiting(delivery=held, way=Routed(sink="desk", route="routes[0]")).was_held
