"""What an alert says where we do not know who reads the text next: no markup of any kind, and no links but our own."""

from __future__ import annotations

from monitor.alerts import render, safe
from monitor.models import Alert


def headline(alert: Alert, limit: int = 300) -> str:
    """Say the headline on one line."""
    return safe.short(safe.muted(safe.plain(alert.headline, 300)), limit) or alert.id


def change(alert: Alert, limit: int = 1000) -> str:
    """Say what changed on one line, or nothing."""
    return safe.short(safe.muted(safe.plain("; ".join(alert.changed), 1000)), limit)


def text(alert: Alert, language: str, limit: int = 8000) -> str:
    """Say the whole alert in lines; the links that stay are those of its articles and of its own page."""
    own = links(alert)
    lines = [safe.muted(line, own) for line in render.text(alert, language).split("\n")]

    return _cut(lines, limit)


def links(alert: Alert) -> dict[str, str]:
    """Give the addresses that may be active, each with whom it leads to: the page of the alert and the articles it shows."""
    page = safe.link(alert.page)
    shown = (*alert.evidence[: render.QUOTES], *alert.counter[: render.QUOTES])
    articles = {url: each.publisher for each in shown if (url := safe.link(each.url))}
    items = {url: each.headline for each in alert.items if (url := safe.link(each.url))}

    return ({page: "Kabar"} if page else {}) | {
        url: safe.muted(safe.plain(name, 80)) or "-" for url, name in (articles | items).items()
    }


def _cut(lines: list[str], limit: int) -> str:
    """Keep whole lines, so that no link is cut in the middle; a first line that is too long is cut all the same."""
    kept: list[str] = []
    left = limit
    for line in lines:
        if len(line) + 1 > left:
            break
        kept.append(line)
        left -= len(line) + 1

    return "\n".join(kept) or safe.short(lines[0], limit)
