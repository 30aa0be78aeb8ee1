from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from agents.transport.facts import TopicRow
from agents.transport.log import Draft, Log
from agents.transport.logfile import LogCorrupt, LogFull, LogLocked, LogUnavailable
from agents.transport.rows import Bounds
from agents.transport.upkeep import TOMBSTONES_MS

DAY = 86_400_000
IN = ("in", 0)
TABLE = ("table", 0)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kabar.db"


@pytest.fixture
def log(path: Path) -> Iterator[Log]:
    log = Log(path)
    log.declare(TopicRow(name="in", partitions=2, retention_ms=7 * DAY))
    log.declare(TopicRow(name="table", partitions=1, compacted=True))
    yield log
    log.close()


def fill(log: Log, count: int, *, topic: str = "in", at: int = 0, key: bytes | None = None) -> None:
    for number in range(count):
        log.append(Draft(topic, 0, at, key or b"%d" % number, b"v%d" % number))
    log.write(log.cut())


def offsets(log: Log, place: tuple[str, int]) -> list[int]:
    return [record.offset for record in log.read(place, 0, 10_000)]


def test_what_was_written_is_there_after_opening_again(path: Path) -> None:
    log = Log(path)
    log.declare(TopicRow(name="in", partitions=2))
    log.append(Draft("in", 1, 5, b"k", b"v", (("h", b"\xff"), ("none", None))))
    log.write(log.cut())
    log.close()

    log = Log(path)
    (record,) = log.read(("in", 1), 0, 10)
    log.close()

    assert record == (0, 5, b"k", b"v", (("h", b"\xff"), ("none", None)))


def test_a_record_cannot_be_read_before_it_is_durable(log: Log) -> None:
    log.append(Draft("in", 0, 0, b"k", b"v"))
    before = log.read(IN, 0, 10)
    log.write(log.cut())

    assert (before, offsets(log, IN)) == ([], [0])


def test_a_cut_that_was_not_written_leaves_no_trace(path: Path) -> None:
    log = Log(path)
    log.declare(TopicRow(name="in", partitions=1))
    log.join("g", IN)
    log.append(Draft("in", 0, 0, b"k", b"v"))
    log.finish("g", IN, 0)
    log.cut()
    log.close()

    log = Log(path)
    found = offsets(log, IN), log.groups
    log.close()

    assert found == ([], {})


def test_offsets_that_are_done_out_of_order_are_kept(path: Path) -> None:
    log = Log(path)
    log.declare(TopicRow(name="in", partitions=1))
    fill(log, 5)
    progress = log.join("g", IN)
    for offset in range(5):
        progress.hand_out(offset)
    for offset in (0, 3, 2):
        log.finish("g", IN, offset)
    log.write(log.cut())
    log.close()

    log = Log(path)
    again = log.groups["g"][IN]
    start = again.position
    handed = [offset for offset in range(start, 5) if again.hand_out(offset)]
    log.close()

    assert (start, handed) == (1, [1, 4])


def test_a_group_new_to_a_partition_starts_at_its_first_record(log: Log) -> None:
    fill(log, 3)

    assert (log.join("first", IN).base, log.join("last", IN, from_end=True).base) == (0, 3)


def test_a_table_keeps_the_newest_record_of_each_key(log: Log) -> None:
    for value in (b"1", b"2", b"3"):
        log.append(Draft("table", 0, 0, b"a", value))
        log.append(Draft("table", 0, 0, b"b", value))
        log.write(log.cut())

    assert [(one.key, one.value) for one in log.read(TABLE, 0, 10)] == [(b"a", b"3"), (b"b", b"3")]
    assert Bounds(4, 6) == log.bounds(TABLE)


def test_a_table_keeps_the_newest_of_many_changes_in_one_cut(log: Log) -> None:
    fill(log, 100, topic="table", key=b"same")

    assert offsets(log, TABLE) == [99]


def test_a_record_without_a_key_is_refused_by_a_compacted_topic(log: Log) -> None:
    with pytest.raises(ValueError, match="table: a record without a key"):
        log.append(Draft("table", 0, 0, None, b"v"))


def test_compaction_leaves_what_a_group_has_not_finished(log: Log) -> None:
    """A consumer of a compacted topic sees every revision, as it would on Kafka, unless it is new."""
    log.join("deliver", TABLE)
    for value in (b"1", b"2", b"3"):
        log.append(Draft("table", 0, 0, b"alert", value))
    log.write(log.cut())
    before = offsets(log, TABLE)

    for offset in (0, 1, 2):
        log.groups["deliver"][TABLE].hand_out(offset)
        log.finish("deliver", TABLE, offset)
    log.write(log.cut())
    log.clean(0, log.floors())

    assert (before, offsets(log, TABLE)) == ([0, 1, 2], [2])


def test_a_deletion_is_kept_until_everybody_had_time_to_see_it(log: Log) -> None:
    log.append(Draft("table", 0, 0, b"k", None))
    log.write(log.cut())

    log.clean(TOMBSTONES_MS, log.floors())
    young = offsets(log, TABLE)
    log.clean(TOMBSTONES_MS + 1, log.floors())

    assert (young, offsets(log, TABLE)) == ([0], [])


def test_an_emptied_table_begins_where_it_ends(log: Log) -> None:
    """Recovery has nothing to wait for."""
    fill(log, 3, topic="table", key=b"k")
    log.append(Draft("table", 0, 0, b"k", None))
    log.write(log.cut())
    log.clean(TOMBSTONES_MS + 1, log.floors())

    assert Bounds(4, 4) == log.bounds(TABLE)


def test_a_key_can_come_back_after_its_deletion(log: Log) -> None:
    for value in (b"1", None, b"2"):
        log.append(Draft("table", 0, 0, b"k", value))
        log.write(log.cut())
        log.clean(TOMBSTONES_MS + 1, log.floors())

    assert [one.value for one in log.read(TABLE, 0, 10)] == [b"2"]


def test_retention_takes_the_old_and_leaves_the_young(log: Log) -> None:
    fill(log, 3, at=0)
    fill(log, 2, at=5 * DAY)

    gone = log.clean(8 * DAY, log.floors())

    assert (gone, offsets(log, IN)) == (3, [3, 4])


def test_retention_takes_any_number_of_records(log: Log) -> None:
    fill(log, 12_000, at=0)

    assert (log.clean(8 * DAY, log.floors()), offsets(log, IN)) == (12_000, [])


def test_retention_never_passes_the_slowest_group(log: Log) -> None:
    log.join("fast", IN)
    log.join("slow", IN)
    fill(log, 5, at=0)
    for group, count in (("fast", 5), ("slow", 2)):
        for offset in range(count):
            log.groups[group][IN].hand_out(offset)
            log.finish(group, IN, offset)

    log.clean(80 * DAY, log.floors())

    assert offsets(log, IN) == [2, 3, 4]


def test_a_partition_without_groups_is_trimmed_by_age_alone(log: Log) -> None:
    fill(log, 5, at=0)

    log.clean(8 * DAY, log.floors())

    assert Bounds(5, 5) == log.bounds(IN)


def test_offsets_go_on_after_everything_was_trimmed(path: Path) -> None:
    log = Log(path)
    log.declare(TopicRow(name="in", partitions=1, retention_ms=1))
    fill(log, 5, at=0)
    log.clean(DAY, log.floors())
    log.close()

    log = Log(path)
    fill(log, 1)
    found = offsets(log, IN)
    log.close()

    assert found == [5]


def test_a_second_owner_is_told_who_the_first_is(log: Log, path: Path) -> None:
    with pytest.raises(LogLocked, match=rf"kabar\.db: is in use by another Kabar \(process {os.getpid()}"):
        Log(path)
    assert log.topics


def test_a_killed_owner_leaves_the_file_free(path: Path) -> None:
    code = f"""
from pathlib import Path
from agents.transport.log import Log
log = Log(Path({str(path)!r}))
print("up", flush=True)
input()
"""
    owner = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert owner.stdout is not None
    assert owner.stdin is not None
    owner.stdout.readline()
    with pytest.raises(LogLocked, match=str(owner.pid)):
        Log(path)
    os.kill(owner.pid, signal.SIGKILL)
    owner.wait()
    owner.stdout.close()
    owner.stdin.close()

    Log(path).close()


def test_a_forked_child_does_not_keep_the_lock(path: Path) -> None:
    """A sandbox forked from the owner may outlive it."""
    code = f"""
import os, time
from pathlib import Path
from agents.transport.log import Log
log = Log(Path({str(path)!r}))
if not os.fork():
    print(os.getpid(), flush=True)
time.sleep(60)
"""
    owner = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert owner.stdout is not None
    child = int(owner.stdout.readline())
    owner.kill()
    owner.wait()
    owner.stdout.close()
    try:
        Log(path).close()
    finally:
        os.kill(child, signal.SIGKILL)


def test_a_missing_directory_is_named(tmp_path: Path) -> None:
    with pytest.raises(LogUnavailable, match=r"the directory .*/nowhere does not exist"):
        Log(tmp_path / "nowhere" / "kabar.db")


def test_a_file_that_is_no_database_is_refused(path: Path) -> None:
    path.write_bytes(b"certainly not a database, but long enough to be looked at" * 50)

    with pytest.raises(LogCorrupt, match=r"kabar\.db: is not a SQLite file"):
        Log(path)


def test_somebody_elses_database_is_refused_and_left_alone(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE theirs(x)")
    db.close()
    before = path.read_bytes()

    with pytest.raises(LogCorrupt, match="not a log of Kabar's"):
        Log(path)
    assert before == path.read_bytes()


def test_a_later_version_is_refused(path: Path) -> None:
    Log(path).close()
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()

    with pytest.raises(LogUnavailable, match="written by a later Kabar"):
        Log(path)


def test_a_damaged_file_is_called_damaged(path: Path) -> None:
    log = Log(path)
    log.declare(TopicRow(name="in", partitions=1))
    fill(log, 5_000)
    log.close()
    content = bytearray(path.read_bytes())
    content[4096 * 2 :] = b"\xa5" * (len(content) - 4096 * 2)
    path.write_bytes(content)

    with pytest.raises(LogCorrupt, match=r"kabar\.db: is damaged"):
        _read_all(path)


def _read_all(path: Path) -> None:
    log = Log(path)
    try:
        log.read(IN, 0, 10_000)
    finally:
        log.close()


def test_a_full_disk_is_called_full(log: Log) -> None:
    (pages,) = log._db.execute("PRAGMA page_count").fetchone()
    log._db.execute(f"PRAGMA max_page_count = {pages + 2}")
    log.append(Draft("in", 0, 0, b"k", bytes(1_000_000)))

    with pytest.raises(LogFull, match="the disk is full"):
        log.write(log.cut())
    log._db.execute("PRAGMA max_page_count = 1000000")
    assert offsets(log, IN) == []


def test_an_unknown_sync_is_refused(path: Path) -> None:
    with pytest.raises(LogUnavailable, match="sync=off is neither of normal, full"):
        Log(path, sync="off")
