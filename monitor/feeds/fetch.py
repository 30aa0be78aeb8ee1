"""One polite request for a feed, and what its answer means."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from monitor.errors import AddressForbidden, FetchFailed, HostResting
from monitor.feeds.settings import Feed
from monitor.feeds.state import FeedState
from monitor.ports import Http, Request, Response

ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
)
MAX_BYTES = 10_000_000
SECONDS = 30.0
_LONGEST = 1_000
_PERMANENT = frozenset({301, 308})
# The server knows us and says no, or not now: it is not broken.
_REFUSALS = frozenset({401, 402, 403, 407, 429, 451})


@dataclass(frozen=True, slots=True, kw_only=True)
class Modified:
    """A document. `moved` is where permanent redirects lead, empty where there were none."""

    body: bytes
    url: str
    content_type: str
    headers: Mapping[str, str]
    moved: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """The server says that what we have is current."""

    headers: Mapping[str, str]
    moved: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """The server says that the feed is gone for good."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """The server, or our own guard, says no; `retry_after` and `date` are as the server wrote them."""

    reason: str
    retry_after: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """No usable answer; `retry_after` and `date` are as the server wrote them."""

    reason: str
    retry_after: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resting:
    """The host asked, for another of its feeds, to be left alone; this feed was not asked at all."""

    reason: str
    seconds: float


Outcome = Modified | Unchanged | Gone | Refused | Failed | Resting


async def fetch(feed: Feed, state: FeedState, http: Http) -> Outcome:
    """Ask for a feed, with the validators of the last answer echoed to the letter."""
    request = Request(url=state.url or feed.url, headers=_headers(state), timeout=SECONDS, max_bytes=MAX_BYTES)
    try:
        response = await http(request)
    except AddressForbidden as error:
        return Refused(reason=f"address refused: {error.why}")
    except HostResting as error:
        return Resting(reason=error.why, seconds=math.ceil(error.seconds))  # Rounded up: never early.
    except FetchFailed as error:
        return Failed(reason=error.why)
    return _judged(response, is_conditional=bool(state.etag or state.last_modified))


def _headers(state: FeedState) -> dict[str, str]:
    headers = {"Accept": ACCEPT}
    if state.etag:
        headers["If-None-Match"] = state.etag
    if state.last_modified:
        headers["If-Modified-Since"] = state.last_modified
    return headers


def validators(headers: Mapping[str, str]) -> tuple[str, str]:
    """Give ETag and Last-Modified to the letter; empty where they could not be kept and sent back as they are."""
    etag, date = (headers.get(name, "") for name in ("etag", "last-modified"))
    return _echoable(etag), _echoable(date)


def _echoable(value: str) -> str:
    return value if len(value) <= _LONGEST and value.isprintable() else ""


def _judged(response: Response, *, is_conditional: bool) -> Outcome:
    headers, status = response.headers, response.status
    if status in {200, 203}:
        kind = headers.get("content-type", "")
        return Modified(
            body=response.body, url=response.url, content_type=kind, headers=headers, moved=_moved(response)
        )
    if status == HTTPStatus.NOT_MODIFIED and is_conditional:
        return Unchanged(headers=headers, moved=_moved(response))
    if status == HTTPStatus.GONE:
        return Gone(reason="HTTP 410 Gone")
    outcome = Refused if status in _REFUSALS else Failed
    return outcome(reason=_words(status), retry_after=headers.get("retry-after", ""), date=headers.get("date", ""))


def _moved(response: Response) -> str:
    """Give the end of the unbroken chain of permanent redirects that the request began with."""
    moved = ""
    for status, location in response.hops:
        if status not in _PERMANENT:
            break
        moved = location
    return moved


def _words(status: int) -> str:
    try:
        return f"HTTP {status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"HTTP {status}"
