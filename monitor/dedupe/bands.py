"""Which sketches share a band of their signatures, in eight bytes for each band."""

from __future__ import annotations

from collections.abc import Sequence
from struct import Struct

import numpy as np
import numpy.typing as npt

from monitor.dedupe.entries import KEY, NUMBER, Keys, Sorted
from monitor.dedupe.fingerprint import LEAD, LEADS

BANDS = 32  # times 4 rows: at a likeness of .55 a pair meets in 95 of 100 cases, at .2 in 5
_BAND = np.dtype("<u8")  # the four rows of a band, as one
_FRESH = 512  # So many sketches wait in a dictionary before they are sorted in among the others.
_bands, _leads = Struct(f"<{BANDS}Q"), Struct(f"<{LEADS}I")
_mixers = np.random.default_rng(42).integers(2**63, 2**64, size=BANDS, dtype=np.uint64) | np.uint64(1)


class Bands:
    """Numbers of sketches by the bands of their signatures.

    The three words of its lead are bands too; either all sketches have one or none. Keys of different bands may be the same, one
    time in 2**32: who asks compares anyway.
    """

    def __init__(self) -> None:
        self._fresh: dict[int, int] = {}
        self._more: dict[int, list[int]] = {}
        self._waiting: list[tuple[bytes, bytes, int]] = []
        self._sorted = Sorted()
        self._asked = _Asked(bytes(_bands.size), b"")

    def __len__(self) -> int:
        return len(self._waiting) + len(self._sorted)

    def add(self, number: int, signature: bytes, lead: bytes = b"") -> None:
        """Remember a signature and a lead under a number."""
        asked, fresh = self._ask(signature, lead), self._fresh
        for key in self._shared(asked):
            self._more.setdefault(key, []).append(fresh[key])
        for key in asked.bands:  # Faster than an update.
            fresh[key] = number
        asked.shared = None
        self._waiting.append((signature, lead, number))
        if len(self._waiting) >= _FRESH:
            self._settle()

    def renumber(self, numbers: npt.NDArray[np.int64]) -> None:
        """Give every number its new one, and forget those whose new one is negative; the new ones rise as the old ones did."""
        if self._waiting:
            self._settle()
        self._asked.shared = None
        self._sorted = self._sorted.renumbered(numbers)

    def find(self, signature: bytes, lead: bytes = b"") -> set[int]:
        """Give the numbers of all signatures with a band in common with this one."""
        asked = self._ask(signature, lead)
        found = set[int]()
        for key in self._shared(asked):
            found.update((self._fresh[key], *self._more.get(key, ())))
        if len(self._sorted):
            found.update(self._sorted.find(_keys([signature], [lead])[0]).tolist())
        return found

    def _settle(self) -> None:
        """Sort in what waits."""
        signatures, leads, numbers = zip(*self._waiting, strict=True)
        entries = _keys(signatures, leads).astype(np.uint64) << NUMBER
        entries |= np.array(numbers, np.uint64)[:, None]
        ordered = entries.ravel()
        ordered.sort()
        self._sorted.add(ordered)
        self._waiting, self._fresh, self._more = [], {}, {}
        self._asked.shared = None

    def _shared(self, asked: _Asked) -> set[int]:
        """Give the keys that fresh sketches have too: once to find, and once more to add."""
        if asked.shared is None:
            fresh = self._fresh.keys()
            asked.shared = set() if fresh.isdisjoint(asked.bands) else fresh & asked.bands
        return asked.shared

    def _ask(self, signature: bytes, lead: bytes) -> _Asked:
        """Give the bands of a sketch; it is looked up first and added then."""
        if self._asked.signature != signature or self._asked.lead != lead:
            self._asked = _Asked(signature, lead)
        return self._asked


class _Asked:
    """The bands of a sketch as plain numbers, and those of them that fresh sketches have too, once these are looked up."""

    __slots__ = ("bands", "lead", "shared", "signature")

    def __init__(self, signature: bytes, lead: bytes) -> None:
        self.signature, self.lead = signature, lead
        self.bands: tuple[int, ...] = _bands.unpack(signature)
        if lead:
            self.bands += _leads.unpack(lead)
        self.shared: set[int] | None = None


def _keys(signatures: Sequence[bytes], leads: Sequence[bytes]) -> Keys:
    """Give the keys of the bands of some sketches, a row for each; a key also tells its band's place."""
    many = len(signatures)
    mixed = np.frombuffer(b"".join(signatures), _BAND).reshape(many, BANDS) * _mixers
    led = np.frombuffer(b"".join(leads), LEAD).reshape(many, -1)
    return np.concatenate((mixed.view(KEY)[:, 1::2], led), axis=1)
