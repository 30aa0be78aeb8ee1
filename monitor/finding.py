"""Which feeds a site has: those that its page names, those where feeds usually are, and its sitemap of news.

Guarantees: nothing is asked that robots.txt forbids; a host is asked one thing at a time with the usual pause, and no more than
`MOST` things in all; what is no feed, has no entries, or has had none for long is refused with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import urljoin, urlsplit

from monitor import attempt
from monitor.config import Config
from monitor.errors import FeedUnreadable, MonitorError
from monitor.feeds import parse, robots, when
from monitor.feeds.document import Document
from monitor.feeds.fetch import ACCEPT, MAX_BYTES, SECONDS
from monitor.internet import USER_AGENT, Internet
from monitor.ports import Http, Request, Response
from monitor.sandbox import PAGES, Sandbox

USUAL = (
    "/feed",
    "/rss",
    "/rss.xml",
    "/feed.xml",
    "/atom.xml",
    "/index.xml",
    "/feed.json",
    "/news-sitemap.xml",
    "/sitemap-news.xml",
    "/sitemap_news.xml",
)
"""Where feeds usually are: WordPress, Drupal, Hugo, Jekyll, JSON Feed, and sitemaps of news as the large outlets name them."""

MOST = 40
"""Requests for feeds and pages of one search."""

QUIET = timedelta(days=60)
"""A feed whose newest entry is older is held to be dead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A feed: what it holds; `newest` is None where none of its entries has a date."""

    url: str
    title: str
    format: str
    language: str
    entries: int
    newest: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What came of a search; `refused` are the places that gave no living feed, with the reason."""

    site: str
    found: tuple[Found, ...]
    refused: tuple[tuple[str, str], ...]


def address(site: str) -> str:
    """Give the address of a site that a person may have written without its scheme.

    >>> address("news.example"), address("https://news.example/world")
    ('https://news.example/', 'https://news.example/world')

    Raises:
        Usage: it is none.
    """
    url = site if "://" in site else f"https://{site}"
    attempt.named(url)
    return url if urlsplit(url).path else f"{url}/"


def internet(config: Config, *, is_private_allowed: bool) -> Internet:
    """Open the guarded door, with the pause between two requests that the service keeps too."""
    allowed = (*config.fetch.allow_networks, *(attempt.PRIVATE if is_private_allowed else ()))
    fetch = config.fetch
    return Internet(
        allow_networks=allowed, allow_ports=fetch.allow_ports, user_agent=fetch.user_agent, spacing=fetch.spacing
    )


async def find(site: str, config: Config, door: Internet, now: datetime) -> Search:
    """Look for the feeds of a site."""
    async with door as http, Sandbox(preload=PAGES) as sandbox:
        search = _Search(http=http, sandbox=sandbox, now=now, name=robots.agent(config.fetch.user_agent or USER_AGENT))
        return await search.of(address(site))


@dataclass(kw_only=True)
class _Search:
    """A search under way: what was asked, what was found, and the bodies that were met under other names."""

    http: Http
    sandbox: Sandbox
    now: datetime
    name: str
    asked: set[str] = field(default_factory=set)
    found: dict[tuple[str, ...], Found] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        async def judged(rules: str, url: str, name: str) -> Any:
            return await self.sandbox.run(robots.judge, rules, url, name)

        self.robots = robots.Robots(http=self.http, judged=judged, name=self.name)

    async def of(self, url: str) -> Search:
        """Ask the page first, then what it names, then the usual places, then what robots.txt says of news."""
        named = await self._ask(url)
        for each in named:
            await self._ask(each)
        for each in [*(urljoin(url, path) for path in USUAL), *await self._sitemaps(url)]:
            for further in await self._ask(each):
                await self._ask(further)
        return Search(site=url, found=tuple(self.found.values()), refused=tuple(self.refused.items()))

    async def _ask(self, url: str) -> tuple[str, ...]:
        """Ask a place; gives the feeds that it names where it is a page."""
        if url in self.asked or len(self.asked) >= MOST:
            return ()
        self.asked.add(url)
        try:
            verdict = await self.robots(url, self.now)
            if not verdict.is_allowed:
                self.refused[url] = verdict.reason.replace("_", " ")
                return ()
            request = Request(url=url, headers={"Accept": ACCEPT}, timeout=SECONDS, max_bytes=MAX_BYTES)
            return await self._read(url, await self.http(request))
        except MonitorError as error:
            self.refused[url] = getattr(error, "why", str(error))
        return ()

    async def _read(self, url: str, answer: Response) -> tuple[str, ...]:
        if answer.status != 200:
            self.refused[url] = f"HTTP {answer.status}"
            return ()
        kind = answer.headers.get("content-type", "")
        try:
            document = await self.sandbox.run(partial(parse.parse, answer.body, url=answer.url, content_type=kind))
        except FeedUnreadable as error:
            named: tuple[str, ...] = await self.sandbox.run(
                parse.proposals, answer.body, url=answer.url, content_type=kind
            )
            self.refused[url] = error.why
            return named
        self._take(answer.url, document)
        return ()

    def _take(self, url: str, document: Document) -> None:
        language = document.language.partition("-")[0].lower()
        dates = (when.published(item, self.now, language or "en")[0] for item in document.items)
        newest = max(filter(None, dates), default=None)
        if not document.items:
            self.refused[url] = "it has no entries"
        elif newest is not None and self.now - newest > QUIET:
            self.refused[url] = f"nothing new since {newest:%Y-%m-%d}"
        else:
            same = tuple(item.link or item.guid for item in document.items)
            found = Found(
                url=url,
                title=document.title or urlsplit(url).hostname or url,
                format=document.format,
                language=language,
                entries=len(document.items),
                newest=newest,
            )
            self.found.setdefault(same, found)

    async def _sitemaps(self, url: str) -> list[str]:
        """Give the sitemaps of news that robots.txt names."""
        rules = await robots.ask(robots.place(url), self.http, self.now)
        return [each for each in _named(rules.text.splitlines(), url) if "news" in each.lower()][:5]


def _named(lines: Iterable[str], url: str) -> Iterator[str]:
    for line in lines:
        name, colon, value = line.partition(":")
        if colon and name.strip().lower() == "sitemap":
            yield urljoin(url, value.strip())
