"""Google News sitemaps: headlines and links, no texts."""

from __future__ import annotations

from typing import Any

from lxml import etree

from monitor.errors import FeedUnreadable
from monitor.feeds import links, prose
from monitor.feeds.document import Document, Item

MAX_ITEMS = 2_000
_NEWS = "{*}news/{*}"


def read(body: bytes, url: str) -> Document:
    """Read the entries of a sitemap that are news; each becomes a title and a link.

    Raises:
        FeedUnreadable: damaged XML, an index of sitemaps, or no news in it.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True, remove_comments=True
    )
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise FeedUnreadable(url, "damaged XML") from error
    if root is None:
        raise FeedUnreadable(url, "damaged XML")
    if etree.QName(root).localname.lower() == "sitemapindex":
        raise FeedUnreadable(url, _about_index(root, url))
    entries = [entry for entry in root.iterfind("{*}url") if entry.find("{*}news") is not None][:MAX_ITEMS]
    if not entries:
        raise FeedUnreadable(url, "a sitemap without news")
    return Document(format="sitemap", items=tuple(_item(entry, url) for entry in entries))


def _item(entry: Any, url: str) -> Item:
    link = links.absolute(url, _text(entry, "{*}loc"))
    title = prose.line(_text(entry, _NEWS + "title"))
    return Item(
        guid="",
        link=link,
        url=links.canonical(link),
        title=title,
        text=title,
        language=_text(entry, _NEWS + "publication/{*}language"),
        publisher=prose.line(_text(entry, _NEWS + "publication/{*}name")),
        published_text=_text(entry, _NEWS + "publication_date"),
        updated_text=_text(entry, "{*}lastmod"),
    )


def _text(entry: Any, path: str) -> str:
    return str(entry.findtext(path) or "").strip()


def _about_index(root: Any, url: str) -> str:
    found = [links.absolute(url, str(loc.text or "")) for loc in root.iterfind("{*}sitemap/{*}loc")][:5]
    return f"it is an index of sitemaps; it names {', '.join(found) or 'none'}"
