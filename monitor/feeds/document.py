"""What a feed document says, whatever its format."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from monitor import ids
from monitor.text import normalize

_OPENING = 1_000
"""Code points in which a text says its title, beside the title itself: behind a date, a section, a byline."""

_behind = re.compile(r"\s(?:[-–—|·•»]|::)\s[^-–—|·•»]{2,40}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry of a feed.

    `link` is absolute, `url` its canonical form, both empty where the entry names no page. `text` is the title, an empty line
    and the body, or the body alone where it starts with the title. The dates are as parsed without a clock; the texts are
    kept for what only a clock or a language can read.
    """

    guid: str
    link: str
    url: str
    title: str
    text: str
    language: str = ""
    publisher: str = ""
    published: datetime | None = None
    published_text: str = ""
    updated: datetime | None = None
    updated_text: str = ""

    @property
    def content(self) -> str:
        """The hash that changes when, and only when, the words change."""
        return ids.digest(self.title, " ".join(self.text.split()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A whole feed. `ttl` is how long (seconds) the publisher asks to leave it alone; hours and days are in UTC."""

    format: str
    title: str = ""
    language: str = ""
    home: str = ""
    hub: str = ""
    topic: str = ""
    ttl: float = 0.0
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()
    items: tuple[Item, ...] = ()
    flaw: str = ""


def text_of(title: str, body: str) -> str:
    r"""Join a title and a body, once.

    >>> text_of("Talks open", "Delegates met.")
    'Talks open\n\nDelegates met.'
    >>> text_of("Talks open", "Talks open in the capital.")
    'Talks open in the capital.'
    """
    if not title or body.casefold().startswith(title.casefold()):
        return body or title
    return f"{title}\n\n{body}" if body else title


def whole(title: str, text: str) -> str:
    r"""Put a title before a text that does not say it.

    >>> whole("Talks open", "Monday\n\nDelegates met.")
    'Talks open\n\nMonday\n\nDelegates met.'
    """
    return text_of(title, text) if lacks(title, text) else text


def lacks(title: str, text: str) -> bool:
    r"""Tell whether a text does not say its own title where it begins; the publisher's name behind a title does not count.

    >>> lacks("Talks open", "Delegates met.")
    True
    >>> lacks("Talks open - The Courier", "Monday, 3 May\n\nTALKS OPEN\n\nDelegates met.")
    False
    """
    opening = _said(text[: _OPENING + 2 * len(title)])
    wanted = {_said(title), _said(_behind.sub("", title))}

    return bool(title.strip()) and not any(each in opening for each in wanted)


def _said(text: str) -> str:
    return f" {' '.join(normalize.tokens(text))} "
