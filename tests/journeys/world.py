"""A world around the real service: feeds over HTTP, a webhook receiver, and workers as processes that can be killed."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from aiohttp import web
from standardwebhooks.webhooks import Webhook

from monitor import pipeline
from monitor.config import Config
from monitor.models import RawArticle, Story

ROOT = Path(__file__).parents[2]
SECRET = "whsec_" + "a2FiYXItdGVzdC1zZWNyZXQtMDEyMzQ1Njc4OQ=="


@dataclass(frozen=True, kw_only=True)
class News:
    """One item of a feed."""

    name: str
    title: str
    body: str
    at: datetime


@dataclass(kw_only=True)
class Press:
    """Feeds by name; items can be added while the service runs, and feeds be `down`."""

    feeds: dict[str, list[News]] = field(default_factory=dict)
    requests: int = 0
    asked: Counter[str] = field(default_factory=Counter)
    down: set[str] = field(default_factory=set)

    def publish(self, feed: str, *news: News) -> None:
        """Add items to a feed, the newest first as feeds do."""
        self.feeds.setdefault(feed, [])[:0] = news

    async def serve(self, request: web.Request) -> web.Response:
        """Answer with RSS, or 304 to whoever has it already."""
        self.requests += 1
        self.asked[request.match_info["feed"]] += 1
        if request.match_info["feed"] in self.down:
            return web.Response(status=503)
        body = _rss(request, self.feeds.get(request.match_info["feed"], []))
        tag = f'"{sha256(body).hexdigest()[:16]}"'
        if request.headers.get("If-None-Match") == tag:
            return web.Response(status=304, headers={"ETag": tag})
        return web.Response(body=body, content_type="application/rss+xml", headers={"ETag": tag})


def _rss(request: web.Request, items: Iterable[News]) -> bytes:
    entries = "".join(
        f"<item><title>{escape(news.title)}</title><link>{request.url.origin()}/news/{news.name}</link>"
        f"<guid>{news.name}</guid><pubDate>{format_datetime(news.at)}</pubDate>"
        f"<description>{escape(news.body)}</description></item>"
        for news in items
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Wire</title>{entries}</channel></rss>'.encode()


@dataclass(kw_only=True)
class Desk:
    """The receiver of webhooks: takes a message once by its id, as Standard Webhooks asks of receivers."""

    messages: dict[str, dict[str, Any]] = field(default_factory=dict)
    deliveries: list[str] = field(default_factory=list)
    refusals: int = 0
    is_shut: bool = False
    is_hanging: bool = False

    async def receive(self, request: web.Request) -> web.Response:
        """Verify and take a message."""
        while self.is_hanging:  # noqa: ASYNC110  # A receiver that says nothing.
            await asyncio.sleep(0.05)
        if self.is_shut:
            return web.Response(status=400)
        if self.refusals:
            self.refusals -= 1
            return web.Response(status=503, headers={"Retry-After": "1"})
        body = await request.read()
        message = Webhook(SECRET).verify(body, dict(request.headers))
        self.deliveries.append(request.headers["webhook-id"])
        self.messages.setdefault(request.headers["webhook-id"], message)
        return web.Response(status=204)

    def told(self) -> set[tuple[str, str, str]]:
        """List what was told: kind, subject, stage."""
        return {(each["kind"], " + ".join(each["subject"]), each["stage"]) for each in self.messages.values()}


@dataclass(kw_only=True)
class World:
    """Press, desk, and the workers between them."""

    folder: Path
    broker: str
    port: int
    press: Press = field(default_factory=Press)
    desk: Desk = field(default_factory=Desk)
    other: Desk = field(default_factory=Desk)
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def configure(self, names: Collection[str], stories: list[dict[str, Any]], **more: Any) -> Path:
        """Write the configuration of the service."""
        secret = self.folder / "hook.secret"
        secret.write_text(SECRET)
        config = {
            "id": f"kabar-{sha256(str(self.folder).encode()).hexdigest()[:8]}",
            "broker": self.broker,
            "feeds": [
                {"url": f"http://127.0.0.1:{self.port}/feeds/{feed}", "publisher": feed, "every": 1, "first": "tell"}
                for feed in names
            ],
            "stories": stories,
            "sinks": [
                {"id": "hook", "webhook": {"url": f"http://127.0.0.1:{self.port}/hook", "secret_file": str(secret)}}
            ],
            "routes": [{"to": ["hook"]}],
            "fetch": {"allow_networks": ["127.0.0.0/8"], "spacing": 0},
            "web": {"port": 0},
        } | more
        path = self.folder / "kabar.yaml"
        path.write_text(json.dumps(config))  # JSON is YAML.
        return path

    def start(self, *arguments: str, module: str = "agents") -> subprocess.Popen[bytes]:
        """Start a worker; its output goes to a file beside the configuration."""
        log = (self.folder / f"worker-{len(self.workers)}.log").open("wb")
        worker = subprocess.Popen(
            [sys.executable, "-m", module, "-c", str(self.folder / "kabar.yaml"), *arguments],
            cwd=ROOT,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )
        log.close()
        self.workers.append(worker)
        return worker

    async def started(self, worker: subprocess.Popen[bytes], seconds: float = 60) -> None:
        """Wait until a worker says that it runs; before that a signal may find it still importing."""
        await self.until("a worker has started", lambda: '"event": "started"' in self.said(worker), seconds)

    async def kill(self, worker: subprocess.Popen[bytes]) -> None:
        """End a worker without a warning."""
        worker.send_signal(signal.SIGKILL)
        await asyncio.to_thread(worker.wait, 10)

    async def stop(self, worker: subprocess.Popen[bytes], seconds: float = 15) -> int:
        """Ask a worker to stop as soon as it hears signals, which is before it says "starting"; gives its exit code."""
        await self.until(
            "a worker hears signals", lambda: worker.poll() is not None or '"event": "starting"' in self.said(worker)
        )
        worker.terminate()
        return await asyncio.to_thread(worker.wait, seconds)

    def said(self, worker: subprocess.Popen[bytes]) -> str:
        """Give what a worker wrote so far."""
        return (self.folder / f"worker-{self.workers.index(worker)}.log").read_text(errors="replace")

    def output(self) -> str:
        """Give what the workers said, for a failure's message."""
        return "\n".join(path.read_text(errors="replace")[-3000:] for path in sorted(self.folder.glob("worker-*.log")))

    async def until(self, what: str, is_so: Any, seconds: float = 60) -> None:
        """Wait until something is so, or fail saying what was not and what the workers said."""
        for _ in range(int(seconds / 0.05)):
            if await asyncio.to_thread(is_so):  # Asking Kafka runs a loop of its own.
                return
            await asyncio.sleep(0.05)
        raise AssertionError(f"not within {seconds} s: {what}\n{self.output()}")


@contextlib.asynccontextmanager
async def world(folder: Path, broker: str) -> AsyncIterator[World]:
    """Open a world on a free port; at the end the workers that are left are killed, by their ids."""
    made = World(folder=folder, broker=broker, port=0)
    application = web.Application()
    application.router.add_get("/feeds/{feed}", made.press.serve)
    application.router.add_post("/hook", made.desk.receive)
    application.router.add_post("/other", made.other.receive)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.port = int(runner.addresses[0][1])
    try:
        yield made
    finally:
        for worker in made.workers:
            if worker.poll() is None:
                await made.kill(worker)
        await runner.cleanup()


def expected(articles: Iterable[RawArticle], story: dict[str, Any]) -> set[tuple[str, str, str]]:
    """Tell what the flow in memory tells of the articles: kind, subject, stage. The service must tell the same."""
    watched = {key: value for key, value in story.items() if key not in {"about", "known"}}
    known = tuple((kind, tuple(names)) for kind, names in story["known"].items())
    told = pipeline.replay(
        articles, Config(stories=(Story(**watched | {"known": known}, core=tuple(story["about"]["core"]), need=2),))
    )
    return {(alert.kind, " + ".join(alert.subject), alert.stage) for alert in told}


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def now() -> datetime:
    """Give the time, in whole seconds as feeds do."""
    return datetime.now(UTC).replace(microsecond=0)
