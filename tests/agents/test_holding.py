"""What is held back at a sink, and why: nothing of it is lost, and each reason is kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from agents import topics
from monitor.alerts import silences
from monitor.alerts.settings import Budget, Inhibit, Match, QuietHours, Route
from monitor.alerts.silences import Silence
from monitor.lives import Life, Severity
from monitor.models import Alert, Delivery
from tests.agents.office import Office, alert, status
from tests.monitor.alerts import given

NIGHT = QuietHours(start="18:00", stop="06:00", zone="Asia/Jakarta", unless=Match(severity=("critical",)))
"""It is noon in UTC, and seven in the evening in Jakarta: the night ends at 23:00 UTC."""


def silence(*matchers: str, hours: float = 1, at: datetime = given.NOON, sinks: tuple[str, ...] = ()) -> Silence:
    until = at + timedelta(hours=hours)
    return silences.made(silences.read(matchers), by=("mira", "known"), until=until, now=at, sinks=sinks)


def office(folder: Path, **route: Any) -> Office:
    more = {name: route.pop(name) for name in ("pace", "inhibit", "sinks") if name in route}
    return Office(folder, routes=(Route(to=more.get("sinks", ("desk",)), **route),), **more)


def reasons(delivery: Delivery | None) -> list[tuple[str, str]]:
    assert delivery is not None
    return [(each.what, each.why) for each in delivery.history]


def reached(there: Office) -> list[str]:
    """Name every alert that was sent, or that a digest which was sent names."""
    items = [item["alert_id"] for body in there.bodies for item in body.get("items", ())]
    return [body["alert_id"] for body in there.bodies if body["kind"] != "digest"] + items


async def test_a_silenced_alert_waits_until_the_silence_ends_and_others_pass(tmp_path: Path) -> None:
    there = office(tmp_path)
    there.silence(silence("story=strait"))
    there.tell(alert("k1"), alert("k2", story="other"))
    await there.run(3_599)
    assert there.told() == [("k2", 1)]
    held = there.delivery("k1")
    assert reasons(held)[0][0] == "silenced"
    assert "by mira: known" in reasons(held)[0][1]
    await there.run(5)
    assert there.told() == [("k2", 1), ("k1", 1)]


async def test_what_was_silenced_comes_as_one_digest_that_names_all(tmp_path: Path) -> None:
    there = office(tmp_path)
    there.silence(silence("kind=release"))
    there.tell(*(alert(f"k{number}", seconds=number) for number in range(5)))
    await there.run(3_605)
    (digest,) = there.bodies
    assert digest["kind"] == "digest"
    assert sorted(reached(there)) == [f"k{number}" for number in range(5)]
    assert reasons(there.delivery("k3"))[-1] == ("digested", digest["alert_id"])


async def test_a_silence_that_is_ended_early_lets_go_at_once(tmp_path: Path) -> None:
    there = office(tmp_path)
    quiet = silence("story=strait")
    there.silence(quiet)
    there.tell(alert("k1"))
    await there.run(60)
    assert there.told() == []
    there.silence(silences.expired(quiet, there.clock.now))
    await there.run(1)
    assert there.told() == [("k1", 1)]


async def test_a_silence_may_be_for_one_sink_and_outlives_a_restart(tmp_path: Path) -> None:
    there = office(tmp_path, sinks=("desk", "pager"))
    there.silence(silence("story=strait", sinks=("desk",)))
    await there.settled()
    there.consumer_generation_id += 1
    there.start()
    there.tell(alert("k1"))
    await there.run(10)
    assert (there.told("desk"), there.told("pager")) == ([], [("k1", 1)])


async def test_in_quiet_hours_alerts_wait_for_the_morning_but_for_those_that_are_excepted(tmp_path: Path) -> None:
    there = office(tmp_path, quiet_hours=NIGHT)
    there.tell(alert("k1"), alert("k2"), alert("k3", severity=Severity.CRITICAL))
    await there.run(10 * 3600)
    assert there.told() == [("k3", 1)]
    assert reasons(there.delivery("k1"))[0] == ("quiet", "until 2024-11-01 23:00 UTC")
    await there.run(3601)
    assert sorted(reached(there)) == ["k1", "k2", "k3"]
    assert there.sent[-1].at - datetime(2024, 11, 1, 23, tzinfo=UTC) <= timedelta(seconds=1)


async def test_of_an_alert_that_grew_over_night_the_morning_sees_the_newest_revision(tmp_path: Path) -> None:
    there = office(tmp_path, quiet_hours=NIGHT)
    there.tell(alert("k1"), alert("k1", 2, changed=("stage a -> b",)), alert("k1", 3, changed=("b -> c",)))
    await there.run(12 * 3600)
    assert there.told() == [("k1", 3)]


async def test_what_was_retracted_before_anybody_was_told_is_not_told_and_says_so(tmp_path: Path) -> None:
    there = office(tmp_path, quiet_hours=NIGHT)
    there.tell(alert("k1"), alert("k1", 2, life=Life.RETRACTED))
    await there.run(12 * 3600)
    assert there.told() == []
    assert reasons(there.delivery("k1"))[-1] == ("dropped", "retracted before it was told")


RELEASED = Inhibit(source=Match(stage=("released",)), target=Match(stage=("promised",)), equal=("story", "subject"))


async def test_released_holds_promised_of_the_same_person_back_and_of_nobody_else(tmp_path: Path) -> None:
    there = office(tmp_path, inhibit=(RELEASED,))
    there.tell(alert("k1", stage="released"))
    await there.settled()
    there.tell(alert("k2"), alert("k3", subject=("Somebody Else",)))
    await there.run(60)
    assert there.told() == [("k1", 1), ("k3", 1)]
    assert reasons(there.delivery("k2")) == [("inhibited", "k1: k1 1")]
    there.tell(alert("k1", 2, stage="released", life=Life.RETRACTED))
    await there.run(60)
    assert there.told()[-2:] == [("k1", 2), ("k2", 1)]


async def test_an_inhibition_that_lasts_ends_with_the_alert_being_old(tmp_path: Path) -> None:
    there = office(tmp_path, inhibit=(RELEASED,))
    there.tell(alert("k1", stage="released"))
    await there.settled()
    there.tell(alert("k2"))
    await there.run(76 * 3600)
    assert there.told() == [("k1", 1)]
    assert reasons(there.delivery("k2"))[-1] == ("dropped", "inhibited until it was old")


async def test_a_story_that_is_grouped_is_told_once_in_a_while_and_then_of_all_that_is_new(tmp_path: Path) -> None:
    there = office(tmp_path, group="story", every=60.0)
    for second in range(5):
        there.tell(alert(f"k{second}", seconds=second), alert(f"n{second}", seconds=second, story=f"n{second}"))
        await there.run(1)
    await there.run(120)
    grouped = [each for each in there.bodies if not each["alert_id"].startswith("n")]
    assert [each["kind"] for each in grouped] == ["release", "digest"]
    assert [item["alert_id"] for item in grouped[1]["items"]] == ["k1", "k2", "k3", "k4"]
    times = [each.at for each in there.sent if not each.alert.startswith("n")]
    assert timedelta(seconds=60) <= times[1] - times[0] <= timedelta(seconds=61)
    assert max(each.at for each in there.sent if each.alert.startswith("n")) <= given.later(5)


async def test_updates_of_an_alert_that_has_a_message_are_never_put_into_a_digest(tmp_path: Path) -> None:
    there = office(tmp_path, budget=Budget(alerts=1, per=3600.0))
    there.tell(alert("k1"), alert("k2", seconds=1, story="b"), alert("k3", seconds=2, story="c"))
    there.tell(alert("k1", 2, seconds=3))
    await there.settled()
    assert there.told() == [("k1", 1), ("k1", 2)]
    await there.run(3601)
    assert [each["kind"] for each in there.bodies] == ["release", "release", "digest"]


async def test_an_update_of_what_a_digest_told_is_a_message_of_its_own(tmp_path: Path) -> None:
    there = office(tmp_path)
    there.silence(silence("story=strait"))
    there.tell(alert("k1"), alert("k2"))
    await there.run(3605)
    there.tell(alert("k1", 2, changed=("confirmed",)))
    await there.settled()
    assert there.told()[-1] == ("k1", 2)


@pytest.mark.parametrize("pace", [0.0, 1.0])
async def test_a_storm_leaves_a_budget_of_messages_and_then_digests_that_name_all_the_rest(
    tmp_path: Path, pace: float
) -> None:
    """A thousand shifts in ten seconds to one channel, which takes a message a second and says 429 to more."""
    there = office(tmp_path, budget=Budget(alerts=20, per=60.0), pace=pace)
    told: list[Alert] = []
    for number in range(1_000):
        each = alert(f"k{number}", seconds=number / 100, story=f"s{number % 7}")
        told.append(each)
        there.tell(each)
        if number % 100 == 99:
            await there.run(1)
    await there.run(300)
    assert sorted(reached(there)) == sorted(each.id for each in told)
    kinds = [body["kind"] for body in there.bodies]
    assert kinds[:20] == ["release"] * 20
    assert kinds.count("digest") <= 40
    times = [each.at for each in there.sent]
    for start in times:
        assert sum(start <= each < start + timedelta(seconds=60) for each in times) <= 40
    for story in range(7):
        mine = [name for name in _in_order(there) if int(name[1:]) % 7 == story]
        assert mine == sorted(mine, key=lambda name: int(name[1:]))


async def test_a_channel_that_says_429_in_a_storm_says_it_once(tmp_path: Path) -> None:
    there = office(tmp_path, budget=Budget(alerts=20, per=60.0), pace=1.0)
    there.answers["desk"].append(status(429, **{"retry-after": "30"}))
    there.tell(*(alert(f"k{number}", seconds=number / 100) for number in range(1_000)))
    await there.run(400)
    assert sorted(set(reached(there))) == sorted(f"k{number}" for number in range(1_000))
    assert there.sent[1].at - there.sent[0].at >= timedelta(seconds=30)
    assert there.sent[0][1:3] == there.sent[1][1:3]


async def test_of_a_sink_that_fails_the_others_are_told_and_told_again_when_it_works(tmp_path: Path) -> None:
    there = office(tmp_path, sinks=("desk", "pager"))
    there.down["desk"] = status(500)
    there.tell(*(alert(f"k{number}", story=f"s{number}") for number in range(6)))
    await there.settled()
    (begun,) = there.records(topics.ALERTS, Alert)
    assert (begun.kind, begun.stage, begun.subject, begun.revision) == ("sink", "failing", ("desk",), 1)
    del there.down["desk"]
    await there.run(700)
    (_, over) = there.records(topics.ALERTS, Alert)
    assert (over.id, over.stage, over.revision) == (begun.id, "restored", 2)


async def test_an_outbox_that_is_old_because_its_sink_asked_for_time_is_told_of(tmp_path: Path) -> None:
    there = office(tmp_path, sinks=("desk", "pager"))
    there.answers["desk"].append(status(429, **{"retry-after": "3600"}))
    there.tell(alert("k1"))
    await there.run(299)
    assert there.records(topics.ALERTS, Alert) == []
    await there.run(7)
    assert [each.stage for each in there.records(topics.ALERTS, Alert)] == ["failing"]
    await there.run(3600)
    assert [each.stage for each in there.records(topics.ALERTS, Alert)] == ["failing", "restored"]


async def test_what_is_held_back_is_counted_by_why(tmp_path: Path) -> None:
    there = office(tmp_path, quiet_hours=NIGHT)
    there.silence(silence("story=other"))
    there.tell(alert("k1"), alert("k2", story="other"))
    await there.settled()
    value = there.counting.registry.get_sample_value
    for reason in ("quiet", "silenced"):
        assert value("kabar_held_total", {"sink": "desk", "reason": reason}) == 1


async def test_a_message_that_was_tried_is_not_held_back_afterwards(tmp_path: Path) -> None:
    """Whether it arrived is not known; a silence that comes later would leave that open for hours."""
    there = office(tmp_path)
    there.answers["desk"].append(status(503))
    there.tell(alert("k1"))
    await there.settled()
    there.silence(silence("story=strait"))
    await there.run(30)
    assert there.told() == [("k1", 1), ("k1", 1)]


def _in_order(there: Office) -> list[str]:
    """Name alerts in the order in which they left, those of a digest as the digest has them."""
    names = []
    for body in there.bodies:
        names += [item["alert_id"] for item in body["items"]] if body["kind"] == "digest" else [body["alert_id"]]
    return names
