"""What goes wrong in the field: poisoned records, sinks that are down, stops under load, brokers that are not there."""

from __future__ import annotations

import asyncio
import base64
import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from agents import brokers, topics
from agents.archive import Archive
from agents.records import Letter, letter
from monitor import config
from monitor.models import RawArticle
from tests.journeys import news, world
from tests.journeys.news import STORY
from tests.journeys.world import World

PERSON = news.persons(1)[0]


def article(outlet: int = 0) -> RawArticle:
    return news.raw(news.promised(PERSON, outlet, world.now()), f"outlet {outlet}")


async def begun(there: World, *letters: Letter, partitions: int = 1) -> Archive:
    """Prepare the broker and put letters on it."""
    found = config.load(there.configure([], [STORY], partitions=partitions))
    await brokers.prepare(found)
    archive = Archive(found)
    await asyncio.to_thread(archive.append, *letters)
    return archive


async def test_a_poisoned_record_ends_in_the_dead_letters_and_the_next_one_is_processed(
    broker: str, tmp_path: Path
) -> None:
    poison = [
        Letter(topic=topics.RAW, key="en", value=b"\x00\xff not a record"),
        Letter(topic=topics.RAW, key="en", value=b'{"record": "RawArticle", "version": 99, "body": {}}'),
        Letter(topic=topics.TAGGED, key="hostages", value=b""),
    ]
    async with world.world(tmp_path, broker) as there:
        archive = await begun(there, *poison, letter(topics.RAW, "en", article()))
        worker = there.start()
        await there.until("the good article is told", lambda: there.desk.messages)
        assert await there.stop(worker) == 0
    dead = list((await asyncio.to_thread(archive.dead)).values())
    assert sorted((letter.stage, letter.reason) for letter in dead) == [
        ("dedupe", "RecordUnreadable"),
        ("dedupe", "RecordUnreadable"),
        ("detect", "RecordUnreadable"),
    ]
    assert {base64.b64decode(letter.value) for letter in dead} == {letter.value for letter in poison}


async def test_a_dead_letter_that_is_put_back_is_processed_again(broker: str, tmp_path: Path) -> None:
    async with world.world(tmp_path, broker) as there:
        archive = await begun(there, Letter(topic=topics.RAW, key="en", value=b"broken"))
        worker = there.start()
        await there.until("a dead letter", archive.dead)
        (first,) = await asyncio.to_thread(archive.dead)
        await asyncio.to_thread(archive.retry, first)
        await there.until("it died a second time", lambda: len(archive.dead()) == 2)
        assert (await asyncio.to_thread(archive.dead))[first].retried
        assert await there.stop(worker) == 0


async def test_a_sink_that_is_down_gets_everything_once_it_is_back(broker: str, tmp_path: Path) -> None:
    async with world.world(tmp_path, broker) as there:
        there.desk.refusals = 2
        await begun(there, letter(topics.RAW, "en", article(0)), letter(topics.RAW, "en", article(1)))
        worker = there.start()
        await there.until("both revisions are told", lambda: len(there.desk.messages) == 2, 60)
        assert await there.stop(worker) == 0
    assert [there.desk.messages[name]["revision"] for name in there.desk.deliveries] == [1, 2]


async def test_what_a_sink_refuses_for_good_is_a_dead_letter_and_goes_out_when_put_back(
    broker: str, tmp_path: Path
) -> None:
    async with world.world(tmp_path, broker) as there:
        there.desk.is_shut = True
        archive = await begun(there, letter(topics.RAW, "en", article()))
        worker = there.start()
        await there.until("the refusal is a dead letter", archive.dead)
        ((first, dead),) = (await asyncio.to_thread(archive.dead)).items()
        assert (dead.stage, dead.reason) == ("deliver", "refused")
        there.desk.is_shut = False
        await asyncio.to_thread(archive.retry, first)
        await there.until("it is told after all", lambda: there.desk.messages)
        assert await there.stop(worker) == 0
    assert [message["revision"] for message in there.desk.messages.values()] == [1]


async def test_a_stop_under_load_ends_within_ten_seconds_and_loses_nothing(broker: str, tmp_path: Path) -> None:
    people = news.persons(60)
    articles = [
        news.raw(news.promised(person, outlet, world.now()), f"outlet {outlet}")
        for outlet in range(2)
        for person in people
    ]
    wanted = world.expected(articles, STORY)
    letters = [letter(topics.RAW, "en", article) for article in articles]
    async with world.world(tmp_path, broker) as there:
        await begun(there, *letters)
        worker = there.start()
        await there.until("work has begun", lambda: there.desk.messages)
        start = time.monotonic()
        assert await there.stop(worker) == 0, there.output()
        took = time.monotonic() - start
        there.start()
        await there.until(f"{len(wanted)} promises are told", lambda: there.desk.told() == wanted, 60)
    assert len(wanted) >= len(people) - 5
    assert took < 10, "the promise of the deployment files, which kill after it"
    assert len(there.desk.deliveries) == len(set(there.desk.deliveries))


def kabar(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "monitor", *arguments],
        cwd=folder,
        env={"PYTHONPATH": str(world.ROOT), "PATH": "/usr/bin:/bin", "HOME": str(folder)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def refused(result: subprocess.CompletedProcess[str], words: str) -> None:
    assert result.returncode == 2, result
    assert words in result.stderr
    assert "Traceback" not in result.stderr + result.stdout
    assert len(result.stderr.strip().splitlines()) == 1


def embedded(folder: Path, **more: object) -> World:
    there = World(folder=folder, broker=f"sqlite:///{folder}/kabar.db", port=1)
    there.configure([], [STORY], **more)
    return there


def test_a_broker_that_cannot_be_reached_is_one_sentence(tmp_path: Path) -> None:
    embedded(tmp_path, broker="kafka://127.0.0.1:9")
    refused(kabar("run", folder=tmp_path), "127.0.0.1:9")


def test_a_database_that_another_worker_owns_is_one_sentence(tmp_path: Path) -> None:
    there = embedded(tmp_path)
    owner = there.start()
    try:
        for _ in range(800):
            if (tmp_path / "kabar.db").exists() and "started" in there.output():
                break
            time.sleep(0.05)
        refused(kabar("run", folder=tmp_path), "kabar.db")
    finally:
        owner.kill()
        owner.wait(10)


def test_a_file_that_is_no_database_is_one_sentence(tmp_path: Path) -> None:
    embedded(tmp_path)
    (tmp_path / "kabar.db").write_text("this is a letter to my aunt, not a database" * 100)
    refused(kabar("run", folder=tmp_path), "kabar.db")


def test_a_database_of_something_else_is_one_sentence(tmp_path: Path) -> None:
    embedded(tmp_path)
    with sqlite3.connect(tmp_path / "kabar.db") as other:
        other.execute("CREATE TABLE recipes(name TEXT)")
    refused(kabar("run", folder=tmp_path), "kabar.db")


def test_an_occupied_port_is_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        embedded(tmp_path, web={"port": taken.getsockname()[1]})
        refused(kabar("run", folder=tmp_path), str(taken.getsockname()[1]))


def test_a_configuration_that_is_missing_is_one_sentence(tmp_path: Path) -> None:
    refused(kabar("run", folder=tmp_path), "kabar.yaml")


def test_topics_with_other_partitions_are_refused_in_one_sentence(tmp_path: Path) -> None:
    there = embedded(tmp_path, partitions=2)
    asyncio.run(brokers.prepare(config.load(tmp_path / "kabar.yaml")))
    there.configure([], [STORY], partitions=3)
    refused(kabar("run", folder=tmp_path), "partitions is 2, must be 3")


@pytest.mark.parametrize("command", [["alerts", "list"], ["dead", "list"], ["status"]])
def test_a_broker_that_was_never_used_is_one_sentence_for_read_commands(tmp_path: Path, command: list[str]) -> None:
    embedded(tmp_path)
    refused(kabar(*command, folder=tmp_path), "kabar.db")
