"""Workers are killed at random moments while news flows: every alert arrives, each revision once."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from monitor.models import RawArticle
from tests.journeys import news, world
from tests.journeys.news import STORY, raw
from tests.journeys.world import World

KILLS = 30
PERSONS = 45
OUTLETS = ("morning", "evening")


@pytest.mark.timeout(900)
async def test_no_kill_loses_or_doubles_an_alert(broker: str, tmp_path: Path) -> None:
    """Thirty kills while ninety persons' promises and releases are told by two outlets each."""
    chance = Random(20241101)
    async with world.world(tmp_path, broker) as there:
        there.configure(OUTLETS, [STORY], **quick(broker))
        people = news.persons(PERSONS)
        telling = asyncio.create_task(tell(there, people, chance))
        for _ in range(KILLS):
            worker = there.start()
            before = len(there.desk.deliveries)
            await there.until(
                "something is told", lambda before=before: len(there.desk.deliveries) > before or telling.done()
            )
            await asyncio.sleep(chance.uniform(0.0, 0.8))
            await there.kill(worker)
        await telling
        worker = there.start()
        wanted = world.expected(reports(people), STORY)
        assert len(wanted) >= 2 * PERSONS - 5
        await there.until(f"all {len(wanted)} shifts are told", lambda: wanted <= there.desk.told(), 120)
        told_before_the_stop = set(there.desk.messages)
        assert await there.stop(worker) == 0, there.output()
        worker = there.start()
        await there.started(worker)
        await asyncio.sleep(3)
        assert await there.stop(worker) == 0, there.output()

    assert there.desk.told() == wanted
    assert set(there.desk.messages) == told_before_the_stop
    repeated = sum(Counter(there.desk.deliveries).values()) - len(there.desk.messages)
    assert repeated <= KILLS, "a kill may repeat the one message that was on its way, under its id"
    for message_id, message in there.desk.messages.items():
        assert message_id == f"{message['alert_id']}-{message['revision']}"


async def tell(there: World, people: list[news.Person], chance: Random) -> None:
    """Publish promises and then releases, now in one outlet first and now in the other."""
    for report in (news.promised, news.released):
        for person in people:
            for outlet, name in enumerate(OUTLETS):
                there.press.publish(name, report(person, outlet, world.now()))
            await asyncio.sleep(chance.uniform(0.3, 1.2))


def reports(people: list[news.Person]) -> list[RawArticle]:
    """Give every report as an article, in the order in which they are told."""
    return [
        raw(report(person, outlet, world.now()), name)
        for report in (news.promised, news.released)
        for person in people
        for outlet, name in enumerate(OUTLETS)
    ]


def quick(broker: str) -> dict[str, object]:
    """Let Kafka notice a killed worker soon; the embedded broker needs no such thing."""
    return {"kafka": {"session": 6}} if broker.startswith("kafka") else {}
