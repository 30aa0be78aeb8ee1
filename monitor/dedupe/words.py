"""The words of a text as numbers: the same in every process, and found for a whole text at once."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import xxhash

from monitor.dedupe import signs
from monitor.text import tables

Hashes = npt.NDArray[np.uint64]
_Bools = npt.NDArray[np.bool_]
_Places = npt.NDArray[np.intp]
_Masks = npt.NDArray[np.complex128]

# Arrays without a dimension, which numpy takes in half the time of its plain numbers.
_FIRST, _SECOND, _UPPER = map(
    np.array, np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], np.uint64)
)
_NOTHING = np.array(0, np.int8)
_EIGHT, _SIXTEEN = np.dtype("<u8"), np.dtype("<c16")  # So many bytes, whatever they mean.
_HALF, _QUARTER = np.dtype("<u4"), np.dtype("<u2")
_WINDOW = 16  # bytes: two signs before a word, for what they tell of it, and the letters of it that are hashed at once.
_AHEAD = 2
_WHOLE = _WINDOW - _AHEAD  # Few words have more letters.
_LEFT, _RIGHT = " " * _AHEAD, " " * (_WINDOW + 1)  # Around a text, so that there is a window at each of its letters.


def _first(*bits: int) -> int:
    """Give the first signs of a window as a number; the later a sign, the more it counts."""
    return int.from_bytes(bits, "little")


# What is asked of the two signs before a word and of its first; and what is turned there, so that a figure is more than a capital
# and that more than a small letter. Names have three letters or more, for shorter words in capitals are mostly particles.
_ASKED = np.array(_first(signs.BEFORE_NAME, signs.WORD | signs.BLANK, signs.SORT), np.uint32)
_TURNED = np.array(_first(0, 0, signs.BEFORE_NAME), np.uint32)
_FIGURE = _first(0, 0, signs.FIGURE ^ signs.BEFORE_NAME)
_NAME = _first(signs.BEFORE_NAME, signs.BLANK, signs.CAPITAL ^ signs.BEFORE_NAME)
_least = np.array([_FIGURE] * 3 + [_NAME], np.uint32)
"""The least that makes news, for words of so many letters."""


class Words(NamedTuple):
    """The hashes of a text's words, in order; where each begins and ends; and which are figures, numerals or names."""

    hashes: Hashes
    starts: _Places
    ends: _Places
    tells: _Bools

    @property
    def facts(self) -> signs.Units:
        """Give 16 bits each of the words that make news."""
        facts: signs.Units = self.hashes.view(_QUARTER)[3::4][self.tells]
        return facts


def read(text: str) -> Words:
    """Find the words of a text; case, width, accents and punctuation do not count.

    >>> bool((read("The bridge, ten").hashes == read("the BRIDGE – ten!").hashes).all())
    True
    """
    if not text.isascii():
        return _read_wide(text)
    sorts = f"{_LEFT}{text}{_RIGHT}".encode("ascii").translate(signs.table().plain)
    starts, ends = _bounds(np.frombuffer(sorts, np.int8) < _NOTHING)
    lengths = ends - starts
    halves = _windows(sorts, starts)
    tells = _telling(halves, lengths)
    masks = _masks(signs.FOLDED)
    try:
        hashes = _hashed(halves, masks[lengths])
    except IndexError:  # This way nothing is spent on a text without long words.
        hashes = _hashed(halves, masks.take(lengths, mode="clip"))
        _add_tails(hashes, sorts.translate(_folding()), starts, lengths)
    return Words(hashes, starts, ends, _with_numerals(tells, hashes))


def _read_wide(text: str) -> Words:
    """Read a text with letters beyond ASCII: by the lower halves of letters, and by the upper where there are any."""
    found = signs.read(signs.units(f"{_LEFT}{text}{_RIGHT}"))
    starts, ends = _bounds_alone(found.sorts.view(np.int8) < 0, found.sorts == signs.ALONE)
    lengths = ends - starts
    hashes = _hashed_letters(found.lower.tobytes(), starts, lengths)
    if found.upper.any():
        hashes += _hashed_letters(found.upper.tobytes(), starts, lengths) * _UPPER
    tells = _telling(_windows(found.sorts.tobytes(), starts), lengths)
    return Words(hashes, starts, ends, _with_numerals(tells, hashes))


def _bounds(is_word: _Bools) -> tuple[_Places, _Places]:
    """Find where words begin and end, without the margin."""
    edges = (is_word[2:] ^ is_word[1:-1]).nonzero()[0]
    return edges[::2], edges[1::2]


def _bounds_alone(is_word: _Bools, is_alone: _Bools) -> tuple[_Places, _Places]:
    """Find where words begin and end, each letter of a script without spaces being one."""
    if not is_alone.any():
        return _bounds(is_word)
    parts = is_alone[2:] | is_alone[1:-1]
    is_word |= is_alone
    this, before = is_word[2:], is_word[1:-1]
    return (this & (~before | parts)).nonzero()[0], (before & (~this | parts)).nonzero()[0]


def _windows(letters: bytes, starts: _Places) -> Hashes:
    """Give the windows at some places, each in two halves."""
    windows = np.ndarray(len(letters) - _WINDOW + 1, _SIXTEEN, letters, 0, 1)  # One at each letter.
    halves: Hashes = windows[starts].view(_EIGHT)
    return halves


def _hashed(halves: Hashes, masks: _Masks) -> Hashes:
    """Hash words by what the masks keep of their windows."""
    halves &= masks.view(_EIGHT)
    hashes: Hashes = halves[::2] * _FIRST
    hashes += halves[1::2] * _SECOND
    return hashes


def _hashed_letters(letters: bytes, starts: _Places, lengths: _Places) -> Hashes:
    """Hash each word by its letters, wherever it stands; letters that are zero do not count."""
    hashes = _hashed(_windows(letters, starts), _masks(0xFF).take(lengths, mode="clip"))
    _add_tails(hashes, letters, starts, lengths)
    return hashes


def _add_tails(hashes: Hashes, letters: bytes, starts: _Places, lengths: _Places) -> None:
    """Add the rest of words that are longer than a window."""
    for place in (lengths > _WHOLE).nonzero()[0]:
        start = int(starts[place]) + _AHEAD
        tail = letters[start + _WHOLE : start + int(lengths[place])]
        hashes[place : place + 1] += np.uint64(xxhash.xxh3_64_intdigest(tail) if any(tail) else 0)


@cache
def _masks(letter: int) -> _Masks:
    """Give what to keep of a window, for words of each length: so much of each letter."""
    kept = (bytes(_AHEAD) + (bytes([letter]) * length).ljust(_WHOLE, b"\0") for length in range(_WHOLE + 1))
    return np.frombuffer(b"".join(kept), _SIXTEEN)


@cache
def _folding() -> bytes:
    return bytes(sort & signs.FOLDED for sort in range(256))


def _telling(halves: Hashes, lengths: _Places) -> _Bools:
    """Tell the words that make news by the signs in and before them: figures, and words with a capital inside a sentence."""
    signed = halves.view(_HALF)[::4] & _ASKED
    signed ^= _TURNED
    tells: _Bools = signed >= _least.take(lengths, mode="clip")
    return tells


def _with_numerals(tells: _Bools, hashes: Hashes) -> _Bools:
    """Add the words that are numerals."""
    upper, quarters = hashes.view(_HALF)[1::2], hashes.view(_QUARTER)
    for quarter, known in _numerals():
        tells |= known.take(quarters[quarter::4], mode="clip") == upper
    return tells


@cache
def _numerals() -> tuple[tuple[int, npt.NDArray[np.uint32]], ...]:
    """Give the upper halves of the hashes of the numerals of all languages, each where a quarter of its hash says.

    What would stand where another does stands by another quarter.
    """
    rows = tables.read("monitor.text", "numbers").values()
    names = " ".join(str(name) for row in rows for key in ("ones", "ones_more", "scales") for name in row[key])
    found = signs.read(signs.units(f"{_LEFT}{names}{_RIGHT}"))
    starts, ends = _bounds(found.sorts.view(np.int8) < 0)
    hashes = _hashed_letters(found.lower.tobytes(), starts, ends - starts)
    hashes += _hashed_letters(found.upper.tobytes(), starts, ends - starts) * _UPPER
    rest, made = np.unique(hashes), []
    for quarter in (3, 2, 1):
        known = np.zeros(1 << 16, np.uint32)
        places, first = np.unique(rest.view(_QUARTER)[quarter::4], return_index=True)
        known[places] = rest.view(_HALF)[1::2][first]
        made.append((quarter, known))
        rest = np.delete(rest, first)
        if not len(rest):
            break
    return tuple(made)


def named(text: str, wanted: Collection[int]) -> tuple[str, ...]:
    """Spell out, in order, the words of a text whose hashes end in one of the wanted 16 bits and that make news."""
    words = read(text)
    units = signs.stripped(signs.units(text))
    places = words.tells.nonzero()[0][np.isin(words.facts, np.array(sorted(wanted), np.uint16))]
    found = (units[words.starts[place] : words.ends[place]].tobytes() for place in places)
    return tuple(dict.fromkeys(each.decode("utf-16-le", "surrogatepass") for each in found))
