"""RSS 0.9 to 2.0, RDF, Atom and CDF, read by feedparser: the only place that knows it."""

from __future__ import annotations

import calendar
import io
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import feedparser

from monitor.errors import FeedUnreadable
from monitor.feeds import links, pieces, prose, repair
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
_skips = re.compile(r"<skip(Hours|Days)\b[^>]{0,200}>(.{0,4000}?)</skip\1\s*>", re.DOTALL | re.IGNORECASE)
_hour = re.compile(r"<hour\b[^>]{0,200}>\s*([0-9]{1,2})\s*<", re.IGNORECASE)
_day = re.compile(r"<day\b[^>]{0,200}>\s*([A-Za-z]{6,9})\s*<", re.IGNORECASE)
_HEAD = 100_000
_update = re.compile(r"<[\w.-]{1,40}:(?:updated|modified)[\s>]")
_root = re.compile(r"<(?:[\w.-]{1,60}:)?([\w.-]{1,60})([^<>]{0,4000})")
# feedparser takes every zone name that it does not know for UTC, which is seven hours wrong for WIB.
_zone = re.compile(r"\d\s*\(?([A-Za-z]{2,5})\)?\s*$")
_ZONES = frozenset({"z", "ut", "utc", "gmt", "est", "edt", "cst", "cdt", "mst", "mdt", "pst", "pdt", "am", "pm"})


def read(text: str, url: str, entities: Mapping[str, str]) -> Document:
    """Read an XML feed, recovering what a damaged one still holds.

    Raises:
        FeedUnreadable: nothing in it is a feed.
    """
    flaw = repair.fault(text)
    parsed = _parsed(repair.mended(text, entities) if flaw else text)
    if not parsed:
        raise FeedUnreadable(url, f"nothing in it can be read ({flaw or 'an element breaks the parser'})")
    first, entries = parsed[0], [entry for one in parsed for entry in one.entries]
    kind = _format(first, text)
    if not kind and not entries:
        raise FeedUnreadable(url, f"no feed in it ({flaw})" if flaw else "no feed in it")
    feed = first.feed
    own = _text(feed, "language")
    # In RSS dc:date is the date of publication; feedparser files it under the updates.
    has_one_date = not kind.startswith("atom") and _update.search(text) is None
    return Document(
        format=kind or "unknown",
        title=prose.line(_text(feed, "title")),
        language=own,
        home=links.absolute(url, _text(feed, "link") or _related(feed, "alternate")),
        hub=links.absolute(url, _related(feed, "hub")),
        topic=links.absolute(url, _related(feed, "self")),
        ttl=max(_minutes(_text(feed, "ttl")), _update_period(feed)),
        skip_hours=_skipped_hours(text),
        skip_days=_skipped_days(text),
        items=tuple(_item(entry, url, own, has_one_date=has_one_date) for entry in entries[:MAX_ITEMS]),
        flaw=flaw,
    )


def _parsed(text: str) -> list[Any]:
    """Give what feedparser makes of a document; of a damaged one, of each broken entry by itself."""
    runs = [text] if not repair.fault(text) else pieces.documents(text)
    return [one for run in runs for one in _tried(run)]


def _tried(text: str) -> list[Any]:
    """Give what feedparser makes of a document; where something in it breaks feedparser itself, all the rest."""
    whole = _fed(text)
    if whole is not None:
        return [whole]
    return [one for each in pieces.singly(text)[: MAX_ITEMS + 1] if (one := _fed(each)) is not None]


def _fed(text: str) -> Any:
    """Let feedparser read it, None where it breaks; no address is given: it would resolve GUIDs as if they were links."""
    body = io.BytesIO(text.encode("utf-8", "replace"))  # A string or bytes might be opened as a file.
    headers = {"content-type": "application/xml; charset=utf-8"}
    try:
        return feedparser.parse(  # noqa: TID251 - the one place.
            body, response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except (
        LookupError,
        TypeError,
        ValueError,
        AttributeError,
        AssertionError,
    ):  # What its handlers of odd elements raise.
        return None


def _format(parsed: Any, text: str) -> str:
    """Name the format; feedparser knows neither every namespace of RDF nor a CDF without entries."""
    root = _root.match(text)
    name, attributes = (root[1].lower(), root[2].lower()) if root else ("", "")
    is_other = name == "channel" or (name == "rdf" and ("/rss/" in attributes or "netscape" in attributes))
    return str(parsed.get("version") or ({"channel": "cdf", "rdf": "rdf"}[name] if is_other else ""))


def _item(entry: Any, url: str, spoken: str, *, has_one_date: bool) -> Item:
    title = prose.line(_text(entry, "title"))
    body = max((_prose(part) for part in _bodies(entry)), key=len, default="")
    link = _link(entry, url)
    published, updated = "published", "updated"
    if has_one_date and not _text(entry, published):
        published, updated = updated, published
    return Item(
        guid=_text(entry, "id").strip(),
        link=link,
        url=links.canonical(link),
        title=title,
        text=text_of(title, body),
        language=_language(entry) or spoken,
        publisher=prose.line(_text(_mapping(entry, "source"), "title")),
        published=_moment(entry, published),
        published_text=_text(entry, published) or _text(entry, "created"),
        updated=_moment(entry, updated),
        updated_text=_text(entry, updated),
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
    """Give an entry's page: the link behind a redirector, else its link, else a GUID that is one."""
    written = _text(entry, "feedburner_origlink") or _text(entry, "link") or _related(entry, "alternate")
    guid = _text(entry, "id")
    if written in {"", guid}:
        # An opaque GUID is no page, though RSS says that each is unless it says otherwise.
        written = guid if guid.startswith(("http://", "https://", "/")) else ""
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


def _related(source: Any, relation: str) -> str:
    for link in dict.get(source, "links") or []:
        if relation in _text(link, "rel").lower().split() and _text(link, "href"):
            return _text(link, "href")
    return ""


def _minutes(text: str) -> float:
    text = text.strip()
    return 60.0 * int(text[:7]) if text.isascii() and text.isdigit() else 0.0


def _update_period(feed: Any) -> float:
    """Give sy:updatePeriod over sy:updateFrequency in seconds, 0 where none is given."""
    period = _PERIODS.get(_text(feed, "sy_updateperiod").strip().lower(), 0.0)
    frequency = _text(feed, "sy_updatefrequency").strip()
    return period / max(int(frequency[:5]), 1) if frequency.isascii() and frequency.isdigit() else period


def _skipped_hours(text: str) -> tuple[int, ...]:
    """Give all hours to skip; feedparser keeps only the last."""
    found = {int(hour) % 24 for inside in _skipped(text, "hours") for hour in _hour.findall(inside) if int(hour) <= 24}
    return tuple(sorted(found)) if len(found) < 24 else ()


def _skipped_days(text: str) -> tuple[int, ...]:
    names = {day.lower() for inside in _skipped(text, "days") for day in _day.findall(inside)}
    found = tuple(number for number, name in enumerate(_DAYS) if name in names)
    return found if len(found) < 7 else ()


def _skipped(text: str, what: str) -> list[str]:
    return [inside for kind, inside in _skips.findall(text[:_HEAD]) if kind.lower() == what]
