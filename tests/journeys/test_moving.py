"""Feeds shared over workers: none is polled by two, and a dead worker's feeds move with their state."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp import web

from tests.journeys import world
from tests.journeys.news import STORY
from tests.journeys.world import World

HOSTS = [f"127.0.0.{number}" for number in range(1, 9)]
PER_HOST = 3


@dataclass
class Hosts:
    """Servers on eight loopback addresses; each notes who asked, and whether with validators."""

    port: int = 0
    askers: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    unconditional: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    async def serve(self, request: web.Request) -> web.Response:
        """Answer with a feed of one entry that never changes."""
        url = str(request.url)
        self.askers[url].append(request.headers["User-Agent"])
        if request.headers.get("If-None-Match") == '"one"':
            return web.Response(status=304, headers={"ETag": '"one"'})
        self.unconditional[url] += 1
        body = f"<rss version='2.0'><channel><item><title>Ferry {url}</title><guid>{url}</guid></item></channel></rss>"
        return web.Response(text=body, content_type="application/rss+xml", headers={"ETag": '"one"'})

    def urls(self) -> list[str]:
        return [f"http://{host}:{self.port}/{number}" for host in HOSTS for number in range(PER_HOST)]

    def asked_by(self, worker: str, *, since: dict[str, int]) -> set[str]:
        """Name the feeds that a worker asked since a count of their requests."""
        return {url for url, askers in self.askers.items() if worker in askers[since.get(url, 0) :]}

    def counts(self) -> dict[str, int]:
        return {url: len(askers) for url, askers in self.askers.items()}


@asynccontextmanager
async def hosts() -> AsyncIterator[Hosts]:
    made = Hosts()
    application = web.Application()
    application.router.add_get("/{number}", made.serve)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    for host in HOSTS:
        await web.TCPSite(runner, host, made.port).start()
        made.port = int(runner.addresses[0][1])
    try:
        yield made
    finally:
        await runner.cleanup()


def _configured(there: World, feeds: Hosts, worker: str) -> Path:
    """Write a worker's own configuration: the same for all but its name, which its requests carry."""
    given = json.loads(there.configure([], [STORY], kafka={"session": 6}).read_text())
    given["feeds"] = [{"url": url, "every": 1} for url in feeds.urls()]
    given["fetch"] |= {"user_agent": worker}
    path = there.folder / f"{worker}.yaml"
    path.write_text(json.dumps(given))
    return path


@pytest.mark.kafka
async def test_feeds_move_with_their_state_when_a_worker_dies_and_none_is_polled_by_two(
    kafka_broker: str, tmp_path: Path
) -> None:
    async with hosts() as feeds, world.world(tmp_path, f"kafka://{kafka_broker}") as there:
        workers = {
            name: there.start("-c", str(_configured(there, feeds, name)), "--only", "poll") for name in ("one", "two")
        }
        every = set(feeds.urls())

        def is_shared() -> bool:
            """Both ask, and all that one has asked of late the other has not."""
            late = {url: max(0, len(askers) - 3) for url, askers in feeds.askers.items()}
            one, two = (feeds.asked_by(name, since=late) for name in workers)
            return bool(one and two) and one | two == every and not one & two

        await there.until("the feeds are shared", is_shared)
        shared = feeds.counts()
        await there.until(
            "each is asked thrice more", lambda: all(feeds.counts()[url] >= shared[url] + 3 for url in every)
        )
        assert not feeds.asked_by("one", since=shared) & feeds.asked_by("two", since=shared)
        for host in HOSTS:
            ours = [url for url in every if f"//{host}:" in url]
            askers = {asker for url in ours for asker in feeds.askers[url][shared[url] :]}
            assert len(askers) == 1, "all feeds of a host are polled by one worker"

        await there.kill(workers["one"])
        killed = feeds.counts()
        await there.until("all have moved", lambda: feeds.asked_by("two", since=killed) == every, 30)

    assert set(feeds.unconditional.values()) == {1}, "validators move with the feeds"
