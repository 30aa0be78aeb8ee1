"""What only the embedded broker promises: inside its file, every event counts exactly once."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from agents.transport import broker as brokers
from agents.transport import logfile, rows, sqlite
from agents.transport.facts import TopicFacts, TopicRow
from agents.transport.log import Draft, Log
from agents.transport.logfile import LogFull, LogLocked, LogUnavailable
from agents.transport.reader import Post, Reader, post
from tests.transport import rig
from tests.transport.rig import Embedded, Put, running
from tests.transport.worker import FORGET, Options

NAME = "cut"
PARTITIONS = 4
KILLS = 15
SEED = 20_261
RECORDS = 6_000


@pytest.fixture
def embedded(tmp_path: Path) -> Embedded:
    return Embedded(tmp_path / "kabar.db")


@pytest.fixture
def options(embedded: Embedded) -> Options:
    return Options(url=embedded.url, name=NAME, partitions=PARTITIONS)


@pytest.fixture
def errors(tmp_path: Path) -> Path:
    return tmp_path / "worker.log"


def wanted() -> list[TopicRow]:
    return [
        *(TopicRow(name=f"{NAME}.{topic}", partitions=PARTITIONS) for topic in ("in", "also", "out")),
        TopicRow(name=f"{NAME}-counts-changelog", partitions=PARTITIONS, compacted=True),
    ]


def finished(path: Path) -> set[bytes]:
    """The incoming records that the worker is done with, as the file has it."""
    with closing(logfile.connect(path, read_only=True)) as db:
        found = {place: {*range(base), *done} for _, place, base, done in rows.offsets(db)}

    return {f"{topic} {number} {offset}".encode() for (topic, number), all_ in found.items() for offset in all_}


async def agrees(embedded: Embedded) -> int:
    """Check that tables, what was passed on, and offsets in the file are those of one instant; how far it is."""
    done = finished(embedded.path)
    passed_on = Counter(one.headers["from"] for one in await embedded.read(f"{NAME}.out"))
    assert Counter(dict.fromkeys(done, 1)) == passed_on

    counts: dict[bytes, int] = {}
    for one in await embedded.read(f"{NAME}.in"):
        assert one.key is not None
        if f"{NAME}.in {one.partition} {one.offset}".encode() in done:
            counts[one.key] = 0 if one.value == FORGET else counts.get(one.key, 0) + 1
    table = {one.key: int(one.value or b"0") for one in await embedded.read(f"{NAME}-counts-changelog")}
    assert {key: count for key, count in counts.items() if count} == {key: n for key, n in table.items() if n}

    return len(done)


async def test_what_a_kill_leaves_is_a_consistent_cut(embedded: Embedded, options: Options, errors: Path) -> None:
    """Tables, records passed on and offsets agree after each of many kills, and in the end each event counted once."""
    chance = random.Random(SEED)  # Seeded, so that a failure can be seen again.
    await embedded.create(wanted())
    puts = [
        Put(b"key %d" % chance.randrange(40), FORGET if chance.random() < 0.1 else b"%d" % number)
        for number in range(RECORDS)
    ]
    await embedded.put(f"{NAME}.in", puts)
    slow = Options(url=options.url, name=NAME, partitions=PARTITIONS, pause=0.001)

    progress = []
    for _ in range(KILLS):
        with running(slow, errors) as worker:
            worker.wait_for("ready")
            await asyncio.sleep(chance.uniform(0, 0.25))
            worker.kill()
        progress.append(await agrees(embedded))
    with running(options, errors) as worker:
        found = await rig.until(embedded, f"{NAME}.out", lambda found: len(found) >= RECORDS)
        worker.stop()

    assert len(set(progress)) > KILLS // 2
    assert progress[-1] < RECORDS
    assert RECORDS == await agrees(embedded) == len(found)


async def test_a_second_worker_is_refused_with_the_owners_number(
    embedded: Embedded, options: Options, errors: Path
) -> None:
    await embedded.create(wanted())
    with running(options, errors) as worker:
        worker.wait_for("ready")

        with pytest.raises(LogLocked, match=rf"is in use by another Kabar \(process {worker.number}\)"):
            await embedded.create([TopicRow(name="other", partitions=1)])
        worker.stop()
    await embedded.create([TopicRow(name="other", partitions=1)])


async def test_letters_written_while_nobody_runs_are_delivered_at_the_next_start(
    embedded: Embedded, options: Options, errors: Path
) -> None:
    await embedded.create(wanted())
    await embedded.put(f"{NAME}.in", [Put(b"k", b"waiting")])

    with running(options, errors) as worker:
        found = await rig.until(embedded, f"{NAME}.out", bool)
        worker.stop()

    assert [one.value for one in found] == [b"waiting"]


async def test_letters_are_taken_once_however_often_the_owner_is_killed(
    embedded: Embedded, options: Options, errors: Path
) -> None:
    await embedded.create(wanted())
    chance = random.Random(SEED)  # Seeded, so that a failure can be seen again.
    for part in range(4):
        with running(options, errors) as worker:
            worker.wait_for("ready")
            await embedded.put(f"{NAME}.in", [Put(b"k", b"%d" % number) for number in range(part * 50, part * 50 + 50)])
            await asyncio.sleep(chance.uniform(0.1, 0.4))
            worker.kill()
    with running(options, errors) as worker:
        await rig.until(embedded, f"{NAME}.out", lambda found: len(found) >= 200)
        worker.stop()

    found = await embedded.read(f"{NAME}.in")
    assert Counter(b"%d" % number for number in range(200)) == Counter(one.value for one in found)


async def test_a_trimmed_changelog_recovers(embedded: Embedded, options: Options, errors: Path) -> None:
    """Its first offsets are gone, and its last may be as well; recovery waits for neither."""
    await embedded.create(wanted())
    await embedded.put(f"{NAME}.in", [*[Put(b"kept", b"1")] * 3, Put(b"gone", b"1"), Put(b"gone", FORGET)])
    with running(options, errors) as worker:
        await rig.until(embedded, f"{NAME}.out", lambda found: len(found) >= 5)
        worker.stop()
    log = Log(embedded.path)
    log.clean(round(time.time() * 1000) + 10 * 86_400_000, log.floors())
    log.close()

    with running(options, errors) as worker:
        assert {b"kept".hex(): "3"} == worker.wait_for("ready")["table"]
        worker.stop()


async def test_sync_full_passes_records_as_well(embedded: Embedded, errors: Path) -> None:
    await embedded.create(wanted())
    options = Options(url=f"{embedded.url}?sync=full", name=NAME, partitions=PARTITIONS)
    await embedded.put(f"{NAME}.in", [Put(b"k", b"%d" % number) for number in range(50)])

    with running(options, errors) as worker:
        found = await rig.until(embedded, f"{NAME}.out", lambda found: len(found) >= 50)
        worker.stop()

    assert len(found) == 50


@pytest.mark.parametrize(
    ("url", "path", "sync"),
    [
        ("sqlite:////var/lib/kabar.db", Path("/var/lib/kabar.db"), "normal"),
        ("sqlite:////var/lib/kabar.db?sync=FULL", Path("/var/lib/kabar.db"), "full"),
        ("sqlite:///kabar.db", Path.cwd() / "kabar.db", "normal"),
        ("sqlite:/kabar.db", Path.cwd() / "kabar.db", "normal"),
        ("sqlite:///some/where.db", Path.cwd() / "some" / "where.db", "normal"),
        ("sqlite:////with%20space/kabar.db", Path("/with space/kabar.db"), "normal"),
    ],
)
def test_a_url_names_a_file(url: str, path: Path, sync: str) -> None:
    assert (path, sync) == sqlite.locate(url)


async def test_describing_a_file_that_does_not_exist_creates_nothing(embedded: Embedded) -> None:
    assert await embedded.describe(["a"]) == {"a": None}
    assert not embedded.path.exists()


async def test_a_directory_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(LogUnavailable, match=r"the directory .*/nowhere does not exist"):
        await sqlite.create(f"sqlite:///{tmp_path}/nowhere/kabar.db", wanted())


async def test_topics_can_be_created_while_this_process_owns_the_file(embedded: Embedded) -> None:
    broker = brokers.share(*sqlite.locate(embedded.url))
    broker.enter(_first)
    await embedded.create([TopicRow(name="later", partitions=3)])
    await broker.leave()

    assert {"later": TopicFacts(partitions=3, retention_ms=None, compacted=False)} == await embedded.describe(["later"])


async def test_a_disk_that_fills_up_reaches_everybody_who_waits(embedded: Embedded) -> None:
    broker = brokers.share(*sqlite.locate(embedded.url))
    broker.enter(_first)
    broker.declare(TopicRow(name="in", partitions=1))
    (pages,) = broker.log._db.execute("PRAGMA page_count").fetchone()
    broker.log._db.execute(f"PRAGMA max_page_count = {pages + 2}")

    receipt = broker.append(Draft("in", 0, 0, b"k", bytes(1_000_000)))
    with pytest.raises(LogFull, match="the disk is full"):
        await receipt
    assert isinstance(await broker.failure, LogFull)
    with pytest.raises(LogFull):
        broker.append(Draft("in", 0, 0, b"k", b"small"))
    await broker.leave()

    with Reader(embedded.path) as log:
        assert list(log.read("in")) == []


async def test_a_letter_gets_the_partition_of_its_key(embedded: Embedded) -> None:
    broker = brokers.share(*sqlite.locate(embedded.url))
    broker.enter(lambda facts, key: (key or b"?")[0] % facts.partitions)
    broker.declare(TopicRow(name="in", partitions=3))
    post(embedded.path, [Post("in", b"\x02", b"v", 0), Post("in", b"\x01", b"v", 0, partition=0)])
    async with asyncio.timeout(30):
        while broker.log.end(("in", 2)) == 0:  # noqa: ASYNC110  # Another process's letters raise no event.
            await asyncio.sleep(0.02)
    await broker.leave()

    with Reader(embedded.path) as log:
        assert [(partition, one.key) for partition, one in log.read("in")] == [(0, b"\x01"), (2, b"\x02")]


def _first(facts: TopicFacts, key: bytes | None) -> int:
    del facts, key

    return 0
