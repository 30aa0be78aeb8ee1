"""A Slack message: text for notifications, blocks for the channel.

Guarantees: untrusted text is only ever placed where Slack reads neither mentions nor links (plain_text, rich_text);
the limits of Block Kit hold for every input.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from monitor.alerts import buttons, fitting, life, render, safe, templates
from monitor.models import Alert, Evidence

HEADER = 150
CONTEXT = 10


def message(alert: Alert, language: str, *, has_buttons: bool = False) -> dict[str, Any]:
    """Write the message: text for notifications, blocks for the channel; buttons for verdicts where there is evidence."""
    verdicts = [buttons.block(alert, language)] if has_buttons and alert.evidence else []
    page = _page(alert, language) if not verdicts else ()

    return _message(alert, [*_blocks(alert, language), *page, *verdicts])


def change(alert: Alert, language: str) -> dict[str, Any]:
    """Write the answer in the thread: what changed, and the newest quote that it rests on, once it has to do with quotes."""
    labels = templates.load(language).labels
    said = _text(render.changed(alert) or alert.headline)
    newest = sorted((*alert.evidence, *alert.counter), key=_age)[-1:] if not life.is_over(alert) else ()
    shown = [_rich(_section(_bold(labels["changed"] + ": "), said)), *_quoted(tuple(newest), language)]

    return _message(alert, [*shown, _context(render.told(alert, language))])


def _age(evidence: Evidence) -> float:
    """Sort by the time of publication; what has none is oldest."""
    return evidence.published_at.timestamp() if evidence.published_at else 0.0


def _message(alert: Alert, shown: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "text": escaped(safe.inert(safe.plain(alert.headline, 300))) or alert.id,
        "blocks": fitting.fitted(shown),
        "unfurl_links": False,
        "unfurl_media": False,
        "link_names": False,
    }


def escaped(text: str) -> str:
    """Escape what Slack gives a meaning in text.

    >>> escaped("<!channel> & <@U1>")
    '&lt;!channel&gt; &amp; &lt;@U1&gt;'
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _blocks(alert: Alert, language: str) -> Iterator[dict[str, Any]]:
    labels = templates.load(language).labels
    yield {"type": "header", "text": _plain(alert.headline, HEADER)}
    yield _context(render.brief(alert, language))
    if alert.changed:
        yield _rich(_section(_bold(labels["changed"] + ": "), _text(render.changed(alert))))
    yield from _quoted(alert.evidence, language)
    if alert.counter:
        yield _rich(_section(_bold(labels["denied"] + ":")))
        yield from _quoted(alert.counter, language)
    yield from _items(alert, language)
    yield _context(*render.notes(alert, language))


def _quoted(passages: tuple[Evidence, ...], language: str) -> Iterator[dict[str, Any]]:
    for each in passages[: render.QUOTES]:
        quote = {"type": "rich_text_quote", "elements": [_text(each.quote)]}
        source = _link(each.url, render.source(each, language))
        yield _rich(quote, _section(source, _text(f", {render.published(each, language)}")))
    if len(passages) > render.QUOTES:
        yield _context(templates.load(language).labels["more"].format(count=len(passages) - render.QUOTES))


def _items(alert: Alert, language: str) -> Iterator[dict[str, Any]]:
    """List what the alert stands for."""
    shown = [_section(_link(each.url, render.item(each))) for each in alert.items[: render.ITEMS]]
    if shown:
        yield _rich({"type": "rich_text_list", "style": "bullet", "elements": shown})
    if len(alert.items) > render.ITEMS:
        yield _context(templates.load(language).labels["more"].format(count=len(alert.items) - render.ITEMS))


def _page(alert: Alert, language: str) -> Iterator[dict[str, Any]]:
    """Link the alert's own page, where there is one."""
    if safe.link(alert.page):
        yield _rich(_section(_link(alert.page, templates.load(language).labels["why"])))


def _link(address: str, name: str) -> dict[str, Any]:
    """Write a name, as a link where the address may be active."""
    url, text = safe.link(address), _text(name, 200)

    return {"type": "link", "url": url, "text": text["text"]} if url else text


def _context(*notes: str) -> dict[str, Any]:
    return {"type": "context", "elements": [_plain(note, 1000) for note in notes if note][:CONTEXT]}


def _rich(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text", "elements": list(elements)}


def _section(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text_section", "elements": list(elements)}


def _text(text: str, limit: int = 600) -> dict[str, Any]:
    return {"type": "text", "text": safe.inert(safe.plain(text, limit)) or "-"}


def _bold(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text, "style": {"bold": True}}


def _plain(text: str, limit: int) -> dict[str, Any]:
    return {"type": "plain_text", "text": safe.short(safe.inert(safe.plain(text, limit)), limit) or "-", "emoji": False}
