"""When: the date string of a feed or page, and the dates in running text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache

from monitor.text import calendar, normalize
from monitor.text.calendar import Calendar

_EARLIEST, _LATEST = 1971, 2200  # Older ones are the zero of some machine, not news.
_MAX_STRING = 120
_MAX_OTHER_WORDS = 4  # "Diterbitkan pada", "Last updated on": more than that is a sentence.


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A moment read from one date string; `precision` is second, minute or day."""

    at: datetime
    precision: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TextDate:
    """A date in running text; `precision` is day, week, month or year, and `day` the first of its month or year."""

    start: int
    end: int
    day: date
    precision: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    pattern: re.Pattern[str]
    resolve: Callable[[re.Match[str], date | None, Calendar], tuple[date, str] | None]


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


def _zone(hours: float) -> timezone:
    return timezone(timedelta(hours=hours))


def _iso(text: str, words: Calendar) -> Dated | None:
    if not re.match(r"\d{4}-\d\d-\d\d", text):
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=_zone(words.zone))
    return _dated(at, "second" if ":" in text else "day")


def _dated(at: datetime, precision: str) -> Dated | None:
    try:
        at.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return Dated(at=at, precision=precision) if _EARLIEST <= at.year <= _LATEST else None


def _moment_ago(text: str, reference: datetime | None, words: Calendar) -> Dated | None:
    """Read "2 jam lalu" or "5 minutes ago"."""
    found = _ago(words).fullmatch(text)
    if not found or reference is None:
        return None
    unit = words.units[normalize.fold(found["unit"])]
    seconds = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800}.get(unit)
    if seconds is None:
        return None
    return _dated(reference - timedelta(seconds=seconds * _amount(found["amount"], words)), "minute" if seconds < 86400 else "day")


def _worded(text: str, reference: datetime | None, language: str) -> Dated | None:
    found = find(text, reference=reference, language=language)
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
        return _zone(calendar.zones()[found["zone"].lower()]), rest[: found.start()] + rest[found.end() :]
    offset = reference.utcoffset() if reference and not words.zone else None
    return timezone(offset) if offset else _zone(words.zone), rest


def find(text: str, *, reference: datetime | None, language: str) -> list[TextDate]:
    """Find the dates in running text, in order; what needs a reference is left out where there is none.

    >>> [found.day.isoformat() for found in find("pada Jumat (1/11)", reference=datetime(2024, 11, 2), language="id")]
    ['2024-11-01']
    """
    words = calendar.of(language)
    today = _local(reference, words)
    taken: list[TextDate] = []
    for rule in _rules(language):
        for match in rule.pattern.finditer(text):
            if any(match.start() < other.end and other.start < match.end() for other in taken):
                continue
            resolved = rule.resolve(match, today, words)
            if resolved and _EARLIEST - 171 <= resolved[0].year <= _LATEST:
                taken.append(TextDate(start=match.start(), end=match.end(), day=resolved[0], precision=resolved[1]))
    return sorted(taken, key=lambda found: found.start)


def _local(reference: datetime | None, words: Calendar) -> date | None:
    if reference is None:
        return None
    return (reference.astimezone(_zone(words.zone)) if reference.tzinfo and words.zone else reference).date()


@cache
def _ago(words_of: Calendar) -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w)(?P<amount>{words_of.amount})\s*(?P<unit>{words_of.unit})\s+(?:yang\s+)?{words_of.ago}(?!\w)", re.IGNORECASE
    )


@cache
def _rules(language: str) -> tuple[_Rule, ...]:
    """The forms of dates, the more telling ones first: a part of a date already found is not a date again."""
    say = calendar.of(language)
    weekday = rf"(?:(?P<weekday>{say.weekday}|[A-Z][a-z]{{2}}),?\s*\(?\s*)?"
    year = r"(?:,?\s+(?P<year>(?:1[89]|20)\d\d)(?!\w)|\s+(?P<short>\d\d)(?=\s+\d{1,2}:\d\d))?"
    month_first = "" if say.day_first else rf"(?<!\w)(?P<month>{say.month})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![\w.,:]\d|\w){year}"
    forms: tuple[tuple[str, Callable[[re.Match[str], date | None, Calendar], tuple[date, str] | None]], ...] = (
        (r"(?<![\w-])(?P<year>(?:19|20)\d\d)-(?P<month>[01]\d)-(?P<day>[0-3]\d)(?!\d)", _numeric),
        (rf"(?<!\w){weekday}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s-]+(?:of\s+)?(?P<month>{say.month})(?!\w)\.?-?{year}", _named),
        (month_first, _named),
        (rf"(?<!\w)(?P<weekday>{say.weekday}),?\s*\(?(?P<day>\d{{1,2}})[/-](?P<month>\d{{1,2}})(?:[/-](?P<year>\d{{4}}))?(?!\d)\)?", _numeric),
        (r"\((?P<day>\d{1,2})/(?P<month>\d{1,2})(?:/(?P<year>\d{4}))?\)", _numeric),
        (r"(?<![\w/.-])(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>(?:19|20)\d\d)(?![\d/])", _numeric),
        (_ago(say).pattern, _units_ago),
        (rf"(?<!\w)(?P<weekday>{say.weekday})\s+(?P<phrase>{say.phrase})(?!\w)", _weekday_of_week),
        (rf"(?<!\w)(?P<phrase>{say.phrase})(?!\w)", _relative),
        (rf"(?<!\w)(?:{say.before_month}\s+)?(?P<month>{say.month})(?!\w)\.?\s+(?P<year>(?:19|20)\d\d)(?!\w)", _month),
        (rf"(?<!\w){say.before_month}\s+(?P<month>{say.month})(?!\w)", _month),
        (rf"(?<!\w)(?:{say.before_year})\s+(?P<year>(?:18|19|20)\d\d)(?![\w.,]\d|\w)", _year),
        (rf"(?<!\w)(?:(?P<before>{say.before_weekday})\s*)?(?P<weekday>{say.weekday})(?!\w)(?:\s+(?P<after>{say.after_weekday})(?!\w))?", _weekday),
    )
    return tuple(_Rule(pattern=re.compile(form, re.IGNORECASE), resolve=resolve) for form, resolve in forms if form)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _nearest(month: int, day: int, weekday: int | None, today: date) -> date | None:
    """Choose the year: one in which the weekday is right, and the nearest of these."""
    years = (today.year - 1, today.year, today.year + 1)
    days = [found for year in years if (found := _day(year, month, day))]
    fitting = [found for found in days if weekday is None or found.weekday() == weekday] or days
    return min(fitting, key=lambda found: abs(found - today), default=None)


def _weekday_of(match: re.Match[str], words: Calendar) -> int | None:
    return words.weekdays.get(normalize.fold(match.groupdict().get("weekday") or ""))


def _on(match: re.Match[str], month: int, today: date | None, words: Calendar) -> tuple[date, str] | None:
    groups = match.groupdict()
    day, year = int(groups["day"]), groups.get("year") or groups.get("short")
    if year:
        found = _day(int(year) + (2000 if len(year) == 2 else 0), month, day)
    else:
        found = _nearest(month, day, _weekday_of(match, words), today) if today else None
    return (found, "day") if found else None


def _named(match: re.Match[str], today: date | None, words: Calendar) -> tuple[date, str] | None:
    name = match["month"]
    if match.start("month") < match.start("day") and name[0].islower() and name.isascii():
        return None  # may and march are verbs
    return _on(match, words.months[normalize.fold(name)], today, words)


def _numeric(match: re.Match[str], today: date | None, words: Calendar) -> tuple[date, str] | None:
    month, day = int(match["month"]), int(match["day"])
    is_iso = match.start("year") == match.start()
    if is_iso or words.day_first or day > 12 or month == day:
        return _on(match, month, today, words) if month <= 12 else None
    return None  # 3/4 is March or April, depending on who writes: unknown stays unknown.


def _amount(text: str, words: Calendar) -> int:
    return int(text) if text.isdecimal() else words.small[normalize.fold(text)]


def _units_ago(match: re.Match[str], today: date | None, words: Calendar) -> tuple[date, str] | None:
    if today is None:
        return None
    unit, amount = words.units[normalize.fold(match["unit"])], _amount(match["amount"], words)
    if unit in {"month", "year"}:
        return _away(today, unit, -amount)
    days = {"day": 1, "week": 7}.get(unit, 0)
    return today - timedelta(days=days * amount), "week" if unit == "week" else "day"


def _away(today: date, unit: str, amount: int) -> tuple[date, str] | None:
    if unit in {"day", "week"}:
        return today + timedelta(days=amount * (7 if unit == "week" else 1)), unit
    months = today.year * 12 + today.month - 1 + amount * (12 if unit == "year" else 1)
    found = _day(months // 12, months % 12 + 1 if unit == "month" else 1, 1)
    return (found, unit) if found else None


def _relative(match: re.Match[str], today: date | None, words: Calendar) -> tuple[date, str] | None:
    unit, amount = words.relative[normalize.fold(" ".join(match["phrase"].split()))]
    if today is None or _is_sunday(match["phrase"], words):
        return None
    return _away(today, unit, amount)


def _is_sunday(phrase: str, words: Calendar) -> bool:
    """Tell the day "Minggu lalu" from the week "minggu lalu"."""
    first = phrase.split()[0]
    return first[0].isupper() and normalize.fold(first) in words.weekdays


def _month(match: re.Match[str], today: date | None, words: Calendar) -> tuple[date, str] | None:
    month, year = words.months[normalize.fold(match["month"])], match.groupdict().get("year")
    if match["month"][0].islower() and match["month"].isascii():
        return None  # may and march are verbs
    if year:
        found = _day(int(year), month, 1)
    else:
        found = _nearest(month, 1, None, today) if today else None
    return (found, "month") if found else None


def _year(match: re.Match[str], _today: date | None, _words: Calendar) -> tuple[date, str] | None:
    found = _day(int(match["year"]), 1, 1)
    return (found, "year") if found else None


def _weekday_of_week(match: re.Match[str], today: date | None, words: Calendar) -> tuple[date, str] | None:
    unit, amount = words.relative[normalize.fold(" ".join(match["phrase"].split()))]
    if today is None or unit != "week":
        return None
    monday = today - timedelta(days=today.weekday())
    return monday + timedelta(days=7 * amount + words.weekdays[normalize.fold(match["weekday"])]), "day"


def _weekday(match: re.Match[str], today: date | None, words: Calendar) -> tuple[date, str] | None:
    """Take the nearest such day that is past or today: news tells what happened, unless it says "next"."""
    name = match["weekday"]
    if today is None or (name[0].islower() and name.isascii()):
        return None  # "minggu" is a week
    around = {normalize.fold(match[group] or "") for group in ("before", "after")}
    back = (today.weekday() - words.weekdays[normalize.fold(name)]) % 7
    if around & words.next:
        return today + timedelta(days=7 - back), "day"
    if around & words.last and not back:
        back = 7
    return today - timedelta(days=back), "day"
