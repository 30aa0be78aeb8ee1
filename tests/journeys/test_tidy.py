"""Workers come and go, and the system's temporary folder is as it was."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys import news, world
from tests.journeys.news import STORY
from tests.journeys.world import World


@pytest.fixture
def temporary(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A temporary folder of the system's for these workers alone, with a name that is short enough for a socket in it."""
    with tempfile.TemporaryDirectory(prefix="tidy-") as folder:
        monkeypatch.setenv("TMPDIR", folder)
        yield Path(folder)


async def test_what_a_killed_worker_left_is_removed_by_the_next_and_nothing_by_a_stop(
    tmp_path: Path, temporary: Path
) -> None:
    async with world.world(tmp_path, f"sqlite:///{tmp_path}/kabar.db") as there:
        there.configure(["morning"], [STORY])
        await told(there, 1)
        await there.kill(there.workers[-1])
        left = {path.name for path in temporary.iterdir()}
        assert len(left) == 1, "the socket of the processes that read feeds"
        await told(there, 2)
        assert left.isdisjoint(path.name for path in temporary.iterdir())
        assert await there.stop(there.workers[-1]) == 0, there.output()
        await there.until("its helpers have gone", lambda: not list(temporary.iterdir()), 10)


async def told(there: World, count: int) -> None:
    """Start a worker and let it tell of one more person."""
    there.press.publish("morning", news.promised(news.persons(count)[-1], 0, world.now()))
    await asyncio.to_thread(there.start)
    await there.until("it is told", lambda: len(there.desk.messages) >= count, 60)
