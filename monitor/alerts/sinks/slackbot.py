"""Slack by a bot: one message for each alert, kept true; what changed, as an answer in its thread.

Guarantees: an alert has one message in the channel. Every later revision edits it (twice is harmless) and then adds one answer.
Both carry alert and revision as metadata: where an attempt may have arrived, they are looked for before anything is posted,
so that neither is doubled. If somebody deletes the message, the next revision is a new one.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from monitor.alerts import blocks
from monitor.alerts.outcome import Accepted, Outcome
from monitor.alerts.sinks.parcel import Doors, Parcel
from monitor.alerts.sinks.settings import Slack
from monitor.alerts.sinks.slackapi import Api, Refused
from monitor.models import Alert

EVENT = "kabar_alert"
"""The type of our metadata."""

PACE = 1.2
"""Seconds. Slack takes one message a second in a channel, and 50 edits a minute."""

PAGE = 50
MOST_PAGES = 40
SKEW = timedelta(minutes=10)
"""How far Slack's clock and ours may be apart."""

_ID = re.compile(r"[CDG][A-Z0-9]{2,}")
_PERSON = re.compile(r"[UW][A-Z0-9]{2,}")
_GONE = frozenset({"message_not_found", "thread_not_found"})
_FIXED = frozenset({"cant_update_message", "edit_window_closed"})
# What keeps a bot from looking. It must then post: better twice than never.
_BLIND = frozenset({"missing_scope", "no_permission", "not_allowed_token_type", "not_in_channel", "channel_not_found"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Root:
    """The message of an alert in the channel; `revision` is what it shows, where that is known."""

    channel: str
    ts: str
    revision: int = 0

    @property
    def receipt(self) -> str:
        """Name it for the outbox."""
        return f"{self.channel}:{self.ts}"


async def deliver(parcel: Parcel, doors: Doors) -> Outcome:
    """Post the alert's message, or keep it true and tell in its thread what changed."""
    setting = parcel.sink.slack or Slack()
    token = parcel.secrets["token_file"].strip()
    bot = _Bot(parcel=parcel, setting=setting, api=Api(http=doors.http, base=setting.api, token=token, now=parcel.now))
    try:
        return Accepted(receipt=(await bot.told()).receipt)
    except Refused as refused:
        return refused.outcome


def metadata(alert: Alert) -> dict[str, Any]:
    """Name alert and revision where only programs look."""
    return {"event_type": EVENT, "event_payload": {"alert": alert.id, "revision": alert.revision}}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bot:
    """One attempt."""

    parcel: Parcel
    setting: Slack
    api: Api

    async def told(self) -> Root:
        """Tell the revision; gives the message of the alert."""
        root, revision = self._known(), self.parcel.alert.revision
        if root is None or not await self._edited(root):
            root = await self._found() if self.parcel.is_uncertain else None
            if root is not None and root.revision >= revision:
                return root
            if root is None or not await self._edited(root):
                return await self._posted()
        if revision > 1 and not await self._is_answered(root):
            await self._answered(root)
        return root

    def _known(self) -> Root | None:
        channel, _, ts = self.parcel.receipt.partition(":")
        return Root(channel=channel, ts=ts) if channel and ts else None

    async def _posted(self) -> Root:
        answer = await self.api.write("chat.postMessage", self._message() | {"channel": self.setting.channel})
        return Root(channel=str(answer.get("channel", "")), ts=str(answer.get("ts", "")))

    async def _edited(self, root: Root) -> bool:
        """Make the message true again; says whether it is still there."""
        try:
            await self.api.write("chat.update", self._message() | {"channel": root.channel, "ts": root.ts})
        except Refused as refused:
            if refused.error in _FIXED:
                return True  # Then the thread alone tells it.
            if refused.error not in _GONE:
                raise
            return False
        return True

    async def _answered(self, root: Root) -> None:
        said = blocks.change(self.parcel.alert, self.parcel.language) | {"metadata": metadata(self.parcel.alert)}
        await self.api.write("chat.postMessage", said | {"channel": root.channel, "thread_ts": root.ts})

    def _message(self) -> dict[str, Any]:
        said = blocks.message(self.parcel.alert, self.parcel.language, has_buttons=self.setting.buttons)
        return said | {"metadata": metadata(self.parcel.alert)}

    async def _found(self) -> Root | None:
        """Look for a message that an attempt may have left in the channel."""
        try:
            channel = await self._channel()
            arguments = {"channel": channel, "oldest": f"{self._oldest():.6f}"}
            async for each in self._pages("conversations.history", "messages", arguments):
                if (revision := self._revision(each)) is not None:
                    return Root(channel=channel, ts=str(each.get("ts", "")), revision=revision)
        except Refused as refused:
            if refused.error not in _BLIND:
                raise
        return None

    async def _is_answered(self, root: Root) -> bool:
        """Look whether an attempt left this revision in the thread."""
        if not self.parcel.is_uncertain:
            return False
        arguments = {"channel": root.channel, "ts": root.ts}
        try:
            async for each in self._pages("conversations.replies", "messages", arguments):
                if each.get("ts") != root.ts and self._revision(each) == self.parcel.alert.revision:
                    return True
        except Refused as refused:
            if refused.error not in _BLIND:
                raise
        return False

    def _oldest(self) -> float:
        """Say since when the alert may have been told."""
        alert = self.parcel.alert
        return (min((alert.told_at, *(event.at for event in alert.history))) - SKEW).timestamp()

    def _revision(self, message: Mapping[str, Any]) -> int | None:
        """Give the revision that a message shows, if it is of this alert."""
        found = message.get("metadata")
        payload = found.get("event_payload") if isinstance(found, dict) and found.get("event_type") == EVENT else None
        if not isinstance(payload, dict) or payload.get("alert") != self.parcel.alert.id:
            return None
        revision = payload.get("revision")
        return revision if isinstance(revision, int) else None

    async def _channel(self) -> str:
        """Give the id of the channel: posting takes a name, reading does not."""
        if _ID.fullmatch(self.setting.channel):
            return self.setting.channel
        if _PERSON.fullmatch(self.setting.channel):
            opened = await self.api.read("conversations.open", {"users": self.setting.channel})
            return str((opened.get("channel") or {}).get("id", ""))
        name = self.setting.channel.removeprefix("#")
        arguments = {"types": "public_channel,private_channel", "exclude_archived": "true"}
        async for each in self._pages("conversations.list", "channels", arguments):
            if each.get("name") == name:
                return str(each.get("id", ""))
        return self.setting.channel

    async def _pages(self, method: str, name: str, arguments: Mapping[str, str]) -> AsyncIterator[Mapping[str, Any]]:
        """Read page after page, as many as are reasonable."""
        cursor = ""
        for _ in range(MOST_PAGES):
            page = {"limit": str(PAGE), "include_all_metadata": "true"} | ({"cursor": cursor} if cursor else {})
            answer = await self.api.read(method, {**arguments, **page})
            for each in answer.get(name, []):
                yield each
            cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return
