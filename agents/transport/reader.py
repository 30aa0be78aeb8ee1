"""The log for those who do not own it: read it, or put a letter into its inbox, while the owner runs or not."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import NamedTuple, Self

from agents.transport import logfile, rows
from agents.transport.facts import TopicFacts
from agents.transport.rows import Headers, Place, Record

PAGE = 500  # Records read at a time: a longer look would keep the owner's write-ahead file from shrinking.


class Lag(NamedTuple):
    """How far a group is in a partition."""

    base: int
    end: int

    @property
    def behind(self) -> int:
        """How many offsets are not done."""
        return max(0, self.end - self.base)


class Reader:
    """A log opened for reading only."""

    def __init__(self, path: Path) -> None:
        self.path = path
        if not path.exists():
            raise logfile.LogUnavailable(path, "does not exist")
        with ExitStack() as undo, logfile.plainly(path):
            self._db = undo.enter_context(closing(logfile.connect(path, read_only=True)))
            if logfile.is_blank(self._db):  # Whoever makes it has only begun.
                raise logfile.LogUnavailable(path, "is still empty; wait until the service has started")
            logfile.recognise(self._db, path)
            undo.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let the file go."""
        self._db.close()

    def topics(self) -> dict[str, TopicFacts]:
        """Every topic by name."""
        with logfile.plainly(self.path):
            return dict(rows.topics(self._db))

    def read(self, topic: str, *, partition: int | None = None, start: int = 0) -> Iterator[tuple[int, Record]]:
        """The records of a topic as (partition, record), partition by partition, each in order."""
        for number, row in sorted(self._partitions(topic).items()):
            if partition is None or partition == number:
                for record in self._walk(row, start):
                    yield number, record

    def _partitions(self, topic: str) -> dict[int, int]:
        with logfile.plainly(self.path):
            return {number: row for (name, number), row, _ in rows.places(self._db) if name == topic}

    def _walk(self, partition: int, start: int) -> Iterator[Record]:
        while True:
            with logfile.plainly(self.path):
                page = rows.records(self._db, partition, start, PAGE)
            yield from page
            if len(page) < PAGE:
                return
            start = page[-1].offset + 1

    def lags(self) -> dict[str, dict[Place, Lag]]:
        """How far every group is, by group and partition."""
        lags: dict[str, dict[Place, Lag]] = {}
        with logfile.plainly(self.path):
            ends = {place: end for place, _, end in rows.places(self._db)}
            for group, place, base, _ in rows.offsets(self._db):
                lags.setdefault(group, {})[place] = Lag(base, ends[place])

        return lags

    def letters(self) -> int:
        """How many letters the owner has not taken yet."""
        with logfile.plainly(self.path):
            (count,) = self._db.execute("SELECT count(*) FROM inbox").fetchone()

        return int(count)


class Post(NamedTuple):
    """A record for somebody else's log; `partition` None leaves the choice to the owner."""

    topic: str
    key: bytes | None
    value: bytes | None
    at: int
    partition: int | None = None
    headers: Headers = ()


def post(path: Path, posts: Iterable[Post]) -> None:
    """Put records into the inbox; the owner appends them within a moment, or when it next runs."""
    if not path.exists():
        raise logfile.LogUnavailable(path, "does not exist")
    with logfile.plainly(path), closing(logfile.connect(path)) as db:
        logfile.recognise(db, path)
        _insert(db, path, list(posts))


def _insert(db: sqlite3.Connection, path: Path, posts: list[Post]) -> None:
    known = dict(rows.topics(db))
    for one in posts:
        facts = known.get(one.topic)
        if facts is None:
            raise logfile.LogUnavailable(path, f"has no topic {one.topic}")
        if one.partition is not None and not 0 <= one.partition < facts.partitions:
            raise logfile.LogUnavailable(path, f"topic {one.topic} has no partition {one.partition}")
    with logfile.transaction(db):
        db.executemany(
            "INSERT INTO inbox(topic, partition, at, key, headers, value) VALUES (?, ?, ?, ?, ?, ?)",
            [(one.topic, one.partition, one.at, one.key, rows.pack(one.headers), one.value) for one in posts],
        )
