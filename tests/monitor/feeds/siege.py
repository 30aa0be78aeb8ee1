"""All bombs, one after another and then together, while a heart beats and an honest feed is read in between.

The server is a process of its own (``python -m tests.monitor.feeds.siege``), so that what is measured is the reader alone.
"""

from __future__ import annotations

import asyncio
import resource
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from monitor.feeds import poll
from monitor.feeds.document import Document
from monitor.feeds.parse import parse
from monitor.feeds.poll import Doors, Polled
from monitor.feeds.settings import Feed
from monitor.internet import Internet
from monitor.ports import Request, Response
from monitor.sandbox import Sandbox
from monitor.text import language
from tests.monitor.feeds.bombs import BOMBS, GOOD
from tests.monitor.feeds.server import Answer, Server, serving
from tests.monitor.feeds.web import NOON

BEAT = 0.005
MEGABYTE = 1_000_000


@dataclass
class Heart:
    """Beats two hundred times a second; notes how late each beat came, and how large the process was."""

    late: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)

    async def beat(self) -> None:
        while True:
            due = time.perf_counter() + BEAT
            await asyncio.sleep(BEAT)
            self.late.append(max(time.perf_counter() - due, 0.0))
            self.sizes.append(size())


@dataclass(frozen=True, kw_only=True)
class Blow:
    """What one bomb did: its outcome, how late the heart beat came meanwhile, and how long the next good feed then took."""

    name: str
    polled: Polled
    seconds: float
    late: tuple[float, ...]
    good: Polled
    good_seconds: float


@dataclass(frozen=True, kw_only=True)
class Siege:
    """All that was endured; the process was larger than before by so many bytes, at most, with one bomb and with all at once."""

    blows: tuple[Blow, ...]
    together: tuple[Polled, ...]
    late: tuple[float, ...]
    grown: int
    grown_together: int


def size() -> int:
    """Give the resident memory of this process in bytes."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize()


async def endured(seconds: float) -> Siege:
    """Poll every bomb; a parser and an exchange are given so many seconds each."""
    await asyncio.to_thread(language.load)
    async with _besieged() as url, _doors(seconds) as doors:
        await _ask(doors, f"{url}/good")
        before, heart = size(), Heart()
        beating = asyncio.ensure_future(heart.beat())
        blows = [
            await _blow(name, place, heart, lambda path: _ask(doors, url + path)) for place, name in enumerate(BOMBS)
        ]
        after = len(heart.sizes)
        together = await asyncio.gather(*(_ask(doors, f"{url}/{place}") for place in range(len(BOMBS))))
        beating.cancel()
    return Siege(
        blows=tuple(blows),
        together=tuple(together),
        late=tuple(heart.late),
        grown=max(heart.sizes[:after]) - before,
        grown_together=max(heart.sizes[after:]) - before,
    )


async def _blow(name: str, place: int, heart: Heart, ask: Callable[[str], Awaitable[Polled]]) -> Blow:
    clock = time.perf_counter  # The loop's own clock counts milliseconds.
    begun, beats = clock(), len(heart.late)
    polled = await ask(f"/{place}")
    ended = clock()
    good = await ask("/good")
    served = clock()
    await asyncio.sleep(2 * BEAT)
    return Blow(
        name=name,
        polled=polled,
        seconds=ended - begun,
        late=tuple(heart.late[beats:]),
        good=good,
        good_seconds=served - ended,
    )


async def _ask(doors: Doors, url: str) -> Polled:
    return await poll.poll(Feed(url=url), None, doors, NOON)


@asynccontextmanager
async def _doors(seconds: float) -> AsyncIterator[Doors]:
    async with Internet(allow_networks=["127.0.0.1/32"]) as internet, Sandbox(seconds=seconds) as sandbox:

        async def http(request: Request) -> Response:
            return await internet(replace(request, timeout=seconds))

        async def parsed(body: bytes, url: str, content_type: str) -> Document:
            return await sandbox.run(parse, body, url=url, content_type=content_type)

        yield Doors(http=http, parse=parsed)


@asynccontextmanager
async def _besieged() -> AsyncIterator[str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", __name__, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    assert process.stdout is not None
    try:
        yield (await process.stdout.readline()).decode().strip()
    finally:
        process.kill()
        await process.wait()


def _arm(server: Server) -> None:
    for place, bomb in enumerate(BOMBS.values()):
        server.at(f"/{place}", bomb.answer())
    server.at("/bomb", Answer(status=302, headers={"Location": "/bomb"}))
    server.at("/good", Answer(body=GOOD))


async def _serve() -> None:
    async with serving() as server:
        _arm(server)
        sys.stdout.write(server.url("") + "\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve())
