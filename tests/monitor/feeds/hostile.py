"""A hostile feed server on real sockets, asked through the real door, parsed in the real sandbox."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor.feeds import poll
from monitor.feeds.document import Document
from monitor.feeds.parse import parse
from monitor.feeds.poll import Doors, Polled
from monitor.feeds.settings import Feed
from monitor.feeds.state import FeedState
from monitor.internet import Internet
from monitor.ports import Request, Response
from monitor.sandbox import Sandbox
from tests.monitor.feeds.server import Answer, Server, serving
from tests.monitor.feeds.web import NOON, entry, rss

GOOD = rss(entry(1), entry(2))
SECONDS = 1.5


@dataclass
class World:
    """A hostile server, an honest one beside it, and a desk that polls both with a short temper."""

    server: Server
    honest: Server
    doors: Doors
    now: datetime = NOON

    async def poll(self, url: str, state: FeedState | None = None, *, after: float = 3600.0) -> Polled:
        self.now += timedelta(seconds=after)
        return await poll.poll(Feed(url=url), state, self.doors, self.now)

    async def is_well(self) -> bool:
        """Say whether a good feed is served right now."""
        return len((await self.poll(self.honest.at("/good", Answer(body=GOOD)))).articles) == 2


@asynccontextmanager
async def world(max_bytes: int = 2_000_000) -> AsyncIterator[World]:
    async with (
        serving() as server,
        serving() as honest,
        Internet(allow_networks=["127.0.0.1/32"]) as internet,
        Sandbox(workers=2, seconds=SECONDS, megabytes=300) as sandbox,
    ):

        async def http(request: Request) -> Response:
            return await internet(replace(request, timeout=SECONDS, max_bytes=max_bytes))

        async def parsed(body: bytes, url: str, content_type: str) -> Document:
            return await sandbox.run(parse, body, url=url, content_type=content_type)

        yield World(server=server, honest=honest, doors=Doors(http=http, parse=parsed))
