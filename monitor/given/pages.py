"""Saved pages, plain texts and feed documents as articles."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from monitor.errors import ArticleUnusable
from monitor.feeds import links, parse, poll
from monitor.feeds import page as web_page
from monitor.feeds.document import Document
from monitor.feeds.settings import Feed
from monitor.given import fields
from monitor.given.fields import Clock
from monitor.models import RawArticle
from monitor.ports import Request, Response

_NOWHERE = "https://document.invalid/"
"""Where a document lies that came from no server; only entries without any link are named after it."""


def page(url: str, body: bytes, now: datetime) -> RawArticle:
    """Read the article on a web page that was fetched or saved now.

    Raises:
        ArticleUnusable: there is none.
    """
    return saved(url, body, Clock(now=now, undated=now))


def saved(url: str, body: bytes, clock: Clock) -> RawArticle:
    """Read the article on a page; one that lies in a file is named by the address that it gives itself."""
    found = web_page.read(body, url=url)
    if not found.text:
        raise ArticleUnusable(f"{url}: no article was found on the page")
    own = links.absolute("", found.url) if url.startswith("file:") else ""
    given = {"url": own or url, "title": found.title, "publisher": found.publisher, "text": found.text}

    return fields.made(given, fields.moment(found.published, clock), None, clock)


def plain(url: str, text: str, now: datetime) -> RawArticle:
    """Take a plain text as an article whose first line is its title.

    Raises:
        ArticleUnusable: it is empty.
    """
    if not text.strip():
        raise ArticleUnusable(f"{url}: empty")
    given = {"url": url, "title": text.strip().splitlines()[0], "text": text}

    return fields.made(given, None, None, Clock(now=now, undated=now))


def feed(name: str, body: bytes, clock: Clock) -> Iterator[RawArticle]:
    """Give the articles of a feed document under the ids that polling it would give them.

    Raises:
        ArticleUnusable: it is no feed.
    """

    async def answer(request: Request) -> Response:
        return Response(url=request.url, status=200, headers={}, body=body, hops=())

    async def parsed(body: bytes, url: str, content_type: str) -> Document:
        return parse.parse(body, url=url, content_type=content_type)

    doors = poll.Doors(http=answer, parse=parsed)
    polled = asyncio.run(poll.poll(Feed(url=_NOWHERE, first="tell"), None, doors, clock.now))
    if polled.outcome != "modified":
        raise ArticleUnusable(f"{name}: {polled.reason}")
    for article in polled.articles:
        at = clock.now if clock.is_live else article.published_at or clock.otherwise
        yield replace(article, feed="", fetched_at=at)
