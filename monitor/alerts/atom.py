"""Alerts as an Atom feed, for whoever reads them as they read the news.

Guarantees: an entry keeps its id over all revisions and rises with each; texts of strangers are text, never markup.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import quote

from lxml import etree

from monitor.alerts import render, safe
from monitor.models import Alert

ENTRIES = 100
TYPE = "application/atom+xml; charset=utf-8"

_ATOM = "http://www.w3.org/2005/Atom"
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def feed(alerts: Iterable[Alert], *, title: str, address: str, language: str) -> bytes:
    """Write the latest alerts, the newest first; `address` is where the feed itself is read."""
    newest = sorted(alerts, key=lambda each: (each.told_at, each.id), reverse=True)[:ENTRIES]
    root = etree.Element("feed", {"{http://www.w3.org/XML/1998/namespace}lang": language}, nsmap={None: _ATOM})
    _text(root, "title", title)
    _text(root, "id", f"urn:kabar:feed:{quote(title, safe='', errors='replace')}")
    _text(root, "updated", _time(max((each.told_at for each in newest), default=_NEVER)))
    _text(etree.SubElement(root, "author"), "name", title)
    etree.SubElement(root, "generator").text = "Kabar"
    if url := safe.link(address):
        etree.SubElement(root, "link", rel="self", href=url)
    for alert in newest:
        _entry(root, alert, language)

    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)


def _entry(root: etree._Element, alert: Alert, language: str) -> None:
    entry = etree.SubElement(root, "entry")
    _text(entry, "title", alert.headline)
    _text(entry, "id", f"urn:kabar:alert:{alert.id}")
    _text(entry, "updated", _time(alert.told_at))
    _text(entry, "published", _time(min((alert.told_at, *(event.at for event in alert.history)))))
    for name in (alert.kind, alert.severity.value, alert.status.value, alert.life.value, alert.story):
        if name:
            etree.SubElement(entry, "category", term=safe.plain(name, 80))
    first = next((url for each in alert.evidence if (url := safe.link(each.url))), None)
    if page := safe.link(alert.page) or first:
        etree.SubElement(entry, "link", rel="alternate", href=page)
    for each in (*alert.evidence, *alert.counter)[: 2 * render.QUOTES]:
        if url := safe.link(each.url):
            etree.SubElement(entry, "link", rel="related", href=url, title=safe.plain(each.publisher, 80))
    content = etree.SubElement(entry, "content", type="text")
    content.text = render.text(alert, language)


def _text(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, name).text = safe.inert(safe.plain(text, 300)) or "-"


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")
