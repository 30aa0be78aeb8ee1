"""One polite request for the page of an article, each redirect a request of its own, and what the answer means.

Guarantees: nothing is asked that the site's robots.txt forbids, wherever a redirect leads; what we have is asked for
conditionally; from https no redirect leads to http.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from http import HTTPStatus
from urllib.parse import urljoin, urlsplit

from monitor.errors import AddressForbidden, FetchFailed
from monitor.feeds import fetch, robots, schedule
from monitor.feeds.robots import Verdict
from monitor.ports import Http, Request, Response

ACCEPT = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"
MAX_BYTES = 5_000_000
SECONDS = 20.0
REDIRECTS = 5
_MOVED = frozenset({301, 302, 303, 307, 308})
_GONE = frozenset({404, 410})
_HTML = frozenset({"text/html", "application/xhtml+xml"})
# These say nothing of what is in the body, or servers send them without thinking.
_ANY = frozenset({"", "text/plain", "application/octet-stream", "text/xml", "application/xml"})
_TOO_LARGE = "larger than"
"""As the door words it."""


class Outcome(StrEnum):
    """What came of an article's page: all that there is, since it is a label of a metric."""

    FETCHED = "fetched"
    UNCHANGED = "unchanged"
    NO_PAGE = "no_page"
    REFUSED_BY_ROBOTS = "refused_by_robots"
    ROBOTS_UNREACHABLE = "robots_unreachable"
    REFUSED = "refused"
    GONE = "gone"
    BUSY = "busy"
    FAILED = "failed"
    PUT_OFF = "put_off"
    TOO_LARGE = "too_large"
    NOT_HTML = "not_html"
    UNREADABLE = "unreadable"
    EMPTY = "empty"
    SHORTER = "shorter"
    UNRELATED = "unrelated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A page read before: where it was, its validators to the letter, and the text that was found on it."""

    url: str
    etag: str
    last_modified: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Got:
    """A page, from the address where the redirects ended."""

    body: bytes
    url: str
    content_type: str
    etag: str
    last_modified: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """The page is what it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """No page, and why; `retry_at` is the soonest time that the server asked for."""

    outcome: Outcome
    retry_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """The ways of a visit: the network, the rules of sites, and a wait between two pages of a site.

    `pause` takes a site and the seconds that it asks for; it says whether there is time to go on.
    """

    http: Http
    allows: Callable[[str, datetime], Awaitable[Verdict]]
    pause: Callable[[str, float], Awaitable[bool]]


async def visit(link: str, kept: Kept | None, doors: Doors, now: datetime) -> Got | Unchanged | Stopped:
    """Ask for a page, and follow its redirects."""
    url = link
    for _ in range(REDIRECTS + 1):
        if stopped := await _held_back(url, doors, now):
            return stopped
        asked = kept if kept is not None and kept.url == url else None
        try:
            response = await doors.http(_request(url, asked))
        except FetchFailed as error:
            return Stopped(outcome=_failure(error))
        if response.status not in _MOVED:
            return _judged(response, url, is_conditional=asked is not None, now=now)
        url = next_place(url, response.headers.get("location", ""))
        if not url:
            return Stopped(outcome=Outcome.REFUSED)
    return Stopped(outcome=Outcome.REFUSED)


def next_place(url: str, location: str) -> str:
    """Give where a redirect leads, empty where it must not be followed.

    >>> next_place("https://news.example/a", "/b?id=1")
    'https://news.example/b?id=1'
    >>> next_place("https://news.example/a", "http://news.example/a")
    ''
    """
    try:
        target = urljoin(url, location.strip())
        scheme = urlsplit(target).scheme
    except ValueError:
        return ""
    is_open = scheme == "https" or (scheme == "http" and not url.lower().startswith("https:"))
    return target if location.strip() and is_open else ""


async def _held_back(url: str, doors: Doors, now: datetime) -> Stopped | None:
    verdict = await doors.allows(url, now)
    if not verdict.is_allowed:
        return Stopped(outcome=Outcome(verdict.reason), retry_at=verdict.until)
    is_time = await doors.pause(robots.place(url), verdict.delay)
    return None if is_time else Stopped(outcome=Outcome.PUT_OFF)


def _request(url: str, kept: Kept | None) -> Request:
    headers = {"Accept": ACCEPT}
    if kept and kept.etag:
        headers["If-None-Match"] = kept.etag
    if kept and kept.last_modified:
        headers["If-Modified-Since"] = kept.last_modified
    return Request(url=url, headers=headers, timeout=SECONDS, max_bytes=MAX_BYTES, max_redirects=0)


def _failure(error: FetchFailed) -> Outcome:
    if isinstance(error, AddressForbidden):
        return Outcome.REFUSED
    return Outcome.TOO_LARGE if _TOO_LARGE in error.why else Outcome.FAILED


def _judged(response: Response, url: str, *, is_conditional: bool, now: datetime) -> Got | Unchanged | Stopped:
    status, headers = response.status, response.headers
    if status == HTTPStatus.NOT_MODIFIED and is_conditional:
        return Unchanged()
    if status not in {200, 203}:
        return Stopped(outcome=_refusal(status), retry_at=_wish(response, now))
    if not _is_page(headers.get("content-type", ""), response.body):
        return Stopped(outcome=Outcome.NOT_HTML)
    etag, last_modified = fetch.validators(headers)
    kind = headers.get("content-type", "")
    return Got(body=response.body, url=url, content_type=kind, etag=etag, last_modified=last_modified)


def _refusal(status: int) -> Outcome:
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return Outcome.BUSY
    if status in _GONE:
        return Outcome.GONE
    is_theirs = HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR
    return Outcome.REFUSED if is_theirs and status != HTTPStatus.REQUEST_TIMEOUT else Outcome.FAILED


def _wish(response: Response, now: datetime) -> datetime | None:
    headers = response.headers
    seconds = schedule.retry_after(headers.get("retry-after", ""), now, headers.get("date", ""))
    return now + timedelta(seconds=seconds) if seconds else None


def _is_page(content_type: str, body: bytes) -> bool:
    """Say whether an answer is HTML: as its header says, or by its looks where the header says nothing."""
    kind = content_type.partition(";")[0].strip().lower()
    return kind in _HTML or (kind in _ANY and b"<html" in body[:2_000].lower())
