"""The stages of one service, split over workers that each run some of them."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.journeys import news, world
from tests.journeys.news import STORY

PEOPLE = news.persons(12)


@pytest.mark.kafka
async def test_stages_split_over_workers_tell_what_one_worker_tells(kafka_broker: str, tmp_path: Path) -> None:
    """A poller, a reader and a teller share one group; the poller is killed and another takes its place."""
    reports = [news.raw(news.promised(person, 0, world.now()), "morning") for person in PEOPLE]
    wanted = world.expected(reports, STORY)
    async with world.world(tmp_path, f"kafka://{kafka_broker}") as there:
        there.configure(["morning"], [STORY], kafka={"session": 6})
        poller = there.start("--only", "poll")
        there.start("--only", "dedupe,tag")
        there.start("--only", "detect,alert,route,deliver")
        half = len(PEOPLE) // 2
        there.press.publish("morning", *(news.promised(person, 0, world.now()) for person in PEOPLE[:half]))
        await there.until("the first half is told", lambda: len(there.desk.told()) >= half - 1)
        await there.kill(poller)
        there.press.publish("morning", *(news.promised(person, 0, world.now()) for person in PEOPLE[half:]))
        there.start("--only", "poll")
        await there.until(f"{len(wanted)} promises are told", lambda: there.desk.told() == wanted)
        await asyncio.sleep(2)
    assert there.desk.told() == wanted
    assert len(there.desk.deliveries) == len(set(there.desk.deliveries))
