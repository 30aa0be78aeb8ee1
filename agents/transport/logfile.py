"""The SQLite file of the log: opening it, locking it, and saying what is wrong with it."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

APPLICATION = 0x4B424152  # "KBAR"
VERSION = 1
BUSY_SECONDS = 10.0
OFFSET_BITS = 40  # A record's id is its partition's id and its offset, so that a partition lies together in the file.

SCHEMA = """
CREATE TABLE topics(
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, partitions INTEGER NOT NULL,
  retention_ms INTEGER, compacted INTEGER NOT NULL);
CREATE TABLE partitions(
  id INTEGER PRIMARY KEY, topic INTEGER NOT NULL, number INTEGER NOT NULL, next INTEGER NOT NULL DEFAULT 0,
  UNIQUE(topic, number));
CREATE TABLE records(id INTEGER PRIMARY KEY, at INTEGER NOT NULL, key BLOB, headers TEXT, value BLOB);
CREATE INDEX tombstones ON records(at) WHERE value IS NULL;
CREATE TABLE newest(partition INTEGER, key BLOB, id INTEGER NOT NULL, PRIMARY KEY(partition, key)) WITHOUT ROWID;
CREATE TABLE stale(id INTEGER PRIMARY KEY);
CREATE TABLE offsets(
  consumers TEXT, partition INTEGER, base INTEGER NOT NULL, done TEXT NOT NULL,
  PRIMARY KEY(consumers, partition)) WITHOUT ROWID;
CREATE TABLE inbox(
  id INTEGER PRIMARY KEY AUTOINCREMENT, topic TEXT NOT NULL, partition INTEGER, at INTEGER,
  key BLOB, headers TEXT, value BLOB);
"""


class LogUnavailable(Exception):
    """The file of the log cannot be used; `why` is one clause."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path}: {why}")
        self.path = path
        self.why = why


class LogLocked(LogUnavailable):
    """Another process owns the file."""


class LogCorrupt(LogUnavailable):
    """The file is damaged, or is not a log at all."""


class LogFull(LogUnavailable):
    """The disk has no room left."""


_WORDS: dict[int, tuple[type[LogUnavailable], str]] = {
    sqlite3.SQLITE_NOTADB: (LogCorrupt, "is not a SQLite file"),
    sqlite3.SQLITE_CORRUPT: (LogCorrupt, "is damaged; restore it from a copy or move it away"),
    sqlite3.SQLITE_FULL: (LogFull, "the disk is full"),
    sqlite3.SQLITE_READONLY: (LogUnavailable, "may not be written"),
    sqlite3.SQLITE_PERM: (LogUnavailable, "may not be accessed"),
    sqlite3.SQLITE_AUTH: (LogUnavailable, "may not be accessed"),
    sqlite3.SQLITE_BUSY: (LogLocked, "another program holds the file for too long"),
    sqlite3.SQLITE_LOCKED: (LogLocked, "another program holds the file for too long"),
    sqlite3.SQLITE_CANTOPEN: (LogUnavailable, "cannot be opened"),
}


@contextmanager
def plainly(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into ours, with the path and a clause anybody understands."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", None) or sqlite3.SQLITE_ERROR
        kind, why = _WORDS.get(code & 0xFF, (LogUnavailable, str(error)))
        raise kind(path, why) from error


def connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """Open a connection in autocommit mode; transactions are written out by hand."""
    uri = f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rwc'}"
    db = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    db.execute("PRAGMA temp_store=MEMORY")

    return db


def prepare(db: sqlite3.Connection, path: Path, *, sync: str) -> None:
    """Create what is missing in a new file; refuse a file that is somebody else's or of a later version."""
    is_new = is_blank(db)
    if not is_new:
        recognise(db, path)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute(f"PRAGMA synchronous={sync}")
    db.execute("PRAGMA wal_autocheckpoint=2000")
    if is_new:
        db.executescript(
            f"BEGIN IMMEDIATE; PRAGMA application_id={APPLICATION}; PRAGMA user_version={VERSION}; {SCHEMA} COMMIT;"
        )


def is_blank(db: sqlite3.Connection) -> bool:
    """Say whether a file has no tables yet."""
    (tables,) = db.execute("SELECT count(*) FROM sqlite_schema").fetchone()

    return not tables


def recognise(db: sqlite3.Connection, path: Path) -> None:
    """Refuse a file that is no log or of a later version."""
    (application,) = db.execute("PRAGMA application_id").fetchone()
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION:
        raise LogCorrupt(path, "is a SQLite file, but not a log of Kabar's")
    if version > VERSION:
        raise LogUnavailable(path, f"was written by a later Kabar (log version {version}, this one knows {VERSION})")


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """Write all of it, or nothing."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        with suppress(sqlite3.Error):
            db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


class Lock:
    """The right to own a log, for one process; the kernel takes it back when the process ends, however it ends."""

    def __init__(self, path: Path) -> None:
        beside = path.with_name(path.name + ".lock")
        try:
            self._handle = os.open(beside, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise LogUnavailable(path, _unopened(path, error)) from error
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            owner = os.pread(self._handle, 32, 0).decode("ascii", "replace").strip() or "unknown"
            os.close(self._handle)
            raise LogLocked(path, f"is in use by another Kabar (process {owner})") from error
        os.ftruncate(self._handle, 0)
        os.pwrite(self._handle, f"{os.getpid()}\n".encode(), 0)
        _held.add(self._handle)

    def release(self) -> None:
        """Let the next owner in."""
        if self._handle in _held:
            _held.discard(self._handle)
            os.close(self._handle)


def _unopened(path: Path, error: OSError) -> str:
    if not path.parent.is_dir():
        return f"the directory {path.parent} does not exist"

    return f"cannot be opened: {(error.strerror or str(error)).lower()}"


_held: set[int] = set()


def _forget_locks() -> None:
    # A forked child shares the lock and would keep it beyond the death of its owner.
    for handle in _held:
        with suppress(OSError):
            os.close(handle)
    _held.clear()


os.register_at_fork(after_in_child=_forget_locks)
