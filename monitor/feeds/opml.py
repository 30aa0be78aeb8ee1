"""Lists of feeds as other readers exchange them: which feeds an outline names, and how a feed is written as one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from monitor.feeds import links, outlines
from monitor.feeds.outlines import Listing, Outline
from monitor.feeds.settings import Feed


class Row(NamedTuple):
    """An outline that names a feed, or what is wrong with the one that it names."""

    outline: Outline
    feed: Feed | str


def read(body: bytes, *, source: str = "opml") -> tuple[Feed, ...]:
    """Give the feeds of a list in their order, each URL once; outlines that name no feed are folders.

    Raises:
        FeedUnreadable: it is no OPML, or declares entities.
    """
    return feeds(outlines.read(body, source=source))


def write(feeds: tuple[Feed, ...], *, title: str = "Kabar") -> bytes:
    """Write a list that `read` gives back without loss."""
    return outlines.write(listing(feeds, title=title))


def listing(feeds: Iterable[Feed], *, title: str = "Kabar") -> Listing:
    """Make a flat list."""
    flat = Listing(head=(("title", outlines.fit(title)),), outlines=tuple(map(outline, feeds)))

    return outlines.with_namespaces(flat)


def feeds(listing: Listing) -> tuple[Feed, ...]:
    """Give the feeds of a list in their order, each URL once."""
    found: dict[str, Feed] = {}
    for row in rows(listing):
        if isinstance(row.feed, Feed):
            found.setdefault(row.feed.url, row.feed)
    return tuple(found.values())


def rows(listing: Listing) -> Iterator[Row]:
    """Judge every outline that is meant to name a feed."""
    for each in outlines.walk(listing.outlines):
        if is_meant(each):
            yield Row(each, feed(each))


def is_meant(outline: Outline) -> bool:
    """Say whether an outline is meant to name a feed: it has an address, or calls itself one."""
    given = outline.plain
    return "xmlurl" in given or (not outline.children and given.get("type", "").lower() in {"rss", "atom"})


def feed(outline: Outline) -> Feed | str:
    """Read an outline; where it names no feed that can be asked, say why."""
    given, ours = outline.plain, outline.ours
    if not given.get("xmlurl"):
        return "xmlUrl: is missing"
    url = links.absolute("", given["xmlurl"])
    if not url:
        return f"xmlUrl: {given['xmlurl'][:80]!r} is no web address"
    try:
        return Feed(
            url=url,
            publisher="" if outline.name == url else outline.name,
            language=_language(given.get("language", "")),
            every=_number(ours.get("every", "")),
            first="tell" if ours.get("first") == "tell" else "learn",
            fulltext=ours.get("fulltext", "") == "true",
            push=ours.get("push", "") != "false",
        )
    except ValueError as error:
        return str(error)


def outline(feed: Feed, before: Outline | None = None) -> Outline:
    """Write a feed as an outline; attributes that say nothing about our settings stay as they were before."""
    name = outlines.fit(feed.publisher)
    if before is None:
        before = Outline(attributes=(("type", "rss"), ("text", name or feed.url), ("xmlUrl", feed.url)))
    elif feed_of(before) == feed:
        return before
    kept = {key: value for key, value in before.attributes if key.lower() not in _SETTINGS}
    given = {
        "text": kept.get("text", name) or name or feed.url,
        "title": name,
        "language": feed.language,
        outlines.own("every"): "" if feed.every is None else repr(feed.every),
        outlines.own("first"): "" if feed.first == "learn" else feed.first,
        outlines.own("fulltext"): "true" if feed.fulltext else "",
        outlines.own("push"): "" if feed.push else "false",
    }
    kept |= {key: value for key, value in given.items() if value}
    if not name:
        kept["text"] = kept["title"] = feed.url

    return replace(before, attributes=tuple(kept.items()))


_SETTINGS = frozenset({"title", "language", *map(outlines.own, ("every", "first", "fulltext", "push"))})


def feed_of(outline: Outline) -> Feed | None:
    """Give the feed that an outline names, if it can be asked."""
    found = feed(outline)
    return found if isinstance(found, Feed) else None


def _language(tag: str) -> str:
    code = tag.partition("-")[0].lower()
    return code if len(code) == 2 and code.isascii() and code.isalpha() else ""


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
