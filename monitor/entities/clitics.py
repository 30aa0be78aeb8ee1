"""What a language writes together with a name, without a space: before it ("وحماس") or behind it ("Hamasnya")."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from monitor.text import tables


@dataclass(frozen=True, slots=True)
class Glue:
    """What may stand glued to a name in one language."""

    before: frozenset[str] = frozenset()
    behind: frozenset[str] = frozenset()
    longest: int = 0

    def is_led(self, text: str, start: int, end: int) -> bool:
        """Tell whether what stands before a name in its token is one of the language's prefixes."""
        if not self.before or end - start < 3:
            return False
        first = start
        while first and text[first - 1].isalnum() and start - first <= self.longest:
            first -= 1

        return text[first:start] in self.before


@cache
def of(language: str) -> Glue:
    """Give the clitics of a language; a language without a row has none."""
    rows: dict[str, Any] = tables.read(__package__ or "", "clitics")
    row = rows.get(language, {})
    before, behind = (frozenset(row.get(side, "").split()) for side in ("before", "behind"))

    return Glue(before, behind, max(map(len, before | behind), default=0))


def is_joined(one: str, other: str) -> bool:
    """Tell whether two neighbouring letters may be of one word: none is a mark, and none of a script without spaces.

    Katakana is written without spaces too, but a word of it ends where it ends.
    """
    if not (one.isalnum() and other.isalnum()):
        return False
    if one < "\u0e00" and other < "\u0e00":
        return True

    return not (_is_unspaced(one) or _is_unspaced(other)) and _is_katakana(one) == _is_katakana(other)


def _is_unspaced(letter: str) -> bool:
    """Tell whether a letter is Thai, hiragana or Han."""
    return "\u0e00" <= letter <= "\u0e7f" or "\u3040" <= letter <= "\u309f" or "\u3400" <= letter <= "\u9fff"


def _is_katakana(letter: str) -> bool:
    return "\u30a0" <= letter <= "\u30ff"


def ends(text: str, end: int, glue: Glue, length: int) -> bool:
    """Tell whether a name ends here: at a boundary, or before a clitic and a boundary."""
    if end >= len(text) or not is_joined(text[end - 1], text[end]) or "\uac00" <= text[end] <= "\ud7a3":
        return True
    if not glue.behind or length < 4:
        return False
    last = end
    while last < len(text) and text[last].isalnum() and last - end <= glue.longest:
        last += 1

    return text[end:last] in glue.behind
