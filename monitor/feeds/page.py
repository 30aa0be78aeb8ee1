"""The article on a web page: what trafilatura finds in its bytes. Run it in the sandbox only.

Nothing here is the authority on who published what and when: where a feed says it, the feed's word counts.
"""

from __future__ import annotations

import codecs
import logging
import re
import warnings
from dataclasses import dataclass
from typing import Any

from charset_normalizer import from_bytes

from monitor.feeds import prose

MAX_TAGS = 40_000
"""Past these a page is no article: trafilatura's time grows with their square (2.5 s for 40,000, 31 s for 90,000)."""
_HEAD = 4_096
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_charset = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
# Only a tag says it: a script may well set a variable of that name.
_tags = re.compile(rb"<(?:meta|\?xml)[^>]{0,500}>", re.IGNORECASE)
_encoding = re.compile(r"encoding\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_declaration = re.compile(r"\s*<\?xml[^>]{0,200}>")
# Whoever names these means the wider set of the same bytes, as browsers read them.
_MEANT = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030"}
_bullet = re.compile(r"^[-•*] (?=\S)", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a page says of itself; a text is empty where it has no article, the rest where it does not say."""

    text: str
    title: str = ""
    publisher: str = ""
    published: str = ""
    url: str = ""


def text(body: bytes, url: str, content_type: str) -> str:
    """Give the paragraphs of the article on a page, one a line; empty where there is no article."""
    found = _extracted(decode(body, content_type), url, with_metadata=False)
    return _lines(found.text) if found is not None else ""


def read(body: bytes, *, url: str, content_type: str = "") -> Page:
    """Read the article on a page, and what the page says about it."""
    found = _extracted(decode(body, content_type), url, with_metadata=True)
    if found is None:
        return Page(text="")
    return Page(
        text=_lines(found.text),
        title=found.title or "",
        publisher=found.sitename or "",
        published=found.date or "",
        url=found.url or "",
    )


def decode(body: bytes, content_type: str) -> str:
    """Give the markup of a page. A byte order mark decides, then UTF-8 where the bytes are that, header, meta tag, a guess.

    >>> decode("<p>Trêve à l’aube</p>".encode("windows-1252"), "text/html; charset=ISO-8859-1")
    '<p>Trêve à l’aube</p>'
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    said = _known(_named(_charset, content_type)) or _declared(body)
    if said.startswith("utf-16"):
        return body.decode(said, "replace")
    try:
        return body.decode()
    except UnicodeDecodeError:
        return body.decode(said or _guessed(body), "replace")


def _declared(body: bytes) -> str:
    for tag in _tags.findall(body[:_HEAD]):
        words = tag.decode("ascii", "ignore")
        if name := _known(_named(_charset, words) or _named(_encoding, words)):
            return "" if name.startswith("utf-16") else name  # The tag itself was read as single bytes.
    return ""


def _named(pattern: re.Pattern[str], words: str) -> str:
    found = pattern.search(words)
    return found[1] if found else ""


def _known(name: str) -> str:
    try:
        found = codecs.lookup(name) if name else None
    except (LookupError, ValueError):
        return ""
    if found is None or not getattr(found, "_is_text_encoding", True):
        return ""
    return _MEANT.get(found.name, found.name)


def _guessed(body: bytes) -> str:
    best = from_bytes(body[:200_000]).best()
    return best.encoding if best is not None else "cp1252"


def _extracted(markup: str, url: str, *, with_metadata: bool) -> Any:
    if markup.count("<") > MAX_TAGS:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # It warns of a proxy package that we do not use.
        import trafilatura  # noqa: PLC0415  # Only workers of the sandbox need it, and they have it from their fork server.

    logging.getLogger("trafilatura").setLevel(
        logging.CRITICAL
    )  # A page without an article is an outcome, not a warning.
    found: Any = trafilatura.bare_extraction(
        _declaration.sub("", markup, count=1),
        url=url,
        with_metadata=with_metadata,
        include_comments=False,
        include_tables=False,
    )
    return found if found is not None and found.text else None


def _lines(found: str) -> str:
    return prose.tidy(_bullet.sub("", found))
