"""The same articles in any order, over any number of partitions and workers: the same alerts."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from agents import brokers, topics
from agents.archive import Archive
from agents.records import letter
from monitor import config
from monitor.models import RawArticle
from tests.builders import NOON
from tests.journeys import news, world
from tests.journeys.news import STORY

PEOPLE = news.persons(9)


def articles() -> list[RawArticle]:
    """A day of news: promises, releases, both outlets, and copies of some of them on a third."""
    made: list[RawArticle] = []
    for number, person in enumerate(PEOPLE):
        at = NOON + timedelta(minutes=11 * number)
        for outlet in range(2):
            made.append(news.raw(news.promised(person, outlet, at), f"outlet {outlet}"))
            if number % 2:
                made.append(news.raw(news.released(person, outlet, at + timedelta(hours=3)), f"outlet {outlet}"))
        if number % 3 == 0:
            made.append(news.raw(news.promised(person, 0, at + timedelta(minutes=5)), "mirror"))
    return made


async def alerts(folder: Path, broker: str, *, seed: int, partitions: int, workers: int) -> dict[str, Any]:
    """Put the articles on a fresh log in an order of their own, run workers over it, and look at the alerts."""
    folder.mkdir()
    ordered = articles()
    Random(seed).shuffle(ordered)
    async with world.world(folder, broker.replace("kabar.db", f"{folder.name}/kabar.db")) as there:
        found = config.load(
            there.configure([], [STORY], partitions=partitions)
        )  # With an id that follows from the folder.
        await brokers.prepare(found)
        archive = Archive(found)
        await asyncio.to_thread(archive.append, *(letter(topics.RAW, article.language, article) for article in ordered))
        running = [there.start("--only", "dedupe,tag,detect,alert") for _ in range(workers)]
        await there.until("every person has an alert", lambda: len(archive.alerts()) >= len(PEOPLE), 90)
        await asyncio.to_thread(settle, archive, there.output)
        for worker in running:
            assert await there.stop(worker) == 0, there.output()
        return {
            each.id: (
                each.kind,
                each.subject,
                each.stage,
                each.side,
                each.status,
                each.origins,
                each.articles,
                each.evidence,
            )
            for each in (await asyncio.to_thread(archive.alerts)).values()
        }


def settle(archive: Archive, output: Callable[[], str]) -> None:
    """Wait until nothing is left to do, twice in a row."""
    quiet = 0
    for _ in range(200):
        quiet = quiet + 1 if not any(lag.behind for lag in archive.lags()) else 0
        if quiet > 3:
            return
        time.sleep(0.2)
    raise AssertionError(f"not settled: {archive.lags()}\n{output()}")


@pytest.mark.parametrize(("partitions", "workers"), [(1, 1), (4, 1), (4, 2)])
async def test_order_partitions_and_workers_do_not_change_what_is_told(
    broker: str, tmp_path: Path, partitions: int, workers: int
) -> None:
    """Three orders of one day, against the first of them."""
    if workers > 1 and not broker.startswith("kafka"):
        workers = 1  # The embedded broker is one process, and says so (tests/transport).
    wanted = await alerts(tmp_path / "first", broker, seed=0, partitions=1, workers=1)
    assert len(wanted) == len(PEOPLE)
    assert {told[2] for told in wanted.values()} == {"promised", "released"}
    for seed in (1, 2):
        name = tmp_path / f"p{partitions}w{workers}s{seed}"
        assert await alerts(name, broker, seed=seed, partitions=partitions, workers=workers) == wanted
