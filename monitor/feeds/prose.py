"""HTML as it stands in feeds, turned into plain text: one line a paragraph."""

from __future__ import annotations

import html
import re
import unicodedata
from typing import Any

from lxml import etree

# Past these an entry is no article but an attack, on a broker's message size or on the parser: libxml2 takes 22 s for
# 100,000 unmatched end tags.
MAX_CHARACTERS = 200_000
MAX_TAGS = 20_000

_BLOCK_TAGS = """
address article aside blockquote body br caption center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3
h4 h5 h6 header hr html li main nav ol option p pre section summary table tbody tfoot thead tr ul
"""
_SILENT_TAGS = "script style noscript template iframe object svg math head select textarea button audio video"
# Of these alone a browser shows nothing more where the end is missing; of others it is the writer who forgot it.
_SWALLOWS = frozenset({"script", "style"})
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_CELLS = frozenset({"td", "th"})
_SILENT = frozenset(_SILENT_TAGS.split())
# Stubs for lxml refuse targets without its whole protocol; lxml does not.
_parser: Any = etree.HTMLParser
_ends = re.compile(r"</([a-zA-Z]{1,20})")
_markup = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>|<!--|&(?:#\d+|#[xX][0-9a-fA-F]+|[a-zA-Z]\w{1,31});")
_tag = re.compile(r"<[^<>]*>")
# C0 and C1 controls, bidirectional overrides, zero-width marks; joiners stay, Persian and Indic scripts need them.
_invisible = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
_breaks = re.compile("\r\n?|[\n\x0b\x0c\x85\u2028\u2029]")
# Single spaces, the common case, are left alone: a third of the time.
_blanks = re.compile(r"[^\S\n ][^\S\n]*| [^\S\n]+")
_CDATA = ("<![CDATA[", "]]>")


class _Reader:
    """A target for lxml's parser: gathers text, breaks lines at blocks, keeps silent inside scripts."""

    def __init__(self, markup: str) -> None:
        self._mute = _SILENT & (_SWALLOWS | {name.lower() for name in _ends.findall(markup)})
        self._parts: list[str] = []
        self._silent = 0
        self._verbatim = 0

    def start(self, tag: str, _attributes: object) -> None:
        self._silent += tag in self._mute
        self._verbatim += tag == "pre"
        self._mark(tag)

    def end(self, tag: str) -> None:
        self._silent -= tag in self._mute
        self._verbatim -= tag == "pre"
        self._mark(tag)

    def data(self, text: str) -> None:
        if not self._silent:
            self._parts.append(text if self._verbatim else _breaks.sub(" ", text))

    def comment(self, _text: str) -> None:
        """A comment is no text."""

    def close(self) -> str:
        return "".join(self._parts)

    def _mark(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._parts.append("\n")
        elif tag in _CELLS:
            self._parts.append(" ")


def plain(markup: str) -> str:
    r"""Give the text of a piece of HTML, one line a paragraph; text without markup keeps its lines.

    >>> plain("<p>Delegates&nbsp;met.</p><script>x()</script><ul><li>One<li>Two</ul>")
    'Delegates met.\nOne\nTwo'
    """
    text = _unwrapped(markup[:MAX_CHARACTERS])
    for _ in range(2):  # Some feeds escape twice.
        if not _markup.search(text):
            break
        text = _read(text)
    return tidy(text)


def line(markup: str) -> str:
    """Give the text of a piece of HTML as one line: a title."""
    return " ".join(plain(markup[:10_000]).split())


def tidy(text: str) -> str:
    """Compose characters, drop invisible ones, collapse blanks, drop empty lines."""
    text = _blanks.sub(" ", _invisible.sub("", _breaks.sub("\n", text[:MAX_CHARACTERS])))
    rows = (row.strip() for row in unicodedata.normalize("NFC", text).split("\n"))
    return "\n".join(row for row in rows if row)


def _unwrapped(markup: str) -> str:
    stripped = markup.strip()
    if stripped.startswith(_CDATA[0]) and stripped.endswith(_CDATA[1]):
        return stripped[len(_CDATA[0]) : -len(_CDATA[1])]
    return markup


def _read(markup: str) -> str:
    if "<" not in markup:
        return html.unescape(markup)
    if markup.count("<") > MAX_TAGS:
        return html.unescape(_tag.sub("\n", markup))
    parser = _parser(target=_Reader(markup), recover=True, remove_pis=True)
    # libxml2 stops at a surrogate or a NUL.
    parser.feed(_invisible.sub("", markup))
    return str(parser.close())
