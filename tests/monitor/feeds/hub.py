"""A WebSub hub on a real loopback socket: takes requests, verifies intent, signs and distributes, well or badly."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from secrets import token_hex
from urllib.parse import parse_qsl

import aiohttp
from aiohttp import web

TRIES = 40


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request for a subscription."""

    topic: str
    callback: str
    secret: str
    lease: str


@dataclass(kw_only=True)
class Hub:
    """Who subscribed, and how the hub behaves.

    `status` is what requests are answered with, `verifies` whether intent is asked for at all, `lease` what is granted (None:
    what was asked), `at_once` verifies before the answer as old hubs do, `moved` sends requests `to` another address first. The
    publishers' feeds are served here too.
    """

    port: int = 0
    status: int = 202
    verifies: bool = True
    lease: str | None = None
    at_once: bool = False
    moved: int = 0
    to: str = "/elsewhere"
    asked: list[Asked] = field(default_factory=list)
    verified: dict[str, Asked] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    client: aiohttp.ClientSession | None = None
    documents: dict[str, Callable[[], bytes]] = field(default_factory=dict)
    polls: int = 0

    async def serve(self, request: web.Request) -> web.Response:
        """Serve a feed, as its publisher."""
        self.polls += 1
        return web.Response(body=self.documents[request.match_info["name"]](), content_type="application/rss+xml")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hub"

    async def take(self, request: web.Request) -> web.Response:
        """Take a request for a subscription, and verify it afterwards as hubs do."""
        if self.moved and request.path == "/hub":
            return web.Response(status=self.moved, headers={"Location": self.to})
        form = dict(parse_qsl(await request.text(), strict_parsing=True))
        assert form["hub.mode"] == "subscribe"
        asked = Asked(
            topic=form["hub.topic"],
            callback=form["hub.callback"],
            secret=form["hub.secret"],
            lease=form["hub.lease_seconds"],
        )
        self.asked.append(asked)
        if self.at_once:
            await self.verify(asked)
            return web.Response(status=204)
        if self.status == 202 and self.verifies:
            task = asyncio.create_task(self.verify(asked))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)
        return web.Response(status=self.status)

    async def verify(self, asked: Asked) -> None:
        """Ask the subscriber whether it meant it; tried again while it is not ready."""
        for _ in range(TRIES):
            challenge = token_hex(16)
            lease = self.lease or asked.lease
            status, text = await self.call(asked.callback, asked.topic, challenge=challenge, lease_seconds=lease)
            if (status, text) == (200, challenge):
                self.verified[asked.callback] = asked
                return
            if status != 503:
                self.refused.append(asked.callback)
                return
            await asyncio.sleep(0.1)

    async def call(self, callback: str, topic: str, mode: str = "subscribe", **more: str) -> tuple[int, str]:
        """Make a call as hubs do to verify or to deny; gives status and text."""
        assert self.client is not None
        query = {"hub.mode": mode, "hub.topic": topic} | {f"hub.{name}": value for name, value in more.items()}
        async with self.client.get(callback, params=query) as answer:
            return answer.status, await answer.text()

    async def publish(self, body: bytes, *, method: str = "sha256", topic: str = "") -> list[int]:
        """Distribute a document to all verified subscribers (of a topic); tried again while they are not ready."""
        chosen = [asked for asked in self.verified.values() if topic in {"", asked.topic}]
        return list(await asyncio.gather(*(self.push(asked, body, method=method) for asked in chosen)))

    async def push(self, asked: Asked, body: bytes, *, method: str = "sha256") -> int:
        """Push one document to one subscriber, signed."""
        status = 0
        for _ in range(TRIES):
            status = await self.post(asked.callback, body, {"X-Hub-Signature": signature(asked.secret, body, method)})
            if status < 500:
                break
            await asyncio.sleep(0.1)
        return status

    async def post(self, callback: str, body: bytes, headers: dict[str, str] | Iterable[tuple[str, str]]) -> int:
        """Post anything; 503 where nobody answers."""
        assert self.client is not None
        given = [("Content-Type", "application/rss+xml"), *(headers.items() if isinstance(headers, dict) else headers)]
        try:
            async with self.client.post(callback, data=body, headers=given) as answer:
                return answer.status
        except aiohttp.ClientConnectionError:
            return 503


def signature(secret: str, body: bytes, method: str = "sha256") -> str:
    """Sign as hubs do."""
    return f"{method}={hmac.new(secret.encode(), body, method).hexdigest()}"


@asynccontextmanager
async def hub() -> AsyncIterator[Hub]:
    """Open a hub on a free port."""
    made = Hub()
    application = web.Application()
    application.router.add_get("/feeds/{name}", made.serve)
    application.router.add_post("/hub", made.take)
    application.router.add_post("/elsewhere", made.take)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.port = int(runner.addresses[0][1])
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as made.client:
        try:
            yield made
        finally:
            for task in list(made.tasks):
                task.cancel()
            await runner.cleanup()
