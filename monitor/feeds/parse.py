"""From the bytes of a feed to a document: runs in the sandbox, trusts nothing."""

from __future__ import annotations

import re
import zlib
from typing import NoReturn

from monitor.errors import FeedUnreadable
from monitor.feeds import discover, jsonfeed, sitemap, xmlfeed
from monitor.feeds.document import Document

_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_element = re.compile(rb"<(?:[A-Za-z_][\w.-]{0,60}:)?([A-Za-z_][\w.-]{0,60})")
_comments = re.compile(rb"<!--(?:[^-]|-(?!->)){0,20000}-->")
_HEAD = 100_000
MAX_BYTES = 10_000_000
_PAGES = frozenset({b"html", b"head", b"body"})
_SITEMAPS = frozenset({b"urlset", b"sitemapindex"})


def parse(body: bytes, *, url: str, content_type: str) -> Document:
    """Read RSS, RDF, Atom, JSON Feed or a news sitemap; what it is decides the body, not the content type.

    Raises:
        FeedUnreadable: it is none of them, or declares entities, or is a page (the feeds it names are in the text).
    """
    body = _unpacked(body, url)
    head = _plain_head(body)
    if not head:
        _refuse(url, "the body is empty")
    if head.startswith((b"{", b"[")):
        return jsonfeed.read(body, url)
    root = _element.search(head)
    if root is None:
        _refuse(url, "neither XML nor JSON")
    if b"<!ENTITY" in head[: root.start()].upper():
        _refuse(url, "it declares XML entities")
    name = root[1].lower()
    if name in _PAGES or head[:15].lower() == b"<!doctype html>":
        _refuse(url, _about_page(discover.feeds(body, url)))
    if name in _SITEMAPS:
        return sitemap.read(body, url)
    return xmlfeed.read(body, url, content_type)


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


def _plain_head(body: bytes) -> bytes:
    """Give the beginning of a body without byte order mark, UTF-16's zeros, comments and blanks."""
    head = body[:_HEAD]
    for mark in _BOMS:
        head = head.removeprefix(mark)
    return _comments.sub(b"", head.replace(b"\0", b"")).strip()


def _about_page(found: tuple[str, ...]) -> str:
    return "it is a web page that names no feed" if not found else f"it is a web page; it names {', '.join(found)}"


def _refuse(url: str, why: str) -> NoReturn:
    raise FeedUnreadable(url, why)
