"""The names and words of time, per language, as tables and expressions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from monitor.text import chunks, normalize, tables

_Tree = dict[str, "_Tree"]
_RELATIVE = {"days": "day", "weeks": "week", "months_away": "month", "years_away": "year"}
LANGUAGES = ("id", "en", "ar", "ru")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Calendar:
    """What one language (and English beside it) calls the things of time; names are folded.

    `feasts` are seasons and holidays that people are named after too, `leads` the words that may stand before one or a month.
    """

    zone: float
    day_first: bool | None
    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    relative: Mapping[str, tuple[str, int]]
    units: Mapping[str, str]
    small: Mapping[str, int]
    next: frozenset[str]
    last: frozenset[str]
    month: str
    weekday: str
    phrase: str
    unit: str
    amount: str
    ago: str
    before_month: str
    before_year: str
    before_weekday: str
    after_weekday: str
    feasts: frozenset[str]
    leads: frozenset[str]
    names: Mapping[str, frozenset[str]]
    triggers: frozenset[str]


def either(words: Iterable[str]) -> str:
    """Write an expression that takes the longest of the words that fits, or nothing at all where there are none.

    Beginnings that words share are written once: tried one by one, sixty names at every word take most of a search.

    >>> either(["jan", "januari", "juni"])
    '(?:j(?:an(?:uari)?|uni))'
    """
    tree: _Tree = {}
    for word in sorted(set(words)):
        node = tree
        for sign in (word,) if word.startswith("\\") else word:
            node = node.setdefault(sign, {})
        node[""] = {}
    return f"(?:{_written(tree)})" if tree else "(?!)"


def _written(tree: _Tree) -> str:
    """Write what may follow a beginning: its ends before the beginning itself."""
    ends = [_sign(sign) + _followed(rest) for sign, rest in tree.items() if sign]
    return "|".join(ends)


def _followed(tree: _Tree) -> str:
    """Write what must follow a sign of a word, or may where the word can end there."""
    written = _written(tree)
    if not written:
        return ""
    if "" in tree:
        return f"(?:{written})?"
    return f"(?:{written})" if len(tree) > 1 else written


def _sign(sign: str) -> str:
    return r"\s+" if sign == " " else sign if sign.startswith("\\") else re.escape(sign)


@cache
def zones() -> dict[str, float | dict[str, float]]:
    """Hours east of Greenwich by the folded name of a zone; per language where a name means several."""
    return dict(tables.read("monitor.text", "dates")["zones"])


@cache
def of(language: str) -> Calendar:
    """Give the calendar of a language; every language at once where it is unknown."""
    known = language in LANGUAGES
    chain = dict.fromkeys((language, "en") if known else LANGUAGES)
    rows = [tables.read("monitor.text", "dates")[code] for code in chain]
    relative = _relative(rows)
    names = {
        "month": chunks.telling(_names(rows, "months")),
        "weekday": chunks.telling(_names(rows, "weekdays")),
        "phrase": chunks.telling(_phrases(rows)),
        "unit": chunks.telling(_words(rows, "ago")),
    }
    return Calendar(
        zone=rows[0]["zone"] if known else 0,
        day_first=rows[0]["day_first"] if known else None,
        months=_places(rows, "months", first=1),
        weekdays=_places(rows, "weekdays", first=0),
        relative=relative,
        units=_merged(rows, "units"),
        small=_merged(rows, "small"),
        next=frozenset(_words(rows, "next")),
        last=frozenset(_words(rows, "last")),
        month=either(_names(rows, "months")),
        weekday=either(name for name in _names(rows, "weekdays") if len(name) > 3),
        phrase=either(relative),
        unit=either(_merged(rows, "units")),
        amount=rf"(?:\d{{1,3}}|{either(_merged(rows, 'small'))})",
        ago=either(_words(rows, "ago")),
        before_month=either(_words(rows, "month_before")),
        before_year=either(_words(rows, "year_before")),
        before_weekday=either(_words(rows, "weekday_before")),
        after_weekday=either(_words(rows, "weekday_after")),
        feasts=frozenset(_words(rows, "feasts")),
        leads=frozenset(
            phrase.rsplit(" ", 1)[-1] for phrase in (*_words(rows, "month_before"), *_words(rows, "feast_before"))
        ),
        names=names,
        triggers=frozenset[str]().union(*names.values()),
    )


def _names(rows: list[Any], key: str) -> list[str]:
    return [name for row in rows for names in row[key] for name in names]


def _words(rows: list[Any], key: str) -> list[str]:
    return [word for row in rows for word in row[key]]


def _merged(rows: list[Any], key: str) -> dict[str, Any]:
    return {normalize.fold(name): value for row in reversed(rows) for name, value in row[key].items()}


def _phrases(rows: list[Any]) -> list[str]:
    return [phrase for row in rows for key in _RELATIVE for phrase in row[key]]


def _places(rows: list[Any], key: str, *, first: int) -> dict[str, int]:
    return {
        normalize.fold(name): place
        for row in reversed(rows)
        for place, names in enumerate(row[key], start=first)
        for name in names
    }


def _relative(rows: list[Any]) -> dict[str, tuple[str, int]]:
    return {
        normalize.fold(phrase): (precision, away)
        for key, precision in _RELATIVE.items()
        for row in reversed(rows)
        for phrase, away in row[key].items()
    }
