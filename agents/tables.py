"""What stages remember: typed tables over Faust's, backed by compacted changelogs.

Guarantees: a worker whose partition was taken away while it worked remembers nothing (`Moved`); what is derived from a table
is built anew after every recovery.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Generic, TypeVar

import faust
import msgspec

from agents.deadletter import Moved
from agents.records import Item

T = TypeVar("T")
D = TypeVar("D")


class Memory(Generic[T]):
    """A table of values of one type under text keys."""

    def __init__(self, app: faust.App, name: str, kind: type[T], *, partitions: int) -> None:
        self._app = app
        self._encoder = msgspec.msgpack.Encoder()
        self._decoder = msgspec.msgpack.Decoder(kind)
        self._table = app.Table(name, partitions=partitions, key_type=bytes, value_type=bytes)

    @property
    def generation(self) -> int:
        """Rises whenever partitions were assigned: derived things are stale then."""
        return int(self._app.consumer_generation_id)

    def get(self, key: str) -> T | None:
        """Look a value up."""
        value = self._table.get(key.encode())
        return None if value is None else self._decoder.decode(value)

    def put(self, item: Item, key: str, value: T) -> None:
        """Remember a value, as part of processing an item."""
        self._fence(item)
        self._table[key.encode()] = self._encoder.encode(value)

    def forget(self, item: Item, key: str) -> None:
        """Forget a value, as part of processing an item."""
        self._fence(item)
        self._table.pop(key.encode(), None)

    def items(self) -> Iterator[tuple[str, T]]:
        """Walk over everything."""
        for key, value in list(self._table.items()):
            yield key.decode(), self._decoder.decode(value)

    def __len__(self) -> int:
        return len(self._table)

    def _fence(self, item: Item) -> None:
        generation: Any = item.event.message.generation_id
        if generation is not None and generation != self._app.consumer_generation_id:
            raise Moved


class Derived(Generic[D]):
    """Something built from a memory (an index, a set of stories), built anew when the memory was recovered."""

    def __init__(self, generation: Callable[[], int], build: Callable[[], D]) -> None:
        self._generation = generation
        self._build = build
        self._built: tuple[int, D] | None = None

    def now(self) -> D:
        """Give it, up to date."""
        generation = self._generation()
        if self._built is None or self._built[0] != generation:
            self._built = generation, self._build()
        return self._built[1]
