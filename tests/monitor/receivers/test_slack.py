"""The local Slack is as strict as the real one where Kabar depends on it."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

import aiohttp
import pytest
from aiohttp import web

from monitor.receivers import serving, slack
from monitor.receivers.channels import Channel, Rates
from monitor.receivers.faults import Fault
from monitor.receivers.slack import Slack
from tests.fakes import Clock

BUTTON = {"type": "button", "action_id": "yes", "value": "k1", "text": {"type": "plain_text", "text": "Yes"}}


@dataclass
class Caller:
    """Calls methods as a bot does."""

    url: str
    session: aiohttp.ClientSession
    token: str = slack.TOKEN

    async def __call__(self, method: str, **given: Any) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.token}"}
        async with self.session.post(f"{self.url}/api/{method}", json=given, headers=headers) as answer:
            said: dict[str, Any] = await answer.json()
            return {"status": answer.status, "wait": answer.headers.get("Retry-After")} | said


@asynccontextmanager
async def calling(workspace: Slack) -> AsyncIterator[Caller]:
    async with serving.serve(workspace.routes()) as url, aiohttp.ClientSession() as session:
        yield Caller(url, session)


def quick(**settings: Any) -> Slack:
    return Slack(rates=Rates(posts_a_second=0, calls_a_minute=0), **settings)


async def test_a_message_is_kept_under_its_ts_and_changed_in_place() -> None:
    async with calling(workspace := quick()) as call:
        posted = await call("chat.postMessage", channel="#desk", text="one")
        changed = await call("chat.update", channel=posted["channel"], ts=posted["ts"], text="two")

    (message,) = workspace.channel().messages
    assert changed["ok"]
    assert (message.ts, message.content["text"], len(message.edits)) == (posted["ts"], "two", 1)


async def test_an_answer_stands_in_its_thread_and_not_in_the_channel() -> None:
    async with calling(workspace := quick()) as call:
        root = await call("chat.postMessage", channel="desk", text="root")
        await call("chat.postMessage", channel="desk", text="answer", thread_ts=root["ts"])
        history = await call("conversations.history", channel="C0DESK")
        replies = await call("conversations.replies", channel="C0DESK", ts=root["ts"])

    assert [each["text"] for each in history["messages"]] == ["root"]
    assert [each["text"] for each in replies["messages"]] == ["root", "answer"]
    assert [each.content["text"] for each in workspace.channel().roots] == ["root"]


async def test_history_gives_metadata_only_where_they_are_asked_for() -> None:
    metadata = {"event_type": "kabar_alert", "event_payload": {"alert": "k1"}}
    async with calling(quick()) as call:
        await call("chat.postMessage", channel="desk", text="one", metadata=metadata)
        without = await call("conversations.history", channel="C0DESK")
        shown = await call("conversations.history", channel="C0DESK", include_all_metadata=True)

    assert "metadata" not in without["messages"][0]
    assert shown["messages"][0]["metadata"] == metadata


async def test_history_is_read_in_pages_from_the_newest_on_and_not_before_the_oldest() -> None:
    clock = Clock()
    async with calling(quick(clock=lambda: clock().timestamp())) as call:
        for number in range(5):
            clock.pass_by(10)
            await call("chat.postMessage", channel="desk", text=str(number))
        oldest = clock().timestamp() - 35
        first = await call("conversations.history", channel="C0DESK", limit=2, oldest=oldest)
        cursor = first["response_metadata"]["next_cursor"]
        rest = await call("conversations.history", channel="C0DESK", limit=2, oldest=oldest, cursor=cursor)

    assert [each["text"] for each in (*first["messages"], *rest["messages"])] == ["4", "3", "2", "1"]
    assert (first["has_more"], rest["has_more"]) == (True, False)


async def test_history_and_changes_take_ids_only_posting_takes_a_name() -> None:
    async with calling(quick()) as call:
        assert (await call("chat.postMessage", channel="#desk", text="x"))["ok"]
        for method in ("chat.update", "conversations.history", "conversations.replies"):
            assert (await call(method, channel="#desk", ts="1"))["error"] == "channel_not_found"


async def test_a_second_message_within_a_second_is_throttled_and_says_for_how_long() -> None:
    clock = Clock()
    workspace = Slack(
        clock=lambda: clock().timestamp(), channels=[Channel(id="C1", name="a"), Channel(id="C2", name="b")]
    )
    async with calling(workspace) as call:
        assert (await call("chat.postMessage", channel="a", text="1"))["ok"]
        clock.pass_by(0.4)
        refused = await call("chat.postMessage", channel="a", text="2")
        assert (refused["status"], refused["error"], refused["wait"]) == (429, "ratelimited", "1")
        assert (await call("chat.postMessage", channel="b", text="1"))["ok"]
        clock.pass_by(0.6)
        assert (await call("chat.postMessage", channel="a", text="2"))["ok"]

    assert workspace.throttled == 1


async def test_changes_are_counted_by_the_minute() -> None:
    clock = Clock()
    async with calling(Slack(clock=lambda: clock().timestamp(), rates=Rates(calls_a_minute=2))) as call:
        made = await call("chat.postMessage", channel="desk", text="1")
        answers = [(await call("chat.update", channel="C0DESK", ts=made["ts"], text="x"))["status"] for _ in range(3)]
        clock.pass_by(60)
        later = await call("chat.update", channel="C0DESK", ts=made["ts"], text="x")

    assert answers == [200, 200, 429]
    assert later["ok"]


@pytest.mark.parametrize(
    ("token", "method", "given", "error"),
    [
        ("xoxb-wrong", "chat.postMessage", {"channel": "desk", "text": "x"}, "invalid_auth"),
        (slack.TOKEN, "chat.sing", {}, "unknown_method"),
        (slack.TOKEN, "chat.postMessage", {"channel": "attic", "text": "x"}, "channel_not_found"),
        (slack.TOKEN, "chat.postMessage", {"channel": "desk"}, "no_text"),
        (slack.TOKEN, "chat.postMessage", {"channel": "desk", "text": "x" * 40_001}, "msg_too_long"),
        (slack.TOKEN, "chat.postMessage", {"channel": "desk", "text": "x", "thread_ts": "1"}, "thread_not_found"),
        (slack.TOKEN, "chat.postMessage", {"channel": "desk", "text": "x", "metadata": {}}, "invalid_metadata_format"),
        (slack.TOKEN, "chat.update", {"channel": "C0DESK", "ts": "1", "text": "x"}, "message_not_found"),
    ],
)
async def test_what_slack_refuses_is_refused(token: str, method: str, given: dict[str, Any], error: str) -> None:
    async with calling(quick()) as call:
        call.token = token
        assert (await call(method, **given))["error"] == error


async def test_an_incoming_webhook_says_ok_and_nothing_else() -> None:
    async with calling(workspace := quick()) as call:
        async with call.session.post(call.url + slack.HOOK, json={"text": "one"}) as answer:
            assert (answer.status, await answer.text()) == (200, "ok")
        async with call.session.post(call.url + slack.HOOK, json={}) as answer:
            assert (answer.status, await answer.text()) == (400, "no_text")

    assert [each.content["text"] for each in workspace.channel().messages] == ["one"]


async def test_a_message_may_be_taken_and_its_answer_lost() -> None:
    async with calling(workspace := quick()) as call:
        workspace.faults.add(Fault(is_cut=True, is_taken=True))
        workspace.faults.add(Fault(is_cut=True))
        for _ in range(2):
            with pytest.raises(aiohttp.ClientError):
                await call("chat.postMessage", channel="desk", text="one")
        assert (await call("chat.postMessage", channel="desk", text="two"))["ok"]

    assert [each.content["text"] for each in workspace.channel().messages] == ["one", "two"]


async def test_a_fault_may_be_meant_for_one_method() -> None:
    async with calling(workspace := quick()) as call:
        workspace.faults.add(Fault(status=503, headers={"Retry-After": "7"}, path="chat.update"))
        assert (await call("chat.postMessage", channel="desk", text="one"))["ok"]
        with pytest.raises(aiohttp.ContentTypeError):
            await call("chat.update", channel="C0DESK", ts="1", text="x")


async def test_a_pressed_button_sends_a_signed_request() -> None:
    came: list[tuple[bytes, dict[str, str]]] = []

    async def take(request: web.Request) -> web.Response:
        came.append((await request.read(), dict(request.headers)))
        return web.Response()

    workspace = quick(signing_secret="canary")
    async with calling(workspace) as call, serving.serve([web.post("/slack", take)]) as app:
        await call("chat.postMessage", channel="desk", text="x", blocks=[{"type": "actions", "elements": [BUTTON]}])
        assert await workspace.press(f"{app}/slack", workspace.channel().messages[0], "yes") == 200

    ((body, headers),) = came
    base = f"v0:{headers['X-Slack-Request-Timestamp']}:".encode() + body
    payload = json.loads(parse_qs(body.decode())["payload"][0])
    assert headers["X-Slack-Signature"] == "v0=" + hmac.new(b"canary", base, hashlib.sha256).hexdigest()
    assert (payload["actions"][0]["action_id"], payload["actions"][0]["value"]) == ("yes", "k1")
    assert payload["user"]["id"] == "U0EDITOR"


async def test_the_window_shows_the_channel_and_its_buttons_are_pressed_by_hand() -> None:
    came: list[dict[str, Any]] = []

    async def take(request: web.Request) -> web.Response:
        came.append(json.loads(parse_qs(await request.text())["payload"][0]))
        return web.Response()

    workspace = quick(signing_secret="canary")
    async with calling(workspace) as call, serving.serve([web.post("/slack/actions", take)]) as app:
        workspace.presses = f"{app}/slack/actions"
        header = {"type": "header", "text": {"type": "plain_text", "text": "<b>Released</b>"}}
        await call(
            "chat.postMessage", channel="desk", text="x", blocks=[header, {"type": "actions", "elements": [BUTTON]}]
        )
        (message,) = workspace.channel().messages
        async with call.session.get(f"{call.url}/slack") as answer:
            shown = await answer.text()
        form = {"ts": message.ts, "action": "yes"}
        async with call.session.post(f"{call.url}/slack/press", data=form) as answer:
            assert answer.status == 200
        async with call.session.post(f"{call.url}/slack/press", data=form | {"ts": "1"}) as answer:
            assert answer.status == 404

    assert "&lt;b&gt;Released&lt;/b&gt;" in shown
    assert f'name="ts" value="{message.ts}"' in shown
    assert [each["actions"][0]["value"] for each in came] == ["k1"]
