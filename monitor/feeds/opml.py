"""Lists of feeds as other readers exchange them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from monitor.errors import FeedUnreadable
from monitor.feeds import links
from monitor.feeds.settings import Feed

_bare = re.compile(rb"&(?!(?:#\d+|#x[0-9a-fA-F]+|amp|lt|gt|quot|apos);)")  # As many writers leave them in URLs.
_written = re.compile(rb"""\bxmlUrl\s{0,9}=\s{0,9}"([^"<>]{1,4000})\"""", re.IGNORECASE)
# OPML has no place for what only we know of a feed; other readers pass attributes of a foreign namespace over.
_NAMESPACE = "https://kabar.invalid/opml"


def read(body: bytes, *, source: str = "opml") -> tuple[Feed, ...]:
    """Give the feeds of a list in their order, each URL once; outlines that name no feed are folders.

    Raises:
        FeedUnreadable: it is no OPML, or declares entities.
    """
    if b"<!ENTITY" in body.upper():
        raise FeedUnreadable(source, "it declares XML entities")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, remove_pis=True)
    try:
        root = etree.fromstring(_escaped(body.lstrip()), parser)
    except etree.XMLSyntaxError as error:
        raise FeedUnreadable(source, "damaged XML") from error
    if root is None or etree.QName(root).localname.lower() != "opml":
        raise FeedUnreadable(source, "it is no OPML")
    found: dict[str, Feed] = {}
    for outline in root.iter("{*}outline"):
        feed = _feed(outline)
        if feed is not None:
            found.setdefault(feed.url, feed)
    for feed in _salvaged(body) if parser.error_log else ():
        found.setdefault(feed.url, feed)
    return tuple(found.values())


def _escaped(body: bytes) -> bytes:
    """Escape bare ampersands, unless the body is UTF-16."""
    return body if b"\0" in body else _bare.sub(b"&amp;", body)


def _salvaged(body: bytes) -> Iterator[Feed]:
    """Give the URLs of a damaged list, of outlines too that a stray quotation mark has cut off."""
    for written in _written.findall(body):
        feed = _named({"xmlurl": html.unescape(written.decode("utf-8", "replace"))})
        if feed is not None:
            yield feed


def write(feeds: tuple[Feed, ...], *, title: str = "Kabar") -> bytes:
    """Write a list that `read` gives back without loss."""
    root = etree.Element("opml", version="2.0", nsmap={"kabar": _NAMESPACE})
    etree.SubElement(etree.SubElement(root, "head"), "title").text = title
    body = etree.SubElement(root, "body")
    for feed in feeds:
        outline = {"type": "rss", "text": feed.publisher or feed.url, "xmlUrl": feed.url}
        etree.SubElement(body, "outline", outline | _standard(feed) | _own(feed))
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True))


def _standard(feed: Feed) -> dict[str, str]:
    given = {"title": feed.publisher, "language": feed.language}
    return {name: value for name, value in given.items() if value}


def _own(feed: Feed) -> dict[str, str]:
    given = {
        "every": "" if feed.every is None else repr(feed.every),
        "first": "" if feed.first == "learn" else feed.first,
    }
    return {f"{{{_NAMESPACE}}}{name}": value for name, value in given.items() if value}


def _feed(outline: Any) -> Feed | None:
    """Read an outline; None where it names no feed that can be asked."""
    return _named({etree.QName(name).localname.lower(): str(value).strip() for name, value in outline.attrib.items()})


def _named(given: Mapping[str, str]) -> Feed | None:
    url = links.absolute("", given.get("xmlurl", ""))
    name = given.get("title") or given.get("text", "")
    try:
        return Feed(
            url=url,
            publisher="" if name == url else name,
            language=_language(given.get("language", "")),
            every=_number(given.get("every", "")),
            first="tell" if given.get("first") == "tell" else "learn",
        )
    except ValueError:
        return None


def _language(tag: str) -> str:
    code = tag.partition("-")[0].lower()
    return code if len(code) == 2 and code.isascii() and code.isalpha() else ""


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
