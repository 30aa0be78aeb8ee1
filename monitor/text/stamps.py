"""One date string, its parts in any order: a clock, a zone, a day, a month in figures or by name, a year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache

from monitor.text import calendar, days
from monitor.text.calendar import Calendar

EARLIEST, LATEST = 1971, 2200  # Older ones are the zero of some machine, not news.
_MAX_OTHER_WORDS = 4  # "Diterbitkan pada", "Last updated on": more than that is a sentence.
_PIVOT = 50  # A year of two figures from here on was in the last century.
_CENTURY = 100
_HALF = r"\s*(?P<half>[ap])\.?\s?m\b\.?"
_clocks = (
    re.compile(
        rf"(?<![\d:.])(?P<hour>\d{{1,2}}):(?P<minute>\d{{1,2}})(?::(?P<second>\d{{1,2}})(?:[.,]\d+)?)?(?:{_HALF})?",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?<![\d:./-])(?P<hour>\d{{1,2}})\.(?P<minute>\d\d)(?:\.(?P<second>\d\d))?(?![\d.]*\d)(?:{_HALF})?",
        re.IGNORECASE,
    ),
    re.compile(rf"(?<![\d:./-])(?P<hour>\d{{1,2}}){_HALF}", re.IGNORECASE),
)
_offset = re.compile(
    r"(?:\b(?:GMT|UTC|UT)\s?)?(?P<sign>[+\u2212-])(?P<hours>\d{1,2})(?::?(?P<minutes>[0-5]\d))?(?![\d:/-])",
    re.IGNORECASE,
)
_named_zone = re.compile(r"\s*\(?(?P<name>[A-Za-z]+(?:/[A-Za-z_]+)+|[A-Z]{1,5}(?![^\W_])|[a-z](?!\w))\)?")
_word = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?")
_number = re.compile(r"(?<![\d])-?\d+")
_FARTHEST = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A moment read from one date string; `precision` is second, minute or day."""

    at: datetime
    precision: str


def dated(at: datetime, precision: str) -> Dated | None:
    """Give a moment that can be true; None for the zeros and the far ends of machines."""
    try:
        at.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return Dated(at=at, precision=precision) if EARLIEST <= at.year <= LATEST else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Clock:
    """A time of day; hour 24 is the next day's zero."""

    hour: int
    minute: int
    second: int
    precision: str


def read(text: str, *, reference: datetime | None, language: str) -> Dated | None:
    """Read a date string that names its day, month and year.

    >>> read("Rabu 30/10/2024 | 14:05 WIB", reference=None, language="id").at.isoformat()
    '2024-10-30T14:05:00+07:00'
    """
    found = next((match for form in _clocks if (match := form.search(text))), None)
    clock = _clock(found)
    before, after = (text[: found.start()], text[found.end() :]) if found else (text, "")
    zone, after = _zone(after, language, _default(reference, calendar.of(language)))
    day = _day(f"{before} {after}", language)
    if clock is None or zone is None or day is None:
        return None
    at = datetime(day.year, day.month, day.day, tzinfo=zone)
    return dated(at + timedelta(hours=clock.hour, minutes=clock.minute, seconds=clock.second), clock.precision)


def names_a_year(text: str) -> bool:
    """Say whether a string has a number of four figures: what names a year and still is no date stays unknown."""
    return re.search(r"\d{4}", text) is not None


def _default(reference: datetime | None, words: Calendar) -> timezone:
    """Give the zone of a string that names none: that of its language, else that of the reference."""
    offset = reference.utcoffset() if reference and not words.zone else None
    return timezone(offset) if offset else days.zone(words.zone)


def _clock(found: re.Match[str] | None) -> _Clock | None:
    """Read a clock; None for one that no clock shows."""
    if found is None:
        return _Clock(hour=0, minute=0, second=0, precision="day")
    said = found.groupdict()
    hour, minute, second = (int(said.get(name) or 0) for name in ("hour", "minute", "second"))
    if said.get("half") and hour <= 12:
        hour = hour % 12 + (12 if said["half"] in "pP" else 0)
    if hour > 24 or minute > 59 or second > 60 or (hour == 24 and minute + second > 0):
        return None
    return _Clock(
        hour=hour, minute=minute, second=min(second, 59), precision="second" if said.get("second") else "minute"
    )


def _zone(after: str, language: str, otherwise: timezone) -> tuple[timezone | None, str]:
    """Take the zone from what follows the clock, one where none is named; None where the name is unknown or can be many."""
    found = _offset.search(after)
    if found and int(found["hours"]) <= _FARTHEST:
        shift = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"] or 0))
        rest = after[: found.start()] + re.sub(r"\s*\(?[A-Z]{2,5}\)?", "", after[found.end() :], count=1)
        return timezone(shift if found["sign"] == "+" else -shift), rest
    named = _named_zone.match(after)
    if named is None or _is_of_the_calendar(named["name"], language):
        return otherwise, after
    hours = _hours_of(named["name"], language)
    return (None if hours is None else days.zone(hours)), after[named.end() :]


def _hours_of(name: str, language: str) -> float | None:
    """Give the hours east of Greenwich of a zone's name; None where it is none, or many, and the language does not tell."""
    told = calendar.zones().get(days.key(name))
    return told.get(language) if isinstance(told, dict) else told


def _is_of_the_calendar(name: str, language: str) -> bool:
    return days.key(name) in _months(language) | _weekdays(language)


@cache
def _months(language: str) -> dict[str, int]:
    return {**calendar.of("").months, **calendar.of(language).months}


@cache
def _weekdays(language: str) -> dict[str, int]:
    return {**calendar.of("").weekdays, **calendar.of(language).weekdays}


def _day(text: str, language: str) -> date | None:
    words = [days.key(word) for word in _word.findall(text)]
    months = [month for word in words if (month := _months(language).get(word))]
    others = [word for word in words if word not in _months(language) and word not in _weekdays(language)]
    numbers = _number.findall(re.sub(r"(?<=\w)-(?=\w)", " ", text))
    if len(others) > _MAX_OTHER_WORDS or len(months) > 1:
        return None
    ordered = _named(numbers, months[0]) if months else _figures(numbers, day_first=calendar.of(language).day_first)
    try:
        return date(*ordered) if ordered else None
    except ValueError:
        return None


def _named(numbers: list[str], month: int) -> tuple[int, int, int] | None:
    """Order the numbers beside a month's name: the one of four figures is the year, else the last."""
    if len(numbers) != 2:
        return None
    year, day = sorted(numbers, key=len, reverse=True) if len(numbers[0]) != len(numbers[1]) else reversed(numbers)
    return (_year(year), month, int(day)) if len(day) <= 2 and _year(year) else None


def _figures(numbers: list[str], *, day_first: bool | None) -> tuple[int, int, int] | None:
    """Order a date in figures; None where it may mean two days, depending on who writes."""
    if len(numbers) != 3 or sum(len(each) > 2 for each in numbers) > 1:  # Only a year has more than two figures.
        return None
    if len(numbers[0]) > 2:
        return _year(numbers[0]), int(numbers[1]), int(numbers[2])
    if len(numbers[1]) > 2:
        return None
    one, other, year = int(numbers[0]), int(numbers[1]), _year(numbers[2])
    if one > 12 or one == other or (day_first and other <= 12):
        return year, other, one
    return (year, one, other) if other > 12 else None


def _year(figures: str) -> int:
    if len(figures) == 2:
        return int(figures) + (1900 if int(figures) >= _PIVOT else 2000)
    return int(figures) if len(figures) == 4 else 0
