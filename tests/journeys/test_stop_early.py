"""A worker that is told to stop while it starts does not finish the start first."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys import world
from tests.journeys.news import STORY
from tests.journeys.world import World

pytestmark = pytest.mark.kafka


def said(there: World, number: int, what: str) -> bool:
    return f'"event": "{what}"' in (there.folder / f"worker-{number}.log").read_text()


async def test_a_stop_ends_a_start_that_waits_for_a_worker_that_was_killed(kafka_broker: str, tmp_path: Path) -> None:
    """Kafka notices only after `session` that somebody is gone; until then nothing is shared out."""
    async with world.world(tmp_path, f"kafka://{kafka_broker}") as there:
        there.configure([], [STORY], kafka={"session": 25})
        killed = there.start("--only", "dedupe")
        await there.until("it runs", lambda: said(there, 0, "started"), 60)
        await there.kill(killed)
        waits = there.start("--only", "dedupe")
        await there.until("it starts", lambda: said(there, 1, "starting"), 60)

        assert await there.stop(waits) == 0, there.output()
        assert said(there, 1, "stopped")
        assert not said(there, 1, "started")
