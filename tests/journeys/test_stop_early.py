"""A worker that is told to stop while it starts does not finish the start first, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.journeys import world
from tests.journeys.news import STORY
from tests.journeys.world import World

SECONDS = 120


def said(there: World, number: int, what: str) -> bool:
    return f'"event": "{what}"' in (there.folder / f"worker-{number}.log").read_text()


async def each_stopped(path: Path, stages: str, by: str, every: int = 1) -> list[dict[str, Any]]:
    """Tell workers to stop, one at each moment of the start; gives how each ended."""
    workers = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.journeys.stopped_workers", str(path), stages, by, str(every)),
        cwd=world.ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(SECONDS):
            told, _ = await workers.communicate()
    finally:
        if workers.returncode is None:
            workers.kill()
    assert workers.returncode == 0

    return [json.loads(line) for line in told.splitlines()]


def assert_well(told: list[dict[str, Any]], members: int = 0) -> None:
    """See that each ended well, complained of nothing, and that Kafka waits for none of them."""
    for ended in told:
        events = [json.loads(line) for line in ended["said"].splitlines() if line.startswith("{")]
        complaints = [event for event in events if event["level"] not in {"debug", "info"}]
        assert (ended["code"], complaints, ended["members"]) == (0, [], members), ended["said"]
        assert events[-1]["event"] == "stopped"


@pytest.mark.parametrize("stages", ["dedupe", pytest.param("poll,dedupe,route,deliver", marks=pytest.mark.slow)])
async def test_a_stop_at_any_moment_of_a_start_ends_it(stages: str, tmp_path: Path) -> None:
    async with world.world(tmp_path, f"sqlite:///{tmp_path}/kabar.db") as there:
        told = await each_stopped(there.configure(["wire"], [STORY]), stages, "awaits")

    assert_well(told)
    assert len(told) > 10


@pytest.mark.kafka
@pytest.mark.parametrize("every", [3, pytest.param(1, marks=pytest.mark.slow)])
async def test_a_stop_at_any_request_of_a_start_ends_it(every: int, kafka_broker: str, tmp_path: Path) -> None:
    async with world.world(tmp_path, f"kafka://{kafka_broker}") as there:
        told = await each_stopped(there.configure([], [STORY], partitions=1), "dedupe", "requests", every)

    assert_well(told)
    assert len(told) > 10


@pytest.mark.kafka
async def test_a_stop_at_any_moment_of_a_start_that_waits_for_the_killed_ends_it(
    kafka_broker: str, tmp_path: Path
) -> None:
    """Kafka lets nobody in before it misses the killed one; nor does it wait for the one that was stopped."""
    async with world.world(tmp_path, f"kafka://{kafka_broker}") as there:
        told = await each_stopped(there.configure([], [STORY], partitions=1), "dedupe", "joining")

    assert_well(told, members=1)
    assert len(told) > 10


async def test_a_stop_is_heard_while_kafka_says_nothing(tmp_path: Path) -> None:
    asked = asyncio.Event()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.set()
        await reader.read()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, world.world(tmp_path, f"kafka://127.0.0.1:{port}") as there:
        there.configure([], [STORY])
        waits = there.start("--only", "dedupe")
        async with asyncio.timeout(60):
            await asked.wait()
        waits.terminate()

        assert await asyncio.to_thread(waits.wait, 15) == 0, there.output()
        assert said(there, 0, "stopped")


@pytest.mark.kafka
async def test_a_stop_ends_a_start_that_waits_for_a_worker_that_was_killed(kafka_broker: str, tmp_path: Path) -> None:
    """Kafka notices only after `session` that somebody is gone; until then nothing is shared out."""
    async with world.world(tmp_path, f"kafka://{kafka_broker}") as there:
        there.configure([], [STORY], kafka={"session": 25})
        killed = there.start("--only", "dedupe")
        await there.until("it runs", lambda: said(there, 0, "started"), 60)
        await there.kill(killed)
        waits = there.start("--only", "dedupe")
        await there.until("it starts", lambda: said(there, 1, "starting"), 60)

        assert await there.stop(waits) == 0, there.output()
        assert said(there, 1, "stopped")
        assert not said(there, 1, "started")
