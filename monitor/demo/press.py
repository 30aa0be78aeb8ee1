"""A local feed server: serves what each invented outlet has printed so far, with conditional GET."""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import format_datetime
from html import escape

from aiohttp import web

from monitor.demo.script import Article, Outlet, Script

_RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>{name}</title><link>{home}</link><description>{name}</description><language>{language}</language>
{items}</channel></rss>
"""
_RSS_ITEM = """<item><title>{title}</title><link>{link}</link><guid isPermaLink="true">{link}</guid>
<pubDate>{rfc822}</pubDate><description>{first}</description><content:encoded>{html}</content:encoded></item>
"""
_ATOM = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{language}">
<title>{name}</title><id>{home}</id><link href="{home}"/><updated>{updated}</updated>
{items}</feed>
"""
_ATOM_ITEM = """<entry><title>{title}</title><id>{link}</id><link href="{link}"/><published>{iso}</published>
<updated>{iso}</updated><summary>{first}</summary><content type="html">{html}</content></entry>
"""
_PAGE = """<!doctype html><html lang="{language}"><meta charset="utf-8"><title>{title}</title>
<article><h1>{title}</h1>{body}</article></html>
"""
_FORMS = {"rss": (_RSS, _RSS_ITEM, "application/rss+xml"), "atom": (_ATOM, _ATOM_ITEM, "application/atom+xml")}


class Press:
    """The outlets on one port. Time stands still until every feed has been asked once; then the script runs."""

    def __init__(self, script: Script, started_at: datetime, elapsed: Callable[[], float]) -> None:
        """Take the script, the time of day at second 0, and a function that tells the second."""
        self.script = script
        self.started_at = started_at
        self.elapsed = elapsed
        self.port = 0
        self.answers: Counter[int] = Counter()
        self.all_asked = asyncio.Event()
        self.all_read = asyncio.Event()
        self._asked: set[str] = set()
        self._read: set[str] = set()

    def routes(self) -> list[web.RouteDef]:
        """List what is served: one feed and the article pages of each outlet."""
        return [web.get("/{outlet}/feed.xml", self._feed), web.get("/{outlet}/{slug}", self._article)]

    def feed_url(self, outlet: Outlet) -> str:
        """Give the address of an outlet's feed."""
        return f"http://127.0.0.1:{self.port}/{outlet.id}/feed.xml"

    def home(self, outlet: Outlet) -> str:
        """Give an outlet's own host, so that links have families as they do in the world; browsers open them."""
        return f"http://{outlet.id}.localhost:{self.port}/{outlet.id}"

    async def _feed(self, request: web.Request) -> web.Response:
        outlet = self._outlet(request)
        self._note(outlet)
        body = self.feed(outlet).encode()
        tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        is_same = request.headers.get("If-None-Match") == tag
        self.answers[304 if is_same else 200] += 1
        if is_same:
            return web.Response(status=304, headers={"ETag": tag})

        return web.Response(body=body, content_type=_FORMS[outlet.format][2], charset="utf-8", headers={"ETag": tag})

    def _note(self, outlet: Outlet) -> None:
        """Note that a feed was asked, and whether that was after the last article had appeared."""
        self._asked.add(outlet.id)
        if self.elapsed() >= self.script.seconds:
            self._read.add(outlet.id)
        if len(self._asked) == len(self.script.outlets):
            self.all_asked.set()
        if len(self._read) == len(self.script.outlets):
            self.all_read.set()

    async def _article(self, request: web.Request) -> web.Response:
        outlet = self._outlet(request)
        for article in self.script.carried(outlet.id, self.elapsed()):
            if article.slug == request.match_info["slug"]:
                page = _PAGE.format(language=outlet.language, title=escape(article.title), body=html(article))
                return web.Response(text=page, content_type="text/html")

        raise web.HTTPNotFound

    def _outlet(self, request: web.Request) -> Outlet:
        for outlet in self.script.outlets:
            if outlet.id == request.match_info["outlet"]:
                return outlet

        raise web.HTTPNotFound

    def feed(self, outlet: Outlet) -> str:
        """Write an outlet's feed as it stands now."""
        articles = self.script.carried(outlet.id, self.elapsed())
        whole, item, _ = _FORMS[outlet.format]
        home = self.home(outlet)
        items = "".join(item.format(**self._fields(home, article)) for article in articles)
        updated = max((self._published(article) for article in articles), default=self.started_at)

        return whole.format(
            name=escape(outlet.name), home=home, language=outlet.language, updated=updated.isoformat(), items=items
        )

    def _fields(self, home: str, article: Article) -> dict[str, str]:
        at = self._published(article)

        return {
            "title": escape(article.title),
            "link": f"{home}/{article.slug}",
            "first": escape(article.text.split("\n\n", 1)[0]),
            "html": escape(html(article)),
            "rfc822": format_datetime(at),
            "iso": at.isoformat(),
        }

    def _published(self, article: Article) -> datetime:
        """Give the hour before for what was there at the start, the second of the script for the rest."""
        offset = timedelta(seconds=article.at) if article.at else timedelta(hours=-1)

        return (self.started_at + offset).replace(microsecond=0)


def html(article: Article) -> str:
    """Write an article as a site would: paragraphs, then the furniture below them."""
    paragraphs = [*article.text.split("\n\n"), *article.furniture.splitlines()]

    return "".join(f"<p>{escape(' '.join(paragraph.split()), quote=False)}</p>\n" for paragraph in paragraphs)
