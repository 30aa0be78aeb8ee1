"""RSS 0.9 to 2.0, RDF and Atom, read by feedparser: the only place that knows it."""

from __future__ import annotations

import calendar
import io
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import feedparser

from monitor.errors import FeedUnreadable
from monitor.feeds import links, prose
from monitor.feeds.document import Document, Item, text_of

MAX_ITEMS = 2_000
_HOUR = 3_600.0
_PERIODS = {
    "hourly": _HOUR,
    "daily": 24 * _HOUR,
    "weekly": 168 * _HOUR,
    "monthly": 720 * _HOUR,
    "yearly": 8_760 * _HOUR,
}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_skips = re.compile(rb"<skip(Hours|Days)\b[^>]{0,200}>(.{0,4000}?)</skip\1\s*>", re.DOTALL | re.IGNORECASE)
_hour = re.compile(rb"<hour\b[^>]{0,200}>\s*(\d{1,2})\s*<", re.IGNORECASE)
_day = re.compile(rb"<day\b[^>]{0,200}>\s*([A-Za-z]{6,9})\s*<", re.IGNORECASE)
_HEAD = 100_000
# feedparser takes every zone name that it does not know for UTC, which is seven hours wrong for WIB.
_zone = re.compile(r"\d\s*\(?([A-Za-z]{2,5})\)?\s*$")
_ZONES = frozenset({"z", "ut", "utc", "gmt", "est", "edt", "cst", "cdt", "mst", "mdt", "pst", "pdt", "am", "pm"})


def read(body: bytes, url: str, content_type: str) -> Document:
    """Read an XML feed, recovering what a damaged one still holds.

    Raises:
        FeedUnreadable: nothing in it is a feed.
    """
    headers = {"content-type": content_type or "application/xml", "content-location": url}
    parsed: Any = feedparser.parse(  # noqa: TID251 - the one place; BytesIO, since a string or bytes may be opened as a file.
        io.BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )
    flaw = _flaw(parsed)
    if not parsed.version and not parsed.entries:
        raise FeedUnreadable(url, f"no feed in it ({flaw})" if flaw else "no feed in it")
    feed = parsed.feed
    return Document(
        format=str(parsed.version or "unknown"),
        title=prose.line(_text(feed, "title")),
        language=_text(feed, "language"),
        home=links.absolute(url, _text(feed, "link")),
        hub=_related(feed, "hub", url),
        topic=_related(feed, "self", url),
        ttl=max(_minutes(_text(feed, "ttl")), _update_period(feed)),
        skip_hours=_skipped_hours(body),
        skip_days=_skipped_days(body),
        items=tuple(_item(entry, feed, url) for entry in parsed.entries[:MAX_ITEMS]),
        flaw=flaw,
    )


def _item(entry: Any, feed: Any, url: str) -> Item:
    title = prose.line(_text(entry, "title"))
    body = max((_prose(part) for part in _bodies(entry)), key=len, default="")
    link = _link(entry, url)
    return Item(
        guid=_text(entry, "id").strip(),
        link=link,
        url=links.canonical(link),
        title=title,
        text=text_of(title, body),
        language=_language(entry) or _text(feed, "language"),
        publisher=prose.line(_text(_mapping(entry, "source"), "title")),
        published=_moment(entry, "published"),
        published_text=_text(entry, "published") or _text(entry, "created"),
        updated=_moment(entry, "updated"),
        updated_text=_text(entry, "updated"),
    )


def _text(source: Mapping[str, Any], key: str) -> str:
    """Give a value as text, past feedparser's own lookup, which warns and guesses for absent keys."""
    value = dict.get(source, key) if isinstance(source, dict) else None
    return value if isinstance(value, str) else ""


def _mapping(source: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = dict.get(source, key) if isinstance(source, dict) else None
    return value if isinstance(value, dict) else {}


def _bodies(entry: Any) -> list[Mapping[str, Any]]:
    contents = dict.get(entry, "content") or []
    return [*contents, _mapping(entry, "summary_detail")]


def _prose(part: Mapping[str, Any]) -> str:
    kind = _text(part, "type") or "text/html"
    is_text = kind == "text/plain" or "html" in kind or "xml" in kind
    return prose.plain(_text(part, "value")) if is_text else ""


def _language(entry: Any) -> str:
    own = _text(entry, "language")
    for part in (*_bodies(entry), _mapping(entry, "title_detail")):
        own = own or _text(part, "language")
    return own


def _link(entry: Any, url: str) -> str:
    """Give an entry's page: the link behind a redirector, else its link, else a GUID that is a link."""
    written = _text(entry, "feedburner_origlink") or _text(entry, "link")
    if not written and _text(entry, "id").startswith(("http://", "https://")):
        written = _text(entry, "id")
    return links.absolute(url, written)


def _moment(entry: Any, key: str) -> datetime | None:
    zone = _zone.search(_text(entry, key))
    if zone is not None and zone[1].lower() not in _ZONES:
        return None
    parts = dict.get(entry, f"{key}_parsed")
    try:
        return datetime.fromtimestamp(calendar.timegm(parts), tz=UTC) if parts else None
    except (ValueError, TypeError, OverflowError):
        return None


def _related(feed: Any, relation: str, url: str) -> str:
    for link in dict.get(feed, "links") or []:
        if relation in _text(link, "rel").lower().split():
            return links.absolute(url, _text(link, "href"))
    return ""


def _minutes(text: str) -> float:
    text = text.strip()
    return 60.0 * int(text[:7]) if text.isascii() and text.isdigit() else 0.0


def _update_period(feed: Any) -> float:
    """Give sy:updatePeriod over sy:updateFrequency in seconds, 0 where none is given."""
    period = _PERIODS.get(_text(feed, "sy_updateperiod").strip().lower(), 0.0)
    frequency = _text(feed, "sy_updatefrequency").strip()
    return period / max(int(frequency[:5]), 1) if frequency.isascii() and frequency.isdigit() else period


def _skipped_hours(body: bytes) -> tuple[int, ...]:
    """Give all hours to skip; feedparser keeps only the last."""
    found = {int(hour) % 24 for inside in _skipped(body, b"hours") for hour in _hour.findall(inside) if int(hour) <= 24}
    return tuple(sorted(found)) if len(found) < 24 else ()


def _skipped_days(body: bytes) -> tuple[int, ...]:
    names = {day.decode("ascii").lower() for inside in _skipped(body, b"days") for day in _day.findall(inside)}
    found = tuple(number for number, name in enumerate(_DAYS) if name in names)
    return found if len(found) < 7 else ()


def _skipped(body: bytes, what: bytes) -> list[bytes]:
    return [inside for kind, inside in _skips.findall(body[:_HEAD]) if kind.lower() == what]


def _flaw(parsed: Any) -> str:
    """Say what is wrong with the XML, in a few words and on one line."""
    error = parsed.get("bozo_exception") if parsed.get("bozo") else None
    return "" if error is None else " ".join(f"{type(error).__name__}: {error}".split())[:200]
