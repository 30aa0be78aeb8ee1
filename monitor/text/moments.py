"""Lines that are a time and nothing else: when an article was published or updated, how long it takes to read."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from monitor.text import calendar, dates, signs

_digit = re.compile(r"\d")
_teller = re.compile(r"[ ]*[(][^()]{2,60}[)]\s*[.]?$|(?<=\d)[.]$|(?<=[AP]M)[.]$")
_clock = re.compile(r"(?<![\d.:])\d{1,2}[:.]\d\d(?![\d.:])|(?<![\d/])\d{1,2}/\d{1,2}(?:/\d{2,4})?(?![\d/])")
_token = re.compile(r"[^\W\d_]+(?:[.'’-][^\W\d_]+)*\.?|\d+")
_count = re.compile(r"\d{1,3}\s?[^\W\d_]")
_SOME_DAY = datetime(2024, 1, 1, tzinfo=UTC)
MOST_WORDS, _DATE_WORDS = 12, 10
_PLACE_WORDS = 3  # "New Delhi", a zone


def is_time(line: str, words: int, language: str) -> bool:
    """Tell a line that is a date or a time, before it a place, behind it who tells it.

    >>> [is_time(line, 4, "en") for line in ("Mumbai, Sept 4", "Updated 7.05pm, Friday", "Levee overtopped at 2.15pm")]
    [True, True, False]
    """
    if words > MOST_WORDS or _digit.search(line) is None:
        return False
    if words <= _DATE_WORDS and line[-1] != "." and dates.parse(line, reference=None, language=language) is not None:
        return True
    return _has_only_time(_teller.sub("", line), language)


def _has_only_time(line: str, language: str) -> bool:
    units, names = signs.times(language), calendar.of(language)
    words = [word for word in _token.findall(_clock.sub(" ", line)) if not word.isdecimal()]
    lowered = [word.lower().rstrip(".") for word in words]
    others = [
        word
        for word, low in zip(words, lowered, strict=True)
        if low not in units and low not in names.months and low not in names.weekdays
    ]
    if len(others) > _PLACE_WORDS or any(word[0].islower() for word in others):
        return False
    is_counted = not others and _count.search(line) is not None

    return bool(is_counted or _clock.search(line) or dates.find(line, reference=_SOME_DAY, language=language))
