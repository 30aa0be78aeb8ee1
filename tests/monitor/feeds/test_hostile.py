"""A hostile feed server on real sockets, asked through the real door, parsed in the real sandbox."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import ClassVar

import brotli
import pytest
from aiohttp import web

from monitor.feeds import poll
from monitor.feeds.document import Document
from monitor.feeds.parse import parse
from monitor.feeds.poll import Doors, Polled
from monitor.feeds.settings import Feed
from monitor.feeds.state import FeedState
from monitor.internet import Internet
from monitor.ports import Request, Response
from monitor.sandbox import Sandbox
from tests.monitor.feeds.server import Answer, Server, dripping, serving
from tests.monitor.feeds.web import NOON, entry, rss

GOOD = rss(entry(1), entry(2))


@dataclass
class World:
    """A server, and a desk that polls it with short tempers."""

    server: Server
    doors: Doors
    now: datetime = NOON

    async def poll(self, url: str, state: FeedState | None = None) -> Polled:
        self.now += timedelta(hours=1)
        return await poll.poll(Feed(url=url), state, self.doors, self.now)

    async def is_well(self) -> bool:
        """Say whether a good feed is served right now."""
        return len((await self.poll(self.server.at("/good", Answer(body=GOOD)))).articles) == 2


@asynccontextmanager
async def world() -> AsyncIterator[World]:
    async with (
        serving() as server,
        Internet(allow_networks=["127.0.0.1/32"]) as internet,
        Sandbox(workers=2, seconds=1.5, megabytes=300) as sandbox,
    ):

        async def http(request: Request) -> Response:
            return await internet(replace(request, timeout=1.5, max_bytes=2_000_000))

        async def parsed(body: bytes, url: str, content_type: str) -> Document:
            return await sandbox.run(parse, body, url=url, content_type=content_type)

        yield World(server=server, doors=Doors(http=http, parse=parsed))


def redos(size: int) -> bytes:
    """Give an author that feedparser's address expression reads in time that grows with its square."""
    author = b"a@a" + b".a" * size + b"!"
    return b'<rss version="2.0"><channel><item><title>x</title><author>' + author + b"</author></item></channel></rss>"


class Faults:
    """Every fault, and what is said of it."""

    answers: ClassVar[dict[str, tuple[Answer, str, str]]] = {
        "a redirect loop": (Answer(status=302, headers={"Location": "/feed"}), "failed", "more than 5 redirects"),
        "a redirect inside": (
            Answer(status=301, headers={"Location": "http://169.254.169.254/latest"}),
            "refused",
            "address refused: private or special address",
        ),
        "a redirect to a file": (Answer(status=301, headers={"Location": "file:///etc/passwd"}), "failed", "only http"),
        "gone": (Answer(status=410), "gone", "HTTP 410 Gone"),
        "too many": (Answer(status=429, headers={"Retry-After": "60"}), "refused", "HTTP 429"),
        "a gzip bomb": (
            Answer(body=gzip.compress(bytes(50_000_000)), headers={"Content-Encoding": "gzip"}),
            "failed",
            "body is",
        ),
        "a brotli bomb": (
            Answer(body=brotli.compress(bytes(200_000_000)), headers={"Content-Encoding": "br"}),
            "failed",
            "body is",
        ),
        "a huge feed": (Answer(body=GOOD * 20_000), "failed", "body is larger than"),
        "a slow loris": (Answer(handler=dripping(GOOD)), "failed", "timed out"),
        "an entity bomb": (
            Answer(body=b'<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + GOOD),
            "unreadable",
            "it declares XML entities",
        ),
        "a quadratic author": (Answer(body=redos(60_000)), "unreadable", "stopped after 1.5 s"),
        "a page": (Answer(body=b"<html><body>Hi</body></html>"), "unreadable", "it is a web page"),
        "a local path": (Answer(body=b"/etc/passwd"), "unreadable", "neither XML nor JSON"),
        "nothing": (Answer(body=b""), "unreadable", "the body is empty"),
        "broken": (Answer(status=500), "failed", "HTTP 500 Internal Server Error"),
        "no content": (Answer(status=204), "failed", "HTTP 204 No Content"),
    }


@pytest.mark.parametrize("fault", Faults.answers)
async def test_a_fault_is_said_in_words_and_the_next_feed_is_served(fault: str) -> None:
    answer, outcome, reason = Faults.answers[fault]
    async with world() as here:
        polled = await here.poll(here.server.at("/feed", answer))
        assert (outcome, ()) == (polled.outcome, polled.articles)
        assert polled.reason.startswith(reason)
        assert polled.reason == polled.state.reason
        assert await here.is_well()


FORGIVEN = {
    "a wrong content type": Answer(body=GOOD, headers={"Content-Type": "image/png"}),
    "a wrong charset": Answer(body=GOOD, headers={"Content-Type": "application/xml; charset=no-such"}),
    "gzip": Answer(body=gzip.compress(GOOD), headers={"Content-Encoding": "gzip"}),
    "leading blanks": Answer(body=b"\n\n  " + GOOD),
    "deep nesting": Answer(body=GOOD.replace(b"</item>", b"<x>" * 5_000 + b"</x>" * 5_000 + b"</item>", 1)),
    "a cut-off end": Answer(body=GOOD[:-20]),
}


@pytest.mark.parametrize("oddity", FORGIVEN)
async def test_an_oddity_is_forgiven(oddity: str) -> None:
    async with world() as here:
        assert len((await here.poll(here.server.at("/feed", FORGIVEN[oddity]))).articles) == 2


async def test_a_conditional_request_goes_over_the_wire_as_the_server_wrote_it() -> None:
    async with world() as here:
        tagged = Answer(body=GOOD, headers={"ETag": 'W/"x, y"', "Last-Modified": "a while ago"})
        url = here.server.at("/feed", tagged, Answer(status=304))
        first = await here.poll(url)
        second = await here.poll(url, first.state)
        assert (first.outcome, second.outcome) == ("modified", "unchanged")
        sent = here.server.asked[1].headers
        assert (sent["if-none-match"], sent["if-modified-since"]) == ('W/"x, y"', "a while ago")


async def test_a_permanent_move_is_taken_over_in_the_end() -> None:
    async with world() as here:
        url = here.server.at("/old", Answer(status=301, headers={"Location": "/new"}))
        here.server.at("/new", Answer(body=GOOD))
        state = None
        for _ in range(27):
            state = (await here.poll(url, state)).state
        assert state is not None
        assert here.server.url("/new") == state.url
        assert here.server.asked[-1].path == "/new"
        assert here.server.asked[-2].path == "/new"


async def test_the_loop_stays_free_while_bombs_are_read() -> None:
    """The loop must turn while the sandbox is busy; how fast is for the benchmark to say."""
    async with world() as here:
        turns = 0

        async def turn() -> None:
            nonlocal turns
            while True:
                turns += 1
                await asyncio.sleep(0.01)

        turning = asyncio.ensure_future(turn())
        url = here.server.at("/bomb", Answer(body=redos(60_000)))
        await asyncio.gather(here.poll(url), here.poll(url), here.is_well())
        turning.cancel()
        assert turns > 20


async def test_many_feeds_of_one_host_are_all_served_two_at_a_time() -> None:
    async def slow(_: web.Request) -> web.StreamResponse:
        await asyncio.sleep(0.02)
        return web.Response(body=GOOD)

    async with world() as here:
        urls = [here.server.at(f"/{number}", Answer(handler=slow)) for number in range(20)]
        polled = await asyncio.gather(*(here.poll(url) for url in urls))
        assert ({"modified"}, 2) == ({one.outcome for one in polled}, here.server.most_at_once)
