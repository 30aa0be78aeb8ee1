"""Which sketches share a band of their signatures, in eight bytes for each band."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from monitor.dedupe.entries import NUMBER, Entries, Sorted
from monitor.dedupe.fingerprint import LEAD

BANDS = 32  # times 4 rows: at a likeness of .55 a pair meets in 95 of 100 cases, at .2 in 5
_BAND = np.dtype("<u8")  # the four rows of a band, as one
_FRESH = 512  # So many sketches wait in a dictionary before they are sorted in among the others.
_mixers = np.random.default_rng(42).integers(2**63, 2**64, size=BANDS, dtype=np.uint64) | np.uint64(1)


class Bands:
    """Numbers of sketches by the bands of their signatures.

    The three words of its lead are bands too. Keys of different bands may be the same, one time in 2**32: who asks compares
    anyway.
    """

    def __init__(self) -> None:
        self._fresh: dict[int, int] = {}
        self._more: dict[int, list[int]] = {}
        self._waiting: list[tuple[Entries, int]] = []
        self._sorted = Sorted()
        self._asked = _Asked(b"", b"")

    def __len__(self) -> int:
        return sum(len(keys) for keys, _ in self._waiting) + len(self._sorted)

    def add(self, number: int, signature: bytes, lead: bytes = b"") -> None:
        """Remember a signature and a lead under a number."""
        asked = self._keys(signature, lead)
        fresh = self._fresh
        for key in self._shared(asked):
            self._more.setdefault(key, []).append(fresh[key])
        fresh.update(dict.fromkeys(asked.named, number))
        asked.shared = None
        self._waiting.append((asked.keys, number))
        if len(self._waiting) >= _FRESH:
            self._settle()

    def renumber(self, numbers: npt.NDArray[np.int64]) -> None:
        """Give every number its new one, and forget those whose new one is negative; the new ones rise as the old ones did."""
        if self._waiting:
            self._settle()
        self._asked = _Asked(b"", b"")
        self._sorted = self._sorted.renumbered(numbers)

    def find(self, signature: bytes, lead: bytes = b"") -> set[int]:
        """Give the numbers of all signatures with a band in common with this one."""
        asked = self._keys(signature, lead)
        shared = self._shared(asked)
        found = (
            {number for key in shared for number in (self._fresh[key], *self._more.get(key, ()))}
            if shared
            else set[int]()
        )
        if len(self._sorted):
            found.update(self._sorted.find(asked.keys).tolist())
        return found

    def _settle(self) -> None:
        """Sort in what waits."""
        keys, numbers = zip(*self._waiting, strict=True)
        counts = [len(each) for each in keys]
        entries = np.concatenate(keys) << NUMBER | np.repeat(np.array(numbers, np.uint64), counts)
        entries.sort()
        self._sorted.add(entries)
        self._waiting, self._fresh, self._more = [], {}, {}

    def _shared(self, asked: _Asked) -> set[int]:
        """Give the keys that fresh sketches have too: once to find, and once more to add."""
        if asked.shared is None:
            asked.shared = self._fresh.keys() & asked.named
        return asked.shared

    def _keys(self, signature: bytes, lead: bytes) -> _Asked:
        """Give the keys of a sketch; it is looked up first and added then."""
        if self._asked.signature != signature or self._asked.lead != lead:
            self._asked = _Asked(signature, lead)
        return self._asked


class _Asked:
    """The keys of the bands of a sketch, which also tell a band's place; and the same as plain numbers."""

    __slots__ = ("keys", "lead", "named", "shared", "signature")

    def __init__(self, signature: bytes, lead: bytes) -> None:
        self.signature, self.lead = signature, lead
        bands = np.frombuffer(signature, _BAND)
        self.keys: Entries = np.empty(len(bands) + len(lead) // LEAD.itemsize, np.uint64)
        mixed = np.multiply(bands, _mixers[: len(bands)], out=self.keys[: len(bands)])
        mixed >>= NUMBER
        self.keys[len(bands) :] = np.frombuffer(lead, LEAD)
        self.named: list[int] = self.keys.tolist()
        self.shared: set[int] | None = None
