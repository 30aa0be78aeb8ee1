"""A partitioned, durable log in one SQLite file.

One process owns the file. Records, the offsets its groups have finished and the letters taken from the inbox are
written together: `Log.cut` takes all of them at one instant, `Log.write` stores them in one transaction. What a killed
process leaves behind is therefore always such an instant, never a mixture of two.

`write` and `clean` may run in a thread of their own; everything else belongs to one thread.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from agents.transport import logfile, rows, upkeep
from agents.transport.facts import TopicFacts, TopicRow
from agents.transport.progress import Progress
from agents.transport.rows import EVERYTHING, Bounds, Headers, Letter, Place, Record
from agents.transport.upkeep import Cut, Taken

SYNC = ("normal", "full")


class Draft(NamedTuple):
    """A record that has no offset yet; `at` in milliseconds since 1970."""

    topic: str
    partition: int
    at: int
    key: bytes | None
    value: bytes | None
    headers: Headers = ()

    @property
    def place(self) -> Place:
        """Where it goes."""
        return self.topic, self.partition


class Log:
    """The log, owned by this process until `close`."""

    def __init__(self, path: Path, *, sync: str = "normal") -> None:
        if sync not in SYNC:
            raise logfile.LogUnavailable(path, f"sync={sync} is neither of {', '.join(SYNC)}")
        self.path = path
        self._lock = logfile.Lock(path)
        self._writing = threading.Lock()
        self._pending: list[Taken] = []
        self._grown: set[Place] = set()
        self._moved: set[tuple[str, Place]] = set()
        self._stored: dict[int, int] = {}
        self._emptied = self._last_letter = 0
        with ExitStack() as undo, logfile.plainly(path):
            undo.callback(self._lock.release)
            self._db = undo.enter_context(closing(logfile.connect(path)))
            logfile.prepare(self._db, path, sync=sync)
            self._reading = undo.enter_context(closing(logfile.connect(path)))
            self._load()
            self._close = undo.pop_all().close

    def _load(self) -> None:
        self.topics: dict[str, TopicFacts] = dict(rows.topics(self._db))
        self._ids = {place: number for place, number, _ in rows.places(self._db)}
        self._ends = {place: end for place, _, end in rows.places(self._db)}
        self._stored = {number: end for _, number, end in rows.places(self._db)}
        self.groups: dict[str, dict[Place, Progress]] = {}
        for group, place, base, done in rows.offsets(self._db):
            self.groups.setdefault(group, {})[place] = Progress(base, done)

    def close(self) -> None:
        """Let the file go; what was not written is lost."""
        with self._writing, logfile.plainly(self.path):
            self._close()

    def declare(self, row: TopicRow) -> TopicFacts:
        """Create a topic where it is missing; return what there is."""
        if row.name in self.topics:
            return self.topics[row.name]
        with self._changing():
            topic = self._db.execute(
                "INSERT INTO topics(name, partitions, retention_ms, compacted) VALUES (?, ?, ?, ?)",
                (row.name, row.partitions, row.retention_ms, row.compacted),
            ).lastrowid
            self._db.executemany(
                "INSERT INTO partitions(topic, number) VALUES (?, ?)",
                [(topic, number) for number in range(row.partitions)],
            )
        self.topics = dict(rows.topics(self._db))
        for place, number, end in rows.places(self._db):
            self._ids[place] = number
            self._ends.setdefault(place, end)
            self._stored.setdefault(number, end)

        return self.topics[row.name]

    @contextmanager
    def _changing(self) -> Iterator[None]:
        with self._writing, logfile.plainly(self.path), logfile.transaction(self._db):
            yield

    def append(self, draft: Draft) -> int:
        """Give a record its offset; it is durable, and can be read, once the next cut is written."""
        compacted = self.topics[draft.topic].compacted
        if compacted and draft.key is None:
            message = f"{draft.topic}: a record without a key cannot be kept in a compacted topic"
            raise ValueError(message)
        place = draft.place
        offset = self._ends[place]
        self._ends[place] = offset + 1
        self._grown.add(place)
        record = Record(offset, draft.at, draft.key, draft.value, draft.headers)
        self._pending.append(Taken(self._ids[place], record, compacted))

        return offset

    def join(self, group: str, place: Place, *, from_end: bool = False) -> Progress:
        """How far a group is; one new to the partition starts at its first record, or at its end."""
        known = self.groups.setdefault(group, {})
        if place not in known:
            first, end = self.bounds(place)
            known[place] = Progress(end if from_end else first)
            self._moved.add((group, place))

        return known[place]

    def finish(self, group: str, place: Place, offset: int) -> None:
        """Note that a group is done with a record."""
        if self.groups[group][place].finish(offset):
            self._moved.add((group, place))

    def seek(self, group: str, place: Place, offset: int) -> None:
        """Have a group read again from `offset`, whatever it had finished."""
        self.groups[group][place].seek(offset)
        self._moved.add((group, place))

    def take_letters(self, limit: int) -> list[Letter]:
        """The oldest letters of other processes; they leave the inbox with the next cut."""
        with logfile.plainly(self.path):
            found = rows.letters(self._reading, self._last_letter, limit)
        if found:
            self._emptied = self._last_letter = found[-1].number

        return found

    @property
    def is_clean(self) -> bool:
        """Whether nothing waits to be written."""
        return not (self._pending or self._moved or self._emptied)

    def cut(self) -> Cut:
        """Take everything that changed up to this instant."""
        progress = [(group, place, self.groups[group][place]) for group, place in self._moved]
        taken = Cut(
            records=self._pending,
            ends={self._ids[place]: self._ends[place] for place in self._grown},
            offsets=[
                (group, self._ids[place], one.base, json.dumps(sorted(one.done))) for group, place, one in progress
            ],
            floors=self.floors(),
            inbox=self._emptied,
        )
        self._pending, self._grown, self._moved, self._emptied = [], set(), set(), 0

        return taken

    def write(self, cut: Cut) -> None:
        """Store a cut, whole or not at all."""
        with self._writing, logfile.plainly(self.path):
            upkeep.write(self._db, cut)
        self._stored.update(cut.ends)

    def floors(self) -> dict[int, int]:
        """Where the slowest group stands in each partition; nothing from there on may be taken away."""
        floors: dict[int, int] = {}
        for group in self.groups.values():
            for place, progress in group.items():
                number = self._ids[place]
                floors[number] = min(progress.base, floors.get(number, EVERYTHING))

        return floors

    def clean(self, now_ms: int, floors: Mapping[int, int]) -> int:
        """Take away what retention and compaction no longer keep; return how many records retention took."""
        gone = 0
        for (topic, _), number in list(self._ids.items()):
            facts, floor = self.topics[topic], floors.get(number, EVERYTHING)
            if facts.compacted:
                with self._changing():
                    upkeep.drop_stale(self._db, number, floor)
                    upkeep.drop_tombstones(self._db, number, floor, now_ms - upkeep.TOMBSTONES_MS)
            if facts.retention_ms is not None:
                gone += self._trim(number, floor, now_ms - facts.retention_ms)

        return gone

    def _trim(self, number: int, floor: int, before_ms: int) -> int:
        total = 0
        while True:
            with self._changing():
                gone = upkeep.trim(self._db, number, floor, before_ms)
            total += gone
            if gone < upkeep.CHUNK:
                return total

    def bounds(self, place: Place) -> Bounds:
        """What exists of a partition, in the file."""
        with logfile.plainly(self.path):
            return rows.bounds(self._reading, self._ids[place])

    def end(self, place: Place) -> int:
        """The offset after the last durable record of a partition, without looking into the file."""
        return self._stored[self._ids[place]]

    def read(self, place: Place, start: int, limit: int) -> list[Record]:
        """Up to `limit` durable records of a partition from offset `start` on."""
        with logfile.plainly(self.path):
            return rows.records(self._reading, self._ids[place], start, limit)
