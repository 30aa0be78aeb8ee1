"""The words of a text as numbers: the same in every process, and found for a whole text at once."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from monitor.text import tables

Hashes = npt.NDArray[np.uint64]
_Units = npt.NDArray[np.uint16]
_Plain = npt.NDArray[np.uint8]
_Places = npt.NDArray[np.intp]

_SPACE, _GONE = 0, 1  # What parts words has no part in their hashes.
_NAME = 3  # Letters: shorter words in capitals are mostly particles.
_UNITS = 0x10000
# Scripts that write no space between words: Thai, Lao, Khmer, and kana and ideographs. There a letter counts as a word.
_ALONE = ((0x0E00, 0x0EFF), (0x1780, 0x17FF), (0x3040, 0x30FF), (0x3400, 0x9FFF), (0xF900, 0xFAFF))
_BASE = 0x9E3779B97F4A7C15  # Odd, so that it has an inverse among 64-bit numbers.
_MIX = np.uint64(0xD6E8FEB86659FD93)
_SHIFT = np.uint64(32)
_FEWEST = 1 << 14  # Places for the numerals: in so many two seldom meet.


_CAPITAL, _FIGURE, _ALONE_SIGN, _BEFORE_NAME = 1, 2, 4, 8


class _Signs(NamedTuple):
    """What each code unit is: its folded form, or that it parts words or leaves no trace; and bits that say what sort it is.

    `plain` are the folded forms of ASCII, as a table for bytes.
    """

    folded: _Units
    sorts: npt.NDArray[np.uint8]
    plain: bytes


class Words(NamedTuple):
    """The hashes of a text's words, in order; where each begins and ends; and which are figures, numerals or names."""

    hashes: Hashes
    starts: _Places
    ends: _Places
    tells: npt.NDArray[np.bool_]


@cache
def _signs() -> _Signs:
    folded = np.fromiter(map(_folded, range(_UNITS)), np.uint16, _UNITS)
    sorts = np.fromiter(map(_sort, range(_UNITS)), np.uint8, _UNITS)
    for first, last in _ALONE:
        sorts[first : last + 1] |= np.where(folded[first : last + 1] > _GONE, _ALONE_SIGN, 0).astype(np.uint8)
    return _Signs(folded=folded, sorts=sorts, plain=bytes(folded[:128].tolist()) + bytes(128))


def _sort(unit: int) -> int:
    letter = chr(unit)
    before = letter.islower() or letter in ",;0123456789"
    return letter.isupper() * _CAPITAL | letter.isdecimal() * _FIGURE | before * _BEFORE_NAME


def _folded(unit: int) -> int:
    """Fold a letter: width, case and marks go; what is no letter and no figure parts words, and what is only a mark is gone."""
    letter = chr(unit)
    if unit < 128:
        return ord(letter.lower()) if letter.isalnum() else _SPACE
    kind = unicodedata.category(letter)
    if kind in {"Mn", "Me", "Cf"} or unit == 0x640:
        return _GONE
    if kind == "Cs":
        return unit  # Half of a letter beyond the first plane: together they make it.
    plain = unicodedata.normalize("NFKD", letter).casefold()[:1]
    if not plain.isalnum():
        return _SPACE
    return ord(plain) if ord(plain) < _UNITS else unit


@cache
def _powers(length: int) -> tuple[Hashes, Hashes]:
    """Give the powers of the base, and of its inverse, up to a length."""
    tables_of = []
    for base in (_BASE, pow(_BASE, -1, 1 << 64)):
        with np.errstate(over="ignore"):
            steps = np.full(length, base, np.uint64)
            steps[0] = 1
            tables_of.append(np.multiply.accumulate(steps))
    return tables_of[0], tables_of[1]


def mixed(values: Hashes) -> Hashes:
    """Spread values over all 64 bits."""
    values = (values ^ (values >> _SHIFT)) * _MIX
    return values ^ (values >> _SHIFT)


def read(text: str) -> Words:
    """Find the words of a text; case, width, accents and punctuation do not count.

    >>> bool((read("The bridge, ten").hashes == read("the BRIDGE – ten!").hashes).all())
    True
    """
    signs = _signs()
    if text.isascii():
        letters = f" {text} ".encode("ascii")
        units: _Plain | _Units = np.frombuffer(letters, np.uint8)
        folded: _Plain | _Units = np.frombuffer(letters.translate(signs.plain), np.uint8)
        starts, ends = _bounds(folded)
    else:
        units, folded = _stripped(_units(text))
        starts, ends = _bounds_alone(folded, (signs.sorts.take(units) & _ALONE_SIGN).astype(np.bool_))
    hashes = _hashed(folded, starts)
    return Words(hashes, starts, ends, _telling(signs.sorts, units, (starts, ends), hashes))


def _stripped(units: _Units) -> tuple[_Units, _Units]:
    """Give the units that leave a trace, as they are and folded."""
    folded = _signs().folded.take(units)
    stays = folded != _GONE
    return (units, folded) if stays.all() else (units[stays], folded[stays])


def _units(text: str) -> _Units:
    """Give the code units of a text, between two spaces: so every word has an end."""
    return np.frombuffer(f" {text} ".encode("utf-16-le", "surrogatepass"), np.uint16)


def _bounds(folded: _Plain | _Units) -> tuple[_Places, _Places]:
    """Find where words begin and end."""
    is_word = folded != _SPACE
    edges = np.flatnonzero(is_word[1:] != is_word[:-1]) + 1
    return edges[::2], edges[1::2]


def _bounds_alone(folded: _Units, is_alone: npt.NDArray[np.bool_]) -> tuple[_Places, _Places]:
    """Find where words begin and end, each letter of a script without spaces being one."""
    if not is_alone.any():
        return _bounds(folded)
    is_word = folded != _SPACE
    parts = is_alone[1:] | is_alone[:-1]
    begins, ends = is_word.copy(), is_word.copy()
    begins[1:] &= ~is_word[:-1] | parts
    ends[:-1] &= ~is_word[1:] | parts
    return np.flatnonzero(begins), np.flatnonzero(ends) + 1


def _hashed(folded: _Plain | _Units, starts: _Places) -> Hashes:
    """Hash each word as a polynomial of its letters, wherever it stands."""
    if not len(starts):
        return np.empty(0, np.uint64)
    powers, inverses = _powers(1 << max(13, (len(folded) - 1).bit_length()))  # So that there are few tables.
    hashes: Hashes = np.add.reduceat(folded * powers[: len(folded)], starts) * inverses.take(starts)
    return mixed(hashes)


def _telling(
    sorts: _Plain, units: _Plain | _Units, bounds: tuple[_Places, _Places], hashes: Hashes
) -> npt.NDArray[np.bool_]:
    """Tell the words that make news: figures, numerals, and words with a capital inside a sentence."""
    starts, ends = bounds
    firsts = sorts.take(units.take(starts))
    numerals = _numerals()
    tells: npt.NDArray[np.bool_] = numerals.take(hashes % np.uint64(len(numerals))) == hashes
    tells |= firsts & _FIGURE > 0
    capitals = np.flatnonzero(firsts & _CAPITAL)
    at = starts.take(capitals)
    is_name = (ends.take(capitals) - at >= _NAME) & (units.take(at - 1) == ord(" "))
    is_name &= sorts.take(units.take(at - 2, mode="clip")) & _BEFORE_NAME > 0
    tells[capitals[is_name]] = True
    return tells


@cache
def _numerals() -> Hashes:
    """Give the hashes of the numerals of all languages, each in the place that its remainder names."""
    rows = tables.read("monitor.text", "numbers").values()
    names = " ".join(str(name) for row in rows for key in ("ones", "ones_more", "scales") for name in row[key])
    folded = _signs().folded.take(_units(names))
    hashes = np.unique(_hashed(folded, _bounds(folded)[0]))
    size = _FEWEST
    while len(np.unique(hashes % np.uint64(size))) < len(hashes):
        size += 1
    table = np.roll(np.arange(size, dtype=np.uint64), 1)  # What stands in an empty place has another remainder.
    table[hashes % np.uint64(size)] = hashes
    return table


def named(text: str, wanted: Collection[int]) -> tuple[str, ...]:
    """Spell out, in order, the words of a text whose hashes end in one of the wanted 16 bits and that make news."""
    signs, words = _signs(), read(text)
    units = _units(text)
    units = units[signs.folded[units] != _GONE]
    places = np.flatnonzero(words.tells & np.isin(words.hashes.astype(np.uint16), np.array(sorted(wanted), np.uint16)))
    found = (units[words.starts[place] : words.ends[place]].tobytes() for place in places)
    return tuple(dict.fromkeys(each.decode("utf-16-le", "surrogatepass") for each in found))
