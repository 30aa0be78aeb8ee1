"""A local Slack: the Web API methods that Kabar calls, an incoming webhook, and people who press buttons.

It validates blocks, limits rates (429 with Retry-After), keeps threads, edits and metadata, and refuses unknown tokens.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

import aiohttp
from aiohttp import web

from monitor.receivers import blockkit, page
from monitor.receivers.channels import Channel, Message, Rates, content, retry_after
from monitor.receivers.faults import Faults

TOKEN = "xoxb-local-kabar"  # noqa: S105  # Opens nothing but this.
HOOK = "/services/T0KABAR/B0KABAR/local"
_MOST_TEXT = 40_000
_Answer = dict[str, Any]


class Refused(Exception):
    """What Slack answers with `ok: false`."""

    def __init__(self, error: str, *messages: str) -> None:
        super().__init__(error)
        self.error = error
        self.messages = messages


@dataclass(kw_only=True)
class Slack:
    """One workspace; `calls` lists every method that was called, `throttled` counts the 429s.

    `presses` is where the app takes presses. A method that is in `errors` always refuses with that word; for those that are
    `forbidden` the bot lacks the scope.
    """

    token: str = TOKEN
    signing_secret: str = ""
    presses: str = ""
    clock: Callable[[], float] = time.time
    rates: Rates = field(default_factory=Rates)
    faults: Faults = field(default_factory=Faults)
    channels: list[Channel] = field(default_factory=lambda: [Channel(id="C0DESK", name="desk")])
    errors: dict[str, str] = field(default_factory=dict)
    forbidden: set[str] = field(default_factory=set)
    calls: list[str] = field(default_factory=list)
    throttled: int = 0

    def routes(self) -> list[web.RouteDef]:
        """List what is served."""
        return [
            web.post("/api/{method}", self.faults.around(self._api)),
            web.post(HOOK, self.faults.around(self._hook)),
            web.get("/slack", self._window),
            web.post("/slack/press", self._pressed),
        ]

    def channel(self, name: str = "desk") -> Channel:
        """Give a channel by its name or id."""
        return next(each for each in self.channels if name.removeprefix("#") in {each.name, each.id})

    async def _api(self, request: web.Request) -> web.Response:
        method, given = request.match_info["method"], await _given(request)
        self.calls.append(method)
        try:
            self._admit(request.headers.get("Authorization", ""), method)
            if wait := self._wait(method, given):
                return self._throttle(wait)
            return web.json_response({"ok": True, **_METHODS[method](self, given)})
        except Refused as refused:
            return web.json_response(
                {"ok": False, "error": refused.error, "response_metadata": {"messages": refused.messages}}
            )

    async def _hook(self, request: web.Request) -> web.Response:
        given = await _given(request)
        self.calls.append("hook")
        if wait := self.rates.post("hook", self.clock()):
            return self._throttle(wait)
        try:
            self.channels[0].post(_valid(given), self.clock())
        except Refused as refused:
            return web.Response(status=400, text=refused.error)
        return web.Response(text="ok")

    def _admit(self, authorization: str, method: str) -> None:
        if authorization != f"Bearer {self.token}":
            raise Refused("invalid_auth" if authorization else "not_authed")
        if method not in _METHODS:
            raise Refused("unknown_method")
        if error := "missing_scope" if method in self.forbidden else self.errors.get(method):
            raise Refused(error)

    def _wait(self, method: str, given: Mapping[str, Any]) -> float:
        if method == "chat.postMessage":
            return self.rates.post(self._known(given).id, self.clock())
        return self.rates.call(method, self.clock())

    def _throttle(self, wait: float) -> web.Response:
        self.throttled += 1
        headers = {"Retry-After": retry_after(wait)}
        return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)

    def _known(self, given: Mapping[str, Any], *, by_id: bool = False) -> Channel:
        """Find the channel; only posting takes a name."""
        wanted = str(given.get("channel", ""))
        for each in self.channels:
            if wanted == each.id or (not by_id and wanted.removeprefix("#") in {each.name, each.person}):
                return each
        raise Refused("channel_not_found")

    def post(self, given: Mapping[str, Any]) -> _Answer:
        """Post a message, in the channel or in a thread."""
        channel = self._known(given)
        thread = str(given.get("thread_ts", ""))
        if thread and channel.find(thread) is None:
            raise Refused("thread_not_found")
        made = channel.post(_valid(given), self.clock(), thread)
        return {"channel": channel.id, "ts": made.ts, "message": made.shown()}

    def update(self, given: Mapping[str, Any]) -> _Answer:
        """Change a message."""
        channel = self._known(given, by_id=True)
        found = channel.find(str(given.get("ts", "")))
        if found is None:
            raise Refused("message_not_found")
        channel.edit(found, _valid(given))
        return {"channel": channel.id, "ts": found.ts, "text": found.content.get("text", "")}

    def history(self, given: Mapping[str, Any]) -> _Answer:
        """Give what stands in a channel, newest first."""
        channel = self._known(given, by_id=True)
        oldest, latest = float(given.get("oldest") or 0), float(given.get("latest") or "inf")
        return _page(list(channel.between(oldest, latest)), given)

    def replies(self, given: Mapping[str, Any]) -> _Answer:
        """Give a message and its answers."""
        found = self._known(given, by_id=True).thread(str(given.get("ts", "")))
        if not found:
            raise Refused("thread_not_found")
        return _page(found, given)

    def opened(self, given: Mapping[str, Any]) -> _Answer:
        """Open the conversation with a person."""
        return {"channel": {"id": self._known({"channel": given.get("users", "")}).id}}

    def conversations(self, given: Mapping[str, Any]) -> _Answer:
        """Give the channels."""
        shown = [{"id": each.id, "name": each.name, "is_channel": True, "is_member": True} for each in self.channels]
        return _paged("channels", shown, given)

    def click(
        self, channel: Channel, message: Message, action_id: str, user: str = "U0EDITOR"
    ) -> tuple[bytes, dict[str, str]]:
        """Give the signed request that Slack sends when somebody presses a button of a message."""
        action = next(each for each in actions(message) if each.get("action_id") == action_id)
        payload = {
            "type": "block_actions",
            "user": {"id": user, "username": user.lower(), "name": user.lower(), "team_id": "T0KABAR"},
            "api_app_id": "A0KABAR",
            "container": {"type": "message", "message_ts": message.ts, "channel_id": channel.id, "is_ephemeral": False},
            "team": {"id": "T0KABAR", "domain": "local"},
            "channel": {"id": channel.id, "name": channel.name},
            "message": message.shown(),
            "actions": [action | {"action_ts": f"{self.clock():.6f}"}],
        }
        return self.signed(payload)

    def signed(self, payload: Mapping[str, Any]) -> tuple[bytes, dict[str, str]]:
        """Sign an interaction as Slack does."""
        body = urlencode({"payload": json.dumps(payload)}).encode()
        at = str(int(self.clock()))
        digest = hmac.new(self.signing_secret.encode(), f"v0:{at}:".encode() + body, hashlib.sha256).hexdigest()
        headers = {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": f"v0={digest}"}
        return body, headers | {"Content-Type": "application/x-www-form-urlencoded"}

    async def _window(self, _request: web.Request) -> web.Response:
        """Show the first channel as people see it, newest alert first, each with its thread below."""
        found = self.channels[0]
        threads = [found.thread(root.ts) for root in reversed(found.roots)]
        shown = [(_clock(each.ts), each.shown(), bool(each.thread)) for thread in threads for each in thread]
        return web.Response(text=page.channel(found.name, shown, "/slack/press"), content_type="text/html")

    async def _pressed(self, request: web.Request) -> web.Response:
        """Press a button for whoever looks at the window."""
        form = await request.post()
        message = self.channels[0].find(str(form.get("ts")))
        if message is None or not self.presses:
            raise web.HTTPNotFound
        await self.press(self.presses, message, str(form.get("action")))
        raise web.HTTPSeeOther("/slack")

    async def press(self, url: str, message: Message, action_id: str, channel: str = "desk") -> int:
        """Press a button: post the signed request to the app's request URL; gives the status of its answer."""
        body, headers = self.click(self.channel(channel), message, action_id)
        async with aiohttp.ClientSession() as session, session.post(url, data=body, headers=headers) as answer:
            return answer.status


_METHODS: Mapping[str, Callable[[Slack, Mapping[str, Any]], _Answer]] = {
    "chat.postMessage": Slack.post,
    "chat.update": Slack.update,
    "conversations.history": Slack.history,
    "conversations.replies": Slack.replies,
    "conversations.list": Slack.conversations,
    "conversations.open": Slack.opened,
}


def actions(message: Message) -> list[dict[str, Any]]:
    """List the buttons of a message, each with the block it stands in."""
    blocks = message.content.get("blocks", [])
    return [
        each | {"block_id": block.get("block_id", "")}
        for block in blocks
        if block["type"] == "actions"
        for each in block["elements"]
    ]


def _clock(ts: str) -> str:
    return f"{datetime.fromtimestamp(float(ts), UTC):%H:%M:%S}"


async def _given(request: web.Request) -> dict[str, Any]:
    """Read the arguments: JSON, or a form."""
    body = await request.text()
    if request.content_type == "application/json":
        given = json.loads(body)
        return given if isinstance(given, dict) else {}
    return dict(parse_qsl(body))


def _valid(given: Mapping[str, Any]) -> dict[str, Any]:
    """Give the content of a message that Slack would show; refuse any other."""
    blocks = given.get("blocks", [])
    if not given.get("text") and not blocks:
        raise Refused("no_text")
    if len(str(given.get("text", ""))) > _MOST_TEXT:
        raise Refused("msg_too_long")
    if wrong := blockkit.complaints(blocks):
        raise Refused("invalid_blocks", *(f"[ERROR] {each}" for each in wrong))
    if blockkit.size(blocks) > blockkit.MOST_CHARACTERS:
        raise Refused("msg_blocks_too_long")
    metadata = given.get("metadata")
    if metadata is not None and not (isinstance(metadata, dict) and {"event_type", "event_payload"} <= metadata.keys()):
        raise Refused("invalid_metadata_format")
    return content(given)


def _page(messages: list[Message], given: Mapping[str, Any]) -> _Answer:
    has_metadata = str(given.get("include_all_metadata", "")).lower() in {"true", "1"}
    return _paged("messages", [each.shown(has_metadata=has_metadata) for each in messages], given)


def _paged(name: str, every: list[Any], given: Mapping[str, Any]) -> _Answer:
    """Give one page, and the cursor of the next."""
    start, limit = int(given.get("cursor") or 0), min(int(given.get("limit") or 100), 999)
    more = start + limit < len(every)
    cursor = {"response_metadata": {"next_cursor": str(start + limit) if more else ""}}
    return {name: every[start : start + limit], "has_more": more, **cursor}
