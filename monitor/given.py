"""Articles that come from a file or a page rather than from a feed."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, cast

from monitor import ids
from monitor.errors import ArticleUnusable
from monitor.feeds import prose
from monitor.models import DateSource, RawArticle
from monitor.text import dates, language, urls

FIELDS = ("url", "title", "text", "html", "published_at", "publisher", "language", "fetched_at")
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def articles(rows: Iterable[str]) -> list[RawArticle]:
    """Read one JSON object a line and put the articles into the order in which they were fetched.

    An article without any date counts as fetched with the line before it.

    Raises:
        ArticleUnusable: a line is no article; the message names the line.
    """
    return sorted(_read(rows), key=lambda article: article.fetched_at)


def _read(rows: Iterable[str]) -> Iterator[RawArticle]:
    now = LONG_AGO
    for number, row in enumerate(rows, 1):
        if not row.strip():
            continue
        try:
            article = line(row, now)
        except ArticleUnusable as error:
            raise ArticleUnusable(f"line {number}: {error}") from error
        now = article.fetched_at
        yield article


def line(row: str, now: datetime) -> RawArticle:
    """Read one JSON object: `url, title, text` (or `html`), `published_at, publisher`, optional `language, fetched_at`.

    `text` stays as it is, so that offsets point into what was given. Without `fetched_at` the article counts as fetched
    when it was published, and without either it counts as fetched now.
    """
    body = _object(row)
    if not body["url"]:
        raise ArticleUnusable("url is missing")
    text = body["text"] or prose.plain(body["html"])
    if not text.strip():
        raise ArticleUnusable("text is missing")

    return _article(body | {"text": text}, now)


def _object(row: str) -> dict[str, str]:
    """Read a JSON object whose known fields are texts; those that are missing are empty."""
    try:
        body = json.loads(row)
    except (ValueError, RecursionError) as error:
        raise ArticleUnusable(f"not JSON: {error}") from error
    if not isinstance(body, dict):
        raise ArticleUnusable("not a JSON object")
    if wrong := [name for name in FIELDS if not isinstance(body.get(name), str | None)]:
        raise ArticleUnusable(f"{wrong[0]} is not a text")

    return {name: body.get(name) or "" for name in FIELDS}


def page(url: str, body: bytes, now: datetime) -> RawArticle:
    """Read the article on a web page."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # It warns of a proxy package that we do not use.
        import trafilatura  # noqa: PLC0415  # It takes half a second to import, and only `explain URL` needs it.

    found = cast("Any", trafilatura.bare_extraction(body, url=url, with_metadata=True, include_comments=False))
    if found is None or not found.text:
        raise ArticleUnusable(f"{url}: no article was found on the page")
    given = {
        "url": url,
        "title": found.title,
        "publisher": found.sitename,
        "published_at": found.date,
        "text": found.text,
    }

    return _article({key: value or "" for key, value in given.items()}, now)


def plain(url: str, text: str, now: datetime) -> RawArticle:
    """Take a plain text as an article whose first line is its title."""
    if not text.strip():
        raise ArticleUnusable(f"{url}: empty")

    return _article({"url": url, "title": text.strip().splitlines()[0][:300], "text": text}, now)


def _article(given: Mapping[str, str], now: datetime) -> RawArticle:
    canonical = urls.canonical(given["url"])
    published = _moment(given, "published_at")

    return RawArticle(
        id=ids.article(canonical),
        url=canonical,
        link=given["url"],
        title=given.get("title", ""),
        text=given["text"],
        language=language.detect(given["text"], given.get("language", "")),
        publisher=given.get("publisher") or urls.host(given["url"]),
        feed="",
        published_at=published,
        date_source=DateSource.PUBLISHED if published else DateSource.MISSING,
        fetched_at=_moment(given, "fetched_at") or published or now,
    )


def _moment(given: Mapping[str, str], name: str) -> datetime | None:
    text = given.get(name, "")
    if not text:
        return None
    dated = dates.parse(text, reference=None, language=given.get("language", ""))
    if dated is None:
        raise ArticleUnusable(f"{name} is no date: {text[:40]!r}")

    return dated.at
