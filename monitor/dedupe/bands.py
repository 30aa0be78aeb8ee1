"""Which sketches share a band of their signatures, in eight bytes for each band."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from monitor.dedupe.fingerprint import LEAD, PERMUTATIONS, ROW

BANDS = 32  # times 4 rows: at a likeness of .55 a pair meets in 95 of 100 cases, at .2 in 5
_ROWS = PERMUTATIONS // BANDS
_FRESH = 512  # So many sketches wait in a dictionary before they are sorted in among the others.
_CROWD = 4  # bits: so many fewer beginnings than entries are noted of a run
_GROWTH = 4  # A run is merged with the one before it unless that is so many times longer.
_NUMBER, _LAST = np.uint64(32), np.uint64(2**32 - 1)
_mixers = np.random.default_rng(42).integers(2**63, 2**64, size=(BANDS, _ROWS), dtype=np.uint64) | np.uint64(1)
_Entries = npt.NDArray[np.uint64]


class Bands:
    """Numbers of sketches by the bands of their signatures.

    The three words of its lead are bands too. An entry is the band's key in the upper half and the number in the lower one;
    entries lie in a few sorted runs, so that all numbers of a band lie side by side. Keys of different bands may be the same, one
    time in 2**32: who asks compares anyway.
    """

    def __init__(self) -> None:
        self._fresh: dict[int, int] = {}
        self._more: dict[int, list[int]] = {}
        self._waiting: list[_Entries] = []
        self._runs: list[_Run] = []
        self._asked: tuple[bytes, bytes, _Entries] = (b"", b"", np.empty(0, np.uint64))

    def __len__(self) -> int:
        return sum(map(len, self._waiting)) + sum(len(run.entries) for run in self._runs)

    def add(self, number: int, signature: bytes, lead: bytes = b"") -> None:
        """Remember a signature and a lead under a number."""
        keys = self._keys(signature, lead)
        fresh, named = self._fresh, keys.tolist()
        for key in fresh.keys() & named:
            self._more.setdefault(key, []).append(fresh[key])
        fresh.update(dict.fromkeys(named, number))
        self._waiting.append(keys << _NUMBER | np.uint64(number))
        if len(self._waiting) >= _FRESH:
            self._run(np.concatenate(self._waiting))
            self._waiting, self._fresh, self._more = [], {}, {}

    def renumber(self, numbers: npt.NDArray[np.int64]) -> None:
        """Give every number its new one, and forget those whose new one is negative."""
        entries = np.concatenate([*self._waiting, *(run.entries for run in self._runs), np.empty(0, np.uint64)])
        self._fresh, self._more, self._waiting, self._runs = {}, {}, [], []
        renamed = numbers[(entries & _LAST).astype(np.int64)]
        held = renamed >= 0
        if held.any():
            self._run((entries[held] >> _NUMBER << _NUMBER) | renamed[held].astype(np.uint64))

    def find(self, signature: bytes, lead: bytes = b"") -> set[int]:
        """Give the numbers of all signatures with a band in common with this one."""
        asked = self._keys(signature, lead)
        shared = self._fresh.keys() & asked.tolist()
        found = {number for key in shared for number in (self._fresh[key], *self._more.get(key, ()))}
        for run in self._runs:
            found.update(run.find(asked).tolist())
        return found

    def _keys(self, signature: bytes, lead: bytes) -> _Entries:
        """Give the keys of a sketch; it is looked up first and added then."""
        if self._asked[:2] != (signature, lead):
            self._asked = (signature, lead, _keys(signature, lead))
        return self._asked[2]

    def _run(self, entries: _Entries) -> None:
        runs = [*(run.entries for run in self._runs), np.sort(entries)]
        kept = self._runs
        while len(runs) > 1 and len(runs[-2]) < _GROWTH * len(runs[-1]):
            last = runs.pop()
            runs[-1] = _merged(runs[-1], last)
        self._runs = [*kept[: len(runs) - 1], _indexed(runs[-1])]


class _Run(NamedTuple):
    """Sorted entries, and where those begin whose keys begin with the same bits: few steps, however many there are."""

    entries: _Entries
    begins: npt.NDArray[np.uint32]
    shift: np.uint64

    def find(self, keys: _Entries) -> _Entries:
        """Give the numbers under some keys."""
        slots = (keys >> self.shift).astype(np.intp)
        begins = self.begins.take(slots)
        many = self.begins.take(slots + 1) - begins
        places = begins[:, None] + np.arange(many.max(initial=0), dtype=np.uint32)
        held = self.entries.take(places, mode="clip")
        is_found = (held >> _NUMBER == keys[:, None]) & (places < (begins + many)[:, None])
        numbers: _Entries = held[is_found] & _LAST
        return numbers


def _indexed(entries: _Entries) -> _Run:
    bits = max(len(entries).bit_length() - _CROWD, 1)
    shift = np.uint64(64 - bits)
    slots = np.arange(1 << bits, dtype=np.uint64) << shift
    begins = np.append(entries.searchsorted(slots), len(entries)).astype(np.uint32)
    return _Run(entries=entries, begins=begins, shift=shift - _NUMBER)


def _merged(longer: _Entries, shorter: _Entries) -> _Entries:
    """Merge two sorted runs, in half the time of sorting them together."""
    merged = np.empty(len(longer) + len(shorter), np.uint64)
    places = longer.searchsorted(shorter) + np.arange(len(shorter))
    is_longer = np.ones(len(merged), np.bool_)
    is_longer[places] = False
    merged[places] = shorter
    merged[is_longer] = longer
    return merged


def _keys(signature: bytes, lead: bytes) -> _Entries:
    """Give the keys of the bands, which also tell a band's place."""
    rows = np.frombuffer(signature, ROW).reshape(BANDS, _ROWS).astype(np.uint64)
    mixed: _Entries = ((rows + np.uint64(1)) * _mixers).sum(axis=1, dtype=np.uint64) >> _NUMBER
    return np.concatenate((mixed, np.frombuffer(lead, LEAD).astype(np.uint64))) if lead else mixed
