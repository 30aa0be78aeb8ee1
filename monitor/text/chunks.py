"""Pieces of a text, roughly its sentences, so that a search may pass over those in which there is nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_end = re.compile(r"[\n\r]+|(?<=[.!?])\s+(?=[^\W\d_a-z])")
_word = re.compile(r"[^\W\d_]+")
_digit = re.compile(r"\d")


def holding(text: str, words: frozenset[str], *, figures: bool = True) -> Iterator[tuple[int, str]]:
    """Give the pieces (and where they start) that hold one of the lower-case words, or a digit.

    >>> list(holding("Ia tiba. Dua orang pulang.", frozenset({"dua"})))
    [(9, 'Dua orang pulang.')]
    """
    at = 0
    for match in _end.finditer(text):
        piece = text[at : match.start()]
        if _holds(piece, words, figures=figures):
            yield at, piece
        at = match.end()
    if _holds(text[at:], words, figures=figures):
        yield at, text[at:]


def _holds(piece: str, words: frozenset[str], *, figures: bool) -> bool:
    if figures and _digit.search(piece):
        return True
    return not words.isdisjoint(_word.findall(piece.lower()))


def first_words(names: Iterable[str]) -> frozenset[str]:
    """Give the words by which names of one or more words are recognised."""
    return frozenset(found.group() for name in names if (found := _word.search(name.lower())))
