"""One message for several alerts: all of them are named in it, on every channel."""

from __future__ import annotations

import json

import pytest

from monitor.alerts import blocks, digest, outbox, plan
from monitor.alerts.outlet import Outlet
from monitor.alerts.plan import Rules, Waiting
from monitor.alerts.route import Routed
from monitor.lives import Severity
from monitor.models import Alert
from tests.monitor.alerts import given


def many(count: int, headline: int = 60, url: int = 60, **fields: object) -> list[Alert]:
    """Alerts with headlines and links so long."""
    return [
        given.alert(
            id=f"k{number:04}",
            headline=f"{number:04} ".ljust(headline, "x"),
            page=f"https://desk.example/{number:04}".ljust(url, "y"),
            told_at=given.later(number),
            **fields,
        )
        for number in range(count)
    ]


def gathered(alerts: list[Alert]) -> list[Alert]:
    """Give those that leave in the first digest, all having been held back."""
    waiting = []
    for each in alerts:
        delivery = outbox.held(outbox.enqueue(None, each, "desk", now=given.NOON), "quiet", "", given.NOON)
        waiting.append(Waiting(delivery=delivery, way=Routed(sink="desk", route="routes[0]")))
    planned = plan.plan(waiting, Outlet(sink="desk"), Rules(), given.NOON)
    return [each.waiting[-1] for each in planned.send]


@pytest.mark.parametrize(("headline", "url"), [(20, 30), (60, 60), (150, 120), (300, 200), (300, 1_900)])
def test_slack_shows_every_alert_that_a_digest_stands_for(headline: int, url: int) -> None:
    chosen = gathered(many(200, headline, url))
    message = json.dumps(blocks.message(digest.made(chosen, "desk", "en", given.NOON), "en"))

    assert len(chosen) > 2
    assert [each.id for each in chosen if each.page not in message] == []


def test_the_gravest_comes_first_and_gives_the_digest_its_severity() -> None:
    plain, grave = many(2)[0], many(2, severity=Severity.CRITICAL)[1]
    made = digest.made([plain, grave], "desk", "en", given.NOON)

    assert [each.alert for each in made.items] == [grave.id, plain.id]
    assert made.severity is Severity.CRITICAL


def test_a_digest_of_one_story_is_about_it_and_one_of_several_about_none() -> None:
    one, other = many(2)[0], many(2, story="other", story_name="Other")[1]

    assert digest.made([one, one], "desk", "en", given.NOON).story == one.story
    assert digest.made([one, other], "desk", "en", given.NOON).story == ""


def test_a_digest_is_named_by_what_it_stands_for() -> None:
    first, second = many(3)[:2], many(3)[1:]
    made = [digest.made(each, sink, "en", given.NOON).id for each in (first, second) for sink in ("desk", "hook")]

    assert len(set(made)) == 4
    assert digest.made(first, "desk", "id", given.later(9)).id == made[0]
