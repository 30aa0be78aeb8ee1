"""Links as feeds write them, made absolute and canonical."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from monitor.text import urls

_LONGEST = 4_000
_headed = re.compile(r"<([^<>]{1,4000})>([^<]{0,1000})")
_relation = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s;,\"]+))", re.IGNORECASE)


def absolute(base: str, link: str) -> str:
    """Resolve a link, past a redirector that carries its target; empty where it leads to no page.

    >>> absolute("https://example.org/feed/", "../a b")
    'https://example.org/a%20b'
    >>> absolute("https://example.org/", "javascript:alert(1)")
    ''
    """
    link = "".join(link.split("\n")).strip().replace(" ", "%20")
    try:
        whole = urls.target(urljoin(base, link)) if link else ""
        parts = urlsplit(whole)
        whole.encode()  # JSON can smuggle in half a surrogate pair, which no record can carry.
    except ValueError:
        return ""
    is_page = parts.scheme in {"http", "https"} and bool(parts.hostname) and len(whole) <= _LONGEST
    return whole if is_page else ""


def canonical(link: str) -> str:
    """Give the canonical form of a link to an article; empty for none and for a mere front page, which names no article."""
    if not link:
        return ""
    parts = urlsplit(link)
    return urls.canonical(link) if parts.path.strip("/") or parts.query else ""


def headed(header: str, relation: str, base: str) -> str:
    """Give the first link of a relation in an HTTP Link header; of several hubs the first is the publisher's choice.

    >>> headed('<https://hub.example/>; rel="hub", </rss>; rel=self', "self", "https://a.example/")
    'https://a.example/rss'
    """
    for link, parameters in _headed.findall(header):
        named = _relation.search(parameters)
        if named and relation in (named[1] or named[2]).lower().split():
            return absolute(base, link)
    return ""
