"""The channels of the local Slack: messages, threads, edits, and how fast one may post."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

POSTS_A_SECOND = 1.0
TIER_3 = 50
"""Calls a minute of one method, in any channel."""


@dataclass(kw_only=True)
class Message:
    """One message; `thread` is the `ts` of the one it answers, `edits` are its earlier forms."""

    ts: str
    content: dict[str, Any]
    thread: str = ""
    edits: list[dict[str, Any]] = field(default_factory=list)

    def shown(self, *, has_metadata: bool = True) -> dict[str, Any]:
        """Give the message as Slack's API does."""
        hidden = set() if has_metadata else {"metadata"}
        kept = {name: value for name, value in self.content.items() if name not in hidden}
        thread = {"thread_ts": self.thread} if self.thread else {}
        return {"type": "message", "user": "U0KABAR", "bot_id": "B0KABAR", "ts": self.ts, **thread, **kept}


@dataclass(kw_only=True)
class Channel:
    """A channel the bot is in, in the order of time; or the conversation with a person."""

    id: str
    name: str
    person: str = ""
    messages: list[Message] = field(default_factory=list)

    @property
    def roots(self) -> list[Message]:
        """List what stands in the channel itself."""
        return [each for each in self.messages if not each.thread]

    def thread(self, ts: str) -> list[Message]:
        """List a message and its answers."""
        return [each for each in self.messages if ts in {each.ts, each.thread}]

    def find(self, ts: str) -> Message | None:
        """Find a message."""
        return next((each for each in self.messages if each.ts == ts), None)

    def post(self, content: dict[str, Any], now: float, thread: str = "") -> Message:
        """Put a message at the end, under a `ts` of its own."""
        latest = float(self.messages[-1].ts) if self.messages else 0.0
        made = Message(ts=f"{max(now, latest + 0.000_001):.6f}", content=content, thread=thread)
        self.messages.append(made)
        return made

    def edit(self, message: Message, content: dict[str, Any]) -> None:
        """Change a message; what it said is kept, and its metadata where no new ones are given."""
        message.edits.append(message.content)
        kept = {"metadata": message.content["metadata"]} if "metadata" in message.content else {}
        message.content = kept | content

    def between(self, oldest: float, latest: float) -> Iterator[Message]:
        """Give the messages of the channel itself, newest first, as history does."""
        return (each for each in reversed(self.roots) if oldest < float(each.ts) < latest)


@dataclass(kw_only=True)
class Rates:
    """Who may call now; gives the seconds to wait, 0 where none."""

    posts_a_second: float = POSTS_A_SECOND
    calls_a_minute: int = TIER_3
    _next: dict[str, float] = field(default_factory=dict)
    _calls: dict[str, list[float]] = field(default_factory=dict)

    def post(self, channel: str, now: float) -> float:
        """Take a message for a channel."""
        wait = self._next.get(channel, 0.0) - now
        if wait > 0:
            return wait
        self._next[channel] = now + (1.0 / self.posts_a_second if self.posts_a_second else 0.0)
        return 0.0

    def call(self, method: str, now: float) -> float:
        """Take a call of a method that is counted by the minute."""
        recent = [at for at in self._calls.get(method, []) if at > now - 60.0]
        self._calls[method] = recent
        if self.calls_a_minute and len(recent) >= self.calls_a_minute:
            return recent[0] + 60.0 - now
        recent.append(now)
        return 0.0


def retry_after(seconds: float) -> str:
    """Say a wait as Slack does: whole seconds, never early."""
    return str(max(1, math.ceil(seconds)))


def content(given: Mapping[str, Any]) -> dict[str, Any]:
    """Keep what a message is made of."""
    return {name: given[name] for name in ("text", "blocks", "metadata", "link_names") if name in given}
