"""What an alert says, from fixed templates: a headline, a plain text, and the record that leaves by wire."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from monitor.alerts import safe, templates
from monitor.alerts.templates import Templates
from monitor.lives import Item, Life
from monitor.models import LONG_AGO, Alert, Count, Evidence, Shift

QUOTES = 3
NAMES = 6
ITEMS = 30
_UNITS = (("days", 86_400), ("hours", 3_600), ("minutes", 60), ("seconds", 1))


def headline(shift: Shift, language: str) -> str:
    """Say in one line how well it is supported, what is the case, whom it is about, and on whose word."""
    table = templates.load(language)
    state = shift.side or shift.stage
    template = table.kinds.get(shift.kind, {}).get(state, table.generic)
    what = template.format(subject=_subject(shift, table), kind=shift.kind.capitalize(), state=table.word(state))
    if shift.speakers:
        what = table.attributed.format(what=what, speakers=_names(shift.speakers))

    return safe.plain(table.headline.format(status=table.status[shift.status], what=what), 300)


def ended(alert: Alert, life: Life, language: str) -> str:
    """Say the headline of an alert that has ended: that comes first, in place of how well it was supported."""
    table = templates.load(language)
    bare = alert.headline
    for word in (*table.status.values(), *table.ends.values()):
        bare = bare.removeprefix(table.headline.format(status=word, what=""))

    return safe.plain(table.headline.format(status=table.ends[life], what=bare), 300)


def figure(count: Count) -> str:
    """Say a count.

    >>> figure(Count(low=3, high=3)), figure(Count(low=3, high=5))
    ('3', '3-5')
    """
    return str(count.low) if count.low == count.high else f"{count.low}-{count.high}"


def moment(at: datetime) -> str:
    """Say a time to the minute, in UTC, so that nobody has to guess the zone.

    >>> moment(datetime(2024, 11, 1, 5, 30, tzinfo=UTC))
    '2024-11-01 05:30 UTC'
    """
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def published(evidence: Evidence, language: str) -> str:
    """Say when an article was published; unknown stays unknown."""
    labels = templates.load(language).labels
    if evidence.published_at is None:
        return labels["undated"]

    return labels["published"].format(at=moment(evidence.published_at))


def figures(alert: Alert, language: str) -> str:
    """Say on how many articles and origins it stands, and where it is only one origin; nothing where it stands on none."""
    if not alert.articles:
        return ""
    labels = templates.load(language).labels
    said = labels["figures"].format(articles=alert.articles, origins=alert.origins)

    return f"{said} ({labels['single']})" if alert.origins == 1 else said


def brief(alert: Alert, language: str) -> str:
    """Say in one line how much it matters, what it is about, and on how much it stands."""
    table = templates.load(language)
    parts = (
        table.word(alert.severity.value),
        _name(alert.story_name),
        figures(alert, language) or _counted(alert, language),
    )

    return " | ".join(part for part in parts if part)


def source(evidence: Evidence, language: str) -> str:
    """Name who published a passage, with its language where that is not the reader's."""
    name = _name(evidence.publisher) or "-"
    if evidence.language in {"", language}:
        return name

    return templates.load(language).labels["language"].format(publisher=name, language=_name(evidence.language))


def event(alert: Alert, language: str) -> str:
    """Say on which day it was, as the text has it, and where no text says so; nothing of what no text claims."""
    if not alert.rules:
        return ""
    labels = templates.load(language).labels

    return labels["event"].format(day=alert.event_at.isoformat()) if alert.event_at else labels["no_event"]


def notes(alert: Alert, language: str) -> tuple[str, ...]:
    """Say the rest, a line each: when it was, who speaks, what is new and known, what is not seen, which alert this is."""
    said = (event, sides, words, known)
    every = (*(say(alert, language) for say in said), coverage(alert), told(alert, language))

    return tuple(line for line in every if line)


def changed(alert: Alert) -> str:
    """Say what is new since the revision before, or nothing."""
    return safe.inert(safe.plain("; ".join(alert.changed)))


def item(line: Item) -> str:
    """Say one line of an alert that stands for several."""
    return safe.inert(safe.plain(line.headline, 200)) or "-"


def span(seconds: float, language: str) -> str:
    """Say a length of time in its largest unit, rounded down.

    >>> span(59.9, "en"), span(125, "en"), span(86_400, "id")
    ('59 s', '2 min', '1 hari')
    """
    name, size = next((each for each in _UNITS if seconds >= each[1]), _UNITS[-1])

    return templates.load(language).labels[name].format(number=max(int(seconds // size), 0))


def known(alert: Alert, language: str) -> str:
    """Say what was known before, or nothing."""
    if not alert.known:
        return ""

    return f"{templates.load(language).labels['known']}: {_names(alert.known)}"


def coverage(alert: Alert) -> str:
    """Say how many feeds were not well when it was told, and which; nothing where all were well."""
    if not alert.coverage:
        return ""
    many, *each = (safe.inert(safe.plain(line, 200)) for line in alert.coverage)

    return f"{many} ({'; '.join(each)})" if each else many


def sides(alert: Alert, language: str) -> str:
    """Say which parties speak in the evidence and which do not, or nothing where the story has none."""
    labels = templates.load(language).labels
    said = (("heard", alert.heard), ("silent", alert.silent))

    return "; ".join(
        f"{labels[name]}: {_names(parties) or '-'}" for name, parties in said if any((*alert.heard, *alert.silent))
    )


def words(alert: Alert, language: str) -> str:
    """Say by which words the articles differ from what was usual, or nothing."""
    return f"{templates.load(language).labels['words']}: {_names(alert.words)}" if alert.words else ""


def told(alert: Alert, language: str) -> str:
    """Say which alert this is, when it was told, and how long after the news was published, where that is known."""
    labels = templates.load(language).labels
    if alert.told_at == LONG_AGO:  # An article without dates, replayed.
        return labels["undated_told"].format(id=alert.id, revision=alert.revision)
    said = labels["told"].format(id=alert.id, revision=alert.revision, at=moment(alert.told_at))
    if alert.published_at is None:
        return said
    late = (alert.told_at - alert.published_at).total_seconds()

    return labels["after"].format(said=said, span=span(late, language)) if late >= 0 else said


def text(alert: Alert, language: str) -> str:
    """Say the whole alert as plain text, for a terminal or a mail."""
    return "\n".join(line for line in _lines(alert, language) if line)


def wire(alert: Alert) -> dict[str, Any]:
    """Give the record that leaves Kabar: a line of ``kabar replay --json`` and the body of a webhook.

    `count` is null, a number, or a range ``[low, high]``; `stage` is the highest stage reached, `side` a side state
    or null.
    """
    return {
        "alert_id": alert.id,
        "revision": alert.revision,
        "story": alert.story,
        "story_name": alert.story_name,
        "kind": alert.kind,
        "subject": list(alert.subject),
        "stage": alert.stage,
        "side": alert.side,
        "modality": alert.modality.value,
        "count": _range(alert.count),
        "status": alert.status.value,
        "headline": alert.headline,
        "changed": list(alert.changed),
        "evidence": [passage(each) for each in alert.evidence],
        "counter": [passage(each) for each in alert.counter],
        "origins": alert.origins,
        "articles": alert.articles,
        "known": list(alert.known),
        "coverage": list(alert.coverage),
        "severity": alert.severity.value,
        "life": alert.life.value,
        "rules": list(alert.rules),
        "event_at": alert.event_at.isoformat() if alert.event_at else None,
        "items": [{"headline": each.headline, "alert_id": each.alert, "url": each.url} for each in alert.items],
        "page": alert.page,
        "heard": list(alert.heard),
        "silent": list(alert.silent),
        "words": list(alert.words),
        "told_at": alert.told_at.isoformat(),
    }


def passage(evidence: Evidence) -> dict[str, Any]:
    """Give a quote as it leaves Kabar: exactly ``text[start:end]`` of the text as it was given, nothing made safe.

    A quote of a title that the text lacked is ``title[start:end]``.
    """
    at = evidence.published_at
    before = 0 if evidence.is_title else evidence.begins

    return {
        "quote": evidence.quote,
        "field": "title" if evidence.is_title else "text",
        "start": evidence.start - before,
        "end": evidence.end - before,
        "url": evidence.url,
        "publisher": evidence.publisher,
        "published_at": at.isoformat() if at else None,
        "language": evidence.language,
    }


def _lines(alert: Alert, language: str) -> Iterator[str]:
    labels = templates.load(language).labels
    yield safe.inert(safe.plain(alert.headline, 300))
    yield brief(alert, language)
    if alert.changed:
        yield f"{labels['changed']}: {changed(alert)}"
    yield from _quoted(alert.evidence, language)
    if alert.counter:
        yield f"{labels['denied']}:"
        yield from _quoted(alert.counter, language)
    yield from _listed(alert, language)
    yield from notes(alert, language)
    if page := safe.link(alert.page):
        yield f"{labels['why']}: {page}"


def _listed(alert: Alert, language: str) -> Iterator[str]:
    for each in alert.items[:ITEMS]:
        url = safe.link(each.url)
        yield f"- {item(each)}" + (f" {url}" if url else "")
    if len(alert.items) > ITEMS:
        yield "  " + templates.load(language).labels["more"].format(count=len(alert.items) - ITEMS)


def _quoted(passages: tuple[Evidence, ...], language: str) -> Iterator[str]:
    for each in passages[:QUOTES]:
        yield f'"{safe.inert(safe.plain(each.quote))}"'
        yield f"  {source(each, language)}, {published(each, language)}, {safe.link(each.url) or '-'}"
    if len(passages) > QUOTES:
        yield "  " + templates.load(language).labels["more"].format(count=len(passages) - QUOTES)


def _counted(alert: Alert, language: str) -> str:
    return templates.load(language).labels["of"].format(count=len(alert.items)) if alert.items else ""


def _name(name: str) -> str:
    return safe.inert(safe.plain(name, 80))


def _subject(shift: Shift, table: Templates) -> str:
    """Name whom it is about: a group without a name of its own ("crew") in the language of the alert."""
    named = _names(table.groups.get(actor.id, actor.name) for actor in shift.subject) or table.unnamed

    return named if shift.count is None else f"{named} ({figure(shift.count)})"


def _names(names: Iterable[str]) -> str:
    every = [safe.inert(safe.plain(name, 80)) for name in names]
    more = len(every) - NAMES

    return ", ".join(every[:NAMES]) + (f" (+{more})" if more > 0 else "")


def _range(count: Count | None) -> int | list[int] | None:
    if count is None:
        return None

    return count.low if count.low == count.high else [count.low, count.high]
