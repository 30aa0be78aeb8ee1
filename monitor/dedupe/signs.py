"""What sort of sign each letter of a text is, in a byte; case, width, accents and marks are folded away."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Units = npt.NDArray[np.uint16]
Bytes = npt.NDArray[np.uint8]

# The upper bits tell the sort, the lower ones plain letters and figures apart, so that a plain text is hashed by these bytes.
# Letters without case are as small ones.
WORD, BEFORE_NAME, BLANK = 0x80, 0x20, 0x10
CAPITAL, SMALL, FIGURE, SORT = 0x80, 0xA0, 0xE0, 0xE0
ALONE, _GONE = 0x08, 0x01  # Neither has another bit.
FOLDED = 0xFF ^ BEFORE_NAME
"""What of a plain letter's byte is the same in capitals."""
_UNITS = 0x10000
_PLAIN = 128
# Scripts that write no space between words: Thai, Lao, Khmer, and kana and ideographs. There a letter counts as a word.
_ALONE = ((0x0E00, 0x0EFF), (0x1780, 0x17FF), (0x3040, 0x30FF), (0x3400, 0x9FFF), (0xF900, 0xFAFF))


class Signs(NamedTuple):
    """Of each code unit its sort, and its folded form in two bytes; `plain` are the sorts of ASCII, as a table for bytes."""

    sorts: Bytes
    lower: Bytes
    upper: Bytes
    plain: bytes


class Read(NamedTuple):
    """The signs of a text that leave a trace, as sorts and folded."""

    sorts: Bytes
    lower: Bytes
    upper: Bytes


@cache
def table() -> Signs:
    """Give the table, which is made once."""
    folded = list(map(_folded, range(_UNITS)))
    sorts = np.fromiter(map(_sort, range(_UNITS), folded), np.uint8, _UNITS)
    for first, last in _ALONE:
        script = sorts[first : last + 1]
        script[(script & SORT != FIGURE) & (script & WORD > 0)] = ALONE
    lower = np.array([sorts[each] & FOLDED if each < _PLAIN else each & 0xFF for each in folded], np.uint8)
    upper = np.array([each >> 8 for each in folded], np.uint8)
    return Signs(sorts=sorts, lower=lower, upper=upper, plain=bytes(sorts[:_PLAIN].tolist()) + bytes(_PLAIN))


def read(units: Units) -> Read:
    """Look up the signs of a text."""
    signs = table()
    sorts = signs.sorts.take(units)
    stays = sorts != _GONE
    if not stays.all():
        units, sorts = units[stays], sorts[stays]
    return Read(sorts=sorts, lower=signs.lower.take(units), upper=signs.upper.take(units))


def stripped(units: Units) -> Units:
    """Give the units that leave a trace."""
    found: Units = units[table().sorts.take(units) != _GONE]
    return found


def units(text: str) -> Units:
    """Give the code units of a text."""
    return np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.dtype("<u2"))


def _sort(unit: int, folded: int) -> int:
    letter = chr(unit)
    if folded == _GONE:
        return _GONE
    if not folded:
        return BLANK if letter == " " else BEFORE_NAME if letter in ",;" or letter.islower() else 0
    if letter.isdecimal():
        return FIGURE | (int(letter) if unit < _PLAIN else 0)
    return (CAPITAL if letter.isupper() else SMALL) | (folded - ord("a") if unit < _PLAIN else 0)


def _folded(unit: int) -> int:
    """Fold a letter: width, case and marks go; what is no letter and no figure parts words, and what is only a mark is gone."""
    letter = chr(unit)
    if unit < _PLAIN:
        return ord(letter.lower()) if letter.isalnum() else 0
    kind = unicodedata.category(letter)
    if kind in {"Mn", "Me", "Cf"} or unit == 0x640:
        return _GONE
    if kind == "Cs":
        return unit  # Half of a letter beyond the first plane: together they make it.
    plain = unicodedata.normalize("NFKD", letter).casefold()[:1]
    if not plain.isalnum():
        return 0
    return ord(plain) if ord(plain) < _UNITS else unit
