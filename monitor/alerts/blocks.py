"""A Slack message: text for notifications, blocks for the channel.

Guarantees: untrusted text is only ever placed where Slack reads neither mentions nor links (plain_text, rich_text);
the limits of Block Kit hold for every input.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from monitor.alerts import buttons, fitting, life, render, safe, templates
from monitor.models import Alert, Evidence

HEADER = 150
CONTEXT = 10
LARGEST = 12_000
"""Characters of all blocks; Slack refuses more than about 13,200."""


class _Share(NamedTuple):
    """How many quotes (of each side) and items are shown."""

    quotes: int
    items: int


_SHARES = (_Share(render.QUOTES, render.ITEMS), _Share(render.QUOTES, 15), _Share(1, 8), _Share(1, 3))


def message(alert: Alert, language: str, *, has_buttons: bool = False) -> dict[str, Any]:
    """Write the message: text for notifications, blocks for the channel; buttons for verdicts where there is evidence."""
    verdicts = [buttons.block(alert, language)] if has_buttons and alert.evidence else []
    rest = verdicts or list(_page(alert, language))

    return _message(alert, next(_fitting(alert, language, rest)))


def change(alert: Alert, language: str) -> dict[str, Any]:
    """Write the answer in the thread: what changed, and the newest quote that it rests on, once it has to do with quotes."""
    labels = templates.load(language).labels
    said = _text(render.changed(alert) or alert.headline)
    newest = sorted((*alert.evidence, *alert.counter), key=_age)[-1:] if not life.is_over(alert) else ()
    shown = [_rich(_section(_bold(labels["changed"] + ": "), said)), *_quoted(tuple(newest), language, 1)]

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


def _fitting(alert: Alert, language: str, rest: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Write the blocks with as many quotes and items as Slack takes in one message; the last try always fits."""
    for share in _SHARES:
        shown = [*_blocks(alert, language, share), *rest]
        if share == _SHARES[-1] or len(json.dumps(shown, ensure_ascii=False)) <= LARGEST:
            yield shown


def _blocks(alert: Alert, language: str, share: _Share) -> Iterator[dict[str, Any]]:
    labels = templates.load(language).labels
    yield {"type": "header", "text": _plain(alert.headline, HEADER)}
    yield _context(render.brief(alert, language))
    if alert.changed:
        yield _rich(_section(_bold(labels["changed"] + ": "), _text(render.changed(alert))))
    yield from _quoted(alert.evidence, language, share.quotes)
    if alert.counter:
        yield _rich(_section(_bold(labels["denied"] + ":")))
        yield from _quoted(alert.counter, language, share.quotes)
    yield from _items(alert, language, share.items)
    yield _context(*render.notes(alert, language))


def _quoted(passages: tuple[Evidence, ...], language: str, most: int) -> Iterator[dict[str, Any]]:
    for each in passages[:most]:
        quote = {"type": "rich_text_quote", "elements": [_text(each.quote)]}
        source = _link(each.url, render.source(each, language))
        yield _rich(quote, _section(source, _text(f", {render.published(each, language)}")))
    yield from _more(len(passages) - most, language)


def _items(alert: Alert, language: str, most: int) -> Iterator[dict[str, Any]]:
    """List what the alert stands for."""
    shown = [_section(_link(each.url, render.item(each))) for each in alert.items[:most]]
    if shown:
        yield _rich({"type": "rich_text_list", "style": "bullet", "elements": shown})
    yield from _more(len(alert.items) - most, language)


def _more(count: int, language: str) -> Iterator[dict[str, Any]]:
    if count > 0:
        yield _context(templates.load(language).labels["more"].format(count=count))


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
