"""A door hangs for ever: the worker notices, says so and ends; the next one does what was in hand."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from agents.archive import Archive
from agents.watchdog import ENDED, MOST
from monitor import config
from tests.journeys import news, world
from tests.journeys.news import STORY
from tests.journeys.world import World

PERSON = news.persons(1)[0]
STUCK = 6.0
"""Seconds without progress that are too long here; polls have six times as many, deliveries three times."""
WAIT = 90


def start(there: World, door: str, file: Path) -> subprocess.Popen[bytes]:
    """Start a worker whose door hangs while the file is there."""
    log = (there.folder / f"worker-{len(there.workers)}.log").open("wb")
    arguments = [str(there.folder / "kabar.yaml"), door, str(file), str(STUCK)]
    worker = subprocess.Popen(
        [sys.executable, "-m", "tests.journeys.hanging_worker", *arguments],
        cwd=world.ROOT,
        stdout=log,
        stderr=subprocess.STDOUT,
        env=os.environ | {"KABAR_WATCHDOG_NOTES": str(there.folder / "notes")},
    )
    log.close()
    there.workers.append(worker)
    return worker


async def test_a_sink_that_hangs_ends_the_worker_and_the_next_one_does_what_was_in_hand(
    broker: str, tmp_path: Path
) -> None:
    await hangs(broker, tmp_path, "http", "deliver")


@pytest.mark.slow
async def test_a_parser_that_hangs_ends_the_worker_and_the_next_one_does_what_was_in_hand(
    broker: str, tmp_path: Path
) -> None:
    await hangs(broker, tmp_path, "parse", "poll")


async def hangs(broker: str, tmp_path: Path, door: str, stage: str) -> None:
    """Let a door hang, see the worker end, mend the door, and see the next worker tell."""
    hanging = tmp_path / "hanging"
    hanging.touch()
    async with world.world(tmp_path, broker) as there:
        there.configure(["morning"], [STORY])
        there.press.publish("morning", news.promised(PERSON, 0, world.now()))
        said = await ended(there, door, hanging)
        assert (said["stage"], said["level"], said["code"]) == (stage, "error", ENDED)
        assert said["topic"].startswith("kabar.")
        assert any("wait" in where for where in said["where"])
        doing = said["consumer"]
        assert (doing["generation"], doing["rebalancing"], doing["recovering"], doing["flowing"]) == (
            1,
            False,
            False,
            True,
        )
        reading = doing["partitions"][str(said["partition"])]
        assert reading["state"] == "read"
        assert reading["position"] > reading["done"]
        hanging.unlink()
        worker = start(there, door, hanging)
        await there.until("what was in hand is told", lambda: there.desk.messages, 90)
        assert await there.stop(worker) == 0, there.output()
    told = [each for each in there.desk.messages.values() if each["story"]]
    assert len(told) == 1, "besides what may be told of the stage or the sink itself"


async def ended(there: World, door: str, hanging: Path) -> dict[str, Any]:
    """Start workers until one is ended for another reason than that a busy machine held its loop; gives what it said."""
    for _ in range(5):
        worker = start(there, door, hanging)
        assert await asyncio.to_thread(worker.wait, WAIT) == ENDED, there.output()
        said: dict[str, Any] = next(
            json.loads(line) for line in reversed(there.output().splitlines()) if '"stuck: ' in line
        )
        if said["stage"] != "loop":
            break
    return said


@pytest.mark.slow
async def test_an_item_that_hangs_every_time_is_put_with_the_dead_letters_at_last(tmp_path: Path) -> None:
    hanging = tmp_path / "hanging"
    hanging.touch()
    async with world.world(tmp_path, f"sqlite:///{tmp_path}/kabar.db") as there:
        found = config.load(there.configure(["morning"], [STORY]))
        there.press.publish("morning", news.promised(PERSON, 0, world.now()))
        for _ in range(MOST):
            await ended(there, "http", hanging)
        worker = start(there, "http", hanging)
        await there.until("it is a dead letter", lambda: Archive(found).dead(), 90)
        (dead,) = Archive(found).dead().values()
        assert (dead.stage, dead.reason) == ("deliver", "ItemStuck")
        assert await there.stop(worker) == 0, there.output()
