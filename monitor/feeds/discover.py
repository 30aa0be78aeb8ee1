"""Feeds that a web page names: a proposal, never taken up silently."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree

_KINDS = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"})
# Stubs for lxml refuse targets without its whole protocol; lxml does not.
_parser: Any = etree.HTMLParser
_HEAD = 300_000
_MOST = 5


class _Links:
    """A target for lxml's parser: keeps the links that a page declares as feeds."""

    def __init__(self) -> None:
        self.base = ""
        self.found: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "base" and not self.base:
            self.base = attributes.get("href", "")
        if tag == "link" and _is_feed(attributes):
            self.found.append(attributes["href"].strip())

    def close(self) -> _Links:
        return self


def feeds(text: str, url: str) -> tuple[str, ...]:
    """Name the feeds of a page, absolute, those of its own host first."""
    parser = _parser(target=_Links(), recover=True)
    parser.feed(text[:_HEAD])
    links: _Links = parser.close()
    base = _joined(url, links.base)
    found = dict.fromkeys(_joined(base, href) for href in links.found)
    usable = [href for href in found if href.startswith(("http://", "https://"))]
    return tuple(sorted(usable, key=lambda href: _host(href) != _host(url))[:_MOST])


def _is_feed(attributes: dict[str, str]) -> bool:
    kind = attributes.get("type", "").partition(";")[0].strip().lower()
    return "alternate" in attributes.get("rel", "").lower().split() and kind in _KINDS and "href" in attributes


def _joined(base: str, href: str) -> str:
    try:
        return urljoin(base, href.strip())
    except ValueError:
        return base


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc
    except ValueError:
        return ""
