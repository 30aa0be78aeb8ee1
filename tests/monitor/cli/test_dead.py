"""`kabar dead retry`, as it is typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from agents import deadletter, topics
from agents.archive import Archive
from agents.records import Letter
from agents.transport import sqlite
from agents.transport.log import Draft, Log
from monitor import config as configuration
from tests.builders import NOON
from tests.monitor.commands import Run

DEAD = (("deliver", "exhausted"), ("deliver", "refused"), ("deliver", "exhausted"), ("tag", "RecordUnreadable"))


def read_by_the_service(config: Path) -> list[tuple[str, bytes]]:
    """Take what lies in the inbox, as the service does when it runs; gives topics and values."""
    log = Log(sqlite.locate(configuration.load(config).broker)[0])
    taken = log.take_letters(100)
    for each in taken:
        log.append(Draft(each.topic, each.partition or 0, each.at, each.key, each.value, each.headers))
    log.write(log.cut())
    log.close()
    return [(each.topic, each.value or b"") for each in taken]


@pytest.fixture
def dead(config: Path) -> Archive:
    """A broker with four dead letters."""
    archive = Archive(configuration.load(config))
    archive.prepare()
    archive.append(
        *(
            deadletter.refused(
                Letter(topic=topics.OUTGOING, key="desk", value=b"%d" % number), stage, (reason, f"no. {number}"), NOON
            )
            for number, (stage, reason) in enumerate(DEAD)
        )
    )
    read_by_the_service(config)
    return archive


def put_back(config: Path) -> list[bytes]:
    return [value for topic, value in read_by_the_service(config) if not topic.endswith(".dead")]


def test_those_of_a_reason_are_put_back_together_and_once(dead: Archive, config: Path, run: Run) -> None:
    code, said, _ = run("dead", "retry", "--all", "--reason", "exhausted", "-c", config)
    assert (code, len(said.splitlines())) == (0, 2)
    assert put_back(config) == [b"0", b"2"]
    assert sum(each.retried for each in dead.dead().values()) == 2
    assert run("dead", "retry", "--all", "--reason", "exhausted", "-c", config)[1] == ""


def test_those_of_a_stage_or_all_that_are_left_are_put_back(dead: Archive, config: Path, run: Run) -> None:
    assert run("dead", "retry", "--all", "--stage", "tag", "-c", config)[0] == 0
    assert put_back(config) == [b"3"]
    assert run("dead", "retry", "--all", "-c", config)[0] == 0
    assert put_back(config) == [b"0", b"1", b"2"]
    assert all(each.retried for each in dead.dead().values())


def test_several_are_named(dead: Archive, config: Path, run: Run) -> None:
    names = list(dead.dead())[:2]
    assert run("dead", "retry", *names, "-c", config)[0] == 0
    assert put_back(config) == [b"0", b"1"]


@pytest.mark.parametrize("words", [(), ("--all", "d1")])
def test_naming_none_or_all_and_some_is_misuse(dead: Archive, config: Path, run: Run, words: tuple[str, ...]) -> None:
    assert dead.dead()
    assert run("dead", "retry", *words, "-c", config)[0] == 2
