"""Which offsets were handed out and are not done: the only offset that may be committed follows from it."""

from __future__ import annotations

import weakref
from collections.abc import Hashable, Iterable, Iterator
from typing import Generic, TypeVar

P = TypeVar("P", bound=Hashable)


class Tracking(Generic[P]):
    """Per partition, the offsets handed out and not yet done, and the copy of each record that counts.

    Guarantees: what `committable` gives never passes an offset that was handed out and is not done, even where its
    record is gone from memory; a copy from before a seek finishes nothing.

    >>> class Copy: ...
    >>> tracking, first, second = Tracking[str](), Copy(), Copy()
    >>> tracking.hand_out("raw/0", 7, first)
    >>> tracking.hand_out("raw/0", 8, second)
    >>> tracking.finish("raw/0", 8, second), tracking.committable("raw/0")
    (True, 7)
    >>> tracking.finish("raw/0", 7, first), tracking.committable("raw/0")
    (True, 9)
    """

    def __init__(self) -> None:
        self._partitions: dict[P, _Partition] = {}

    def __iter__(self) -> Iterator[P]:
        return iter(list(self._partitions))

    def hand_out(self, place: P, offset: int, copy: object) -> None:
        """Note that `copy` of the record at `offset` goes to the streams."""
        self._partitions.setdefault(place, _Partition()).hand_out(offset, copy)

    def finish(self, place: P, offset: int, copy: object) -> bool:
        """Note that `copy` is done; False where it is not the copy that counts."""
        partition = self._partitions.get(place)

        return partition is not None and partition.finish(offset, copy)

    def committable(self, place: P) -> int | None:
        """The smallest offset that is not done, or the one after everything; None before anything was handed out."""
        partition = self._partitions.get(place)

        return None if partition is None else partition.committable()

    def lost(self) -> list[P]:
        """Give the partitions in which a record that was handed out is gone from memory undone: nobody will finish it."""
        return [place for place, partition in self._partitions.items() if partition.has_lost()]

    def forget(self, places: Iterable[P] | None = None) -> None:
        """Forget these partitions, or all: they are read again from where they were committed."""
        for place in list(self._partitions) if places is None else places:
            self._partitions.pop(place, None)


class _Partition:
    __slots__ = ("_next", "_open")

    def __init__(self) -> None:
        self._next = 0
        # Offsets are held for good, copies weakly: a record that was lost must block, not stay in memory.
        self._open: dict[int, weakref.ref[object]] = {}

    def hand_out(self, offset: int, copy: object) -> None:
        self._next = max(self._next, offset + 1)
        self._open[offset] = weakref.ref(copy)

    def finish(self, offset: int, copy: object) -> bool:
        known = self._open.get(offset)
        if known is None or known() is not copy:
            return False

        del self._open[offset]
        return True

    def has_lost(self) -> bool:
        return any(copy() is None for copy in self._open.values())

    def committable(self) -> int:
        return min(self._open, default=self._next)
