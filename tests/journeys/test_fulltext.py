"""A feed of teasers: what only the pages tell becomes an alert, and what cannot be read goes on as it is."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from aiohttp import web

from agents import topics
from agents.archive import Archive
from monitor import codec, config
from monitor.models import RawArticle
from tests.journeys import news, world
from tests.journeys.news import STORY
from tests.journeys.world import News, Press, World

TOLD, FORBIDDEN, LATE = news.persons(3)


@dataclass
class Site:
    """A feed, and the pages behind it, by name; `failing` says how often a page fails before it is there."""

    press: Press = field(default_factory=Press)
    pages: dict[str, News] = field(default_factory=dict)
    failing: dict[str, int] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def publish(self, whole: News) -> None:
        """Keep the page, and show in the feed what stands below its lead."""
        self.pages[whole.name] = whole
        shown = whole.body.split(". ")[1]
        self.press.publish("wire", News(name=whole.name, title=whole.title, body=f"{shown} [...]", at=whole.at))

    async def robots(self, _: web.Request) -> web.Response:
        return web.Response(text="User-agent: *\nAllow: /\n\nUser-agent: Kabar\nDisallow: /news/released-\n")

    async def page(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        self.asked.append(name)
        if self.failing.get(name, 0) > 0:
            self.failing[name] -= 1
            return web.Response(status=503)
        whole = self.pages[name]
        sentences = "".join(f"<p>{escape(each)}.</p>" for each in whole.body.removesuffix(".").split(". "))
        body = f"<html><body><article><h1>{escape(whole.title)}</h1>{sentences}</article></body></html>"
        return web.Response(text=body, content_type="text/html")


@asynccontextmanager
async def serving(site: Site) -> AsyncIterator[int]:
    application = web.Application()
    application.router.add_get("/feeds/{feed}", site.press.serve)
    application.router.add_get("/robots.txt", site.robots)
    application.router.add_get("/news/{name}", site.page)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()


def raw(there: World) -> dict[str, list[str]]:
    """Give where the texts on the log are from, oldest first, by the name of the article's page."""
    found: dict[str, list[str]] = {}
    archive = Archive(config.load(there.folder / "kabar.yaml"))
    for record in archive._records(topics.RAW):
        article = codec.decode(record.value, RawArticle)
        found.setdefault(article.link.rpartition("/")[2], []).append(str(article.text_source))
    return found


async def test_what_only_the_page_tells_becomes_an_alert(tmp_path: Path) -> None:
    site, now = Site(), world.now()
    told, forbidden, late = (
        news.promised(TOLD, 0, now),
        news.released(FORBIDDEN, 0, now),
        news.promised(LATE, 1, now),
    )
    site.failing[late.name] = 1
    for each in (told, forbidden, late):
        site.publish(each)
    async with serving(site) as port, world.world(tmp_path, "sqlite:///kabar.db") as there:
        feed = {"url": f"http://127.0.0.1:{port}/feeds/wire", "every": 1, "first": "tell", "fulltext": True}
        path = there.configure([], [STORY])
        path.write_text(json.dumps(json.loads(path.read_text()) | {"feeds": [feed]}))
        worker = there.start()
        await there.until("both promises are told", lambda: len(there.desk.told()) == 2)
        assert await there.stop(worker) == 0
        texts = await asyncio.to_thread(raw, there)

    assert {("release", each.name, "promised") for each in (TOLD, LATE)} == there.desk.told()
    assert texts == {told.name: ["page"], forbidden.name: ["feed"], late.name: ["feed", "page"]}
    assert sorted(site.asked) == sorted([told.name, late.name, late.name])
