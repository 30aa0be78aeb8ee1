"""What is printed of alerts and of where they go: history, routes, verdicts."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from monitor import show
from monitor.alerts import life, links, orders, route
from monitor.alerts.decision import Keep
from monitor.alerts.settings import Budget, Match, QuietHours, Route
from monitor.lives import Verb, Verdict
from monitor.models import Alert, DeliveryState
from monitor.show import past
from tests.monitor.alerts import given
from tests.monitor.commands import Run

ROUTES = (
    Route(to=("phone",), match=Match(kind=("death",))),
    Route(to=("desk",), every=60, quiet_hours=QuietHours(start="22:00", stop="06:00", zone="Asia/Jakarta")),
)


def judged(alert: Alert, verdict: Verdict, at: datetime = given.NOON) -> Alert:
    made = orders.order(alert.id, Verb.VERDICT, by="ana", via="cli", at=at, note="seen on site", verdict=verdict)
    decision = life.obey(alert, made, "en", None)
    assert isinstance(decision, Keep)
    return decision.alert


# History


def test_a_digest_is_shown_with_the_alerts_that_it_stood_for() -> None:
    first = given.delivery("phone", (0, "held", "over budget"), (9, "digested", "d7"))
    second = replace(given.delivery("phone", (9, "digested", "d7")), alert="gone")
    other = given.delivery("desk", (1, "sent", ""), (9, "digested", "d8"))
    found = show.digests([first, second, other])
    alerts = {given.told().id: given.told()}
    said = show.digest(found["d7"], alerts, as_json=False)
    record = json.loads(show.digest(found["d7"], alerts, as_json=True))

    assert set(found) == {"d7", "d8"}
    assert said.startswith("digest d7, told to phone ")
    assert given.told().headline in said
    assert [each["alert_id"] for each in record["alerts"]] == [given.told().id, "gone"]
    assert (record["sink"], record["alerts"][1]["headline"]) == ("phone", "-")


def test_the_history_says_what_was_told_when_to_whom_why_and_why_not() -> None:
    alert = judged(given.alert(addressed=("desk", "phone", "mail")), Verdict.TRUE, given.later(300))
    deliveries = [
        given.delivery("desk", (60, "sent", "")),
        given.delivery(
            "phone",
            (70, "silenced", "by budi until 18:00 UTC"),
            revision=0,
            state=DeliveryState.PENDING,
            waiting=(alert,),
            next_at=given.later(3_600),
            held="silenced",
        ),
        given.delivery("other", (1, "sent", ""), alert="k-another"),
    ]
    said = show.history(alert, deliveries, ROUTES, as_json=False).splitlines()

    assert said[0] == "history"
    assert [line.split("  ")[0] for line in said[2:6]] == [
        "2024-11-01 12:00 UTC",
        "2024-11-01 12:01 UTC",
        "2024-11-01 12:01 UTC",
        "2024-11-01 12:05 UTC",
    ]
    assert "open           kabar  new https://kabar-utara.example/berita/1" in said[2]
    assert "silenced       phone  by budi until 18:00 UTC" in said[4]
    assert "verdict: true  ana    seen on site" in said[5]
    text = "\n".join(said)
    assert "desk   revision 1 was taken at 2024-11-01 12:00 UTC" in text
    assert "phone  nothing was taken yet; revision 1 waits: silenced, by budi until 18:00 UTC" in text
    assert "mail   not delivered yet" in text
    assert "routes[0]  no: kind is release, not death" in text
    assert "routes[1]  takes it: desk" in text


def test_where_a_delivery_stands_is_said_in_words() -> None:
    waiting = (given.told(),)
    again = given.delivery(
        "x", waiting=waiting, state=DeliveryState.PENDING, next_at=given.later(60), reason="throttled", revision=0
    )
    dead = given.delivery("x", waiting=waiting, state=DeliveryState.DEAD, reason="gone")

    assert past.standing(again) == (
        "nothing was taken yet; revision 1 waits: throttled, next attempt at 2024-11-01 12:01 UTC"
    )
    assert past.standing(dead).endswith("; revision 1 was given up: gone")
    assert past.standing(given.delivery("x", digest="k9")) == "it stands in digest k9"
    assert past.standing(given.delivery("x"), "id") == "revisi 1 diterima 2024-11-01 12:00 UTC"


def test_the_history_as_json_is_the_webhooks_record_and_more() -> None:
    alert = given.told()
    found = json.loads(show.history(alert, [given.delivery("desk", (60, "sent", ""))], ROUTES, as_json=True))

    assert found["alert_id"] == alert.id
    assert [(each["what"], each["who"]) for each in found["history"]] == [("open", "kabar"), ("sent", "desk")]
    assert (found["deliveries"][0]["state"], found["routes"][1]["sinks"]) == ("sent", ["desk"])


def test_what_strangers_wrote_is_shown_plain() -> None:
    alert = judged(given.told(), Verdict.TRUE)
    bad = replace(alert, history=(replace(alert.history[0], reason="\u202e\x1b[31m", url="javascript:alert(1)"),))
    said = show.history(bad, [], (), as_json=False)

    assert not {"\u202e", "\x1b"} & set(said)
    assert "javascript" not in said


# Routes


def test_where_an_alert_goes_is_said_with_the_conditions_and_where_it_does_not() -> None:
    tree = (*ROUTES[:1], replace(ROUTES[1], budget=Budget(alerts=5, per=3_600), group="story"))
    known = route.facts(given.told())
    said = show.routes(known, route.ways(known, tree), tree, ["desk", "phone"], as_json=False)

    assert (
        "desk  routes[1]  grouped by story; every 1 min at most; quiet from 22:00 to 06:00 Asia/Jakarta; "
        "5 messages in 1 h, then a digest"
    ) in said
    assert said.endswith("not reached: phone")


SINKS = "sinks: [{id: out, stdout: {}}, {id: book, stdout: {}}]\n"
TREE = "routes: [{match: {kind: death}, to: [book]}, {match: {severity: [high, critical]}, to: [out]}]\n"


@pytest.fixture
def routed(config: Path) -> Path:
    config.write_text(config.read_text() + SINKS + TREE, encoding="utf-8")
    return config


@pytest.mark.parametrize(
    ("facts", "sinks"),
    [
        (["--kind", "death"], "book"),
        (["--kind", "release", "--stage", "promised"], "out"),
        (["--severity", "low"], ""),
        (["--story", "reef", "--kind", "release", "--status", "denied"], "out"),
    ],
)
def test_a_route_can_be_tried_without_an_alert(run: Run, routed: Path, facts: list[str], sinks: str) -> None:
    code, out, _ = run("routes", "test", *facts, "--json", "-c", routed)

    assert code == 0
    assert [way["sink"] for way in json.loads(out)["ways"]] == list(filter(None, [sinks]))
    assert run("routes", "test", *facts, "--to", sinks or "out", "-c", routed)[0] == (0 if sinks else 1)


def test_a_tried_route_says_what_is_missing_and_refuses_a_sink_that_is_none(run: Run, routed: Path) -> None:
    facts = ("routes", "test", "--kind", "death", "-c", routed)

    assert run(*facts, "--to", "out")[::2] == (1, "--to: missing: out\n--to: not asked for: book\n")
    assert run(*facts, "--to", "book,nosuch")[::2] == (2, 'kabar: --to: unknown sink "nosuch"; one of out, book\n')


def test_what_no_alert_can_be_is_refused_with_a_hint(run: Run, routed: Path) -> None:
    code, _, err = run("routes", "test", "--kind", "relese", "-c", routed)
    assert (code, err) == (2, 'kabar: unknown kind "relese"; did you mean "release"?\n')

    code, _, err = run("routes", "test", "--kind", "death", "--stage", "released", "-c", routed)
    assert (code, err) == (2, 'kabar: unknown stage "released"; one of reported, confirmed, denied\n')


def test_a_route_is_tried_with_an_alert_or_with_facts_and_not_with_both_or_neither(run: Run, routed: Path) -> None:
    assert run("routes", "test", "-c", routed)[0] == 2
    assert run("routes", "test", "k1", "--kind", "death", "-c", routed)[0] == 2


# Verdicts


def test_verdicts_are_shown_by_rule_the_most_doubted_first() -> None:
    good = judged(given.told(rules=("good",)), Verdict.TRUE)
    bad = judged(given.told(rules=("bad",)), Verdict.FALSE)
    said = show.verdicts([good, bad], as_json=False).splitlines()

    assert said[0].split() == ["true", "false", "duplicate", "old", "rule"]
    assert [line.split()[-1] for line in said[1:]] == ["bad", "good"]
    assert json.loads(show.verdicts([good], as_json=True)) == {
        "rule": "good",
        "true": 1,
        "false": 0,
        "duplicate": 0,
        "old": 0,
    }
    assert show.verdicts([], as_json=False) == "no verdicts yet"


# Links


def test_the_address_of_the_feed_is_printed_with_its_key(run: Run, config: Path, tmp_path: Path) -> None:
    assert run("alerts", "link", "-c", config)[0] == 2
    (tmp_path / "tokens").write_text("t" * 20)
    web = config.read_text().replace("{port:", f"{{url: 'https://kabar.example', token_file: {tmp_path}/tokens, port:")
    config.write_text(web, encoding="utf-8")
    code, out, _ = run("alerts", "link", "-c", config)

    assert (code, out.strip()) == (0, links.feed("https://kabar.example", "t" * 20))
