"""Copies of the log, taken while it grows, and put back."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from agents.transport import copies
from agents.transport.facts import TopicRow
from agents.transport.log import Draft, Log
from agents.transport.logfile import LogCorrupt, LogLocked, LogUnavailable
from agents.transport.reader import Reader


def grown(path: Path, count: int, log: Log | None = None) -> None:
    """Let a log grow by records that name their offset."""
    owner = log or Log(path)
    owner.declare(TopicRow(name="in", partitions=1))
    for number in range(count):
        owner.append(Draft("in", 0, 0, b"key", b"%d" % number))
        owner.write(owner.cut())
    if log is None:
        owner.close()


def values(path: Path) -> list[bytes | None]:
    with Reader(path) as reader:
        return [record.value for _, record in reader.read("in")]


def test_a_copy_taken_while_the_owner_writes_is_a_beginning_of_what_was_written(tmp_path: Path) -> None:
    path = tmp_path / "kabar.db"
    log = Log(path)
    grown(path, 50, log)
    writer = threading.Thread(target=grown, args=(path, 400, log))
    writer.start()
    taken = [copies.take(path, tmp_path / f"copy-{number}.db") for number in range(5)]
    writer.join()
    log.close()
    written = values(path)

    for number, copied in enumerate(taken):
        held = values(tmp_path / f"copy-{number}.db")
        assert copied.records == len(held) >= 50
        assert held == written[: len(held)]


def test_a_copy_is_put_back_and_what_was_there_is_kept_aside(tmp_path: Path) -> None:
    path = tmp_path / "kabar.db"
    grown(path, 3)
    copies.take(path, tmp_path / "copy.db")
    grown(path, 2)
    copied = copies.put_back(tmp_path / "copy.db", path, tmp_path / "aside.db")

    assert copied.records == len(values(path)) == 3
    assert len(values(tmp_path / "aside.db")) == 5
    assert not list(tmp_path.glob("*.part"))


def test_a_copy_is_put_back_where_there_is_nothing(tmp_path: Path) -> None:
    grown(tmp_path / "kabar.db", 3)
    copies.take(tmp_path / "kabar.db", tmp_path / "copy.db")
    copies.put_back(tmp_path / "copy.db", tmp_path / "new.db", tmp_path / "aside.db")
    grown(tmp_path / "new.db", 1)

    assert len(values(tmp_path / "new.db")) == 4


def test_a_log_that_somebody_owns_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "kabar.db"
    grown(path, 1)
    copies.take(path, tmp_path / "copy.db")
    log = Log(path)
    try:
        with pytest.raises(LogLocked):
            copies.put_back(tmp_path / "copy.db", path, tmp_path / "aside.db")
    finally:
        log.close()

    assert len(values(path)) == 1


@pytest.mark.parametrize("content", [b"", b"no log", b"SQLite format 3\x00" + bytes(4096)])
def test_what_is_no_log_is_not_put_in_the_place_of_one(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "kabar.db"
    grown(path, 2)
    (tmp_path / "copy.db").write_bytes(content)
    with pytest.raises(LogCorrupt, match=r"copy\.db"):
        copies.put_back(tmp_path / "copy.db", path, tmp_path / "aside.db")

    assert len(values(path)) == 2


def test_a_damaged_copy_is_found_out(tmp_path: Path) -> None:
    path = tmp_path / "kabar.db"
    grown(path, 300)
    copies.take(path, tmp_path / "copy.db")
    whole = bytearray((tmp_path / "copy.db").read_bytes())
    whole[8192:16384] = b"\xff" * 8192
    (tmp_path / "copy.db").write_bytes(whole)

    with pytest.raises(LogCorrupt, match="is damaged"):
        copies.put_back(tmp_path / "copy.db", path, tmp_path / "aside.db")


def test_a_copy_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    grown(tmp_path / "kabar.db", 1)
    with pytest.raises(LogUnavailable):
        copies.take(tmp_path / "kabar.db", tmp_path / "nowhere" / "copy.db")

    assert sorted(path.name for path in tmp_path.iterdir()) == ["kabar.db", "kabar.db.lock"]
