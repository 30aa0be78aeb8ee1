"""Articles that are given rather than polled: beside the service, before it ever ran, and by request to it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import aiohttp

from agents.archive import Archive
from monitor import config
from monitor.errors import BrokerUnavailable
from tests.journeys import news, world
from tests.journeys.news import STORY
from tests.journeys.world import ROOT, World

TOKEN = "the-token-of-the-harbour-desk"
PEOPLE = news.persons(3)


def row(person: news.Person, outlet: int) -> dict[str, str]:
    """Write a report as somebody who gives it to us would."""
    article = news.raw(news.promised(person, outlet, world.now()), f"outlet {outlet}")
    return {
        "url": article.url,
        "title": article.title,
        "text": article.text,
        "publisher": article.publisher,
        "published_at": world.now().isoformat(),
    }


async def kabar(there: World, *arguments: str, given: str = "") -> str:
    """Run a command beside the service."""
    command = [sys.executable, "-m", "monitor", *arguments, "-c", str(there.folder / "kabar.yaml")]
    done = await asyncio.to_thread(
        subprocess.run, command, cwd=ROOT, input=given, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return str(done.stdout)


async def post(there: World, rows: list[dict[str, str]]) -> tuple[int, Any]:
    """Post to the service, whose port stands in its log."""
    found: list[str] = []

    def is_started() -> bool:
        found[:] = re.findall(r'"port":\s*(\d+)|port=(\d+)', there.output())[-1:]
        return bool(found)

    await there.until("the service listens", is_started)
    port = next(part for part in found[0] if part)
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with aiohttp.ClientSession(headers=headers) as session:
        for _ in range(600):
            async with session.post(f"http://127.0.0.1:{port}/articles", json=rows) as answer:
                if answer.status != 503:
                    return answer.status, await answer.json()
            await asyncio.sleep(0.1)
    raise AssertionError(there.output())


async def test_what_is_given_is_told_once_however_it_is_given_and_given_again(broker: str, tmp_path: Path) -> None:
    (tmp_path / "token").write_text(TOKEN, encoding="utf-8")
    first, second, third = (row(person, 0) for person in PEOPLE)
    path = tmp_path / "articles.jsonl"
    path.write_text("\n".join(map(json.dumps, [first, first])), encoding="utf-8")
    async with world.world(tmp_path, broker) as there:
        there.configure([], [STORY], web={"port": 0, "token_file": "token"}, partitions=2)
        assert "2 articles put on the log" in await kabar(there, "ingest", str(path))
        worker = there.start()
        await there.until("what was given before the start is told", lambda: len(there.desk.told()) == 1)

        await kabar(there, "ingest", "-", given=f"{json.dumps(first)}\n{json.dumps(second)}\n")
        await there.until("what is given meanwhile is told", lambda: len(there.desk.told()) == 2)

        status, said = await post(there, [first, second, third])
        assert (status, len(said["ids"])) == (202, 3), said
        await there.until("what is posted is told", lambda: len(there.desk.told()) == 3)
        assert (await post(there, [first, second, third])) == (status, said)

        archive = Archive(config.load(tmp_path / "kabar.yaml"))
        await there.until("nothing is left to do", lambda: not any(lag.behind for lag in archive.lags()))
        assert await there.stop(worker) == 0, there.output()
        shown = json.loads(await kabar(there, "story", "show", str(STORY["id"]), "--json"))

    assert {(each["name"], each["status"]) for each in shown["persons"]} == {(each.name, "promised") for each in PEOPLE}
    assert len([cell for shift in shown["shifts"] for cell in shift["cells"]]) == 3
    assert len(there.desk.deliveries) == 3
    assert {message["revision"] for message in there.desk.messages.values()} == {1}


async def test_how_feeds_stand_is_read_from_either_broker(broker: str, tmp_path: Path) -> None:
    async with world.world(tmp_path, broker) as there:
        there.configure(["morning", "nowhere"], [STORY])
        there.press.publish("morning", news.promised(PEOPLE[0], 0, world.now()))
        there.start()
        archive = Archive(config.load(tmp_path / "kabar.yaml"))

        def are_asked() -> bool:
            with contextlib.suppress(BrokerUnavailable):  # The file may be about to be made.
                return len(archive.feeds()) == 2
            return False

        await there.until("both feeds were asked", are_asked)
        listed = await kabar(there, "feeds", "list", "--json")

    states = {row["publisher"]: row for row in map(json.loads, listed.splitlines())}
    assert states["morning"]["state"] == "ok"
    assert states["morning"]["last_success"]
    assert states["morning"]["memory"]["seen"] == 1


async def test_a_person_can_have_a_feed_asked_that_is_not_due(broker: str, tmp_path: Path) -> None:
    async with world.world(tmp_path, broker) as there:
        url = f"http://127.0.0.1:{there.port}/feeds/morning"
        there.configure([], [STORY], feeds=[{"url": url, "every": 3_600}])
        there.start()
        await there.until("it was asked", lambda: there.press.requests == 1)
        archive = Archive(config.load(tmp_path / "kabar.yaml"))
        await there.until("that is remembered", lambda: len(archive.feeds()) == 1)
        assert "asked for" in await kabar(there, "feeds", "ask", url)
        await there.until("it was asked again", lambda: there.press.requests == 2)
