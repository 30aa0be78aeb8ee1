"""Pieces of a text, roughly its sentences, so that a search may pass over those in which there is nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

# Both ways to end begin with white space: said so, the search runs from one white space to the next.
_end = re.compile(r"\s(?:(?<=[\n\r])[\n\r]*|(?<=[.!?]\s)\s*(?=[^\W\d_a-z]))")
_word = re.compile(r"[^\W\d_]+")
_digit = re.compile(r"\d")


def holding(text: str, sought: frozenset[str], *, figures: bool = True) -> Iterator[tuple[int, str]]:
    """Give the pieces (and where they start) that hold one of the lower-case words, or a digit.

    >>> list(holding("Ia tiba. Dua orang pulang.", frozenset({"dua"})))
    [(9, 'Dua orang pulang.')]
    """
    at = 0
    for match in _end.finditer(text):
        piece = text[at : match.start()]
        if _holds(piece, sought, figures=figures):
            yield at, piece
        at = match.end()
    if _holds(text[at:], sought, figures=figures):
        yield at, text[at:]


def _holds(piece: str, sought: frozenset[str], *, figures: bool) -> bool:
    if figures and _digit.search(piece):
        return True
    return not sought.isdisjoint(_word.findall(piece.lower()))


def words(piece: str) -> set[str]:
    """Give the words of a piece, in lower case."""
    return set(_word.findall(piece.lower()))


def telling(names: Iterable[str]) -> frozenset[str]:
    """Give the word of each name by which it is best recognised: its longest, and of two as long the later.

    >>> sorted(telling(["hari ini", "yang lalu", "the day before yesterday"]))
    ['hari', 'lalu', 'yesterday']
    """
    parts = (_word.findall(name.lower()) for name in names)
    return frozenset(max(reversed(found), key=len) for found in parts if found)
