"""The machine is lost: a copy from yesterday goes on where it was, and nothing is missing."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

from tests.journeys import news, world
from tests.journeys.news import STORY


def kabar(*words: object) -> str:
    command = [sys.executable, "-m", "monitor", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=world.ROOT, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


async def test_a_service_goes_on_from_a_copy_that_was_taken_while_it_ran(tmp_path: Path) -> None:
    """What came after the copy is fetched and told again under the same ids, and nothing before it is."""
    people = news.persons(8)
    reports = [news.raw(news.promised(each, 0, world.now()), "morning") for each in people]
    early, wanted = world.expected(reports[:4], STORY), world.expected(reports, STORY)
    copy = tmp_path / "copy.db"
    async with world.world(tmp_path, f"sqlite:///{tmp_path}/kabar.db") as there:
        path = there.configure(["morning"], [STORY])
        worker = there.start()
        there.press.publish("morning", *(news.promised(each, 0, world.now()) for each in people[:4]))
        await there.until("the first half is told", lambda: there.desk.told() == early)
        await asyncio.sleep(1)
        said = await asyncio.to_thread(kabar, "backup", "--config", path, copy)
        assert said.startswith(f"{copy}: ")
        there.press.publish("morning", *(news.promised(each, 0, world.now()) for each in people[4:]))
        await there.until("the second half is told", lambda: there.desk.told() == wanted)
        before = set(there.desk.messages)
        await there.kill(worker)
        for lost in tmp_path.glob("kabar.db*"):
            lost.unlink()
        await asyncio.to_thread(kabar, "restore", "--config", path, copy)
        sent = len(there.desk.deliveries)
        there.start()
        await there.until("the second half is told again", lambda: len(there.desk.deliveries) > sent)
        await asyncio.sleep(2)

    again = set(there.desk.deliveries[sent:])
    assert there.desk.told() == wanted
    assert set(there.desk.messages) == before, "what is told again has the ids it had"
    assert not again & set(there.desk.deliveries[: len(early)]), "what the copy knew is not told again"
