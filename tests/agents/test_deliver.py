"""Delivery at work: each sink at its own pace, each revision in order, whatever becomes of an attempt."""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from agents import deadletter, topics
from agents.records import Letter
from monitor.alerts.settings import QuietHours, Route
from monitor.models import Alert, DeliveryState
from tests import fakes
from tests.agents.office import Office, alert, status
from tests.monitor.alerts import given

NIGHT = QuietHours(start="00:00", stop="23:59")


@dataclass
class Slow(fakes.Posted):
    """A broker that lets others have their turn before each letter."""

    async def send(self, *letters: Letter) -> None:
        for each in letters:
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            await super().send(each)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


async def test_an_alert_is_sent_to_each_of_its_sinks_at_once(tmp_path: Path) -> None:
    office = Office(tmp_path, sinks=("desk", "pager"))
    office.tell(alert("k1"))
    await office.settled()
    assert office.told("desk") == office.told("pager") == [("k1", 1)]
    assert {each.at for each in office.sent} == {given.NOON}


async def test_what_is_on_the_log_twice_is_sent_once(office: Office) -> None:
    office.tell(alert("k1"), alert("k1"), alert("k1", 2), alert("k1"))
    await office.run(120)
    assert office.told() == [("k1", 1), ("k1", 2)]


async def test_a_sink_that_does_not_answer_delays_no_other_and_keeps_its_order(tmp_path: Path) -> None:
    office = Office(tmp_path, sinks=("slow", "desk"))
    office.doors["slow"] = asyncio.Event()
    told = [alert(f"k{number}", seconds=number) for number in range(200)]
    office.tell(*told)
    await office.settled()
    assert office.told("desk") == [(each.id, 1) for each in told]
    assert office.told("slow") == [("k0", 1)]
    office.doors["slow"].set()
    await office.settled()
    assert office.told("slow") == office.told("desk")


async def test_one_message_at_a_time_is_on_its_way_to_a_sink(office: Office) -> None:
    office.doors["desk"] = asyncio.Event()
    office.tell(alert("k1"), alert("k2"))
    await office.run(30)
    assert office.told() == [("k1", 1)]


async def test_an_update_that_comes_while_its_alert_is_sent_follows_it(office: Office) -> None:
    office.doors["desk"] = asyncio.Event()
    office.tell(alert("k1"))
    await office.settled()
    office.tell(alert("k1", 2, seconds=1))
    await office.settled()
    office.doors["desk"].set()
    await office.settled()
    assert office.told() == [("k1", 1), ("k1", 2)]
    delivery = office.delivery("k1")
    assert delivery is not None
    assert (delivery.state, delivery.revision) == (DeliveryState.SENT, 2)


@pytest.mark.parametrize("number", [429, 503])
@pytest.mark.parametrize("seconds", [1, 7, 90, 3_599])
async def test_the_time_a_sink_asks_for_in_seconds_is_kept_to_the_second(
    office: Office, number: int, seconds: int
) -> None:
    office.answers["desk"].append(status(number, **{"retry-after": str(seconds)}))
    office.tell(alert("k1"), alert("k2", story="another"))
    await office.run(2 * seconds + 5)
    first, *others = office.sent
    assert len(others) == 2
    for each in others:
        assert timedelta(seconds=seconds) <= each.at - first.at <= timedelta(seconds=seconds + 1)


@pytest.mark.parametrize("number", [429, 503])
async def test_the_time_a_sink_asks_for_as_a_date_is_kept_to_the_second(office: Office, number: int) -> None:
    office.answers["desk"].append(status(number, **{"retry-after": "Fri, 01 Nov 2024 12:04:30 GMT"}))
    office.tell(alert("k1"), alert("k2", story="another"))
    await office.run(600)
    wanted = given.later(270)
    assert [wanted <= each.at <= wanted + timedelta(seconds=1) for each in office.sent[1:]] == [True, True]


async def test_a_sink_that_is_down_for_an_hour_delays_nobody_and_catches_up_in_order(tmp_path: Path) -> None:
    office = Office(tmp_path, sinks=("desk", "pager"))
    office.down["desk"] = status(500)
    told = []
    for minute in range(60):
        each = alert(f"k{minute}", seconds=60 * minute, story=f"s{minute % 3}")
        told.append((each.id, 1))
        office.tell(each)
        await office.settled()
        assert office.sent[-1].at == office.clock.now or office.told("pager")[-1] == (each.id, 1)
        await office.run(60)
    late = [
        each.at - given.later(60 * number) for number, each in enumerate(s for s in office.sent if s.sink == "pager")
    ]
    assert max(late) == timedelta(0)
    assert len(office.told("desk")) < 60, "a sink that fails is left alone"
    del office.down["desk"]
    before, back = len(office.told("desk")), office.clock.now
    await office.run(660)
    caught = [each for each in office.sent if each.sink == "desk"][before:]
    assert [(each.alert, each.revision) for each in caught] == told
    assert caught[-1].at - caught[0].at <= timedelta(seconds=1), "once it works, nobody waits any more"
    assert caught[0].at - back <= timedelta(seconds=600)


async def test_a_sink_that_fails_is_left_alone_and_probed_with_one_message(office: Office) -> None:
    office.down["desk"] = status(500)
    office.tell(*(alert(f"k{number}", story=f"s{number}") for number in range(50)))
    await office.settled()
    assert len(office.sent) == 5
    await office.run(29)
    assert len(office.sent) == 5
    await office.run(120)
    assert [round((each.at - given.NOON).total_seconds()) for each in office.sent[5:]] == [30, 90]


async def test_a_message_that_fails_alone_holds_up_its_own_story_only(office: Office) -> None:
    office.answers["desk"].append(status(500))
    office.tell(alert("k1", story="a"), alert("k2", story="a"), alert("k3", story="b"))
    await office.settled()
    assert office.told() == [("k1", 1), ("k3", 1)]
    await office.run(60)
    assert office.told() == [("k1", 1), ("k3", 1), ("k1", 1), ("k2", 1)]


async def test_what_a_sink_refuses_is_a_dead_letter_that_goes_back_to_that_sink_alone(tmp_path: Path) -> None:
    office = Office(tmp_path, sinks=("desk", "pager"))
    office.answers["desk"].append(status(400))
    office.tell(alert("k1"))
    await office.settled()
    (dead,) = (deadletter.read(each.value) for each in office.posted.on(topics.DEAD))
    assert (dead.stage, dead.reason, dead.topic, dead.key) == ("deliver", "refused", topics.OUTGOING, "desk")
    office.put_back(deadletter.original(dead))
    await office.run(5)
    assert (office.told("desk"), office.told("pager")) == ([("k1", 1)] * 2, [("k1", 1)])


async def test_after_75_hours_a_sink_that_is_gone_leaves_dead_letters_and_no_outbox(office: Office) -> None:
    office.down["desk"] = status(500)
    office.tell(*(alert(f"k{number}", story=f"s{number % 2}") for number in range(20)))
    await office.run(75 * 3600 + 1300)
    assert len(office.posted.on(topics.DEAD)) == 20
    assert office.queues.of("desk").waiting == {}
    assert len(office.sent) < 1_000


async def test_a_pace_is_kept_between_any_two_messages(tmp_path: Path) -> None:
    office = Office(tmp_path, pace=1.0)
    office.tell(*(alert(f"k{number}", story=f"s{number}") for number in range(20)))
    await office.run(30)
    times = [each.at for each in office.sent]
    gaps = [(after - before).total_seconds() for before, after in itertools.pairwise(times)]
    assert len(times) == 20
    assert (min(gaps) >= 1.0, max(gaps) <= 1.2) == (True, True)


async def test_what_was_under_way_when_the_worker_died_is_uncertain_and_nothing_else(office: Office) -> None:
    office.doors["desk"] = asyncio.Event()
    office.tell(alert("k1"), alert("k2"))
    await office.settled()
    for task in office.tasks:
        task.cancel()
    del office.doors["desk"]
    office.consumer_generation_id += 1
    office.start()
    seen = []
    send = office.stage.outgoing.sender.send

    async def noted(sink: str, told: Alert, *, receipt: str = "", is_uncertain: bool = False) -> object:
        seen.append((told.id, is_uncertain))
        return await send(sink, told, receipt=receipt, is_uncertain=is_uncertain)

    object.__setattr__(office.stage.outgoing, "sender", type("S", (), {"send": staticmethod(noted)}))
    await office.run(10)
    assert seen == [("k1", True), ("k2", False)]


async def test_an_attempt_without_an_answer_leaves_the_next_one_uncertain(office: Office) -> None:
    office.answers["desk"] += [status(504), status(429), status(204)]
    office.tell(alert("k1"))
    await office.settled()
    delivery = office.delivery("k1")
    assert delivery is not None
    assert delivery.trying == 1
    await office.run(60)
    after = office.delivery("k1")
    assert after is not None
    assert (after.trying, after.is_uncertain, after.state) == (0, False, DeliveryState.SENT)


async def test_the_history_of_a_delivery_says_what_was_done_when_and_why(office: Office) -> None:
    office.answers["desk"].append(status(503))
    office.tell(alert("k1"))
    await office.run(60)
    office.tell(alert("k1", 2))
    await office.settled()
    delivery = office.delivery("k1")
    assert delivery is not None
    assert [(each.revision, each.what, each.why) for each in delivery.history] == [
        (1, "failed", "unavailable: status 503"),
        (1, "sent", ""),
        (2, "sent", ""),
    ]


async def test_a_baton_that_is_lost_holds_a_sink_up_for_a_minute_and_no_longer(office: Office) -> None:
    office.tell(alert("k1"))
    office.is_losing = True
    await office.settled()
    office.is_losing = False
    await office.run(55)
    assert office.told() == []
    await office.run(15)
    assert office.told() == [("k1", 1)]


async def test_what_comes_while_others_are_noted_as_held_back_is_not_lost(tmp_path: Path) -> None:
    """The broker takes its time: between two letters of one item, others get their turn."""
    office = Office(tmp_path, posted=Slow(), routes=(Route(to=("desk",), quiet_hours=NIGHT),))
    office.tell(*(alert(f"k{number}") for number in range(20)))
    await office.settled()
    office.tell(*(alert(f"k{number}", 2) for number in range(20)))
    await office.run(60)
    assert office.told() == []
    waiting = [office.delivery(f"k{number}") for number in range(20)]
    assert [each.waiting[-1].revision for each in waiting if each] == [2] * 20


async def test_two_ticks_for_a_sink_send_one_message(office: Office) -> None:
    office.doors["desk"] = asyncio.Event()
    office.tell(alert("k1"))
    await office.settled()
    office.log += [Letter(topic=topics.DELIVERIES_DUE, key="desk", value=value) for value in (b"", b"x/0/1", b"")]
    await office.settled()
    assert office.told() == [("k1", 1)]
    office.doors["desk"].set()
    await office.run(5)
    assert office.told() == [("k1", 1)]
