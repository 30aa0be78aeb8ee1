"""Feeds die and come back: people are told once, news in between says what was not seen, a restart repeats nothing."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.journeys import news, world
from tests.journeys.news import STORY
from tests.journeys.world import World

ONE, OTHER, THIRD = news.persons(3)
FEEDS = ("morning", "noon", "evening")
SLOW = 150
"""Seconds that a step may take: a worker takes its time to start, and a dead feed is asked ever less often."""


def about_feeds(there: World) -> list[dict[str, Any]]:
    """Give the revisions of the alert about the feeds, as they came."""
    return [each for each in there.desk.messages.values() if each["kind"] == "coverage"]


def about(there: World, person: news.Person) -> dict[str, Any]:
    """Give the first revision about a person; nothing where there is none yet."""
    return next((each for each in there.desk.messages.values() if person.name in each["subject"]), {})


async def reduced(there: World, *feeds: str) -> None:
    """Let feeds die, and wait until people are told of all of them."""
    there.press.down |= set(feeds)
    wanted = f"Coverage reduced: {len(feeds)} of 3 feeds"
    await there.until(wanted, lambda: [each for each in about_feeds(there) if each["headline"] == wanted], SLOW)


async def restored(there: World) -> None:
    """Let all feeds live, and wait until people are told."""
    there.press.down.clear()
    await there.until("the same alert says restored", lambda: about_feeds(there)[-1]["stage"] == "restored", SLOW)


async def told_of(there: World, person: news.Person) -> dict[str, Any]:
    """Publish a promise, and wait until people are told."""
    there.press.publish("morning", news.promised(person, 0, world.now()))
    await there.until(f"{person.name} is told", lambda: about(there, person), SLOW)
    return about(there, person)


async def test_a_dead_feed_is_told_once_and_news_in_between_says_what_is_not_seen(broker: str, tmp_path: Path) -> None:
    async with world.world(tmp_path, broker) as there:
        there.configure(FEEDS, [STORY])
        there.start()
        assert (await told_of(there, ONE))["coverage"] == []
        assert about_feeds(there) == []
        await reduced(there, "evening")
        heading, line = (await told_of(there, OTHER))["coverage"]
        assert heading == "Coverage reduced: 1 of 3 feeds"
        assert line.startswith("evening: failing since ")
        assert line.endswith("HTTP 503 Service Unavailable")
        await restored(there)
        assert (await told_of(there, THIRD))["coverage"] == []
    first, last = about_feeds(there)
    assert (first["revision"], first["subject"], last["revision"]) == (1, ["evening"], 2)
    assert first["alert_id"] == last["alert_id"]
    assert len(there.desk.deliveries) == len(set(there.desk.deliveries))


async def test_a_restart_knows_which_feeds_are_dead_and_tells_nothing_twice(broker: str, tmp_path: Path) -> None:
    quick = {"kafka": {"session": 6}} if broker.startswith("kafka") else {}
    async with world.world(tmp_path, broker) as there:
        there.configure(FEEDS, [STORY], **quick)
        worker = there.start()
        await told_of(there, ONE)
        await reduced(there, "evening")
        await there.kill(worker)
        worker = there.start()
        assert (await told_of(there, OTHER))["coverage"][0] == "Coverage reduced: 1 of 3 feeds"
        await restored(there)
        assert await there.stop(worker) == 0, there.output()
        there.start()
        assert (await told_of(there, THIRD))["coverage"] == []
        await asyncio.sleep(2)
    assert [(each["stage"], each["revision"]) for each in about_feeds(there)] == [("reduced", 1), ("restored", 2)]


async def test_a_dead_feed_that_is_taken_out_of_the_configuration_does_not_count_any_more(tmp_path: Path) -> None:
    async with world.world(tmp_path, f"sqlite:///{tmp_path}/kabar.db") as there:
        there.configure(FEEDS, [STORY])
        worker = there.start()
        await told_of(there, ONE)
        await reduced(there, "evening")
        assert await there.stop(worker) == 0, there.output()
        there.configure(FEEDS[:2], [STORY])
        there.start()
        await there.until("all feeds are well", lambda: about_feeds(there)[-1]["stage"] == "restored")
        assert about_feeds(there)[-1]["headline"] == "Coverage restored: all 2 feeds"
        assert (await told_of(there, OTHER))["coverage"] == []


@pytest.mark.kafka
async def test_two_workers_share_the_feeds_and_each_knows_how_well_all_of_them_are(
    kafka_broker: str, tmp_path: Path
) -> None:
    """One of them is killed while feeds are dead: whoever tells from then on knows them too."""
    async with world.world(tmp_path, f"kafka://{kafka_broker}") as there:
        there.configure(FEEDS, [STORY], kafka={"session": 6})
        first = there.start()
        there.start()
        await told_of(there, ONE)
        await reduced(there, "noon", "evening")
        assert (await told_of(there, OTHER))["coverage"][0] == "Coverage reduced: 2 of 3 feeds"
        await there.kill(first)
        assert (await told_of(there, THIRD))["coverage"][0] == "Coverage reduced: 2 of 3 feeds"
        await restored(there)
        await asyncio.sleep(2)
    assert [each["revision"] for each in about_feeds(there)] == list(range(1, len(about_feeds(there)) + 1))
    assert len(about_feeds(there)) <= 4
    repeated = len(there.desk.deliveries) - len(set(there.desk.deliveries))
    assert repeated <= 1, "a kill repeats one message at most, under the same id"
