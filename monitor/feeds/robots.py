"""Whether a site lets a page of it be read by us: robots.txt, after RFC 9309.

A site that has none (4xx) allows everything. One that cannot be asked (5xx, 429, no answer) allows nothing for now, and is
asked again after a while. An answer counts for a day at most. What is in the file is judged with protego, by a function
that is to run where it can be killed: patterns are the site's own, and may be made to keep a matcher busy.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import lru_cache
from http import HTTPStatus
from urllib.parse import urlsplit

from protego import Protego

from monitor.errors import FetchFailed, TextUnreadable
from monitor.feeds.shelf import Shelf
from monitor.ports import Http, Request, Response

FRESH = timedelta(hours=24)
REST = timedelta(minutes=15)
LONGEST_DELAY = 10.0
"""Seconds between two pages that a site can ask for; some say an hour, and mean that nobody should come."""
MOST = 500_000
"""Bytes of the file that are read, which RFC 9309 asks for; what is behind them does not count."""
MAX_BYTES = 2_000_000
SECONDS = 15.0
HOSTS = 2_000
ROOM = 20_000_000
_ALLOWED = ""
_token = re.compile(r"[a-zA-Z_-]+")
_html = re.compile(r"\s*<(?:!doctype|html|head|\?xml)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a page may be read; `reason` says why not, and `until` how long that counts, where it will pass.

    `delay` is how many seconds are asked for between two pages.
    """

    is_allowed: bool
    reason: str = ""
    until: datetime | None = None
    delay: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a site answered, and until when that counts. An empty text allows everything."""

    text: str
    until: datetime
    is_known: bool = True


FREE = Verdict(is_allowed=True)
REFUSED = Verdict(is_allowed=False, reason="refused_by_robots")
UNKNOWN = Verdict(is_allowed=False, reason="robots_unreachable")


def place(url: str) -> str:
    """Give the address of the rules for a page; each scheme, host and port has its own.

    >>> place("https://News.example:8443/2024/talks?id=1")
    'https://news.example:8443/robots.txt'
    """
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.lower()}/robots.txt"


def agent(user_agent: str) -> str:
    """Give the name by which rules call us: the product's, without its version.

    >>> agent("Kabar/0.1 (news monitor)")
    'kabar'
    """
    found = _token.match(user_agent.strip())
    return found[0].lower() if found else "kabar"


def judge(text: str, url: str, name: str) -> Verdict:
    r"""Read rules, and say whether a page may be read; run it in the sandbox.

    >>> judge("User-agent: *\nDisallow: /private/", "https://news.example/private/a", "kabar").is_allowed
    False
    """
    rules = _read(text)
    if not rules.can_fetch(url, name):
        return REFUSED
    delay = rules.crawl_delay(name)
    return Verdict(is_allowed=True, delay=min(max(delay or 0.0, 0.0), LONGEST_DELAY))


@lru_cache(maxsize=32)
def _read(text: str) -> Protego:
    return Protego.parse(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Robots:
    """Asks each site once a day. `turn` lets nobody else ask a site meanwhile; `judged` is `judge`, where it can be killed."""

    http: Http
    judged: Callable[[str, str, str], Awaitable[Verdict]]
    name: str
    turn: Callable[[str], AbstractAsyncContextManager[object]] = nullcontext
    known: Shelf[Rules] = field(default_factory=lambda: Shelf(items=HOSTS, size=ROOM))

    async def __call__(self, url: str, now: datetime) -> Verdict:
        """Say whether a page may be read now."""
        rules = await self._rules(place(url), now)
        if not rules.is_known:
            return replace(UNKNOWN, until=rules.until)
        if rules.text == _ALLOWED:
            return FREE
        try:
            return await self.judged(rules.text, url, self.name)
        except TextUnreadable:
            return UNKNOWN

    async def _rules(self, at: str, now: datetime) -> Rules:
        async with self.turn(at):
            rules = self.known.get(at)
            if rules is None or rules.until <= now:
                rules = await ask(at, self.http, now)
                self.known.put(at, rules, len(at) + len(rules.text))
            return rules


async def ask(at: str, http: Http, now: datetime) -> Rules:
    """Ask a site for its rules."""
    try:
        response = await http(
            Request(url=at, headers={"Accept": "text/plain, */*;q=0.5"}, timeout=SECONDS, max_bytes=MAX_BYTES)
        )
    except FetchFailed:
        return Rules(text=_ALLOWED, until=now + REST, is_known=False)
    return _told(response, now)


def _told(response: Response, now: datetime) -> Rules:
    status = response.status
    if status == HTTPStatus.OK:
        text = response.body[:MOST].decode("utf-8-sig", "replace")
        return Rules(text=_ALLOWED if _html.match(text) else _whole(text, response.body), until=now + FRESH)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.TOO_MANY_REQUESTS:
        return Rules(text=_ALLOWED, until=now + REST, is_known=False)
    return Rules(text=_ALLOWED, until=now + FRESH)


def _whole(text: str, body: bytes) -> str:
    """Leave out a last line that was cut in two: half a path forbids more than the whole."""
    text = text if len(body) <= MOST else text.rpartition("\n")[0]
    return text.strip()
