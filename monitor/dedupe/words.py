"""The words of a text as numbers: the same in every process, and found for a whole text at once."""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Collection
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import xxhash

from monitor.text import tables

Hashes = npt.NDArray[np.uint64]
_Units = npt.NDArray[np.uint16]
_Bytes = npt.NDArray[np.uint8]
_Bools = npt.NDArray[np.bool_]
_Places = npt.NDArray[np.intp]

_SPACE, _GONE = 0, 1  # What parts words has no part in their hashes.
_NAME = 3  # Letters: shorter words in capitals are mostly particles.
_UNITS = 0x10000
# Scripts that write no space between words: Thai, Lao, Khmer, and kana and ideographs. There a letter counts as a word.
_ALONE = ((0x0E00, 0x0EFF), (0x1780, 0x17FF), (0x3040, 0x30FF), (0x3400, 0x9FFF), (0xF900, 0xFAFF))
_FIRST, _SECOND, _UPPER = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F), np.uint64(0x165667B19E3779F9)
_MIX = np.uint64(0xD6E8FEB86659FD93)
_SHIFT, _UPPERMOST = np.uint64(32), np.uint64(48)
_WHOLE = 16  # Letters that are hashed at once; few words have more.
_EIGHT, _SIXTEEN = np.dtype("<u8"), np.dtype("<c16")  # So many bytes, whatever they mean.
_LEFT, _RIGHT = (
    " " * 2,
    " " * (_WHOLE + 1),
)  # Around a text: two signs are looked at before a word, and so many from where it begins.

# What sort a sign is. The bits of a capital, of the space before it and of what stands before that lie so that one shift lays
# them over each other.
_CAPITAL, _FIGURE, _BLANK, _BEFORE_NAME, _ALONE_SIGN = 1, 2, 4, 8, 16


class _Signs(NamedTuple):
    """What each code unit is: its folded form, or that it parts words or leaves no trace; and bits that say what sort it is.

    `plain` and `kinds` are the same of ASCII, as tables for bytes.
    """

    folded: _Units
    sorts: _Bytes
    plain: bytes
    kinds: bytes


class Words(NamedTuple):
    """The hashes of a text's words, in order; where each begins and ends; and which are figures, numerals or names."""

    hashes: Hashes
    starts: _Places
    ends: _Places
    tells: _Bools

    @property
    def facts(self) -> _Units:
        """Give 16 bits each of the words that make news."""
        return (self.hashes[self.tells] >> _UPPERMOST).astype("<u2")


@cache
def _signs() -> _Signs:
    folded = np.fromiter(map(_folded, range(_UNITS)), np.uint16, _UNITS)
    sorts = np.fromiter(map(_sort, range(_UNITS)), np.uint8, _UNITS)
    for first, last in _ALONE:
        sorts[first : last + 1] |= np.where(folded[first : last + 1] > _GONE, _ALONE_SIGN, 0).astype(np.uint8)
    plain, kinds = (bytes(each[:128].tolist()) + bytes(128) for each in (folded, sorts))
    return _Signs(folded=folded, sorts=sorts, plain=plain, kinds=kinds)


def _sort(unit: int) -> int:
    letter = chr(unit)
    before = letter.islower() or letter in ",;0123456789"
    blank = letter == " "
    return letter.isupper() * _CAPITAL | letter.isdecimal() * _FIGURE | blank * _BLANK | before * _BEFORE_NAME


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
def _masks() -> npt.NDArray[np.complex128]:
    """Give what to keep of sixteen letters, for words of each length."""
    kept = b"".join((b"\xff" * length).ljust(_WHOLE, b"\0") for length in range(_WHOLE + 1))
    return np.frombuffer(kept, _SIXTEEN)


def mixed(values: Hashes) -> Hashes:
    """Spread values over all 64 bits."""
    values = values ^ (values >> _SHIFT)
    values *= _MIX
    values ^= values >> _SHIFT
    return values


def read(text: str) -> Words:
    """Find the words of a text; case, width, accents and punctuation do not count.

    >>> bool((read("The bridge, ten").hashes == read("the BRIDGE – ten!").hashes).all())
    True
    """
    signs = _signs()
    if text.isascii():
        letters = f"{_LEFT}{text}{_RIGHT}".encode("ascii")
        plain = letters.translate(signs.plain)
        starts, ends = _bounds(np.frombuffer(plain, np.bool_))
        hashes = _hashed(plain, starts, ends - starts)
        kinds: _Bytes = np.frombuffer(letters.translate(signs.kinds), np.uint8)
    else:
        units, folded = _stripped(_units(f"{_LEFT}{text}{_RIGHT}"))
        kinds = signs.sorts.take(units)
        starts, ends = _bounds_alone(folded != _SPACE, kinds & _ALONE_SIGN > 0)
        hashes = _hashed_wide(folded, starts, ends - starts)
    return Words(hashes, starts, ends, _telling(kinds, starts, ends - starts, hashes))


def _stripped(units: _Units) -> tuple[_Units, _Units]:
    """Give the units that leave a trace, as they are and folded."""
    folded = _signs().folded.take(units)
    stays = folded != _GONE
    return (units, folded) if stays.all() else (units[stays], folded[stays])


def _units(text: str) -> _Units:
    """Give the code units of a text."""
    return np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.dtype("<u2"))


def _bounds(is_word: _Bools) -> tuple[_Places, _Places]:
    """Find where words begin and end, without the margin."""
    edges = (is_word[2:] ^ is_word[1:-1]).nonzero()[0]
    return edges[::2], edges[1::2]


def _bounds_alone(is_word: _Bools, is_alone: _Bools) -> tuple[_Places, _Places]:
    """Find where words begin and end, each letter of a script without spaces being one."""
    if not is_alone.any():
        return _bounds(is_word)
    parts = is_alone[2:] | is_alone[1:-1]
    this, before = is_word[2:], is_word[1:-1]
    return (this & (~before | parts)).nonzero()[0], (before & (~this | parts)).nonzero()[0]


def _hashed_wide(folded: _Units, starts: _Places, lengths: _Places) -> Hashes:
    """Hash each word by the lower halves of its letters, and by the upper ones where it has any."""
    hashes = _hashed(folded.astype(np.uint8).tobytes(), starts, lengths)
    upper = folded >> 8
    return hashes + _hashed(upper.astype(np.uint8).tobytes(), starts, lengths) * _UPPER if upper.any() else hashes


def _hashed(letters: bytes, starts: _Places, lengths: _Places) -> Hashes:
    """Hash each word by its letters, wherever it stands; letters that are zero do not count."""
    windows = np.ndarray(
        len(letters) - len(_LEFT) - _WHOLE + 1, _SIXTEEN, letters, len(_LEFT), 1
    )  # One at each letter.
    halves: Hashes = windows[starts].view(_EIGHT)
    halves &= _masks().take(lengths, mode="clip").view(_EIGHT)
    hashes = halves[::2] * _FIRST
    hashes += halves[1::2] * _SECOND
    if len(lengths) and lengths.max() > _WHOLE:
        for place in (lengths > _WHOLE).nonzero()[0]:
            start = int(starts[place]) + len(_LEFT)
            tail = letters[start + _WHOLE : start + int(lengths[place])]
            hashes[place : place + 1] += np.uint64(xxhash.xxh3_64_intdigest(tail) if any(tail) else 0)
    return hashes


def _telling(kinds: _Bytes, starts: _Places, lengths: _Places, hashes: Hashes) -> _Bools:
    """Tell the words that make news: figures, numerals, and words with a capital inside a sentence."""
    marks = kinds[1:-1] >> 2
    marks &= kinds[:-2] >> 3
    marks |= _FIGURE
    marks &= kinds[2:]
    first = marks[starts]
    first &= (lengths >= _NAME).view(np.uint8) | _FIGURE
    numerals = _numerals()
    tells: _Bools = numerals.hashes[numerals.places(hashes).view(np.int64)] == hashes
    tells |= first.astype(np.bool_)
    return tells


class _Numerals(NamedTuple):
    """Hashes, each in the place that its uppermost bits name once it is multiplied."""

    hashes: Hashes
    factor: np.uint64
    shift: np.uint64

    def places(self, hashes: Hashes) -> Hashes:
        """Tell where hashes would stand."""
        places = hashes * self.factor
        places >>= self.shift
        return places


@cache
def _numerals() -> _Numerals:
    """Give the numerals of all languages."""
    rows = tables.read("monitor.text", "numbers").values()
    names = " ".join(str(name) for row in rows for key in ("ones", "ones_more", "scales") for name in row[key])
    folded = _signs().folded.take(_units(f"{_LEFT}{names}{_RIGHT}"))
    starts, ends = _bounds(folded != _SPACE)
    hashes = np.unique(_hashed_wide(folded, starts, ends - starts))
    bits = 2 * len(hashes).bit_length() - 3  # So many places that one factor in a few dozen lets no two meet.
    tried = (
        _Numerals(np.zeros(1 << bits, np.uint64), np.uint64(factor), np.uint64(64 - bits))
        for factor in itertools.count(1, 2)
    )
    found = next(each for each in tried if len(np.unique(each.places(hashes))) == len(hashes))
    found.hashes[found.places(hashes)] = hashes
    return found


def named(text: str, wanted: Collection[int]) -> tuple[str, ...]:
    """Spell out, in order, the words of a text whose hashes end in one of the wanted 16 bits and that make news."""
    words = read(text)
    units, _ = _stripped(_units(text))
    places = words.tells.nonzero()[0][np.isin(words.facts, np.array(sorted(wanted), np.uint16))]
    found = (units[words.starts[place] : words.ends[place]].tobytes() for place in places)
    return tuple(dict.fromkeys(each.decode("utf-16-le", "surrogatepass") for each in found))
