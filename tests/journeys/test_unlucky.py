"""A start at which everything comes at the worst moment: no record is left lying."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from agents import brokers, topics
from agents.archive import Archive
from agents.records import letter
from monitor import config
from monitor.config import Config
from tests.builders import NOON
from tests.journeys import news, world
from tests.journeys.news import STORY

pytestmark = [pytest.mark.kafka, pytest.mark.slow]  # tests/agents/transport/test_kafka_consumer.py has it in short.


def lay(found: Config, outlet: int) -> None:
    """Put what an outlet wrote of each person on the log."""
    articles = [news.raw(news.promised(person, outlet, NOON), f"outlet {outlet}") for person in news.persons(9)]
    Archive(found).append(*(letter(topics.RAW, article.language, article) for article in articles))


def is_done(found: Config) -> bool:
    return [lag.behind for lag in Archive(found).lags() if lag.topic == topics.RAW] == [0]


async def test_records_fetched_while_a_start_winds_back_are_not_left_lying(kafka_broker: str, tmp_path: Path) -> None:
    """A worker begins, so that there is something to wind back to; the next one has the worst of luck."""
    async with world.world(tmp_path, f"kafka://{kafka_broker}") as there:
        found = config.load(there.configure([], [STORY], partitions=1))
        await brokers.prepare(found)
        for number, module in enumerate(("agents", "tests.journeys.unlucky_worker")):
            await asyncio.to_thread(lay, found, number)
            worker = there.start("--only", "dedupe", module=module)
            await there.until("everything is done", lambda: is_done(found), 20)
            assert await there.stop(worker) == 0, there.output()
        assert "unlucky" in there.output()
