"""Reading the rows of the log, for its owner and for anybody else."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

from agents.transport.facts import TopicFacts
from agents.transport.logfile import OFFSET_BITS

Place = tuple[str, int]  # A topic's name and a partition's number.
Headers = tuple[tuple[str, bytes | None], ...]

EVERYTHING = (1 << OFFSET_BITS) - 1


class Record(NamedTuple):
    """A record in a partition; `at` in milliseconds since 1970."""

    offset: int
    at: int
    key: bytes | None
    value: bytes | None
    headers: Headers


class Bounds(NamedTuple):
    """The first offset that exists and the one after the last; equal where nothing does."""

    first: int
    end: int


class Letter(NamedTuple):
    """A record another process wants in the log; `partition` None leaves the choice to the owner."""

    number: int
    topic: str
    partition: int | None
    at: int
    key: bytes | None
    value: bytes | None
    headers: Headers


def topics(db: sqlite3.Connection) -> Iterator[tuple[str, TopicFacts]]:
    """Every topic by name."""
    for name, partitions, retention_ms, compacted in db.execute(
        "SELECT name, partitions, retention_ms, compacted FROM topics ORDER BY name"
    ):
        yield name, TopicFacts(partitions=partitions, retention_ms=retention_ms, compacted=bool(compacted))


def places(db: sqlite3.Connection) -> Iterator[tuple[Place, int, int]]:
    """Every partition with its id and the offset its next record gets."""
    for name, number, partition, end in db.execute(
        "SELECT t.name, p.number, p.id, p.next FROM partitions p JOIN topics t ON t.id = p.topic ORDER BY p.id"
    ):
        yield (name, number), partition, end


def offsets(db: sqlite3.Connection) -> Iterator[tuple[str, Place, int, list[int]]]:
    """What every group has finished: everything below a base, and some above."""
    for group, name, number, base, done in db.execute(
        "SELECT o.consumers, t.name, p.number, o.base, o.done FROM offsets o"
        " JOIN partitions p ON p.id = o.partition JOIN topics t ON t.id = p.topic"
    ):
        yield group, (name, number), base, json.loads(done)


def bounds(db: sqlite3.Connection, partition: int) -> Bounds:
    """What exists of a partition."""
    low = partition << OFFSET_BITS
    span = low, low | EVERYTHING
    first, last = db.execute("SELECT min(id), max(id) FROM records WHERE id >= ? AND id <= ?", span).fetchone()
    if first is not None:
        return Bounds(first - low, last - low + 1)
    (end,) = db.execute("SELECT next FROM partitions WHERE id = ?", (partition,)).fetchone()

    return Bounds(end, end)


def records(db: sqlite3.Connection, partition: int, start: int, limit: int) -> list[Record]:
    """Up to `limit` records of a partition from offset `start` on."""
    low = partition << OFFSET_BITS
    rows = db.execute(
        "SELECT id, at, key, value, headers FROM records WHERE id >= ? AND id <= ? ORDER BY id LIMIT ?",
        (low | start, low | EVERYTHING, limit),
    ).fetchall()

    return [Record(place - low, at, key, value, unpack(headers)) for place, at, key, value, headers in rows]


def letters(db: sqlite3.Connection, after: int, limit: int) -> list[Letter]:
    """The oldest letters of the inbox, later than number `after`."""
    rows = db.execute(
        "SELECT id, topic, partition, at, key, value, headers FROM inbox WHERE id > ? ORDER BY id LIMIT ?",
        (after, limit),
    ).fetchall()

    return [
        Letter(number, topic, partition, at, key, value, unpack(headers))
        for number, topic, partition, at, key, value, headers in rows
    ]


def pack(headers: Headers) -> str | None:
    """Headers as a column; most records have none."""
    if not headers:
        return None

    return json.dumps([[name, None if value is None else value.decode("latin-1")] for name, value in headers])


def unpack(column: str | None) -> Headers:
    """Headers from their column."""
    if not column:
        return ()

    return tuple((name, None if value is None else value.encode("latin-1")) for name, value in json.loads(column))
