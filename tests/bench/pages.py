"""Full-text articles a second: teasers completed from pages over loopback, through the real door and the real sandbox."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape

from aiohttp import web
from prometheus_client import CollectorRegistry

from agents.counting import Counting
from agents.pages import Doors, Pages
from monitor.feeds import page, robots
from monitor.feeds.robots import Verdict
from monitor.internet import Internet
from monitor.models import RawArticle, TextSource
from monitor.sandbox import PAGES, Sandbox
from tests import builders

HOSTS = 8
MENU = 120
"""Links in menus and boxes around each article: a page of a news site is mostly not the article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What a run came to."""

    pages: int
    completed: int
    size: int
    seconds: float

    @property
    def rate(self) -> float:
        """Full-text articles a second."""
        return self.completed / self.seconds if self.seconds else 0.0


def measure(articles: Sequence[RawArticle]) -> Read:
    """Complete articles from pages that a site of ours makes of them."""
    return asyncio.run(_measure(articles))


async def _measure(articles: Sequence[RawArticle]) -> Read:
    bodies = {f"/{article.id}": _html(article) for article in articles}
    sent: list[RawArticle] = []

    async def send(article: RawArticle) -> None:
        sent.append(article)

    async with (
        _site(bodies) as ports,
        Internet(allow_networks=["127.0.0.0/8"]) as http,
        Sandbox(preload=PAGES) as sandbox,
    ):
        teasers = [_teaser(article, ports[number % HOSTS]) for number, article in enumerate(articles)]
        desk = _pages(http, sandbox)
        await desk.hand_on(teasers[:4], (), send)  # Workers start, rules are read.
        sent.clear()
        started = time.perf_counter()
        for at in range(4, len(teasers), 50):
            await desk.hand_on(teasers[at : at + 50], (), send)
        seconds = time.perf_counter() - started
    size = sum(map(len, bodies.values())) // len(bodies)
    full = sum(article.text_source is TextSource.PAGE for article in sent)
    return Read(pages=len(sent), completed=full, size=size, seconds=seconds)


def _pages(http: Internet, sandbox: Sandbox) -> Pages:
    async def judged(rules: str, url: str, name: str) -> Verdict:
        return await sandbox.run(robots.judge, rules, url, name)

    async def extract(body: bytes, url: str, content_type: str) -> str:
        return await sandbox.run(page.text, body, url, content_type)

    doors = Doors(http=http, judge=judged, extract=extract, name="kabar")
    return Pages(doors=doors, clock=lambda: datetime.now(UTC), counting=Counting(CollectorRegistry(), "sqlite"))


def _teaser(article: RawArticle, port: int) -> RawArticle:
    shown = " ".join(article.text.removeprefix(article.title).split()[:30])
    link = f"http://127.0.0.1:{port}/{article.id}"
    return builders.article(article.id, link=link, title=article.title, text=f"{article.title}\n\n{shown} [...]")


def _html(article: RawArticle) -> bytes:
    links = "".join(f'<li class="item"><a href="/section/{n}">Section number {n}</a></li>' for n in range(MENU))
    words = article.text.removeprefix(article.title).split()
    body = "".join(f"<p>{escape(' '.join(words[at : at + 60]))}</p>" for at in range(0, len(words), 60))
    script = f"<script>var state = {{{','.join(f'k{n}: {n}' for n in range(2_000))}}};</script>"
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{escape(article.title)}</title>{script}</head><body>"
        f"<nav><ul>{links}</ul></nav><main><article><h1>{escape(article.title)}</h1>{body}</article></main>"
        f"<aside><ul>{links}</ul></aside><footer><p>All rights reserved.</p></footer></body></html>"
    ).encode()


@asynccontextmanager
async def _site(bodies: dict[str, bytes]) -> AsyncIterator[list[int]]:
    """Serve the pages on several ports: each is a host of its own, with two visitors at once."""

    async def rules(_: web.Request) -> web.Response:
        return web.Response(text="User-agent: *\nDisallow: /admin/\n")

    async def answer(request: web.Request) -> web.Response:
        return web.Response(body=bodies[request.path], content_type="text/html", headers={"ETag": '"1"'})

    application = web.Application()
    application.router.add_get("/robots.txt", rules)
    application.router.add_get("/{tail:.*}", answer)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    for _ in range(HOSTS):
        await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield [int(address[1]) for address in runner.addresses]
    finally:
        await runner.cleanup()
