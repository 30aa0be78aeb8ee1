"""XML as it was meant, from XML as it was written: done only to documents that are not well-formed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.entities import html5
from xml.parsers import expat

from monitor.feeds import verbatim

_unreadable = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_sign = re.compile(r"&(?:#([0-9]{1,8});?|#[xX]([0-9a-fA-F]{1,7});?|(\w{1,40});)?|<(?![A-Za-z_/?]|!\[CDATA\[)")
_pair = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_root = re.compile(r"<([A-Za-z_][\w.:-]{0,80})")
_used = re.compile(r"</?([A-Za-z_][\w.-]{0,40}):|\s([A-Za-z_][\w.-]{0,40}):[\w.-]{1,80}\s*=")
_bound = re.compile(r"xmlns:([A-Za-z_][\w.-]{0,40})\s*=")
_OWN = frozenset({"amp", "lt", "gt", "quot", "apos"})
_NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "news": "http://www.google.com/schemas/sitemap-news/0.9",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "xhtml": "http://www.w3.org/1999/xhtml",
}
_MOST_PREFIXES = 50


def fault(text: str) -> str:
    """Say what keeps a document from being well-formed XML; empty where nothing does.

    >>> fault("<a>AT&T</a>")
    'not well-formed (invalid token): line 1, column 7'
    """
    parser = expat.ParserCreate("utf-8", namespace_separator=" ")
    try:
        parser.Parse(text.encode("utf-8", "replace"), True)  # noqa: FBT003 - it takes no names.
    except expat.ExpatError as error:
        return str(error)
    return ""


def mended(text: str, entities: Mapping[str, str]) -> str:
    """Undo the common faults that leave the tags alone; `entities` are those that the document declares for itself.

    >>> mended("<a>AT&T &eacute; 3 < 4</a> trailing", {})
    '<a>AT&amp;T &#233; 3 &lt; 4</a>'
    """
    text = _unreadable.sub("", _without_tail(text))
    parts, last = [], 0
    for start, end in (*verbatim.spans(text), (len(text), len(text))):
        parts += [_sign.sub(lambda found: _meant(found, entities), text[last:start]), text[start:end]]
        last = end
    return _declared(_unreadable.sub("", _pair.sub(_paired, "".join(parts))))


def _without_tail(text: str) -> str:
    """Cut off what follows the document's own end."""
    root = _root.match(text)
    end = text.rfind(f"</{root[1]}") if root else -1
    close = text.find(">", end) if end >= 0 else -1
    return text[: close + 1] if close >= 0 else text


def _meant(found: re.Match[str], entities: Mapping[str, str]) -> str:
    decimal, hexadecimal, name = found.groups()
    if found[0] == "<":
        return "&lt;"
    if decimal or hexadecimal:
        return _referred(int(decimal) if decimal else int(hexadecimal, 16))
    if name in _OWN:
        return found[0]
    value = entities.get(name or "", "") or html5.get(f"{name};", "")
    return "".join(f"&#{ord(sign)};" for sign in value) if value else f"&amp;{found[0][1:]}"


def _referred(code: int) -> str:
    """Write a reference to a character; half a surrogate pair as it is, to be joined with the other half."""
    if code > 0x10FFFF:
        return ""
    sign = chr(code)
    if "\ud800" <= sign <= "\udfff":
        return sign
    return "" if _unreadable.match(sign) else f"&#{code};"


def _paired(found: re.Match[str]) -> str:
    return found[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le")


def _declared(text: str) -> str:
    """Bind the prefixes that nothing binds."""
    used = {one or other for one, other in _used.findall(text)}
    loose = sorted(used - set(_bound.findall(text)) - {"xml", "xmlns"})[:_MOST_PREFIXES]
    bound = "".join(f' xmlns:{name}="{_NAMESPACES.get(name, f"urn:unbound:{name}")}"' for name in loose)
    return _root.sub(lambda root: root[0] + bound, text, count=1) if bound else text
