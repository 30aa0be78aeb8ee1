"""A Slack message: text for notifications, blocks for the channel.

Guarantees: untrusted text is only ever placed where Slack reads neither mentions nor links (plain_text, rich_text);
the limits of Block Kit hold for every input.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from monitor.alerts import buttons, render, safe, templates
from monitor.models import Alert, Evidence

HEADER = 150
CONTEXT = 10


def message(alert: Alert, language: str, *, has_buttons: bool = False) -> dict[str, Any]:
    """Write the message: text for notifications, blocks for the channel; buttons for verdicts where there is evidence."""
    verdicts = [buttons.block(alert, language)] if has_buttons and alert.evidence else []

    return _message(alert, [*_blocks(alert, language), *verdicts])


def change(alert: Alert, language: str) -> dict[str, Any]:
    """Write the answer in the thread: what changed, and the newest quote that it rests on."""
    labels = templates.load(language).labels
    said = _text("; ".join(alert.changed) or alert.headline)
    newest = sorted((*alert.evidence, *alert.counter), key=_age)[-1:]
    shown = [_rich(_section(_bold(labels["changed"] + ": "), said)), *_quoted(tuple(newest), language)]
    note = {"type": "context", "elements": [_plain(render.told(alert, language), 1000)]}

    return _message(alert, [*shown, note])


def _age(evidence: Evidence) -> float:
    """Sort by the time of publication; what has none is oldest."""
    return evidence.published_at.timestamp() if evidence.published_at else 0.0


def _message(alert: Alert, shown: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "text": escaped(safe.inert(safe.plain(alert.headline, 300))),
        "blocks": shown,
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
    if alert.changed:
        yield _rich(_section(_bold(labels["changed"] + ": "), _text("; ".join(alert.changed))))
    yield from _quoted(alert.evidence, language)
    if alert.counter:
        yield _rich(_section(_bold(labels["denied"] + ":")))
        yield from _quoted(alert.counter, language)
    said = [say(alert, language) for say in (render.figures, render.sides, render.words, render.known)]
    notes = (*said, render.coverage(alert), render.told(alert, language))
    yield {"type": "context", "elements": [_plain(note, 1000) for note in notes if note][:CONTEXT]}


def _quoted(passages: tuple[Evidence, ...], language: str) -> Iterator[dict[str, Any]]:
    for each in passages[: render.QUOTES]:
        quote = {"type": "rich_text_quote", "elements": [_text(each.quote)]}
        yield _rich(quote, _section(_source(each), _text(f", {render.published(each, language)}")))
    if len(passages) > render.QUOTES:
        more = templates.load(language).labels["more"].format(count=len(passages) - render.QUOTES)
        yield {"type": "context", "elements": [_plain(more, 100)]}


def _source(evidence: Evidence) -> dict[str, Any]:
    """Name the publisher, as a link where the address may be active."""
    url = safe.link(evidence.url)
    name = _text(evidence.publisher or "-", 80)

    return {"type": "link", "url": url, "text": name["text"]} if url else name


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
