"""What stages remember: typed tables over Faust's, backed by compacted changelogs.

Guarantees: what is put counts at once for whoever looks here, and is written only when its item was handed on; if it never is,
it is taken back. A worker whose partition was taken away while it worked remembers nothing (`Moved`). What is derived from a
table is built anew after every recovery, and after anything was taken back. Items that are in work side by side may be done in
another order than they put: the later put wins, whichever is done last.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Generic, NamedTuple, TypeVar

import faust
import msgspec

from agents.deadletter import Moved
from agents.records import Item

T = TypeVar("T")
D = TypeVar("D")


class _Note(NamedTuple):
    """What a key will hold (None: nothing), noted under a generation; `turn` counts the puts."""

    key: bytes
    value: bytes | None
    generation: int
    turn: int


@dataclass(slots=True)
class _Pending:
    """The notes of one key whose items are not done, in the order in which they were put, and the last turn that was written."""

    notes: list[_Note] = field(default_factory=list)
    written: int = 0


class Memory(Generic[T]):
    """A table of values of one type under text keys."""

    def __init__(self, app: faust.App, name: str, kind: type[T], *, partitions: int) -> None:
        self._app = app
        self._encoder = msgspec.msgpack.Encoder()
        self._decoder = msgspec.msgpack.Decoder(kind)
        self._ahead: dict[bytes, _Pending] = {}
        self._turns = 0
        self._taken_back = 0
        self._table = app.Table(name, partitions=partitions, key_type=bytes, value_type=bytes)

    @property
    def generation(self) -> tuple[int, int]:
        """Changes whenever partitions were assigned or something was taken back: derived things are stale then."""
        return self._assigned, self._taken_back

    @property
    def _assigned(self) -> int:
        return int(self._app.consumer_generation_id)

    def __len__(self) -> int:
        return len(self._table)

    def get(self, key: str) -> T | None:
        """Look a value up."""
        name = key.encode()
        note = self._latest(name)
        value = note.value if note else self._table.get(name)
        return None if value is None else self._decoder.decode(value)

    def put(self, item: Item, key: str, value: T) -> None:
        """Remember a value, as part of processing an item."""
        self._note(item, key.encode(), self._encoder.encode(value))

    def forget(self, item: Item, key: str) -> None:
        """Forget a value, as part of processing an item."""
        self._note(item, key.encode(), None)

    def put_all(self, item: Item, story: str, values: Iterable[T]) -> None:
        """Remember parts of a story, each under its id."""
        for value in values:
            self.put(item, f"{story}/{value.id}", value)  # type: ignore[attr-defined]  # Parts of a story have ids.

    def forget_all(self, item: Item, story: str, values: Iterable[T]) -> None:
        """Forget parts of a story."""
        for value in values:
            self.forget(item, f"{story}/{value.id}")  # type: ignore[attr-defined]  # As above.

    def items(self) -> Iterator[tuple[str, T]]:
        """Walk over everything."""
        ahead = {key: note.value for key in self._ahead if (note := self._latest(key))}
        for key, value in {**dict(self._table.items()), **ahead}.items():
            if value is not None:
                yield key.decode(), self._decoder.decode(value)

    def _note(self, item: Item, key: bytes, value: bytes | None) -> None:
        if item.is_moved(self._assigned):
            raise Moved
        self._turns += 1
        note = _Note(key, value, self._assigned, self._turns)
        self._ahead.setdefault(key, _Pending()).notes.append(note)
        item.notes.append(partial(self._settle, note))

    def _latest(self, key: bytes) -> _Note | None:
        """Give the last note of a key that counts: of this generation, and put after what the table holds."""
        pending = self._ahead.get(key)
        if pending is None:
            return None
        notes = reversed(pending.notes)
        return next((each for each in notes if each.generation == self._assigned and each.turn > pending.written), None)

    def _settle(self, note: _Note, is_handed_on: bool) -> None:  # noqa: FBT001  # Called back, by position.
        pending = self._ahead[note.key]
        pending.notes.remove(note)
        if not pending.notes:
            del self._ahead[note.key]
        if not is_handed_on:
            self._taken_back += 1
        elif note.turn > pending.written:
            pending.written = note.turn
            self._write(note)

    def _write(self, note: _Note) -> None:
        if note.value is None:
            self._table.pop(note.key, None)
        else:
            self._table[note.key] = note.value


class Derived(Generic[D]):
    """Something built from a memory (an index, a set of stories), built anew when the memory was recovered."""

    def __init__(self, generation: Callable[[], Hashable], build: Callable[[], D]) -> None:
        self._generation = generation
        self._build = build
        self._built: tuple[Hashable, D] | None = None

    @property
    def built(self) -> D | None:
        """What was built last, if anything was; nothing is built for this."""
        return self._built[1] if self._built else None

    def renew(self, build: Callable[[], D]) -> None:
        """Build it in another way from now on."""
        self._build, self._built = build, None

    def now(self) -> D:
        """Give it, up to date."""
        generation = self._generation()
        if self._built is None or self._built[0] != generation:
            self._built = generation, self._build()
        return self._built[1]
