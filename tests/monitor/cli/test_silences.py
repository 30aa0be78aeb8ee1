"""`kabar silence`, as it is typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from agents import brokers, topics
from agents.archive import Archive
from agents.transport import sqlite
from agents.transport.log import Draft, Log
from monitor import config as configuration
from tests.monitor.commands import Run


def read_by_the_service(config: Path) -> None:
    """Take what lies in the inbox, as the service does when it runs."""
    found = configuration.load(config)
    path, _ = sqlite.locate(found.broker)
    log = Log(path)
    for letter in log.take_letters(100):
        log.append(Draft(letter.topic, letter.partition or 0, letter.at, letter.key, letter.value, letter.headers))
    log.write(log.cut())
    log.close()


def test_a_silence_is_added_listed_and_ended(config: Path, run: Run) -> None:
    added = run("silence", "add", "story=reef", "kind=surge", "-a", "mira", "-m", "noise", "-d", "8h", "-c", config)
    assert added[0] == 0, added
    name = added[1].split(":")[0]
    read_by_the_service(config)
    _, listed, _ = run("silence", "list", "-c", config)
    assert all(each in listed for each in (name, "story=reef kind=surge", "mira", "noise", "UTC"))
    assert run("silence", "expire", name[:6], "-c", config)[0] == 0
    read_by_the_service(config)
    assert "nothing is silenced" in run("silence", "list", "-c", config)[1]
    (over,) = run("silence", "list", "--all", "--json", "-c", config)[1].splitlines()
    assert (json.loads(over)["id"], json.loads(over)["author"]) == (name, "mira")


def test_every_partition_gets_a_copy(config: Path, run: Run) -> None:
    assert run("silence", "add", "kind=surge", "-m", "noise", "-c", config)[0] == 0
    read_by_the_service(config)
    found = configuration.load(config)
    records = list(Archive(found)._records(topics.SILENCES))
    assert sorted(each.partition for each in records) == list(range(found.partitions))
    assert len(Archive(found).silences()) == 1
    assert brokers.is_embedded(found)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "needs a matcher"),
        (("stroy=x",), "a matcher is written NAME=VALUE"),
        (("story",), "a matcher is written NAME=VALUE"),
        (("kind=surge", "-d", "soon"), "is no duration"),
        (("kind=surge", "--sink", "nowhere"), "no such sink"),
        (("kind=surgee",), 'unknown kind "surgee"; did you mean "surge"?'),
        (("story=nowhere",), 'unknown story "nowhere"'),
        (("kind=release", "stage=offered"), 'unknown stage "offered"'),
    ],
)
def test_what_cannot_be_meant_is_one_sentence(config: Path, run: Run, words: tuple[str, ...], said: str) -> None:
    code, _, why = run("silence", "add", *words, "-m", "because", "-c", config)
    assert (code, said in why, "Traceback" in why) == (2, True, False)


def test_a_silence_that_is_not_there_cannot_be_ended(config: Path, run: Run) -> None:
    assert run("silence", "add", "kind=surge", "-m", "noise", "-c", config)[0] == 0
    read_by_the_service(config)
    assert run("silence", "expire", "zzz", "-c", config)[0] == 2
