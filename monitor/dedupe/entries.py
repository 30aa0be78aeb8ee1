"""Keys with the numbers that stand under them, in a few sorted runs: eight bytes each, and no long pause to order them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

NUMBER = np.uint64(32)
"""An entry is a key in the upper half and a number in the lower one."""
LAST = np.uint64(2**32 - 1)
Entries = npt.NDArray[np.uint64]
_Places = npt.NDArray[np.uint32]
KEY = np.dtype("<u4")
Keys = npt.NDArray[np.uint32]
_steps = np.arange(64)[:, None, None]  # Few slots have more entries.
_Held = TypeVar("_Held", Entries, _Places)

_CROWD = 2  # bits: so many fewer slots than entries has a run
_GROWTH = 4  # A run is merged with the one before it unless that is so many times longer,
_MOST = 1 << 24  # or both together were longer than this: what comes then is a run of its own.
_STEP = 1 << 18  # Entries that are merged within ten milliseconds; longer runs are merged bit by bit.


class _Run(NamedTuple):
    """Where a run lies, where the beginnings of its slots are noted, and how many bits of a key do not count for its slot."""

    start: int
    end: int
    noted: int
    shift: int

    @property
    def many(self) -> int:
        """How many entries it has."""
        return self.end - self.start

    @property
    def slots(self) -> int:
        """How many slots it has."""
        return 1 << 32 - self.shift


class Sorted:
    """Entries in sorted runs, one behind the other, the longer ones first; all are searched at once.

    A run is merged with its neighbour while others are added: each time a bounded piece of the work is done.
    """

    def __init__(self, *, step: int = _STEP, most: int = _MOST) -> None:
        self._step, self._most = step, most
        self._entries: Entries = np.empty(0, np.uint64)
        self._begins: _Places = np.empty(0, np.uint32)
        self._runs: list[_Run] = []
        self._work: Iterator[None] = iter(())
        self._busy = -1  # the first of the two runs that are being merged
        self._place()

    def __len__(self) -> int:
        return self._runs[-1].end if self._runs else 0

    def add(self, entries: Entries) -> None:
        """Take in sorted entries."""
        self._append(entries)
        while len(self._runs) - 2 > self._busy + 1 and self._may_merge(len(self._runs) - 2, self._step):
            for _ in self._merging(len(self._runs) - 2):
                pass
        if self._busy < 0:
            pairs = reversed(range(len(self._runs) - 1))
            self._busy = next((first for first in pairs if self._may_merge(first, self._most)), -1)
            self._work = self._merging(self._busy) if self._busy >= 0 else iter(())
        if next(self._work, self) is self:
            self._busy = -1

    def find(self, keys: Keys) -> Entries:
        """Give the numbers under some keys."""
        if not self._runs:
            return self._entries[:0]
        slots = (keys >> self._shifts) + self._noted
        begins, ends = self._begins[slots], self._begins[1:][slots]
        most = int(np.maximum.reduce(ends - begins, axis=None))
        places = begins + (_steps[:most] if most <= len(_steps) else np.arange(most)[:, None, None])
        held = self._entries.take(places, mode="clip")
        hits = held.view(KEY)[..., 1::2] == keys
        if not np.count_nonzero(hits):
            return self._entries[:0]
        hits &= places < ends
        numbers: Entries = held[hits] & LAST
        return numbers

    def renumbered(self, numbers: npt.NDArray[np.int64]) -> Sorted:
        """Give the entries with new numbers, which rise as the old ones did, without those whose new one is negative."""
        other = Sorted(step=self._step, most=self._most)
        for run in self._runs:
            entries = self._entries[run.start : run.end]
            renamed = numbers[(entries & LAST).astype(np.int64)]
            held = renamed >= 0
            if held.any():
                other._append((entries[held] >> NUMBER << NUMBER) | renamed[held].astype(np.uint64))
        return other

    def _may_merge(self, first: int, most: int) -> bool:
        longer, shorter = self._runs[first], self._runs[first + 1]
        return longer.many < _GROWTH * shorter.many and longer.many + shorter.many <= most

    def _append(self, entries: Entries) -> None:
        last = self._runs[-1] if self._runs else None
        noted = last.noted + last.slots + 1 if last else 0
        run = _Run(len(self), len(self) + len(entries), noted, _shift(len(entries)))
        self._entries = _put(self._entries, run.start, entries)
        begins = _unnoted(run)
        begins[_note(begins, 0, _slots(run, entries), run.start) + 1 :] = run.end
        self._begins = _put(self._begins, noted, begins)
        self._runs.append(run)
        self._place()

    def _merging(self, first: int) -> Iterator[None]:
        """Merge a run with the one behind it, a step at a time; until the last step both stay as they are."""
        longer, shorter = self._runs[first : first + 2]
        run = _Run(longer.start, shorter.end, longer.noted, _shift(longer.many + shorter.many))
        merged, begins = np.empty(run.many, np.uint64), _unnoted(run)
        one, other, at, last = longer.start, shorter.start, 0, 0
        while at < run.many:
            until = min(one + self._step, longer.end)
            rest = self._entries[other : shorter.end]
            more = int(rest.searchsorted(self._entries[until])) if until < longer.end else len(rest)
            piece = _merged(self._entries[one:until], rest[:more])
            merged[at : at + len(piece)] = piece
            last = _note(begins, last, _slots(run, piece), run.start + at)
            one, other, at = until, other + more, at + len(piece)
            yield
        begins[last + 1 :] = run.end
        self._replace(first, run, merged, begins)

    def _replace(self, first: int, run: _Run, merged: Entries, begins: _Places) -> None:
        """Put a merged run in the place of two."""
        behind = self._runs[first + 2 :]
        if behind:
            kept = self._begins[behind[0].noted : behind[-1].noted + behind[-1].slots + 1].copy()
            moved = run.noted + len(begins) - behind[0].noted
            behind = [each._replace(noted=each.noted + moved) for each in behind]
            self._begins = _put(self._begins, behind[0].noted, kept)
        self._entries[run.start : run.end] = merged
        self._begins = _put(self._begins, run.noted, begins)
        self._runs[first:] = [run, *behind]
        self._place()

    def _place(self) -> None:
        """Note where the runs lie, so that all are searched at once."""
        self._shifts = np.array([[run.shift] for run in self._runs], KEY)
        self._noted = np.array([[run.noted] for run in self._runs], np.intp)


def _shift(many: int) -> int:
    return 32 - max(many.bit_length() - _CROWD, 1)


def _slots(run: _Run, entries: Entries) -> npt.NDArray[np.intp]:
    return (entries >> (NUMBER + np.uint64(run.shift))).astype(np.intp)


def _unnoted(run: _Run) -> _Places:
    """Give room to note where each slot of a run begins, and at last where the run ends; the first slot begins with it."""
    begins = np.empty(run.slots + 1, np.uint32)
    begins[0] = run.start
    return begins


def _note(begins: _Places, last: int, slots: npt.NDArray[np.intp], start: int) -> int:
    """Note where the slots behind the last one begin, of entries that lie from a place on; gives the last slot noted now."""
    if not len(slots):
        return last
    counts = np.bincount(slots - last)
    begins[last + 1 : last + len(counts)] = counts[:-1].cumsum() + start
    return last + len(counts) - 1


def _put(held: _Held, start: int, added: _Held) -> _Held:
    """Write behind what is held, with room for more."""
    end = start + len(added)
    if end > len(held):  # In place where the system can, so that nothing is copied; nobody keeps a view.
        held.resize(end + end // 16, refcheck=False)
    held[start:end] = added
    return held


def _merged(longer: Entries, shorter: Entries) -> Entries:
    """Merge two sorted runs, in half the time of sorting them together."""
    merged = np.empty(len(longer) + len(shorter), np.uint64)
    places = longer.searchsorted(shorter) + np.arange(len(shorter))
    is_longer = np.ones(len(merged), np.bool_)
    is_longer[places] = False
    merged[places] = shorter
    merged[is_longer] = longer
    return merged
