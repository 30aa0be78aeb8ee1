"""Kafka goes away for a while: the worker waits, alive and not ready, says so without shouting, and goes on."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests.journeys import news, world
from tests.journeys.news import STORY
from tests.journeys.world import World

ONE, OTHER = news.persons(2)
AWAY = 12
"""Seconds for which the broker is away; it was tried with two minutes as well."""


@dataclass
class Door:
    """A way to a port on this machine that can be shut."""

    target: int
    port: int = 0
    is_shut: bool = False
    writers: set[asyncio.StreamWriter] = field(default_factory=set)

    async def lead(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.is_shut:
            writer.close()
            return
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target)
        self.writers |= {writer, far_writer}
        await asyncio.gather(_pour(reader, far_writer), _pour(far_reader, writer))

    def shut(self) -> None:
        self.is_shut = True
        for writer in self.writers:
            writer.close()
        self.writers.clear()


async def _pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while part := await reader.read(65_536):
            writer.write(part)
            await writer.drain()
    writer.close()


@asynccontextmanager
async def door(target: int) -> AsyncIterator[Door]:
    made = Door(target)
    server = await asyncio.start_server(made.lead, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        made.shut()
        server.close()


def answer(port: int, page: str) -> tuple[int, str]:
    try:
        with urlopen(f"http://127.0.0.1:{port}{page}", timeout=10) as found:
            return found.status, found.read().decode()
    except HTTPError as refused:
        return refused.code, refused.read().decode()
    except OSError:
        return 0, ""


def start(there: World, kafka: int, opened: Door) -> subprocess.Popen[bytes]:
    log = (there.folder / "worker-0.log").open("wb")
    arguments = [str(there.folder / "kabar.yaml"), str(kafka), str(opened.port)]
    worker = subprocess.Popen(
        [sys.executable, "-m", "tests.journeys.shut_worker", *arguments],
        cwd=world.ROOT,
        stdout=log,
        stderr=subprocess.STDOUT,
        env=os.environ,
    )
    log.close()
    there.workers.append(worker)
    return worker


@pytest.mark.kafka
async def test_a_worker_whose_kafka_is_away_is_alive_and_not_ready_and_goes_on_when_it_is_back(
    kafka_broker: str, tmp_path: Path
) -> None:
    kafka, port = int(kafka_broker.rpartition(":")[2]), world.free_port()
    async with door(kafka) as opened, world.world(tmp_path, f"kafka://127.0.0.1:{opened.port}") as there:
        there.configure(["morning"], [STORY], web={"port": port})
        there.press.publish("morning", news.promised(ONE, 0, world.now()))
        worker = start(there, kafka, opened)
        await there.until("it is told", lambda: there.desk.messages, 90)
        opened.shut()
        await there.until("it is not ready", lambda: answer(port, "/readyz")[0] == 503, 90)
        for _ in range(AWAY):
            assert answer(port, "/livez") == (200, "ok\n")
            await asyncio.sleep(1)
        assert json.loads(answer(port, "/healthz")[1])["checks"]["broker"]["why"] == "the broker does not answer"
        opened.is_shut = False
        await there.until("it is ready again", lambda: answer(port, "/readyz")[0] == 200, 90)
        there.press.publish("morning", news.promised(OTHER, 0, world.now()))
        await there.until("the next is told", lambda: len(there.desk.messages) == 2, 90)
        assert await there.stop(worker) == 0, there.output()
    lines = (there.folder / "worker-0.log").read_text().splitlines()
    assert len(lines) < 200, "a hundred warnings a second would hide everything else"
    assert any("the broker does not answer" in line for line in lines)
