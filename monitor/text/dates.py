"""When: the date string of a feed or page; the dates in running text come from `days`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import cache

from monitor.text import calendar, days
from monitor.text.calendar import Calendar
from monitor.text.days import TextDate, find

__all__ = ["Dated", "TextDate", "find", "parse"]

_EARLIEST, _LATEST = 1971, 2200  # Older ones are the zero of some machine, not news.
_MAX_STRING = 120
_MAX_OTHER_WORDS = 4  # "Diterbitkan pada", "Last updated on": more than that is a sentence.


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A moment read from one date string; `precision` is second, minute or day."""

    at: datetime
    precision: str


_clock = re.compile(
    r"(?:\b|T)(?P<hour>[01]?\d|2[0-3])(?::|\.(?=[0-5]\d\b(?!\.)))(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d)(?:[.,]\d+)?)?"
    r"\s*(?:(?P<half>[ap])\.?\s?m\b\.?)?",
    re.IGNORECASE,
)
_offset = re.compile(r"(?:\b(?:GMT|UTC))?(?P<sign>[+-])(?P<hours>[01]\d):?(?P<minutes>[0-5]\d)\b", re.IGNORECASE)
_word = re.compile(r"[^\W\d_]+")


@cache
def _zone_names() -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W\d_])(?P<zone>{calendar.either(calendar.zones())})(?![^\W\d_])", re.IGNORECASE)


def parse(text: str, *, reference: datetime | None, language: str = "") -> Dated | None:
    """Read the date string of a feed or a page; None where it is not one. The reference resolves what the string leaves open.

    >>> parse("Kamis 24 Oct 2024 18:35 WIB", reference=None).at.isoformat()
    '2024-10-24T18:35:00+07:00'
    """
    text = text.strip()
    if not text or len(text) > _MAX_STRING:
        return None
    words = calendar.of(language)
    return _iso(text, words) or _moment_ago(text, reference, words) or _worded(text, reference, language)


def _iso(text: str, words: Calendar) -> Dated | None:
    if not re.match(r"\d{4}-\d\d-\d\d", text):
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=days.zone(words.zone))
    return _dated(at, "second" if ":" in text else "day")


def _dated(at: datetime, precision: str) -> Dated | None:
    try:
        at.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return Dated(at=at, precision=precision) if _EARLIEST <= at.year <= _LATEST else None


def _moment_ago(text: str, reference: datetime | None, words: Calendar) -> Dated | None:
    """Read "2 jam lalu" or "5 minutes ago"."""
    found = days.ago(words).fullmatch(text)
    if not found or reference is None:
        return None
    unit = words.units[days.key(found["unit"])]
    seconds = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800}.get(unit)
    if seconds is None:
        return None
    return _dated(
        reference - timedelta(seconds=seconds * days.amount(found["amount"], words)),
        "minute" if seconds < 86400 else "day",
    )


def _worded(text: str, reference: datetime | None, language: str) -> Dated | None:
    found = days.find(text, reference=reference, language=language)
    if len(found) != 1 or found[0].precision != "day":
        return None
    rest = f"{text[: found[0].start]} {text[found[0].end :]}"
    clock = _clock.search(rest)
    rest = rest[: clock.start()] + " " + rest[clock.end() :] if clock else rest
    zone, rest = _spelled_zone(rest, calendar.of(language), reference)
    if len(_word.findall(rest)) > _MAX_OTHER_WORDS:
        return None
    hour, minute, second = _time(clock) if clock else (0, 0, 0)
    day = found[0].day
    precision = "day" if not clock else "second" if clock["second"] else "minute"
    return _dated(datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=zone), precision)


def _time(clock: re.Match[str]) -> tuple[int, int, int]:
    hour = int(clock["hour"])
    if clock["half"] and hour <= 12:
        hour = hour % 12 + (12 if clock["half"].lower() == "p" else 0)
    return hour, int(clock["minute"]), int(clock["second"] or 0)


def _spelled_zone(rest: str, words: Calendar, reference: datetime | None) -> tuple[timezone, str]:
    """Find the zone that the string names; else that of its language, else that of the reference."""
    if found := _offset.search(rest):
        minutes = int(found["hours"]) * 60 + int(found["minutes"])
        shift = timedelta(minutes=-minutes if found["sign"] == "-" else minutes)
        return timezone(shift), rest[: found.start()] + rest[found.end() :]
    if found := _zone_names().search(rest):
        return days.zone(calendar.zones()[days.key(found["zone"])]), rest[: found.start()] + rest[found.end() :]
    offset = reference.utcoffset() if reference and not words.zone else None
    return timezone(offset) if offset else days.zone(words.zone), rest
