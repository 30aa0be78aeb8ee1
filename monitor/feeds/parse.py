"""From the bytes of a feed to a document: runs in the sandbox, trusts nothing."""

from __future__ import annotations

import html
import re
import zlib
from typing import NoReturn

from monitor.errors import FeedUnreadable
from monitor.feeds import discover, encoding, jsonfeed, sitemap, verbatim, xmlfeed
from monitor.feeds.document import Document

_element = re.compile(r"<(?:[A-Za-z_][\w.-]{0,60}:)?([A-Za-z_][\w.-]{0,60})")
# What a feed or a page begins with; a server's warning or the like may stand before it.
_root = re.compile(
    r"<(?:[A-Za-z_][\w.-]{0,60}:)?"
    r"(?P<name>rss|rdf|feed|entry|channel|urlset|sitemapindex|opml|opensearchdescription|html)(?=[\s/>])",
    re.IGNORECASE,
)
_entity = re.compile(r"<!ENTITY\s+([A-Za-z_][\w.-]{0,40})\s+(?:\"([^\"]*)\"|'([^']*)')\s*>")
# Names of characters in a file elsewhere, which is never fetched; HTML's own names are known anyway.
_outer = re.compile(r"<!ENTITY\s+%\s+[\w.-]{1,40}\s+(?:PUBLIC|SYSTEM)\s[^<>]*>")
_harmless = re.compile(r"&#(?:\d{1,7}|x[0-9a-fA-F]{1,6});|[^&%<]{0,40}")
_HEAD = 100_000
MAX_BYTES = 10_000_000
_PAGES = frozenset({"html", "head", "body"})
_OTHERS = {
    "opml": "it is an OPML list of feeds: import it",
    "opensearchdescription": "it describes a search, it is no feed",
}


def parse(body: bytes, *, url: str, content_type: str) -> Document:
    """Read RSS, RDF, Atom, CDF, JSON Feed or a news sitemap; what it is decides the body, not the content type.

    Raises:
        FeedUnreadable: it is none of them, or declares entities, or is a page (the feeds it names are in the text).
    """
    text = encoding.decode(_unpacked(body, url), content_type).strip("\ufeff\0 \t\r\n")
    if not text:
        _refuse(url, "the body is empty")
    if text.startswith(("{", "[")):
        return jsonfeed.read(text, url)
    head = verbatim.masked(text[:_HEAD])
    root = _root.search(head) or _element.search(head)
    if root is None:
        _refuse(url, "neither XML nor JSON")
    entities = _entities(head[: root.start()], url)
    name = root[1].lower()
    if name in _PAGES or (root.re is _element and head.lower().startswith("<!doctype html")):
        _refuse(url, _about_page(discover.feeds(text, url)))
    if name in _OTHERS:
        _refuse(url, _OTHERS[name])
    text = text[root.start() :]
    return sitemap.read(text, url, entities) if name in sitemap.ROOTS else xmlfeed.read(text, url, entities)


def proposals(body: bytes, *, url: str, content_type: str) -> tuple[str, ...]:
    """Name the feeds that a page names.

    Raises:
        FeedUnreadable: it is packed and damaged.
    """
    return discover.feeds(encoding.decode(_unpacked(body, url), content_type), url)


def _unpacked(body: bytes, url: str) -> bytes:
    """Undo a gzip that no header spoke of, as with ``sitemap.xml.gz``."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    engine = zlib.decompressobj(wbits=31)
    try:
        whole = engine.decompress(body, MAX_BYTES)
    except zlib.error as error:
        raise FeedUnreadable(url, "damaged gzip") from error
    if engine.unconsumed_tail:
        _refuse(url, f"larger than {MAX_BYTES} bytes once unpacked")
    return whole


def _entities(prolog: str, url: str) -> dict[str, str]:
    """Give the entities that a document declares, where each stands for one character or a few plain words.

    Others can grow without bound or reach for files: a document that declares one is refused.
    """
    prolog = _outer.sub("", prolog)
    rows = [(name, one or other) for name, one, other in _entity.findall(prolog)]
    if len(rows) < prolog.upper().count("<!ENTITY") or not all(_harmless.fullmatch(value) for _, value in rows):
        _refuse(url, "it declares XML entities")
    return {name: html.unescape(value) for name, value in rows}


def _about_page(found: tuple[str, ...]) -> str:
    return "it is a web page that names no feed" if not found else f"it is a web page; it names {', '.join(found)}"


def _refuse(url: str, why: str) -> NoReturn:
    raise FeedUnreadable(url, why)
