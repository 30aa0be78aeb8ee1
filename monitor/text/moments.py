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
_record = re.compile(
    r"\d{1,2}\s[^\W\d_]+\.?(?:\s\d{4})?\s?[:–—-]\s"  # "4 March: Convoy seized"
    r"|[^:]{1,40}:\s?[\d.,+–-]+(?:\s?%|\s[^\W\d_]+)?$"  # "Turnout: 61 percent"
    r"|[^\W\d_]+\s(?:\d{1,3}|[IVX]+|[A-Z])(?:[:.](?:\s.*)?)?$"  # "Annex B: Maps", not "Updated 7.05pm"
    r"|(?:[^\W\d_]+\s){1,3}\d{1,3}(?:[-–]\d{1,3})?(?:,?\s(?:[^\W\d_]+\s){1,3}\d{1,3}(?:[-–]\d{1,3})?)?$"  # "City 0 United 3"
)
_SOME_DAY = datetime(2024, 1, 1, tzinfo=UTC)
MOST_WORDS, _DATE_WORDS = 12, 10
_SMALL_WORDS = 2
_PLACE_WORDS = 3  # "New Delhi", a zone


def is_time(line: str, words: int, language: str) -> bool:
    """Tell a line that is a date or a time, before it a place, behind it who tells it.

    >>> [is_time(line, 4, "en") for line in ("Mumbai, Sept 4", "Updated 7.05pm, Friday", "Levee overtopped at 2.15pm")]
    [True, True, False]
    """
    if words > MOST_WORDS or _digit.search(line) is None or _is_told(line, signs.times(language)):
        return False
    others = _others(line, language)
    is_short = words <= _DATE_WORDS and len(others) < _PLACE_WORDS
    if is_short and line[-1] != "." and dates.parse(line, reference=None, language=language) is not None:
        return True

    return not is_record(line) and _has_only_time(_teller.sub("", line), language)


def _is_told(line: str, units: frozenset[str]) -> bool:
    """Tell at once a line with so many words in small letters that it is a sentence or a headline."""
    left = _SMALL_WORDS
    for word in line.split():
        if word[0].islower() and word.rstrip(".,:") not in units:
            left -= 1
            if left < 0:
                return True
    return False


def is_record(line: str) -> bool:
    """Tell a line of a chronology, a table or a treaty.

    >>> [is_record(line) for line in ("4 March: Convoy seized", "Dead: 14", "City 0 United 3", "Cycling: Moro wins")]
    [True, True, True, False]
    """
    return _record.match(line) is not None


def _others(line: str, language: str) -> list[str]:
    """Give the words of a line that are no words of time."""
    units, names = signs.times(language), calendar.of(language)
    words = [word for word in _token.findall(_clock.sub(" ", line)) if not word.isdecimal()]
    lowered = [word.lower().rstrip(".") for word in words]

    return [
        word
        for word, low in zip(words, lowered, strict=True)
        if low not in units and low not in names.months and low not in names.weekdays
    ]


def _has_only_time(line: str, language: str) -> bool:
    others = _others(line, language)
    if len(others) > _PLACE_WORDS or any(word[0].islower() for word in others):
        return False
    is_counted = not others and _count.search(line) is not None

    return bool(is_counted or _clock.search(line) or dates.find(line, reference=_SOME_DAY, language=language))
