"""Buttons in Slack: what counts as a press, and what it orders."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from monitor.alerts import pressed
from monitor.lives import Verdict
from monitor.receivers.slack import Slack
from tests.agents.web.desk import ALERT, SIGNING, Room, opened
from tests.builders import NOON


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async for made in opened(Room(folder=tmp_path)):
        yield made


@pytest.fixture
def slack(room: Room) -> Slack:
    return Slack(signing_secret=SIGNING, clock=lambda: room.clock().timestamp())


def press(slack: Slack, action: str = "kabar.verdict.false", value: str = ALERT.id, **more: Any) -> Any:
    button = {"type": "button", "action_id": action, "value": value, "action_ts": "1730462400.1"}
    user = {"id": "U0ANA", "username": "ana"}
    return slack.signed({"type": "block_actions", "user": user, "actions": [button]} | more)


async def posted(room: Room, signed: tuple[bytes, dict[str, str]], **changes: str) -> int:
    body, headers = signed
    return (await room.ask("POST", "/slack/actions", data=body, headers=headers | changes))[0]


async def test_a_press_in_slack_is_a_verdict_and_sent_again_the_same_one(room: Room, slack: Slack) -> None:
    signed = press(slack)
    assert [await posted(room, signed), await posted(room, signed)] == [200, 200]

    assert {(order.alert, order.by, order.via, order.verdict) for order in room.orders} == {
        (ALERT.id, "ana (U0ANA)", "slack", Verdict.FALSE)
    }
    assert len({order.id for order in room.orders}) == 1


async def test_who_pressed_is_told_that_it_was_noted_and_nobody_else(room: Room, slack: Slack) -> None:
    assert await posted(room, press(slack, response_url="https://hooks.slack.com/actions/T1/2/x")) == 200
    await asyncio.wait_for(room.told.wait(), 10)

    said = json.loads(room.answered[0].body)
    assert (said["response_type"], said["replace_original"]) == ("ephemeral", False)
    assert said["text"] == "Noted: False. It counts as soon as the service has read it."


@pytest.mark.parametrize(
    "url",
    ["https://evil.example/x", "http://hooks.slack.com/x", "https://hooks.slack.com@evil.example/", "https://[", "", 7],
)
async def test_no_answer_goes_anywhere_but_to_slack(room: Room, slack: Slack, url: object) -> None:
    assert await posted(room, press(slack, response_url=url)) == 200
    await asyncio.sleep(0)

    assert room.answered == []


@pytest.mark.parametrize(
    "changes",
    [
        {pressed.SIGNATURE: "v0=" + "0" * 64},
        {pressed.SIGNATURE: ""},
        {pressed.SIGNATURE: "v0=é"},
        {pressed.TIME: str(int(NOON.timestamp()) + 1)},
        {pressed.TIME: "nan"},
        {pressed.TIME: "-1"},
    ],
)
async def test_what_is_not_signed_by_slack_is_refused(room: Room, slack: Slack, changes: dict[str, str]) -> None:
    assert await posted(room, press(slack), **changes) == 401
    assert room.out.letters == []


@pytest.mark.parametrize("seconds", [-301, 301])
async def test_a_request_out_of_its_time_is_refused(room: Room, slack: Slack, seconds: float) -> None:
    signed = press(slack)
    room.clock.pass_by(seconds)

    assert await posted(room, signed) == 401
    assert room.out.letters == []


async def test_a_request_that_was_changed_is_refused(room: Room, slack: Slack) -> None:
    body, headers = press(slack)

    assert await posted(room, (body.replace(b"false", b"true"), headers)) == 401


@pytest.mark.parametrize(
    "strange",
    [
        {"type": "view_submission"},
        {"actions": "x"},
        {"actions": [1, {"action_id": "other"}, {"action_id": "kabar.why", "value": ALERT.id}]},
        {"actions": [{"action_id": "kabar.verdict.false", "value": "../k1"}]},
        {"user": None},
    ],
)
async def test_what_is_signed_but_none_of_ours_is_taken_and_means_nothing(
    room: Room, slack: Slack, strange: dict[str, Any]
) -> None:
    assert await posted(room, press(slack, **strange)) == 200
    assert room.out.letters == []


async def test_a_press_that_cannot_be_kept_fails_so_that_slack_says_so(room: Room, slack: Slack) -> None:
    room.is_broken = True

    assert await posted(room, press(slack)) == 503
    room.is_broken, room.why_not = False, "stopping"
    assert await posted(room, press(slack)) == 503


async def test_bodies_that_are_signed_nonsense_are_taken_for_nothing(room: Room) -> None:
    slack = Slack(signing_secret=SIGNING, clock=lambda: room.clock().timestamp())
    strange: list[dict[str, Any]] = [{"payload": [[[[]]]]}, {}, {"type": 7}]
    for nonsense in strange:
        assert await posted(room, slack.signed(nonsense)) == 200
    assert not re.search("canary", "".join(map(str, room.out.letters)))
