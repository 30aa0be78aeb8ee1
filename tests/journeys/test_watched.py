"""A fault fires its rule, arrives at whom it is for, and clears; and every board has something to show.

Real Prometheus and Alertmanager watch the real service, with our rules, routing and inhibitions; only their times are shorter.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from monitor.metrics import TABLE
from tests.deploy import boards, promtool
from tests.journeys import news, world
from tests.journeys.news import STORY
from tests.journeys.watched import Watched, free_port, watched
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


def workers(there: World, ports: list[int]) -> list[Any]:
    """Start a worker for each port."""
    started = []
    for port in ports:
        path = there.configure(
            FEEDS, [STORY | {"watch": WATCH}], web={"port": port}, kafka={"session": 6}, partitions=2
        )
        own = path.with_name(f"kabar-{port}.yaml")
        own.write_text(path.read_text())
        started.append(there.start("-c", str(own)))
    return started


async def page_of(port: int) -> str:
    """Read /metrics."""
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/metrics") as response:
        return await response.text()


async def empty(watch: Watched, since: float) -> list[str]:
    """Ask everything that the boards ask, as Grafana does; gives what got no answer."""
    found = []
    for asked in boards.questions():
        expr = boards.filled(asked.expr, rate="2m", shown="10m")
        span = {"start": str(since), "end": str(time.time()), "step": "1"}
        path, parameters = ("query", {}) if asked.is_instant else ("query_range", span)
        series = await watch.ask(path, query=expr, **parameters)
        values = [value for each in series for _, value in each.get("values", [each.get("value", (0, "NaN"))])]
        if not any(value != "NaN" for value in values):
            found.append(f"{asked.where}: {asked.expr}")
    return found


async def test_a_dead_feed_and_a_failing_sink_are_told_and_the_boards_show_it(tmp_path: Path) -> None:
    """On the embedded broker; a third fault, the kill of the only worker, comes last."""
    since, port = time.time(), free_port()
    async with (
        world.world(tmp_path, f"sqlite:///{tmp_path}/kabar.db") as there,
        watched(tmp_path, [f"127.0.0.1:{port}"]) as watch,
    ):
        (worker,) = workers(there, [port])
        publish(there)
        await there.until("everything is told", lambda: len(there.desk.messages) >= 7, 60)
        there.desk.refusals = 10_000
        there.press.down.add("evening")
        there.press.publish("noon", *(news.released(person, 1, world.now()) for person in news.persons(4)))
        await watch.until("the sink is told of", lambda: watch.pager.is_firing("on-call", "KabarSinkFailing"))
        await watch.until("the feed is told of", lambda: watch.pager.is_firing("tickets", "KabarFeedsStale"))
        assert not watch.pager.is_firing("on-call", "KabarBlind"), "one of four feeds"
        there.desk.refusals = 0
        there.press.down.clear()
        await watch.until("the sink is well", lambda: watch.pager.is_over("on-call", "KabarSinkFailing"))
        await watch.until("the feed is well", lambda: watch.pager.is_over("tickets", "KabarFeedsStale"))
        assert await empty(watch, since) == []
        linted(await page_of(port))
        await there.kill(worker)
        await watch.until("nobody works", lambda: watch.pager.is_firing("on-call", "KabarStageUnmanned"))
        workers(there, [port])
        await watch.until("somebody works", lambda: watch.pager.is_over("on-call", "KabarStageUnmanned"))
        assert watch.pager.is_firing("watchdog", "KabarWatchdog")
    runbook = watch.pager.annotations["KabarSinkFailing"]["runbook_url"]
    assert runbook == "docs/runbooks/KabarSinkFailing.md"
    assert watch.pager.annotations["KabarSinkFailing"]["summary"] == "The sink hook takes nothing."


@pytest.mark.kafka
async def test_a_killed_worker_is_told_while_another_takes_over(kafka_broker: str, tmp_path: Path) -> None:
    """On Kafka, with two workers."""
    ports = [free_port(), free_port()]
    async with (
        world.world(tmp_path, f"kafka://{kafka_broker}") as there,
        watched(tmp_path, [f"127.0.0.1:{port}" for port in ports]) as watch,
    ):
        started = workers(there, ports)
        publish(there)
        await there.until("everything is told", lambda: len(there.desk.messages) >= 7, 90)
        linted(await page_of(ports[0]))
        await there.kill(started[0])
        await watch.until("the worker is told of", lambda: watch.pager.is_firing("tickets", "KabarDown"))
        there.press.publish("noon", *(news.released(person, 1, world.now()) for person in news.persons(4)))
        await there.until("the other took over", lambda: len(there.desk.messages) >= 11, 90)
        workers(there, ports[:1])
        await watch.until("it is back", lambda: watch.pager.is_over("tickets", "KabarDown"))
        (owned,) = await watch.ask("query", query='sum(kabar_stage_partitions{stage="poll"})')
        (feeds,) = await watch.ask("query", query="sum(kabar_feeds_watched)")
    assert float(owned["value"][1]) <= 2, "no partition counts twice"
    assert float(feeds["value"][1]) <= len(FEEDS), "no feed counts twice"


def linted(page: str) -> None:
    """See that Prometheus' own linter finds nothing, that nothing is shown but ours, and how much it is."""
    lines = [line for line in page.splitlines() if not line.startswith("#")]
    ours = tuple(row.name for row in TABLE)

    assert promtool.run("promtool", "check", "metrics", text=page) == ""
    assert [line for line in lines if not line.startswith((*ours, "process_"))] == []
    assert len(lines) < 2_000
