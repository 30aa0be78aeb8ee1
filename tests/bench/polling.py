"""Feeds a second: unchanged and changed ones, over loopback, by the real door and parser, alone and in the whole service."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import uvloop
from rich.table import Table

from agents import brokers
from monitor.feeds import poll
from monitor.feeds.document import Document
from monitor.feeds.parse import parse
from monitor.feeds.poll import Doors
from monitor.feeds.settings import Feed
from monitor.feeds.state import FeedState
from monitor.internet import Internet
from monitor.models import RawArticle
from monitor.sandbox import Sandbox
from tests.bench import pages, press, service

AT_ONCE = 100
FEEDS = 2_500  # Each on a host of its own: 127.0.0.0/8 is all loopback.
SECONDS = 8.0
NETWORK = "127.0.0.0/8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """How many feeds were asked in so many seconds, and what came of it."""

    feeds: int
    seconds: float
    outcomes: str

    @property
    def rate(self) -> float:
        """Feeds a second."""
        return self.feeds / self.seconds


def measured(folder: Path, articles: Sequence[RawArticle]) -> Table:
    """Measure feeds and pages a second; the service's own files go below a folder."""
    table = Table("feeds a second", "rate", "what came of it", title="Feeds, over loopback")
    for kind in ("unchanged", "changed"):
        rate = alone(kind)
        table.add_row(f"{kind}, door and parser alone", f"{rate.rate:,.0f}", rate.outcomes)
    for kind in ("unchanged", "changed"):
        (folder / kind).mkdir()
        rate = served(folder / kind, kind)
        table.add_row(f"{kind}, in the service (embedded)", f"{rate.rate:,.0f}", rate.outcomes)
    read = pages.measure(articles)
    table.add_row(
        "pages of full text", f"{read.rate:,.0f}", f"{read.completed} of {read.pages}, {read.size:,} bytes each"
    )
    return table


def alone(kind: str) -> Rate:
    """Poll a thousand feeds again and again, without a service around it; `kind` is unchanged or changed."""
    with serving() as port:
        return uvloop.run(_alone([feed(number, port, kind) for number in range(AT_ONCE)]))


def served(folder: Path, kind: str) -> Rate:
    """Let the service poll a thousand feeds on the embedded broker, as fast as it can; the server counts."""
    with serving() as port:
        feeds = [{"url": feed(number, port, kind).url, "every": 1, "language": "en"} for number in range(FEEDS)]
        found = service.configured(
            folder,
            f"sqlite:///{folder}/kabar.db",
            feeds=feeds,
            fetch={"allow_networks": [NETWORK], "spacing": 0},
        )
        asyncio.run(brokers.prepare(found))
        with service.running(found.path, only="poll"):
            while press.count(port) < 2 * FEEDS:  # Every feed has its baseline.
                time.sleep(0.2)
            before, begun = press.count(port), time.monotonic()
            time.sleep(SECONDS)
            asked, seconds = press.count(port) - before, time.monotonic() - begun
    return Rate(feeds=asked, seconds=seconds, outcomes=f"{FEEDS} feeds, each as often as it can")


def feed(number: int, port: int, kind: str) -> Feed:
    """Name a feed on a host of its own."""
    host = f"127.0.{number // 250}.{number % 250 + 1}"
    return Feed(url=f"http://{host}:{port}/{kind}/{number}", language="en")


@contextmanager
def serving() -> Iterator[int]:
    """Serve feeds from a process of its own while the block runs; gives the port."""
    command = [sys.executable, "-m", "tests.bench.press"]
    with subprocess.Popen(command, cwd=service.ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield int(server.stdout.readline())
        finally:
            server.kill()


async def _alone(feeds: list[Feed]) -> Rate:
    async with doors() as opened:
        first = await asyncio.gather(*(poll.poll(one, None, opened, _now()) for one in feeds))
        begun, outcomes = time.monotonic(), Counter[str]()

        async def ask_on(one: Feed, state: FeedState) -> None:
            while time.monotonic() - begun < SECONDS:
                polled = await poll.poll(one, state, opened, _now())
                state = polled.state
                outcomes[polled.outcome] += 1

        await asyncio.gather(*(ask_on(one, polled.state) for one, polled in zip(feeds, first, strict=True)))
        seconds = time.monotonic() - begun
    said = ", ".join(f"{count} {outcome}" for outcome, count in outcomes.items())
    return Rate(feeds=outcomes.total(), seconds=seconds, outcomes=said)


@asynccontextmanager
async def doors() -> AsyncIterator[Doors]:
    """Open the real doors."""
    async with Internet(allow_networks=[NETWORK]) as internet, Sandbox() as sandbox:

        async def parsed(body: bytes, url: str, content_type: str) -> Document:
            return await sandbox.run(parse, body, url=url, content_type=content_type)

        yield Doors(http=internet, parse=parsed)


def _now() -> datetime:
    return datetime.now(UTC)
