"""The page of an alert: what it says, what it stands on, its whole history, and a form for a verdict.

Guarantees: a tree is built and written by a library, so that no text of strangers becomes markup; only web addresses become
links, and whoever follows one takes nothing along. The page needs no script and fetches nothing.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lxml import html
from lxml.html import HtmlElement
from lxml.html.builder import E

from monitor.alerts import render, safe, templates
from monitor.alerts.route import Look
from monitor.lives import Verdict
from monitor.models import Alert, Delivery, Evidence
from monitor.show import past

STYLE = (
    ":root{color-scheme:light dark}"
    "body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:0 auto;padding:1rem}"
    "h1{font-size:1.4rem;margin:.5rem 0}h2{font-size:1rem;margin:1.5rem 0 .25rem}"
    "blockquote{margin:.75rem 0;padding:.25rem 1rem;border-inline-start:.25rem solid #8888}"
    "blockquote p{margin:.25rem 0;font-size:1.05rem}"
    "footer,.note{opacity:.8;font-size:.9rem}"
    ".changed{padding:.5rem 1rem;border:1px solid #8888;border-radius:.25rem}"
    "table{border-collapse:collapse;width:100%;font-size:.9rem}"
    "th,td{text-align:start;vertical-align:top;padding:.25rem .75rem .25rem 0;border-bottom:1px solid #8884}"
    "form{display:flex;flex-wrap:wrap;gap:.5rem;align-items:end}"
    "input,button{font:inherit;padding:.35rem .7rem}label{display:grid;font-size:.9rem}"
    ".wide{overflow-x:auto}a{overflow-wrap:anywhere}"
)

POLICY = (
    "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'; style-src 'sha256-"
    + base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    + "'"
)
"""What a browser may do with the page: show it, and send its form home."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What a page shows; `key` opens it and lets a reader judge ("" where nobody may), `said` is a verdict just given."""

    alert: Alert
    deliveries: Sequence[Delivery] = ()
    looks: Sequence[Look] = ()
    language: str = templates.FALLBACK
    key: str = ""
    said: Verdict | None = None


def page(view: View) -> str:
    """Write the page."""
    title = _plain(view.alert.headline)
    head = E.head(
        E.meta(charset="utf-8"),
        E.meta(name="viewport", content="width=device-width, initial-scale=1"),
        E.meta(name="robots", content="noindex"),
        E.meta(name="color-scheme", content="light dark"),
        E.title(title),
        E.style(STYLE),
    )
    body = E.body(E.main(E.h1(title, dir="auto"), *_told(view), *_judged(view), *_history(view)))

    return str(html.tostring(E.html(head, body, lang=view.language), doctype="<!DOCTYPE html>", encoding="unicode"))


def _told(view: View) -> Iterator[HtmlElement]:
    alert, language = view.alert, view.language
    labels = templates.load(language).labels
    yield E.p(render.brief(alert, language), **{"class": "note"})
    if alert.changed:
        yield E.p(E.b(f"{labels['changed']}: "), render.changed(alert), **{"class": "changed"})
    yield from (_quote(each, language) for each in alert.evidence)
    if alert.counter:
        yield E.h2(labels["denied"])
        yield from (_quote(each, language) for each in alert.counter)
    if alert.items:
        yield E.ul(*(E.li(_link(each.url, render.item(each))) for each in alert.items))
    yield from (E.p(note, **{"class": "note"}) for note in render.notes(alert, language))


def _quote(evidence: Evidence, language: str) -> HtmlElement:
    quote = E.p(_plain(evidence.quote, 2_000), dir="auto")
    source = _link(evidence.url, render.source(evidence, language))
    marked = {"lang": evidence.language} if evidence.language.isalpha() else {}

    return E.blockquote(quote, E.footer(source, f", {render.published(evidence, language)}"), **marked)


def _judged(view: View) -> Iterator[HtmlElement]:
    """Offer the verdicts, where the reader may give one."""
    labels = templates.load(view.language).labels
    if view.said:
        yield E.p(labels["noted"].format(verdict=labels[f"verdict_{view.said.value}"]), role="status")
    if not view.key or not view.alert.evidence:
        return
    buttons = [
        E.button(labels[f"verdict_{each.value}"], name="verdict", value=each.value, type="submit") for each in Verdict
    ]
    yield E.h2(labels["verdict"])
    yield E.form(
        E.input(type="hidden", name="key", value=view.key),
        E.label(labels["name"], E.input(name="by", maxlength="80", autocomplete="name", required="required")),
        E.label(labels["note"], E.input(name="note", maxlength="500")),
        *buttons,
        method="post",
        action=f"{view.alert.id}/verdict",
    )


def _history(view: View) -> Iterator[HtmlElement]:
    labels = templates.load(view.language).labels
    word = templates.load(view.language).word
    rows = (
        (
            render.moment(each.at),
            str(each.revision),
            _plain(": ".join(word(part) for part in each.what.split(": "))),
            _plain(each.who),
            _link(each.url, _plain(word(each.why)) or "-"),
        )
        for each in past.lines(view.alert, view.deliveries)
    )
    yield E.h2(labels["history"])
    yield _table([labels[name] for name in ("at", "revision", "what", "who", "why_column")], rows)
    if view.deliveries:
        stands = [(each.sink, past.standing(each, view.language)) for each in view.deliveries]
        delivered = {each.sink for each in view.deliveries}
        stands += [(sink, labels["not_yet"]) for sink in view.alert.addressed if sink not in delivered]
        yield E.h2(labels["sinks"])
        yield _table([labels["sink"], labels["stands"]], stands)
    if view.looks:
        yield E.h2(labels["routes"])
        yield _table([labels["route"], labels["stands"]], ((each.route, past.looked(each)) for each in view.looks))


def _table(names: Iterable[str], rows: Iterable[Iterable[str | HtmlElement]]) -> HtmlElement:
    head = E.thead(E.tr(*(E.th(name, scope="col") for name in names)))
    body = E.tbody(*(E.tr(*(E.td(cell, dir="auto") for cell in row)) for row in rows))

    return E.div(E.table(head, body), **{"class": "wide"})


def _link(address: str, name: str) -> HtmlElement:
    url = safe.link(address)

    return (
        E.a(name, href=url, rel="noreferrer noopener nofollow", referrerpolicy="no-referrer") if url else E.span(name)
    )


def _plain(text: str, limit: int = 300) -> str:
    return safe.inert(safe.plain(text, limit))
