"""What the log writes and takes away: cuts, compaction, retention."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from agents.transport.logfile import OFFSET_BITS, transaction
from agents.transport.rows import EVERYTHING, Record, pack

TOMBSTONES_MS = 24 * 3_600_000  # As long as Kafka keeps them: a consumer that is behind still sees the deletion.
CHUNK = 5_000  # Records taken away in one transaction, so that nobody waits long for the file.


class Taken(NamedTuple):
    """A record on its way into the file."""

    partition: int
    record: Record
    compacted: bool


@dataclass(slots=True)
class Cut:
    """Everything that changed up to one instant."""

    records: list[Taken]
    ends: dict[int, int]
    offsets: list[tuple[str, int, int, str]]
    floors: dict[int, int] = field(default_factory=dict)
    inbox: int = 0


def write(db: sqlite3.Connection, cut: Cut) -> None:
    """Store a cut, whole or not at all."""
    with transaction(db):
        _store(db, (taken for taken in cut.records if not taken.compacted))
        _supersede(db, [taken for taken in cut.records if taken.compacted], cut.floors)
        db.executemany("UPDATE partitions SET next = ?2 WHERE id = ?1", cut.ends.items())
        db.executemany("INSERT OR REPLACE INTO offsets VALUES (?, ?, ?, ?)", cut.offsets)
        if cut.inbox:
            db.execute("DELETE FROM inbox WHERE id <= ?", (cut.inbox,))


def _store(db: sqlite3.Connection, taken: Iterable[Taken]) -> None:
    db.executemany(
        "INSERT INTO records(id, at, key, headers, value) VALUES (?, ?, ?, ?, ?)",
        (
            (partition << OFFSET_BITS | record.offset, record.at, record.key, pack(record.headers), record.value)
            for partition, record, _ in taken
        ),
    )


def _supersede(db: sqlite3.Connection, taken: list[Taken], floors: dict[int, int]) -> None:
    """Store compacted records; the older one of a key goes as soon as every group is past it."""
    last = {(partition, record.key): record.offset for partition, record, _ in taken}
    kept = [one for one in taken if one.partition in floors or last[one.partition, one.record.key] == one.record.offset]
    _store(db, kept)
    for partition, record, _ in kept:
        key = partition, record.key
        db.execute("INSERT OR IGNORE INTO stale SELECT id FROM newest WHERE partition = ? AND key = ?", key)
        db.execute("INSERT OR REPLACE INTO newest VALUES (?, ?, ?)", (*key, partition << OFFSET_BITS | record.offset))
    for partition in {one.partition for one in kept}:
        drop_stale(db, partition, floors.get(partition, EVERYTHING))


def drop_stale(db: sqlite3.Connection, partition: int, floor: int) -> None:
    """Take away superseded records that every group is past."""
    span = partition << OFFSET_BITS, partition << OFFSET_BITS | floor
    db.execute("DELETE FROM records WHERE id IN (SELECT id FROM stale WHERE id >= ? AND id < ?)", span)
    db.execute("DELETE FROM stale WHERE id >= ? AND id < ?", span)


def drop_tombstones(db: sqlite3.Connection, partition: int, floor: int, before_ms: int) -> None:
    """Take away deletions that everybody has had time to see."""
    low = partition << OFFSET_BITS
    dead = db.execute(
        "SELECT id, key FROM records WHERE value IS NULL AND at < ? AND id >= ? AND id < ? LIMIT ?",
        (before_ms, low, low | floor, CHUNK),
    ).fetchall()
    db.executemany("DELETE FROM records WHERE id = ?", [(record,) for record, _ in dead])
    db.executemany(
        "DELETE FROM newest WHERE partition = ? AND key = ? AND id = ?",
        [(partition, key, record) for record, key in dead],
    )


def trim(db: sqlite3.Connection, partition: int, floor: int, before_ms: int) -> int:
    """Take away up to `CHUNK` of the oldest records, never a young one, nor one a group has not finished."""
    low = partition << OFFSET_BITS
    oldest = db.execute(
        "SELECT id, at FROM records WHERE id >= ? AND id < ? ORDER BY id LIMIT ?", (low, low | floor, CHUNK)
    ).fetchall()
    old = next((index for index, (_, at) in enumerate(oldest) if at >= before_ms), len(oldest))
    if old:
        last = oldest[old - 1][0]
        db.execute("DELETE FROM records WHERE id >= ? AND id <= ?", (low, last))
        db.execute("DELETE FROM newest WHERE partition = ? AND id <= ?", (partition, last))

    return old
