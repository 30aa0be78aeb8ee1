"""When to ask a feed again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

FLOOR = 60.0
CEILING = 86_400.0
# A busy wire is asked each two minutes, a sleepy blog each half hour, unless its publisher asks for more rest.
QUICKEST = 120.0
SLOWEST = 1_800.0
UNKNOWN_PACE = 1_200.0
JITTER = 0.1
_WEEK_HOURS = 7 * 24
_MEMORY = 0.7


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What publisher and user ask for: seconds of rest, and hours and days (Monday is 0) of silence, in UTC."""

    every: float | None = None
    pace: float | None = None
    silence: float = 0.0
    ttl: float = 0.0
    fresh: float = 0.0
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()


def next_at(now: datetime, wishes: Wishes, chance: float) -> datetime:
    """Give the time of the next request after an answer; `chance` in [0, 1) spreads the load and only ever delays."""
    wait = wishes.every or min(max(_adaptive(wishes), wishes.ttl, wishes.fresh, FLOOR), CEILING)
    return _awake(now + timedelta(seconds=wait * (1 + JITTER * chance)), wishes)


def after_failure(now: datetime, errors: int, wishes: Wishes, asked: float | None, chance: float) -> datetime:
    """Give the time of the next attempt: exactly what the server asked for, else twice as long after each failure.

    It grows to a day and stays there: a feed is never given up in silence. Hours and days of silence are kept here too.
    """
    if asked is not None:
        return _awake(now + timedelta(seconds=min(max(asked, 1.0), CEILING) + chance), wishes)
    wait = min((wishes.every or FLOOR) * 2.0 ** min(errors - 1, 20), CEILING)
    return _awake(now + timedelta(seconds=wait * (1 + JITTER * chance)), wishes)


def _adaptive(wishes: Wishes) -> float:
    """Ask twice per expected item; a feed that has fallen silent is asked less and less."""
    pace = UNKNOWN_PACE if wishes.pace is None else wishes.pace
    return min(max(pace / 2, wishes.silence / 20, QUICKEST), SLOWEST)


def _awake(at: datetime, wishes: Wishes) -> datetime:
    """Move a time forward out of the hours and days the publisher wants to be left alone in."""
    moved = at.astimezone(UTC)
    for _ in range(_WEEK_HOURS):
        if moved.hour not in wishes.skip_hours and moved.weekday() not in wishes.skip_days:
            return moved
        moved = moved.replace(minute=at.minute, second=at.second, microsecond=0) + timedelta(hours=1)
    return at


def retry_after(value: str, now: datetime, date: str = "") -> float | None:
    """Read a Retry-After header, seconds or a date, as seconds from now; a date is measured on the server's own clock.

    >>> retry_after("120", datetime(2024, 1, 1, tzinfo=UTC))
    120.0
    """
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    at = http_date(value)
    return None if at is None else max((at - (http_date(date) or now)).total_seconds(), 0.0)


def fresh(headers: Mapping[str, str]) -> float:
    """Give how many seconds an answer says it stays fresh: max-age less Age, else Expires less Date.

    >>> fresh({"cache-control": "public, max-age=600", "age": "100"})
    500.0
    """
    directives = [part.strip().lower().partition("=") for part in headers.get("cache-control", "").split(",")]
    if any(name in {"no-cache", "no-store"} for name, _, _ in directives):
        return 0.0
    for name, _, value in directives:
        if name == "max-age" and (age := _seconds(value)) is not None:
            return max(age - (_seconds(headers.get("age", "")) or 0.0), 0.0)
    expires, date = http_date(headers.get("expires", "")), http_date(headers.get("date", ""))
    return 0.0 if expires is None or date is None else max((expires - date).total_seconds(), 0.0)


def _seconds(text: str) -> float | None:
    text = text.strip(' "')
    return float(text[:9]) if text.isascii() and text.isdigit() else None


def http_date(text: str) -> datetime | None:
    """Read an HTTP date; None where it is none."""
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at


def first_pace(dates: Sequence[datetime], now: datetime) -> float | None:
    """Guess a feed's pace (seconds between items) from the dates of its first document."""
    past = sorted((date for date in dates if date <= now), reverse=True)[:20]
    if len(past) < 3:
        return None
    return max((now - past[-1]).total_seconds() / len(past), 1.0)


def learned(pace: float | None, silence: float, items: int) -> float:
    """Update a feed's pace after `items` new ones in `silence` seconds."""
    gap = max(silence, 1.0) / max(items, 1)
    return gap if pace is None else _MEMORY * pace + (1 - _MEMORY) * gap
