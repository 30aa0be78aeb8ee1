"""Dates in running text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import cache, lru_cache
from itertools import chain

from monitor.text import calendar, chunks, normalize
from monitor.text.calendar import Calendar

_following = re.compile(r"[ ]+(\w+)")
_EARLIEST, _LATEST = 1800, 2200


@dataclass(frozen=True, slots=True, kw_only=True)
class TextDate:
    """A date in running text; `precision` is day, week, month or year, and `day` the first of its month or year."""

    start: int
    end: int
    day: date
    precision: str


# What a date in figures looks like from afar.
_SHAPES = {
    "": re.compile(""),
    "figure": re.compile(r"\d"),
    "figures": re.compile(r"\d[/.-]\d"),
    "year": re.compile(r"\d{4}"),
}

_Resolve = Callable[[re.Match[str], date | None, Calendar], tuple[date, str] | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    pattern: re.Pattern[str]
    resolve: _Resolve
    needs: tuple[frozenset[str], ...]  # of each set, one word must stand in the piece
    shape: str  # one of _SHAPES, which must stand in it too


def zone(hours: float) -> timezone:
    """Give the zone so many hours east of Greenwich."""
    return timezone(timedelta(hours=hours))


def find(text: str, *, reference: datetime | None, language: str, at: int = 0) -> list[TextDate]:
    """Find the dates in running text, in order; what needs a reference is left out where there is none.

    Their places count from where the text stands, `at`.

    >>> [found.day.isoformat() for found in find("pada Jumat (1/11)", reference=datetime(2024, 11, 2), language="id")]
    ['2024-11-01']
    """
    words = calendar.of(language)
    today = _local(reference, words)
    found: list[TextDate] = []
    for start, piece in chunks.holding(text, words.triggers):
        found.extend(_within(piece, at + start, today, language))
    return found


def _within(piece: str, offset: int, today: date | None, language: str) -> list[TextDate]:
    words = calendar.of(language)
    taken: list[TextDate] = []
    spelled = _telling(language).intersection(chunks.words(piece))
    shaped = frozenset(shape for shape, pattern in _SHAPES.items() if pattern.search(piece))
    for rule in _open(language, spelled, shaped):
        for match in rule.pattern.finditer(piece):
            start, end = match.start() + offset, match.end() + offset
            if any(start < other.end and other.start < end for other in taken):
                continue
            resolved = rule.resolve(match, today, words)
            if resolved and _EARLIEST <= resolved[0].year <= _LATEST:
                taken.append(TextDate(start=start, end=end, day=resolved[0], precision=resolved[1]))
    return _joined(sorted(taken, key=lambda found: found.start), piece, offset)


def _joined(found: list[TextDate], piece: str, offset: int) -> list[TextDate]:
    """Read "7 February last year" as one date: a year said right behind a day or month is its year."""
    joined: list[TextDate] = []
    for each in found:
        last = joined[-1] if joined else None
        is_near = last is not None and piece[last.end - offset : each.start - offset].strip(" ,") == ""
        day = _in_year(last, each.day.year) if last and is_near and each.precision == "year" else None
        if last and day:
            joined[-1] = TextDate(start=last.start, end=each.end, day=day, precision=last.precision)
        else:
            joined.append(each)
    return joined


def _in_year(found: TextDate, year: int) -> date | None:
    if found.precision not in {"day", "month"}:
        return None
    return _day(year, found.day.month, found.day.day)


@cache
def _telling(language: str) -> frozenset[str]:
    """Give all words for which a rule asks."""
    return frozenset().union(*chain(*(rule.needs for rule in _rules(language))))


@lru_cache(maxsize=4096)
def _open(language: str, spelled: frozenset[str], shaped: frozenset[str]) -> tuple[_Rule, ...]:
    """Give the rules that may match a piece with these words and shapes; news names the same days again."""
    return tuple(
        rule
        for rule in _rules(language)
        if rule.shape in shaped and not any(needed.isdisjoint(spelled) for needed in rule.needs)
    )


def _local(reference: datetime | None, words: Calendar) -> date | None:
    if reference is None or not _EARLIEST < reference.year < _LATEST:
        return None
    return (reference.astimezone(zone(words.zone)) if reference.tzinfo and words.zone else reference).date()


@cache
def ago(words_of: Calendar) -> re.Pattern[str]:
    """Give the expression for "2 jam lalu" and "5 minutes ago"."""
    return re.compile(
        rf"(?<![\w-])(?P<amount>{words_of.amount})\s*(?P<unit>{words_of.unit})\s+(?:yang\s+)?{words_of.ago}(?!\w)",
        re.IGNORECASE,
    )


@cache
def _rules(language: str) -> tuple[_Rule, ...]:
    """The forms of dates, the more telling ones first: a part of a date already found is not a date again."""
    say = calendar.of(language)
    rows = (*_figures(say), *_named_months(say), *_named_days(say))
    order = sorted(rows, key=lambda row: row[0])
    return tuple(
        _Rule(
            pattern=re.compile(form, re.IGNORECASE),
            resolve=resolve,
            needs=tuple(say.names[name] for name in needs),
            shape=shape,
        )
        for _, form, resolve, needs, shape in order
    )


_Row = tuple[int, str, _Resolve, tuple[str, ...], str]
"""When it is tried, the expression, what reads it, the names of which one each must stand in the text, and the shape."""


def _figures(say: Calendar) -> tuple[_Row, ...]:
    day, month, year = r"(?P<day>\d{1,2})", r"(?P<month>\d{1,2})", r"(?P<year>(?:19|20)\d\d)"
    weekday = rf"(?P<weekday>{say.weekday})"
    return (
        (0, rf"(?<![\w-]){year}-(?P<month>[01]\d)-(?P<day>[0-3]\d)(?!\d)", _numeric, (), "figures"),
        (3, rf"\b{weekday},?\s*\(?{day}[/-]{month}(?:[/-]{year})?(?!\d)\)?", _numeric, ("weekday",), "figures"),
        (4, rf"\({day}/{month}(?:/{year})?\)", _numeric, (), "figures"),
        (5, rf"(?<![\w/.-]){day}[/.-]{month}[/.-]{year}(?![\d/])", _numeric, (), "figures"),
        (11, rf"\b(?:{say.before_year})\s+(?P<year>(?:18|19|20)\d\d)(?![\w.,]\d|\w)", _year, (), "year"),
    )


def _named_months(say: Calendar) -> tuple[_Row, ...]:
    day, month = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?", rf"(?P<month>{say.month})"
    year = r"(?:,?\s+(?P<year>(?:1[89]|20)\d\d)(?!\w)|\s+(?P<short>\d\d)(?=\s+\d{1,2}:\d\d))?"
    weekday = rf"(?:(?P<weekday>{say.weekday}|[A-Z][a-z]{{2}}),?\s*\(?\s*)?"
    rows: list[_Row] = [
        (1, rf"\b{weekday}{day}[\s-]+(?:of\s+)?{month}(?!\w)\.?-?{year}", _named, ("month",), "figure"),
        (
            9,
            rf"\b(?:{say.before_month}\s+)?{month}(?!\w)\.?\s+(?P<year>(?:19|20)\d\d)(?!\w)",
            _month,
            ("month",),
            "year",
        ),
        (10, rf"\b{say.before_month}\s+{month}(?!\w)", _month, ("month",), ""),
    ]
    if not say.day_first:
        rows.append((2, rf"\b{weekday}{month}\.?\s+{day}(?![\w.,:]\d|\w){year}", _named, ("month",), "figure"))
    return tuple(rows)


def _named_days(say: Calendar) -> tuple[_Row, ...]:
    weekday, phrase = rf"(?P<weekday>{say.weekday})", rf"(?P<phrase>{say.phrase})"
    before, after = rf"(?:(?P<before>{say.before_weekday})\s*)?", rf"(?:\s+(?P<after>{say.after_weekday})(?!\w))?"
    return (
        (6, ago(say).pattern, _units_ago, ("unit",), ""),
        (7, rf"\b{weekday}\s+{phrase}(?!\w)", _weekday_of_week, ("weekday", "phrase"), ""),
        (8, rf"\b{phrase}(?!\w)", _relative, ("phrase",), ""),
        (12, rf"(?<!\w){before}{weekday}(?!\w){after}", _weekday, ("weekday",), ""),
    )


def key(surface: str) -> str:
    """Fold a matched name as the tables do. A match by case alone takes the dotless i for an i; so do we."""
    return normalize.fold(" ".join(surface.split())).replace("ı", "i")


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
    return words.weekdays.get(key(match.groupdict().get("weekday") or ""))


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
    return _on(match, words.months[key(name)], today, words)


def _numeric(match: re.Match[str], today: date | None, words: Calendar) -> tuple[date, str] | None:
    month, day = int(match["month"]), int(match["day"])
    is_iso = match.start("year") == match.start()
    if is_iso or words.day_first or day > 12 or month == day:
        return _on(match, month, today, words) if month <= 12 else None
    return None  # 3/4 is March or April, depending on who writes: unknown stays unknown.


def amount(text: str, words: Calendar) -> int:
    """Read a small number, in figures or in words."""
    return int(text) if text.isdecimal() else words.small[key(text)]


def _units_ago(match: re.Match[str], today: date | None, words: Calendar) -> tuple[date, str] | None:
    if today is None:
        return None
    unit, many = words.units[key(match["unit"])], amount(match["amount"], words)
    if unit in {"month", "year"}:
        return _away(today, unit, -many)
    days = {"day": 1, "week": 7}.get(unit, 0)
    return today - timedelta(days=days * many), "week" if unit == "week" else "day"


def _away(today: date, unit: str, amount: int) -> tuple[date, str] | None:
    if unit in {"day", "week"}:
        return today + timedelta(days=amount * (7 if unit == "week" else 1)), unit
    months = today.year * 12 + today.month - 1 + amount * (12 if unit == "year" else 1)
    found = _day(months // 12, months % 12 + 1 if unit == "month" else 1, 1)
    return (found, unit) if found else None


def _relative(match: re.Match[str], today: date | None, words: Calendar) -> tuple[date, str] | None:
    unit, amount = words.relative[key(match["phrase"])]
    if today is None or _is_sunday(match["phrase"], words):
        return None
    return _away(today, unit, amount)


def _is_sunday(phrase: str, words: Calendar) -> bool:
    """Tell the day "Minggu lalu" from the week "minggu lalu"."""
    first = phrase.split(maxsplit=1)[0]
    return first[0].isupper() and key(first) in words.weekdays


def _month(match: re.Match[str], today: date | None, words: Calendar) -> tuple[date, str] | None:
    month, year = words.months[key(match["month"])], match.groupdict().get("year")
    if match["month"][0].islower() and match["month"].isascii():
        return None  # may and march are verbs
    first = _of_year(match, month, today, words) if today else None
    found = _day(int(year), month, 1) if year else first
    return (found, "month") if found else None


def _of_year(match: re.Match[str], month: int, today: date, words: Calendar) -> date | None:
    """Choose the year of a month: "last November" is over, "next November" has not begun, any other is the nearest."""
    behind = _following.match(match.string, match.end())
    around = {key(word) for word in match.string[match.start() : match.start("month")].split()}
    around |= {key(behind[1])} if behind else set()
    if around & words.last:
        return _day(today.year - (month >= today.month), month, 1)
    if around & words.next:
        return _day(today.year + (month <= today.month), month, 1)

    return _nearest(month, 1, None, today)


def _year(match: re.Match[str], _today: date | None, _words: Calendar) -> tuple[date, str] | None:
    found = _day(int(match["year"]), 1, 1)
    return (found, "year") if found else None


def _weekday_of_week(match: re.Match[str], today: date | None, words: Calendar) -> tuple[date, str] | None:
    unit, amount = words.relative[key(match["phrase"])]
    if today is None or unit != "week":
        return None
    monday = today - timedelta(days=today.weekday())
    return monday + timedelta(days=7 * amount + words.weekdays[key(match["weekday"])]), "day"


def _weekday(match: re.Match[str], today: date | None, words: Calendar) -> tuple[date, str] | None:
    """Take the nearest such day that is past or today: news tells what happened, unless it says "next"."""
    name = match["weekday"]
    if today is None or (name[0].islower() and name.isascii()):
        return None  # "minggu" is a week
    around = {key(match[group] or "") for group in ("before", "after")}
    back = (today.weekday() - words.weekdays[key(name)]) % 7
    if around & words.next:
        return today + timedelta(days=7 - back), "day"
    if around & words.last and not back:
        back = 7
    return today - timedelta(days=back), "day"
