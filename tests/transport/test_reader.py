from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from agents.transport import reader
from agents.transport.facts import TopicFacts, TopicRow
from agents.transport.log import Draft, Log
from agents.transport.logfile import LogUnavailable
from agents.transport.reader import Post, Reader

DAY = 86_400_000
IN = ("in", 0)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kabar.db"


@pytest.fixture
def log(path: Path) -> Iterator[Log]:
    log = Log(path)
    log.declare(TopicRow(name="in", partitions=2, retention_ms=7 * DAY))
    yield log
    log.close()


def fill(log: Log, count: int) -> None:
    for number in range(count):
        log.append(Draft("in", 0, 0, b"%d" % number, b"v%d" % number))
    log.write(log.cut())


def test_a_reader_sees_what_the_owner_wrote_while_it_runs(log: Log, path: Path) -> None:
    fill(log, 1_200)
    progress = log.join("g", IN)
    progress.hand_out(0)
    log.finish("g", IN, 0)
    log.write(log.cut())

    with Reader(path) as other:
        found = list(other.read("in"))
        lag = other.lags()["g"][IN]
        topics = other.topics()

    assert list(range(1_200)) == [record.offset for _, record in found]
    assert (*lag, lag.behind) == (1, 1_200, 1_199)
    assert TopicFacts(partitions=2, retention_ms=7 * DAY, compacted=False) == topics["in"]


def test_a_reader_needs_no_owner(log: Log, path: Path) -> None:
    fill(log, 1)
    log.close()

    with Reader(path) as other:
        assert len(list(other.read("in", partition=0))) == 1
    Log(path).close()


def test_a_reader_creates_nothing(path: Path) -> None:
    with pytest.raises(LogUnavailable, match="does not exist"):
        Reader(path)
    assert not path.exists()


def test_a_reader_cannot_write(log: Log, path: Path) -> None:
    with Reader(path) as other, pytest.raises(sqlite3.OperationalError):
        other._db.execute("DELETE FROM topics")
    assert log.topics


def test_a_letter_is_taken_once_and_leaves_the_inbox_with_the_cut(log: Log, path: Path) -> None:
    reader.post(path, [Post("in", b"k", b"v", 5, partition=1, headers=(("h", b"x"),))])

    (letter,) = log.take_letters(10)
    again = log.take_letters(10)
    with Reader(path) as other:
        before = other.letters()
    log.write(log.cut())
    with Reader(path) as other:
        after = other.letters()

    assert letter[1:] == ("in", 1, 5, b"k", b"v", (("h", b"x"),))
    assert (again, before, after) == ([], 1, 0)


def test_a_letter_for_a_topic_that_does_not_exist_is_refused_at_once(log: Log, path: Path) -> None:
    with pytest.raises(LogUnavailable, match="has no topic nowhere"):
        reader.post(path, [Post("nowhere", b"k", b"v", 0)])
    with pytest.raises(LogUnavailable, match="topic in has no partition 7"):
        reader.post(path, [Post("in", b"k", b"v", 0, partition=7)])
    assert log.take_letters(10) == []


def test_a_log_that_is_only_being_made_is_not_there_yet(path: Path) -> None:
    db = sqlite3.connect(path)
    db.execute("PRAGMA journal_mode=WAL")  # The owner's first step leaves a file without a table.
    db.close()
    assert path.stat().st_size

    with pytest.raises(LogUnavailable, match="is still empty"):
        Reader(path)
