"""A subscription at a hub: what is remembered of it, when to ask for it, and how far it may be relied on.

A hub is relied on only after it has pushed something, and no longer from the moment when a poll finds what it should have
pushed. Until then, and afterwards, a feed is polled at its own pace: a hub that keeps silent costs no news.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

ASKED_LEASE = timedelta(days=10)
LONGEST_LEASE = timedelta(days=14)
USUAL_LEASE = timedelta(days=1)
"""What is taken for granted where a hub does not say how long."""

LATE = timedelta(minutes=5)
"""An entry that a poll finds is one that the hub missed when it is older than this."""

BACK_UP = 3_600.0
"""Seconds between two polls of a feed whose hub pushes."""

_FIRST_PAUSE = timedelta(minutes=10)
_LONGEST_PAUSE = timedelta(days=1)
_REPEATS = 20
_EVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """What we remember of a subscription; `msgspec` writes and reads it as part of a feed's state.

    `callback` is the hash of the address that the hub was given, `errors` how often in a row a request came to nothing,
    `missed` how many entries polls found that the hub did not push, `bodies` the hashes of the last pushes.
    """

    hub: str
    topic: str
    callback: str = ""
    asked_at: datetime | None = None
    retry_at: datetime | None = None
    granted_at: datetime | None = None
    renew_at: datetime | None = None
    lease_until: datetime | None = None
    pushed_at: datetime | None = None
    errors: int = 0
    missed: int = 0
    reason: str = ""
    bodies: tuple[str, ...] = ()


def current(known: Subscription | None, hub: str, topic: str, callback: str) -> Subscription | None:
    """Give the subscription that a feed needs now: the known one, a new one for another hub, topic or callback, or none."""
    if not hub:
        return None
    wanted = Subscription(hub=hub, topic=topic, callback=callback)
    is_same = known is not None and (known.hub, known.topic, known.callback) == (hub, topic, callback)
    return known if is_same else wanted


def is_live(known: Subscription | None, now: datetime) -> bool:
    """Say whether a hub has granted it and the lease has not run out."""
    return known is not None and known.lease_until is not None and now < known.lease_until


def is_relied_on(known: Subscription | None, now: datetime) -> bool:
    """Say whether pushes may stand in for polls: live, has pushed, and has missed nothing since."""
    return known is not None and is_live(known, now) and known.pushed_at is not None and not known.missed


def rest(known: Subscription | None, now: datetime) -> float:
    """Give the seconds for which a feed may be left unpolled for the sake of its hub; never longer than the lease."""
    if known is None or known.lease_until is None or not is_relied_on(known, now):
        return 0.0
    return min(BACK_UP, (known.lease_until - now).total_seconds())


def ask_at(known: Subscription) -> datetime:
    """Give the time from which the hub may be asked: when renewal is due, or at once; after failures a while later."""
    due = known.renew_at if known.renew_at and not known.missed else None
    return max(due or _EVER, known.retry_at or _EVER)


def asked(known: Subscription, refusal: str, now: datetime) -> Subscription:
    """Note a request; it counts as failed until the hub verifies it."""
    errors = known.errors + 1
    return replace(
        known,
        asked_at=now,
        retry_at=now + _pause(errors),
        errors=errors,
        reason=refusal or known.reason or "the hub has not verified it yet",
    )


def verified(known: Subscription, seconds: float | None, now: datetime, chance: float) -> Subscription:
    """Note that a hub granted it; renewal is due after about two thirds of the lease, `chance` in [0, 1) spreads it.

    A lease is believed up to two weeks. After entries were missed the pauses go on growing: granting is not pushing.
    """
    lease = USUAL_LEASE if seconds is None else timedelta(seconds=min(seconds, LONGEST_LEASE.total_seconds()))
    return replace(
        known,
        granted_at=known.granted_at if is_live(known, now) else now,
        renew_at=now + lease * (0.6 + 0.1 * chance),
        lease_until=now + lease,
        retry_at=known.retry_at if known.missed or lease < _FIRST_PAUSE else None,
        errors=known.errors if known.missed else 0,
        reason=known.reason if known.missed else "",
    )


def denied(known: Subscription, why: str, now: datetime) -> Subscription:
    """Note that a hub refused or ended it; it is asked again after a day."""
    return replace(
        known,
        renew_at=None,
        lease_until=None,
        granted_at=None,
        retry_at=now + _LONGEST_PAUSE,
        errors=known.errors + 1,
        reason=f"denied by the hub: {why}" if why else "denied by the hub",
    )


def delivered(known: Subscription, body: str, now: datetime) -> Subscription:
    """Note a good push by the hash of its body: the hub works."""
    retry_at = None if is_live(known, now) else known.retry_at
    bodies = (body, *known.bodies)[:_REPEATS]
    return replace(known, pushed_at=now, missed=0, errors=0, reason="", retry_at=retry_at, bodies=bodies)


def polled(known: Subscription | None, published: Iterable[datetime | None], now: datetime) -> Subscription | None:
    """Note what a poll found: entries that are new to us although a live hub should have pushed them.

    What was published before the hub granted it, or just now, is not its fault; what has no date may be.
    """
    if known is None or known.granted_at is None or not is_live(known, now):
        return known
    missed = sum(at is None or known.granted_at < at < now - LATE for at in published)
    if not missed:
        return known
    retry_at = known.retry_at if known.missed else max((known.asked_at or _EVER) + _FIRST_PAUSE, now)
    return replace(
        known, missed=known.missed + missed, retry_at=retry_at, reason="the hub did not push what a poll found"
    )


def _pause(failures: int) -> timedelta:
    """Give twice the pause after each failure, up to a day."""
    doubled: timedelta = _FIRST_PAUSE * (1 << min(max(failures - 1, 0), 10))
    return min(doubled, _LONGEST_PAUSE)
