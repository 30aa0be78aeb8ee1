"""JSON Feed 1.0 and 1.1."""

from __future__ import annotations

import json
import re
from typing import Any

from monitor.errors import FeedUnreadable
from monitor.feeds import links, prose
from monitor.feeds.document import Document, Item, text_of

MAX_ITEMS = 2_000
# The specification wants the URL; some writers leave the version at a number, or out.
_version = re.compile(r"https?://(?:www\.)?jsonfeed\.org/version/1|1(?:\.\d)?$|$")


def read(text: str, url: str) -> Document:
    """Read a JSON Feed; entries that are no objects are passed over.

    Raises:
        FeedUnreadable: it is no JSON, or JSON of another kind.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FeedUnreadable(url, "damaged JSON") from error
    if not isinstance(data, dict) or not isinstance(data.get("items"), list):
        raise FeedUnreadable(url, "JSON, but no JSON Feed")
    if not _version.match(_text(data, "version")):
        raise FeedUnreadable(url, "JSON, but no JSON Feed")
    items = (row for row in data["items"][:MAX_ITEMS] if isinstance(row, dict))
    return Document(
        format="json",
        title=prose.line(_text(data, "title")),
        language=_text(data, "language"),
        home=links.absolute(url, _text(data, "home_page_url")),
        hub=_hub(data, url),
        topic=links.absolute(url, _text(data, "feed_url")),
        items=tuple(_item(row, url) for row in items),
    )


def _item(row: dict[str, Any], url: str) -> Item:
    title = prose.line(_text(row, "title"))
    bodies = (
        prose.plain(_text(row, "content_html")),
        prose.tidy(_text(row, "content_text")),
        prose.tidy(_text(row, "summary")),
    )
    link = links.absolute(url, _text(row, "url") or _text(row, "external_url") or _text(row, "id"))
    return Item(
        guid=_text(row, "id").strip(),
        link=link,
        url=links.canonical(link),
        title=title,
        text=text_of(title, max(bodies, key=len)),
        language=_text(row, "language"),
        published_text=_text(row, "date_published"),
        updated_text=_text(row, "date_modified"),
    )


def _text(row: dict[str, Any], key: str) -> str:
    """Give a value as text; version 1.0 allowed numbers as ids."""
    value = row.get(key)
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _hub(data: dict[str, Any], url: str) -> str:
    hubs = data.get("hubs")
    for hub in hubs if isinstance(hubs, list) else []:
        if isinstance(hub, dict) and _text(hub, "type").lower() == "websub":
            return links.absolute(url, _text(hub, "url"))
    return ""
