"""When: the date string of a feed or page; the dates in running text come from `days`."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta

from monitor.text import calendar, days, stamps
from monitor.text.calendar import Calendar
from monitor.text.days import TextDate, find
from monitor.text.stamps import Dated

__all__ = ["Dated", "TextDate", "find", "parse"]

_MAX_STRING = 120
_epoch = re.compile(r"(\d{9,10})(?:\.\d+)?|(\d{12,13})")
_iso_day = re.compile(r"\d{4}-\d\d-\d\d|\d{8}|\d{4}-?[Ww]\d\d-?\d")
_ordinal = re.compile(r"(\d{4})-(\d{3})")
_in_figures = re.compile(r"(\d{8})(\d{6})")
_midnight = re.compile(r"(?<=[Tt ])24:?00(?::?00(?:[.,]0+)?)?")


def parse(text: str, *, reference: datetime | None, language: str = "") -> Dated | None:
    """Read the date string of a feed or a page; None where it is not one. The reference resolves what the string leaves open.

    >>> parse("Kamis 24 Oct 2024 18:35 WIB", reference=None).at.isoformat()
    '2024-10-24T18:35:00+07:00'
    """
    text = html.unescape(text).strip()
    if not text or len(text) > _MAX_STRING:
        return None
    words = calendar.of(language)
    return (
        _counted(text)
        or _iso(text, words)
        or _moment_ago(text, reference, words)
        or stamps.read(text, reference=reference, language=language)
        or _relative(text, reference, language)
    )


def _counted(text: str) -> Dated | None:
    """Read seconds or milliseconds since 1970."""
    if not (found := _epoch.fullmatch(text)):
        return None
    seconds = int(found[2]) / 1_000 if found[2] else float(text)
    return stamps.dated(datetime.fromtimestamp(seconds, tz=UTC), "second")


def _iso(text: str, words: Calendar) -> Dated | None:
    if found := _ordinal.fullmatch(text):
        first = datetime(int(found[1]) or 1, 1, 1, tzinfo=days.zone(words.zone))
        return stamps.dated(first + timedelta(days=int(found[2]) - 1), "day") if 0 < int(found[2]) <= 366 else None
    text = _in_figures.sub(r"\1T\2", text) if _in_figures.fullmatch(text) else text
    if not _iso_day.match(text):
        return None
    early = _midnight.sub("00:00", text, count=1)
    try:
        at = datetime.fromisoformat(early.upper())
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=days.zone(words.zone))
    precision = "second" if re.search(r"[Tt:]", text) else "day"
    return stamps.dated(at, precision) if early == text else _next_day(at)


def _next_day(at: datetime) -> Dated | None:
    try:
        return stamps.dated(at + timedelta(days=1), "second")
    except OverflowError:
        return None


def _moment_ago(text: str, reference: datetime | None, words: Calendar) -> Dated | None:
    """Read "2 jam lalu" or "5 minutes ago"."""
    found = days.ago(words).fullmatch(text)
    if not found or reference is None:
        return None
    unit = words.units[days.key(found["unit"])]
    seconds = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800}.get(unit)
    if seconds is None:
        return None
    return stamps.dated(
        reference - timedelta(seconds=seconds * days.amount(found["amount"], words)),
        "minute" if seconds < 86400 else "day",
    )


def _relative(text: str, reference: datetime | None, language: str) -> Dated | None:
    """Read "kemarin 18:35" or "Rabu (30/10) 14:05 WIB": a day that only the reference places, then perhaps a clock."""
    found = days.find(text, reference=reference, language=language)
    if len(found) != 1 or found[0].precision != "day" or stamps.names_a_year(text):
        return None
    rest = f"{text[: found[0].start]} {text[found[0].end :]}"
    return stamps.read(f"{found[0].day.isoformat()} {rest}", reference=reference, language=language)
