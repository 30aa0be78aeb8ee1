"""Google News sitemaps: headlines and links, no texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lxml import etree

from monitor.errors import FeedUnreadable
from monitor.feeds import links, prose, repair
from monitor.feeds.document import Document, Item

MAX_ITEMS = 2_000
_NEWS = "{*}news/{*}"
ROOTS = frozenset({"urlset", "sitemapindex"})


def read(text: str, url: str, entities: Mapping[str, str]) -> Document:
    """Read the entries of a sitemap that are news; each becomes a title and a link.

    Raises:
        FeedUnreadable: damaged XML, an index of sitemaps, or no news in it.
    """
    flaw = repair.fault(text)
    root = _root(repair.mended(text, entities) if flaw else text, url)
    if etree.QName(root).localname.lower() == "sitemapindex":
        raise FeedUnreadable(url, _about_index(root, url))
    entries = list(root.iterfind("{*}url"))
    if flaw and "</urlset" not in text:
        entries = entries[:-1]  # It was cut off, and half an entry is none.
    entries = [entry for entry in entries if entry.find("{*}news") is not None][:MAX_ITEMS]
    if not entries:
        raise FeedUnreadable(url, "a sitemap without news")
    return Document(format="sitemap", items=tuple(_item(entry, url) for entry in entries), flaw=flaw)


def _root(text: str, url: str) -> Any:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True, remove_comments=True, encoding="utf-8"
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise FeedUnreadable(url, "damaged XML") from error
    if root is None:
        raise FeedUnreadable(url, "damaged XML")
    return root


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
