"""Copies of the log: taken while its owner writes, and put back while nobody does."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from agents.transport import logfile

BESIDE = ("", "-wal", "-shm")
"""SQLite's files for one log."""


class Copied(NamedTuple):
    """What a copy holds."""

    records: int
    size: int


def take(log: Path, copy: Path) -> Copied:
    """Copy the log as it stands at one instant; it is whole and checked before it gets its name.

    Raises:
        LogUnavailable: there is no log, or the copy cannot be written.
    """
    if not log.exists():
        raise logfile.LogUnavailable(log, "does not exist")
    with _beginnings(copy) as part:
        with (
            logfile.plainly(log),
            closing(logfile.connect(log, read_only=True)) as source,
            closing(sqlite3.connect(part)) as made,
        ):
            logfile.recognise(source, log)
            # All pages in one step: the reader sees one instant, and the owner is never kept from writing.
            source.backup(made, pages=-1)
            made.execute("PRAGMA journal_mode=DELETE")
        return _checked(part, log)


def put_back(copy: Path, log: Path, aside: Path) -> Copied:
    """Make a copy the log again; what was there is moved to `aside`.

    Raises:
        LogUnavailable: the copy is none or is damaged, or a service owns the log.
    """
    if not copy.exists():
        raise logfile.LogUnavailable(copy, "does not exist")
    found = _checked(copy, copy)
    lock = logfile.Lock(log)
    try:
        with _beginnings(log) as part:
            shutil.copyfile(copy, part)
            for ending in BESIDE:
                there = log.with_name(log.name + ending)
                if there.exists():
                    there.rename(aside.with_name(aside.name + ending))
    finally:
        lock.release()

    return found


@contextmanager
def _beginnings(path: Path) -> Iterator[Path]:
    """Give a file to write; it gets its name when it is on the disk, and is taken away when it could not be finished."""
    part = path.with_name(path.name + ".part")
    try:
        part.unlink(missing_ok=True)
        yield part
        _settle(part)
        part.rename(path)
        _settle(path.parent)
    except OSError as error:
        raise logfile.LogUnavailable(path, (error.strerror or str(error)).lower()) from error
    finally:
        part.unlink(missing_ok=True)


def _settle(path: Path) -> None:
    """Have the disk say that it has it."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _checked(path: Path, named: Path) -> Copied:
    """Look through a whole file; one that is damaged is refused by name."""
    uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    with logfile.plainly(named), closing(sqlite3.connect(uri, uri=True)) as db:
        logfile.recognise(db, named)
        (said,) = db.execute("PRAGMA integrity_check(1)").fetchone()
        if said != "ok":
            raise logfile.LogCorrupt(named, f"is damaged: {said}")
        (records,) = db.execute("SELECT count(*) FROM records").fetchone()

    return Copied(int(records), path.stat().st_size)
