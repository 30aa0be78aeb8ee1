"""What one poll of a feed would give, as if it were new; nothing is kept or sent."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from monitor.config import Config
from monitor.dedupe import step
from monitor.dedupe.index import Index
from monitor.entities import gazetteer
from monitor.entities.tag import Tagger
from monitor.errors import FeedUnreadable, Usage
from monitor.feeds import parse, poll, teaser
from monitor.feeds.document import Document
from monitor.feeds.settings import Feed
from monitor.internet import Internet
from monitor.models import RawArticle, UniqueArticle
from monitor.sandbox import Sandbox
from monitor.text import urls

PRIVATE = (
    "127.0.0.0/8",
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "::1/128",
    "fc00::/7",
)
"""Networks of one's own: loopback and private ones, without those where machines keep what they know of themselves."""

PER_HOST, AT_ONCE = 2, 32
PAUSE = 0.25
"""Seconds of rest between two visits to a host."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Yielded:
    """An article that a feed gave, with the stories that it touches."""

    article: RawArticle
    stories: tuple[str, ...]
    is_teaser: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What one poll gave; `every` is how many seconds later the feed would be asked again, `proposals` what a page names."""

    url: str
    outcome: str
    reason: str
    format: str = ""
    flaw: str = ""
    title: str = ""
    hub: str = ""
    every: float | None = None
    proposals: tuple[str, ...] = ()
    articles: tuple[Yielded, ...] = ()


@dataclass(slots=True)
class _Parser:
    """Parses in the sandbox, and keeps what it met."""

    sandbox: Sandbox
    document: Document | None = None
    proposals: tuple[str, ...] = field(default=())

    async def __call__(self, body: bytes, url: str, content_type: str) -> Document:
        try:
            self.document = await self.sandbox.run(partial(parse.parse, body, url=url, content_type=content_type))
        except FeedUnreadable:
            self.proposals = await self.sandbox.run(parse.proposals, body, url=url, content_type=content_type)
            raise
        return self.document


def named(url: str) -> Feed:
    """Take an address as a feed all of which is to be told.

    Raises:
        Usage: it is none.
    """
    try:
        return Feed(url=url, first="tell")
    except ValueError as error:
        raise Usage(f"{url}: {str(error).partition(': ')[2] or error}") from error


def internet(config: Config, *, is_private_allowed: bool) -> Internet:
    """Open the guarded door, for this once to one's own networks too."""
    allowed = (*config.fetch.allow_networks, *(PRIVATE if is_private_allowed else ()))
    return Internet(allow_networks=allowed, allow_ports=config.fetch.allow_ports, user_agent=config.fetch.user_agent)


async def attempt(feed: Feed, config: Config, door: Internet, now: datetime) -> Tried:
    """Poll a feed once."""
    async with door as http, Sandbox() as sandbox:
        parser = _Parser(sandbox)
        polled = await poll.poll(feed, None, poll.Doors(http=http, parse=parser), now)
    document, at = parser.document or Document(format=""), polled.state.next_at

    return Tried(
        url=feed.url,
        outcome=polled.outcome,
        reason=polled.reason,
        format=document.format,
        flaw=document.flaw,
        title=document.title,
        hub=document.hub,
        every=(at - now).total_seconds() if at else None,
        proposals=parser.proposals,
        articles=tuple(_yielded(polled.articles, config)),
    )


async def failing(feeds: Iterable[Feed], door: Internet, now: datetime, done: Callable[[], object]) -> dict[str, str]:
    """Ask feeds once, two of a host at a time and with pauses; give those that do not work, with the reason."""
    hosts: dict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(PER_HOST))
    everywhere = asyncio.Semaphore(AT_ONCE)
    found: dict[str, str] = {}
    async with door as http, Sandbox() as sandbox, asyncio.TaskGroup() as tasks:

        async def ask(feed: Feed) -> None:
            async with hosts[urls.host(feed.url)]:
                async with everywhere:
                    polled = await poll.poll(feed, None, poll.Doors(http=http, parse=_Parser(sandbox)), now)
                if polled.outcome != "modified":
                    found[feed.url] = f"{polled.outcome}: {polled.reason}"
                done()
                await asyncio.sleep(PAUSE)

        for feed in feeds:
            tasks.create_task(ask(feed))

    return found


def _yielded(articles: Sequence[RawArticle], config: Config) -> Iterator[Yielded]:
    touched = _touching(config) if articles and config.stories else lambda _: ()
    for article in articles:
        is_teaser = teaser.is_teaser(article.title, article.text)
        yield Yielded(article=article, stories=touched(article), is_teaser=is_teaser)


def _touching(config: Config) -> Callable[[RawArticle], tuple[str, ...]]:
    tagger, index = Tagger(gazetteer.load(config.entities), config.stories), Index()

    def touched(article: RawArticle) -> tuple[str, ...]:
        verdict, _ = step.compare(article, index)
        if not isinstance(verdict, UniqueArticle):
            return ()
        return tuple(tagged.story for tagged in tagger.tag(verdict))

    return touched
