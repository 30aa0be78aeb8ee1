"""What is told of workers that fall while others take over, on Kafka, by real Prometheus and Alertmanager."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from tests.journeys import news, world
from tests.journeys.watched import Watched, free_port, watched
from tests.journeys.watched_world import FEEDS, empty, linted, page_of, publish, start_at


@pytest.mark.kafka
async def test_a_killed_worker_and_blindness_are_told_while_another_worker_takes_over(
    kafka_broker: str, tmp_path: Path
) -> None:
    """On Kafka, with two workers; half of the feeds die meanwhile."""
    since, ports = time.time(), [free_port(), free_port()]
    async with (
        world.world(tmp_path, f"kafka://{kafka_broker}") as there,
        watched(tmp_path, [f"127.0.0.1:{port}" for port in ports]) as watch,
    ):
        doomed, _ = (start_at(there, port) for port in ports)
        publish(there)
        await there.until("everything is told", lambda: len(there.desk.messages) >= 7, 90)
        linted(await page_of(ports[0]))
        await there.kill(doomed)
        there.press.down |= {"evening", "night"}
        await watch.until("the worker is told of", lambda: watch.pager.is_firing("tickets", "KabarDown"))
        there.press.publish("noon", *(news.released(person, 1, world.now()) for person in news.persons(4)))
        await there.until("the other took over", lambda: len(there.desk.messages) >= 11, 90)
        await watch.until("nobody sees enough", lambda: watch.pager.is_firing("on-call", "KabarBlind"))
        there.press.down.clear()
        start_at(there, ports[0])
        await watch.until("it is back", lambda: watch.pager.is_over("tickets", "KabarDown"))
        await watch.until("everything is seen", lambda: watch.pager.is_over("on-call", "KabarBlind"))
        assert await empty(watch, since) == []
        assert await settled(watch, 'sum(kabar_stage_partitions{stage="poll"})', 2), "no partition counts twice"
        assert await settled(watch, "sum(kabar_feeds_watched)", len(FEEDS)), "no feed counts twice"


async def settled(watch: Watched, query: str, most: int) -> bool:
    """Ask until there are no more than so many: while partitions move, what two workers say is not of one moment."""
    for _ in range(100):
        (answer,) = await watch.ask("query", query=query)
        if float(answer["value"][1]) <= most:
            return True
        await asyncio.sleep(0.2)
    return False
