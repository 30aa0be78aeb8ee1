"""Thirty days of news: everything that happened is told, in time and once, and nothing else."""

from __future__ import annotations

from functools import cache

import pytest

from monitor.models import Alert, Status
from tests.streams import judge, press, script, shuffle
from tests.streams.judge import Judged

SEEDS = (1,)
FEW, MANY, PARTS = 3, 500, 10
RUMOURS = [("ferry", "death", "reported"), ("truce", "mediator", "withdrawn")]


@cache
def judged(name: str, seed: int = 1) -> Judged:
    return judge.run(script.load(name), seed)


@pytest.mark.parametrize("name", script.NAMES)
@pytest.mark.parametrize("seed", SEEDS)
def test_every_shift_of_the_timeline_is_told(name: str, seed: int) -> None:
    assert judged(name, seed).missed == []


@pytest.mark.parametrize("name", script.NAMES)
@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_told_that_did_not_happen_and_nothing_twice(name: str, seed: int) -> None:
    assert judged(name, seed).wrong == []
    assert judged(name, seed).twice == []


@pytest.mark.parametrize("name", script.NAMES)
def test_what_claims_show_is_told_by_the_second_article_and_within_half_an_hour_of_the_second_origin(name: str) -> None:
    read = [row for row in judged(name).rows if row.gold.kind != "surge"]

    assert all(row.article is not None and row.article <= 2 for row in read)
    assert all(row.second is None or row.second <= 30 for row in read)


@pytest.mark.parametrize("name", script.NAMES)
def test_a_burst_without_an_event_surges_and_shifts_nothing_else(name: str) -> None:
    (burst,) = [row for row in judged(name).rows if row.gold.kind == "surge"]

    assert burst.late is not None
    assert burst.late <= 90


@pytest.mark.parametrize(("name", "kind", "state"), RUMOURS)
def test_a_rumour_of_one_origin_is_never_confirmed_and_its_denial_stands_beside_it(
    name: str, kind: str, state: str
) -> None:
    alert = _last(judged(name), kind, state)

    assert (alert.origins, alert.status) == (1, Status.DISPUTED)
    assert alert.counter


@pytest.mark.parametrize("name", script.NAMES)
def test_the_denial_of_a_rumour_is_told_beside_what_it_denies(name: str) -> None:
    (alert,) = [row.told for row in judged(name).rows if row.gold.state == "disputed"]

    assert alert is not None
    assert (alert.origins, alert.status) == (1, Status.DISPUTED)
    assert alert.counter


@pytest.mark.parametrize(
    ("subject", "stages"),
    [
        ("Conciliation Board", ["offered", "accepted", "active", "withdrawn"]),
        ("Clara Winter", ["requested", "refused"]),
    ],
)
def test_a_mediator_in_a_strike_rises_to_a_role_and_leaves_it(subject: str, stages: list[str]) -> None:
    found = [row.told for row in judged("dock").rows if row.gold.subject == (subject,) and row.told]

    assert [alert.side or alert.stage for alert in found] == stages
    assert len({alert.id for alert in found}) == 1


def test_counts_that_differ_are_a_range() -> None:
    counts = {
        name: [row.gold.count for row in judged(name).rows if row.gold.count is not None] for name in script.NAMES
    }
    told = {
        name: [
            (alert.count.low, alert.count.high)
            for alert in judged(name).alerts.values()
            if alert.kind == "release" and alert.count
        ]
        for name in script.NAMES
    }

    assert counts == told


@pytest.mark.parametrize("name", script.NAMES)
def test_a_stream_is_what_it_says(name: str) -> None:
    printed = press.articles(script.load(name))
    urls = [each.article.url for each in printed]
    days = {each.article.fetched_at.date() for each in printed}
    late = [each for each in printed if each.article.published_at is None]

    assert len(set(urls)) >= 500
    assert len(urls) - len(set(urls)) >= 50
    assert len(days) >= 30
    assert late
    assert {each.article.language for each in printed} == {"en", "id"}


@pytest.mark.parametrize("name", script.NAMES)
def test_another_order_and_redelivery_tell_the_same(name: str) -> None:
    assert shuffle.differences(script.load(name), range(FEW)) == []


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("name", script.NAMES)
def test_five_hundred_orders_with_redelivery_tell_the_same(name: str, part: int) -> None:
    each = MANY // PARTS

    assert shuffle.differences(script.load(name), range(part * each, (part + 1) * each)) == []


def _last(found: Judged, kind: str, state: str) -> Alert:
    (alert,) = [one for one in found.alerts.values() if one.kind == kind and state in {one.stage, one.side}]

    return alert
