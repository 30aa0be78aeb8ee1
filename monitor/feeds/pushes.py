"""What hubs told us, as records, and what each does to a feed."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from monitor import ids
from monitor.errors import RecordUnreadable
from monitor.feeds import poll, schedule, subscription, websub
from monitor.feeds.poll import Doors, Polled
from monitor.feeds.settings import Feed
from monitor.feeds.state import FeedState
from monitor.feeds.subscription import Subscription

MAX_BODY = 1_000_000
"""Bytes of a push that are taken from a hub."""

MAX_RECORD = 700_000
"""Compressed bytes that a record carries; brokers take a megabyte. What is larger becomes a poll."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """What a hub said about a feed (its URL) and a topic (its hash); `body` is compressed, empty where it was too large."""

    feed: str
    topic: str
    kind: Literal["verified", "denied", "delivered"]
    seconds: float | None = None
    reason: str = ""
    content_type: str = ""
    body: bytes = b""


def encode(push: Push) -> bytes:
    """Write a push."""
    return msgspec.msgpack.encode(push)


def decode(value: bytes | None) -> Push:
    """Read a push; raises `RecordUnreadable`."""
    try:
        return msgspec.msgpack.decode(value or b"", type=Push)
    except msgspec.MsgspecError as error:
        raise RecordUnreadable(f"Push: {error}") from error


def packed(body: bytes) -> bytes:
    """Compress a body; empty where it stays too large for a record."""
    small = zlib.compress(body, 6)
    return small if len(small) <= MAX_RECORD else b""


def _unpacked(body: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(body, MAX_BODY)
    except zlib.error as error:
        raise RecordUnreadable("Push: damaged body") from error


async def heard(feed: Feed, state: FeedState, push: Push, doors: Doors, now: datetime) -> Polled:
    """Take in what a hub said; `outcome` is one word, `stray` where it is about no subscription that we have now."""
    known = state.push
    if known is None or state.disabled or websub.topic_id(known.topic) != push.topic:
        return _nothing(state, "stray", "no such subscription")
    if push.kind == "delivered":
        return await _delivered(feed, state, push, doors, now)
    return _nothing(_WORDS[push.kind](state, known, push, now), push.kind, push.reason)


def _verified(state: FeedState, known: Subscription, push: Push, now: datetime) -> FeedState:
    chance = int(ids.digest(push.feed, push.topic), 16) / 2**64
    return replace(state, push=subscription.verified(known, push.seconds, now, chance))


def _denied(state: FeedState, known: Subscription, push: Push, now: datetime) -> FeedState:
    return _soon(replace(state, push=subscription.denied(known, push.reason, now)), now)


_WORDS: dict[str, Callable[[FeedState, Subscription, Push, datetime], FeedState]] = {
    "verified": _verified,
    "denied": _denied,
}


async def _delivered(feed: Feed, state: FeedState, push: Push, doors: Doors, now: datetime) -> Polled:
    """Take a document; what cannot be used is a reason to poll soon."""
    if state.push is None or state.baseline_at is None:
        return _nothing(state, "early", "the feed was never read")
    if not push.body:
        pushed = subscription.delivered(state.push, "", now)
        return _nothing(_soon(replace(state, push=pushed), now), "large", "too large for a record")
    body = _unpacked(push.body)
    name = hashlib.sha256(body).hexdigest()[:16]
    if name in state.push.bodies:
        return _nothing(state, "repeated", "the same push again")
    taken = await poll.pushed(feed, state, (body, push.content_type), doors, now)
    if taken.outcome != "modified":
        refused = replace(state, push=replace(state.push, reason=f"what the hub pushed was not taken: {taken.reason}"))
        return replace(taken, state=_soon(refused, now))
    done = replace(taken.state, push=subscription.delivered(state.push, name, now))
    return replace(taken, state=done, outcome="news" if taken.articles else "nothing_new")


def _soon(state: FeedState, now: datetime) -> FeedState:
    """Let a feed be polled as soon as its server can be asked again."""
    rested = max(now, (state.checked_at or now) + timedelta(seconds=schedule.QUICKEST))
    return replace(state, next_at=min(state.next_at or rested, rested))


def _nothing(state: FeedState, outcome: str, reason: str) -> Polled:
    return Polled(state=state, articles=(), outcome=outcome, reason=reason)


def due_at(state: FeedState) -> datetime | None:
    """Give the time at which a feed needs something: a poll, or a word with its hub."""
    if state.next_at is None or state.push is None:
        return state.next_at
    return min(state.next_at, subscription.ask_at(state.push))
