"""Untrusted text made fit to be shown: nothing hidden, nothing active, nothing endless."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from urllib.parse import quote, urlsplit

# Control characters, bidirectional overrides and isolates, zero-width and tag characters, lone surrogates, separators.
# The joiners U+200C and U+200D stay: Persian and emoji need them.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)
_SPACE = re.compile(r"\s+")
_SCHEME = re.compile(
    r"(?i)\b([a-z][a-z0-9+.-]{1,15}(?=://)|(?:mailto|tel|sms|sip|xmpp|magnet|data|javascript|vbscript|file)(?=:\S)):"
)
_MARKUP = str.maketrans("<>[]@`", "＜＞［］＠｀")
_DOT = re.compile(r"(?<=\w)\.(?=[^\W\d_]{2})")
_GAP = re.compile(r"(\s+)")
_HOST = re.compile(r"(?:[A-Za-z0-9._~-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?")
_STRAY = re.compile(r"%(?![0-9A-Fa-f]{2})")
_URL_SAFE = "/:?&=%#~+,;@!$'()*[]-._"


def plain(text: str, limit: int = 600) -> str:
    r"""Give text on one line, without what cannot be seen, at most `limit` characters.

    >>> plain("a\u202eb\n c")
    'ab c'
    """
    most = 10 * limit + 1000  # Nobody reads more; a text of a megabyte is not worth the time.
    visible = _HIDDEN.sub("", unicodedata.normalize("NFC", text[:most].replace("\n", " ")))
    shown = _SPACE.sub(" ", visible).strip()

    return short(shown if len(text) <= most else f"{shown}…", limit)


def short(text: str, limit: int) -> str:
    """Cut text to a number of characters, and show that it was cut.

    >>> short("abcdef", 4)
    'abc…'
    """
    return text if len(text) <= limit else text[: max(limit - 1, 0)].rstrip() + "…"


def inert(text: str) -> str:
    """Break links that are not ours, so that no reader makes them active.

    >>> inert("see https://example.org/x")
    'see https[:]//example.org/x'
    """
    return _SCHEME.sub(r"\1[:]", text)


def muted(text: str, keep: Collection[str] = ()) -> str:
    """Make text mean nothing in any markup: no tag, mention or link in whatever reads it next; words in `keep` stay.

    What opens a tag, a mention or a link is shown by its wide form, and a dot inside what could be a host name stands alone.

    >>> muted("<b>@here</b> see www.example.org or https://a.example", keep={"https://a.example"})
    '＜b＞＠here＜/b＞ see www［.］example［.］org or https://a.example'
    """
    return "".join(part if part in keep else _muted(part) for part in _GAP.split(text))


def _muted(text: str) -> str:
    return _DOT.sub("［.］", inert(text).translate(_MARKUP))


def _host(netloc: str) -> str | None:
    """Give a host with its port in letters that every reader of addresses knows, or None where it is no host."""
    try:
        plainly = netloc if netloc.isascii() else netloc.encode("idna").decode("ascii")
    except UnicodeError:
        return None

    return plainly if _HOST.fullmatch(plainly) else None


def link(url: str, limit: int = 2000) -> str | None:
    """Give a web address that may be made active, or None; whatever could end a link early is percent-encoded.

    >>> link("https://example.org/a|b>c"), link("javascript:alert(1)")
    ('https://example.org/a%7Cb%3Ec', None)
    """
    try:
        parts = urlsplit(_HIDDEN.sub("", url).strip())
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.password:
        return None
    host = _host(parts.netloc)
    if host is None:
        return None
    safe = _STRAY.sub("%25", quote(parts._replace(netloc=host).geturl(), safe=_URL_SAFE))

    return safe if len(safe) <= limit else None
