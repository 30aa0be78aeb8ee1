"""How much of the news is seen: one alert about all feeds, and what other alerts say of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jsonschema
import pytest

from monitor.ailments import Ailment, AilmentKind, Health
from monitor.alerts import blocks, coverage, render, route
from monitor.alerts.coverage import Seen, Told
from monitor.alerts.decision import Keep, Reason, Tell
from monitor.alerts.settings import Match
from tests.monitor.alerts import given

NOON = datetime(2024, 11, 1, 12, tzinfo=UTC)
ROOT = Path(__file__).parents[3]


def ill(number: int = 1, kind: AilmentKind = AilmentKind.FAILING, publisher: str = "") -> Health:
    why = {"failing": "HTTP 503 Service Unavailable"}.get(kind.value, "")
    ailment = Ailment(kind=kind, since=NOON - timedelta(hours=1), why=why)
    url = f"https://{number}.example/rss"
    return Health(feed=url, publisher=publisher or f"Paper {number}", ailments=(ailment,), at=NOON)


def seen(*ailing: Health, feeds: int = 120) -> Seen:
    return Seen(ailing=ailing, feeds=feeds)


def told(*ailing: Health) -> Told:
    return coverage.tell(None, seen(*ailing), "en", NOON)[0]


def test_where_all_feeds_are_well_nothing_is_said() -> None:
    assert coverage.lines(seen(), "en", NOON) == ()
    assert coverage.due(None, seen()) is None
    assert "Coverage" not in render.text(given.alert(), "en")


def test_an_alert_says_how_many_feeds_are_not_well_which_and_why() -> None:
    lines = coverage.lines(seen(ill(1, publisher="Republika"), ill(2, AilmentKind.EMPTY)), "en", NOON)
    said = render.text(given.alert(coverage=lines), "en")

    assert (
        "Coverage reduced: 2 of 120 feeds (Republika: failing since 11:00 UTC: HTTP 503 Service Unavailable; "
        "Paper 2: without any entry since 11:00 UTC)"
    ) in said


def test_the_desk_reads_it_in_its_own_language_and_another_day_is_named() -> None:
    lines = coverage.lines(seen(ill()), "id", NOON + timedelta(days=1))

    assert lines == (
        "Cakupan berkurang: 1 dari 120 feed",
        "Paper 1: gagal sejak 2024-11-01 11:00 UTC: HTTP 503 Service Unavailable",
    )


def test_many_feeds_are_counted_and_the_first_are_named() -> None:
    lines = coverage.lines(seen(*map(ill, range(500)), feeds=500), "en", NOON)

    assert (lines[0], len(lines), lines[-1]) == ("Coverage reduced: 500 of 500 feeds", 7, "495 more")


def test_every_ailment_has_words_in_slack_text_and_wire() -> None:
    for kind in AilmentKind:
        alert = given.alert(coverage=coverage.lines(seen(ill(kind=kind)), "en", NOON))
        said = json.dumps(blocks.message(alert, "en"))
        assert "Coverage reduced: 1 of 120 feeds (Paper 1: " in said
        assert render.wire(alert)["coverage"] == list(alert.coverage)
        assert "{" not in render.coverage(alert)


def test_what_a_server_says_is_made_safe() -> None:
    bad = ill(publisher="<!channel>\u202e https://evil.example")
    said = render.coverage(given.alert(coverage=coverage.lines(seen(bad), "en", NOON)))

    assert "\u202e" not in said
    assert "https://" not in said


def test_an_alert_is_stamped_when_it_is_told_and_keeps_its_stamp_when_it_only_learns() -> None:
    alert = given.alert()
    was = replace(alert, coverage=("as it was",))

    assert coverage.stamped(Tell(alert=alert, reason=Reason.NEW), was, ("now",)).coverage == ("now",)
    assert coverage.stamped(Keep(alert=alert), was, ("now",)).coverage == ("as it was",)


def test_a_feed_that_is_not_configured_does_not_count() -> None:
    rows = {each.feed: each for each in (ill(1), ill(2), ill(4))}
    feeds = [f"https://{number}.example/rss" for number in (4, 3, 2)]

    assert coverage.seen(rows, {url: place for place, url in enumerate(feeds)}) == seen(ill(4), ill(2), feeds=3)


def test_the_first_feed_that_ails_is_told_at_once_and_the_alert_is_as_the_schema_says() -> None:
    assert coverage.due(None, seen(ill())) == coverage.AT_ONCE
    first, decision = coverage.tell(None, seen(ill(), feeds=3), "en", NOON)
    alert = first.alert

    assert decision == Tell(alert=alert, reason=Reason.NEW)
    assert (alert.kind, alert.stage, alert.revision, alert.subject) == ("coverage", "reduced", 1, ("Paper 1",))
    assert alert.headline == "Coverage reduced: 1 of 3 feeds"
    jsonschema.validate(render.wire(alert), json.loads((ROOT / "deploy/alert.schema.json").read_text(encoding="utf-8")))
    assert "articles" not in render.text(alert, "en")
    assert route.takes(Match(kind=("coverage",)), alert)
    assert not route.takes(Match(story=("strait",)), alert)


def test_the_same_feeds_again_tell_nothing() -> None:
    assert coverage.due(told(ill(1), ill(2)), seen(ill(1), replace(ill(2), at=NOON + timedelta(hours=9)))) is None


def test_another_feed_or_another_ailment_is_the_next_revision_of_the_same_alert_after_a_rest() -> None:
    first = told(ill(1))
    for now_seen in (seen(ill(1), ill(2)), seen(ill(1, AilmentKind.GONE))):
        due = coverage.due(first, now_seen)
        assert due == NOON + timedelta(seconds=5)
        second, decision = coverage.tell(first, now_seen, "en", due)
        assert (second.alert.id, second.alert.revision, decision.reason) == (first.alert.id, 2, Reason.COUNT)
    assert "count 1 → 2" in coverage.tell(first, seen(ill(1), ill(2)), "en", NOON)[0].alert.changed


def test_when_all_are_well_again_the_alert_says_restored_and_carries_no_ailment() -> None:
    second, decision = coverage.tell(told(ill()), seen(), "en", NOON + timedelta(minutes=1))

    assert (second.alert.stage, decision.reason) == ("restored", Reason.STAGE)
    assert second.alert.headline == "Coverage restored: all 120 feeds"
    assert (second.alert.coverage, second.alert.changed) == ((), ("count 1 → 0",))
    assert coverage.due(second, seen()) is None


def test_names_of_many_publishers_are_bounded() -> None:
    assert told(*map(ill, range(9))).alert.subject == ("Paper 0", "Paper 1", "Paper 2", "Paper 3", "Paper 4", "+4")


def revisions(times: Sequence[tuple[float, Seen]], until: float) -> list[Told]:
    """Let feeds ail at moments (seconds after noon), with a look at each and a tick each second."""
    made: list[Told] = []
    for second in range(int(until)):
        now = NOON + timedelta(seconds=second)
        current = next((state for at, state in reversed(times) if at <= second), seen())
        due = coverage.due(made[-1] if made else None, current)
        if due is not None and due <= now:
            made.append(coverage.tell(made[-1] if made else None, current, "en", now)[0])
    return made


def test_five_hundred_feeds_that_fail_within_a_minute_are_a_handful_of_revisions_and_the_last_is_right() -> None:
    made = revisions([(number * 0.12, seen(*map(ill, range(number)), feeds=500)) for number in range(1, 501)], 300)

    assert len(made) <= 6
    assert made[-1].alert.headline == "Coverage reduced: 500 of 500 feeds"


@pytest.mark.parametrize("period", [60, 1_020])
def test_a_feed_that_flaps_all_day_is_told_ever_less_often(period: int) -> None:
    flaps = [(second, seen(ill()) if (second // period) % 2 else seen()) for second in range(0, 86_400, period)]
    made = revisions(flaps, 86_400)

    assert len(made) <= 60


def test_after_hours_of_calm_a_change_is_told_soon_again() -> None:
    made = revisions([(10 * each, seen(*map(ill, range(each)))) for each in range(1, 60)], 7_200)
    late = made[-1].alert.told_at + timedelta(hours=7)
    last, _ = coverage.tell(made[-1], seen(), "en", late)

    assert coverage.due(last, seen(ill())) == late + timedelta(seconds=5)


def test_ten_thousand_ailing_feeds_are_a_small_record() -> None:
    assert len(str(told(*map(ill, range(10_000))).signs)) < 150_000
