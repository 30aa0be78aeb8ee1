"""How long news is on its way: from the moment an article is put on the log to the webhook that tells of it."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web

from agents import brokers, topics
from agents.archive import Archive
from agents.records import letter
from monitor import config
from monitor.models import RawArticle
from tests.bench import service

SECRET = "whsec_" + "a2FiYXItYmVuY2gtc2VjcmV0LTAxMjM0NTY3ODk="
WARM = 5  # Articles that come first and are not counted: with them the worker opens its connections.
PATIENCE = 20.0  # Seconds to wait for the last webhooks.


@dataclass
class Desk:
    """The receiver: notes when it first heard of each article, by its URL."""

    heard: dict[str, float] = field(default_factory=dict)

    async def receive(self, request: web.Request) -> web.Response:
        """Take an alert."""
        for evidence in json.loads(await request.read())["evidence"]:
            self.heard.setdefault(evidence["url"], time.monotonic())
        return web.Response(status=204)


async def measure(folder: Path, articles: Sequence[RawArticle], wanted: set[str], per_second: int) -> list[float]:
    """Publish articles at an even pace on an embedded broker; gives the seconds to the webhook, shortest first."""
    desk = Desk()
    async with _listening(desk) as port:
        found = _configured(folder, port)
        await brokers.prepare(found)
        with service.running(found.path):
            put = await _publish(Archive(found), articles, per_second, desk)
            await _until(lambda: wanted <= desk.heard.keys())
    return sorted(desk.heard[url] - put[url] for url in wanted & desk.heard.keys() & put.keys())


async def _publish(archive: Archive, articles: Sequence[RawArticle], per_second: int, desk: Desk) -> dict[str, float]:
    put: dict[str, float] = {}
    for article in articles[:WARM]:
        await asyncio.to_thread(archive.append, letter(topics.RAW, article.language, article))
    await _until(lambda: desk.heard)
    begun = time.monotonic()
    for number, article in enumerate(articles[WARM:]):
        await asyncio.sleep(begun + number / per_second - time.monotonic())
        put[article.url] = time.monotonic()
        await asyncio.to_thread(archive.append, letter(topics.RAW, article.language, article))
    return put


async def _until(is_so: object) -> None:
    assert callable(is_so)
    for _ in range(int(PATIENCE / 0.02)):
        if is_so():
            return
        await asyncio.sleep(0.02)


@asynccontextmanager
async def _listening(desk: Desk) -> AsyncIterator[int]:
    application = web.Application()
    application.router.add_post("/hook", desk.receive)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()


def _configured(folder: Path, port: int) -> config.Config:
    secret = folder / "hook.secret"
    secret.write_text(SECRET)
    hook = {"url": f"http://127.0.0.1:{port}/hook", "secret_file": str(secret)}
    return service.configured(
        folder,
        f"sqlite:///{folder}/kabar.db",
        sinks=[{"id": "hook", "webhook": hook}],
        routes=[{"to": ["hook"]}],
        fetch={"spacing": 0, "allow_networks": ["127.0.0.0/8"]},
    )
