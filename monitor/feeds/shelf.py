"""What was read lately and may be wanted again, as much of it as there is room for."""

from __future__ import annotations

from collections import OrderedDict
from typing import Generic, TypeVar

T = TypeVar("T")


class Shelf(Generic[T]):
    """Keeps values by key within a count and a size; what was not asked for the longest goes first.

    >>> shelf: Shelf[str] = Shelf(items=2, size=10)
    >>> for name in ("a", "b", "c"):
    ...     shelf.put(name, name.upper(), 3)
    >>> [shelf.get(name) for name in ("a", "b", "c")]
    [None, 'B', 'C']
    """

    def __init__(self, *, items: int, size: int) -> None:
        self._items = items
        self._room = size
        self._kept: OrderedDict[str, tuple[T, int]] = OrderedDict()
        self._size = 0

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def size(self) -> int:
        """How much of the room is taken."""
        return self._size

    def get(self, key: str) -> T | None:
        """Give what is kept under a key."""
        found = self._kept.get(key)
        if found is None:
            return None
        self._kept.move_to_end(key)
        return found[0]

    def put(self, key: str, value: T, size: int) -> None:
        """Keep a value of a size, and let go of what there is no room for; a value larger than all of it is not kept."""
        _, before = self._kept.pop(key, (None, 0))
        self._kept[key] = (value, size)
        self._size += size - before
        while self._kept and (len(self._kept) > self._items or self._size > self._room):
            _, (_, gone) = self._kept.popitem(last=False)
            self._size -= gone
