"""The configuration changes while the service runs: what is new counts from the next item on, and nothing is lost."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from tests.journeys import news, world
from tests.journeys.news import STORY
from tests.journeys.world import World

ONE, OTHER, THIRD = news.persons(3)
HARBOUR = {"id": "harbour", "about": {"core": ["Norway", "harbour"], "need": 2}}
TOKEN = "a-token-for-the-harbour-desk"


class Room:
    """A world whose configuration is changed step by step."""

    def __init__(self, there: World) -> None:
        self.there = there
        self.port = world.free_port()
        (there.folder / "token").write_text(TOKEN)
        self.settings: dict[str, Any] = {"web": {"port": self.port, "token_file": "token"}}

    def write(self, feeds: list[str], stories: list[dict[str, Any]], **more: Any) -> None:
        """Write the file; the service does not look at it by itself."""
        self.there.configure(feeds, stories, **self.settings | more)

    async def reload(self) -> subprocess.CompletedProcess[str]:
        """Have it taken in, as a person does."""
        return await asyncio.to_thread(
            subprocess.run,
            [sys.executable, "-m", "monitor", "reload", "-c", str(self.there.folder / "kabar.yaml")],
            cwd=world.ROOT,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def page(self, path: str) -> Any:
        with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
            return json.load(answer)

    def metric(self, name: str) -> float:
        with urlopen(f"http://127.0.0.1:{self.port}/metrics", timeout=10) as answer:
            lines = answer.read().decode().splitlines()
        return next(float(line.split()[-1]) for line in lines if line.startswith(name))

    async def until(self, what: str, is_so: Callable[[], object]) -> None:
        await self.there.until(what, is_so, 90)


async def test_a_changed_configuration_is_taken_in_while_the_service_runs(broker: str, tmp_path: Path) -> None:
    async with world.world(tmp_path, broker) as there:
        room = Room(there)
        room.write(["morning", "evening"], [HARBOUR])
        worker = there.start()
        await room.until(
            "both feeds are asked", lambda: min(there.press.asked[each] for each in ("morning", "evening"))
        )
        there.press.publish("morning", news.promised(ONE, 0, world.now()))
        asked = there.press.asked["morning"]
        await room.until("the news of no story is read", lambda: there.press.asked["morning"] > asked + 1)

        health = room.page("/healthz")
        assert (health["ready"], health["why"], health["partitions"] > 0) == (True, "", True), health

        # A story that is added tells its shift.
        room.write(["morning", "evening"], [HARBOUR, STORY])
        taken = await room.reload()
        assert (taken.returncode, taken.stdout) == (0, "reloaded: stories: 1 new\n"), taken.stderr + there.output()
        there.press.publish("morning", news.promised(OTHER, 0, world.now()))
        await room.until("the story tells", lambda: there.desk.messages)
        assert [each["subject"] for each in there.desk.messages.values()] == [[OTHER.name]]

        # A feed that is taken out is polled no more; a signal does as well.
        room.write(["morning"], [HARBOUR, STORY])
        before = room.metric("kabar_config_last_reload_success_timestamp_seconds")
        worker.send_signal(signal.SIGHUP)
        await room.until("taken in", lambda: room.metric("kabar_config_last_reload_success_timestamp") > before)
        left, asked = there.press.asked["evening"], there.press.asked["morning"]
        await room.until("the other is asked on", lambda: there.press.asked["morning"] >= asked + 3)
        assert there.press.asked["evening"] <= left + 1, "one that was on its way may still be asked"

        # A new sink gets the next alert, and what was known before goes on: it is the same alert's next revision.
        await new_sink(room)
        there.press.publish("morning", news.released(OTHER, 0, world.now()))
        await room.until("the new sink is told", lambda: there.other.messages)
        (message,) = there.other.messages.values()
        assert (message["subject"], message["revision"]) == ([OTHER.name], 2)

        await bad_files(room)
        there.press.publish("morning", news.promised(THIRD, 0, world.now()))
        await room.until("it goes on as before", lambda: len(there.other.messages) == 2)
        assert await there.stop(worker) == 0, there.output()


async def new_sink(room: Room) -> None:
    port, secret = room.there.port, "hook.secret"
    sinks = [
        {"id": name, "webhook": {"url": f"http://127.0.0.1:{port}/{name}", "secret_file": secret}}
        for name in ("hook", "other")
    ]
    room.settings |= {"sinks": sinks, "routes": [{"to": ["hook", "other"]}]}
    room.write(["morning"], [HARBOUR, STORY])
    taken = await room.reload()
    assert taken.stdout.startswith("reloaded: sinks: 1 new"), taken.stderr


async def bad_files(room: Room) -> None:
    """A file with mistakes, and one that changes what only a restart can: all of it is told, nothing is changed."""
    path = room.there.folder / "kabar.yaml"
    good = path.read_text()
    path.write_text(good[:-1] + ', "feedz": [], "language": "klingon"}')
    refused = await room.reload()
    assert refused.returncode == 1
    assert {line.partition(": ")[2].partition(":")[0] for line in refused.stderr.splitlines()} == {"feedz", "language"}
    assert all(line.startswith(f"{path}:1: ") for line in refused.stderr.splitlines())
    assert room.metric("kabar_config_last_reload_successful") == 0
    room.write(["morning"], [HARBOUR, STORY], partitions=7)
    refused = await room.reload()
    assert "partitions: cannot change while the service runs" in refused.stderr
    path.write_text(good)
    assert (await room.reload()).stdout == "reloaded: nothing changed\n"
    assert room.metric("kabar_config_last_reload_successful") == 1
