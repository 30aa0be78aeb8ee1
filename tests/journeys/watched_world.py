"""What Prometheus watches in the journeys: news that touch every board, a poisoned record, workers with pages of their own."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

import aiohttp

from agents import brokers, topics
from agents.archive import Archive
from agents.records import Letter
from monitor import config
from monitor.metrics import TABLE
from tests.deploy import boards, promtool
from tests.journeys import news, world
from tests.journeys.news import STORY
from tests.journeys.watched import Watched
from tests.journeys.world import News, World

FEEDS = ("morning", "noon", "evening", "night")
WATCH = ("mediator", "release", "captivity", "death", "ceasefire", "talks", "surge", "newcomer")
EVENTS = {
    "mediator": "Norway offered on Monday to mediate between Israel and Hamas over the hostages, its ministry said.",
    "ceasefire": "Israel and Hamas agreed on Monday to a ceasefire that covers the hostages as well, officials said.",
    "talks": "Israel and Hamas held talks in Cairo on Monday about the hostages, officials in Egypt said.",
}


def publish(there: World) -> None:
    """Tell of persons, a mediator, a truce and talks."""
    at = world.now()
    told = [News(name=name, title=f"Of {name}", body=body, at=at) for name, body in EVENTS.items()]
    there.press.publish("morning", *told, *(news.promised(person, 0, at) for person in news.persons(4)))


def configure(there: World, port: int) -> Path:
    """Write the configuration of a worker with its page at a port."""
    story = STORY | {"watch": WATCH}
    return there.configure(FEEDS, [story], web={"port": port}, kafka={"session": 6}, partitions=2)


def start_at(there: World, port: int) -> Any:
    """Start a worker that has a configuration of its own."""
    own = there.folder / f"kabar-{port}.yaml"
    own.write_text(configure(there, port).read_text())
    return there.start("-c", str(own))


async def poisoned(there: World) -> None:
    """Put something on the log that is no record."""
    found = config.load(there.folder / "kabar.yaml")
    await brokers.prepare(found)
    await asyncio.to_thread(Archive(found).append, Letter(topic=topics.RAW, key="en", value=b"no record"))


async def page_of(port: int) -> str:
    """Read /metrics."""
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/metrics") as response:
        return await response.text()


def linted(page: str) -> None:
    """See that Prometheus' own linter finds nothing, that nothing is shown but ours, and how much it is."""
    lines = [line for line in page.splitlines() if not line.startswith("#")]
    ours = tuple(row.name for row in TABLE)

    assert promtool.run("promtool", "check", "metrics", text=page) == ""
    assert [line for line in lines if not line.startswith((*ours, "process_"))] == []
    assert len(lines) < 2_000


async def empty(watch: Watched, since: float) -> list[str]:
    """Ask everything that the boards ask, as Grafana does, and again as it refreshes; gives what never got an answer.

    A scrape that a busy machine did not answer in time leaves every series without a present until the next one.
    """
    asked = list(boards.questions())
    for _ in range(20):
        asked = [each for each in asked if not await _is_answered(watch, each, since)]
        if not asked:
            break
        await asyncio.sleep(0.5)
    return [f"{each.where}: {each.expr}" for each in asked]


async def _is_answered(watch: Watched, asked: boards.Asked, since: float) -> bool:
    expr = boards.filled(asked.expr, rate="2m", shown="10m")
    span = {"start": str(since), "end": str(time.time()), "step": "1"}
    path, parameters = ("query", {}) if asked.is_instant else ("query_range", span)
    series = await watch.ask(path, query=expr, **parameters)
    values = [value for each in series for _, value in each.get("values", [each.get("value", (0, "NaN"))])]
    return any(value != "NaN" for value in values)
