"""Short lines in which a page speaks of itself: of its buttons, lists and letters, in whatever order it puts the words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from monitor.text import normalize, tables

_PACKAGE = "monitor.text"
_WEIGHTS = {"page": 2, "likely": 1, "plain": 0}
_ENOUGH, _ENOUGH_IN_PROSE = 2, 3
_MOST_WORDS = 9
_said = re.compile(r"[\"“”«»]")


def speaks(line: str, language: str) -> bool:
    """Tell a line that holds only words of pages, and enough that news has not.

    >>> speaks("Sort comments by newest", "en"), speaks("The story so far", "en")
    (True, False)
    """
    weights = _weights(language)
    found = 0
    words = normalize.tokens(line)
    if len(words) > _MOST_WORDS or _said.search(line):
        return False
    for word in words:
        weight = weights.get(word)
        if weight is None and not word.isdecimal():
            return False
        found += weight or 0
    return found >= (_ENOUGH_IN_PROSE if line.endswith(".") else _ENOUGH)


@cache
def _weights(language: str) -> Mapping[str, int]:
    """Give what each word weighs: those of the language and English ones, as pages in every language carry them."""
    rows: dict[str, Any] = tables.read(_PACKAGE, "page")
    weights: dict[str, int] = {}
    for code in (language, "en") if language in rows else rows:
        for sort, weight in _WEIGHTS.items():
            for word in rows[code][sort].split():
                weights[word] = max(weight, weights.get(word, 0))
    return weights
