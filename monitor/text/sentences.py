"""Where sentences begin and end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from monitor.models import Sentence
from monitor.text import normalize, tables
from monitor.text.clean import Span


class _Words(NamedTuple):
    never: frozenset[str]
    end: frozenset[str]
    number: frozenset[str]
    starters: frozenset[str]


_MAX = 1500  # Longer than any sentence: a wall of text must not make the rules slow.
_LONGEST = 8  # An abbreviation is shorter.
_FAR = 24  # Letters of a sentence in which its last word is looked for.
_OPEN = "\"'“‘«„(\\["
_CLOSE = "\"'”’»)\\]"
_WIDE = "。！？۔؟।॥"  # These end a sentence whatever follows.
# Stops (also ". ." of machine translation), closing quotes, and then white space before something that can open a sentence. It
# begins with one set of signs, so that the search runs from one to the next.
_boundary = re.compile(
    rf"(?P<mark>[.!?…{_WIDE}])(?:(?P<plain>(?<=[^\W\d_]{{{_LONGEST}}}\.)(?=\s+[A-Z]))"
    rf"|(?<=[{_WIDE}])[{_CLOSE}」』]*|(?<=[.!?…])(?P<more>[.!?…]*(?:\s+[.…]+(?=\s|$))*)(?P<close>[{_CLOSE}]*)"
    rf"(?=\s+[{_OPEN}]*(?P<next>[^\W_]|[-–—])))"
)
_last_word = re.compile(r"(?:[^\W\d_]\.)*[^\W_]+$")
_initials = re.compile(r"[A-Z](?:\.[A-Z]){1,3}")
_first_word = re.compile(r"[^\W_]+")


@cache
def _words() -> _Words:
    table = tables.read("monitor.text", "sentences")
    return _Words(**{key: frozenset(map(str, words)) for key, words in table.items()})


def split(text: str, kept: Sequence[Span], language: str) -> tuple[Sentence, ...]:
    """Part the kept spans into sentences; a heading is one by itself, and does not count.

    >>> text = "Dr. Amir tiba. Ia diam."
    >>> [text[s.start : s.end] for s in split(text, [Span(start=0, end=len(text))], "id")]
    ['Dr. Amir tiba.', 'Ia diam.']
    """
    del language  # one table of abbreviations serves all: they hardly collide
    found: list[Sentence] = []
    position = 0
    for span in kept:
        if span.is_heading:
            found.append(Sentence(start=span.start, end=span.end, position=-1, is_heading=True))
            continue
        for start, end in _within(text, span):
            found.append(Sentence(start=start, end=end, position=position))
            position += 1
    return tuple(found)


def _within(text: str, span: Span) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    start = span.start
    for match in _boundary.finditer(text, span.start, span.end):
        if match["next"] is None or _ends(text, start, match):
            _add(found, text, start, match.end())
            start = match.end()
    _add(found, text, start, span.end)
    return found


def _ends(text: str, start: int, match: re.Match[str]) -> bool:
    """Tell the end of a sentence from an abbreviation, an initial, or a pause before a small letter."""
    mark, _, more, close, following = match.groups()
    if following.islower():
        return False
    at = match.start()
    if mark != "." or more or (close and close.strip(")]")) or _is_plain(text, start, at):
        return True
    ending = text[max(start, at - _FAR) : at]
    word = None if _is_ordinary(ending) else _last_word.search(text, max(start, at - _FAR), at)
    if word is None:
        return True
    words, key = _words(), normalize.fold(word.group())
    is_initial = len(key) == 1 and word.group().isupper()
    is_numbered = following.isdecimal() and key in words.number
    if is_initial or is_numbered or (key.isdecimal() and _is_item(text, start, word)):
        return False
    may_end = key in words.end or _initials.fullmatch(word.group()) is not None
    if may_end or key in words.never:
        opening = _first_word.match(text, match.start("next"))
        return may_end and opening is not None and normalize.fold(opening.group()) in words.starters
    return True


def _is_plain(text: str, start: int, end: int) -> bool:
    """Tell a word that is longer than any abbreviation, which is what most sentences end in."""
    ending = text[max(end - _LONGEST, start) : end]
    return len(ending) == _LONGEST and ending.isalpha()


def _is_ordinary(ending: str) -> bool:
    """Tell that a sentence ends in a word that is on none of the lists, and is no initial."""
    word = ending[ending.rfind(" ") + 1 :]

    return len(word) > 1 and word.isalpha() and normalize.fold(word) not in _listed()


@cache
def _listed() -> frozenset[str]:
    words = _words()

    return words.never | words.end | words.number


def _is_item(text: str, start: int, number: re.Match[str]) -> bool:
    """Tell the number of an item in a list: "1. Time", at the start or behind a colon."""
    before = text[start : number.start()].strip()
    return len(number.group()) < 3 and (not before or before[-1] in ":;")


def _add(found: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    """Add a sentence without the white space around it, in pieces where it is too long to be one."""
    while end - start > _MAX:
        cut = text.rfind(" ", start + 1, start + _MAX)
        cut = cut if cut > start else start + _MAX
        _add(found, text, start, cut)
        start = cut
    piece = text[start:end].lstrip()
    if piece:
        found.append((end - len(piece), end - len(piece) + len(piece.rstrip())))
