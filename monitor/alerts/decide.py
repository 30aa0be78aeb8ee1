"""Whether people are told about a shift, and why.

Guarantees: a pure function of what was told and what is known. An older snapshot of a shift (a replay, a redelivery)
never changes an alert; the same shift twice is told once; more of the same updates the alert in silence.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from monitor import ids
from monitor.alerts import life, render, severity, templates
from monitor.alerts.decision import Keep, Reason, Stay, Tell
from monitor.lives import Life
from monitor.models import Alert, Count, Shift, Story


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing about an alert that is no longer what it was."""

    reason: Reason
    old: str
    new: str


def decide(told: Alert | None, shift: Shift, *, story: Story, language: str, now: datetime) -> Tell | Keep | Stay:
    """Compare what was told with what is known, and decide."""
    if told is None:
        return _first(shift, story, language, now)
    if shift.version <= told.version:
        return Stay(reason=Reason.REPEATED)
    changes = tuple(change for change in changed(told, shift) if change.reason in _revives(told))
    since = min(told.first_at, shift.first_at)  # A shift counts from the articles of its highest stage only.
    known = replace(_alert(shift, story, language, now), revision=told.revision, first_at=since)
    kept = replace(known, addressed=told.addressed, page=told.page)
    if not changes:
        kept = replace(kept, fetched_at=told.fetched_at, published_at=told.published_at)
        return Keep(alert=life.kept(told, replace(kept, changed=told.changed, told_at=told.told_at)))
    words = tuple(_said(change, language) for change in changes)
    alert = life.told(told, replace(kept, revision=told.revision + 1, changed=words), "; ".join(words))

    return Tell(alert=_again(told, alert, language), reason=changes[0].reason)


def changed(told: Alert, shift: Shift) -> tuple[Change, ...]:
    """List what is news against the alert: stage, side state, status, count."""
    pairs = (
        (Reason.STAGE, told.stage, shift.stage),
        (Reason.SIDE, told.side or "none", shift.side or "none"),
        (Reason.STATUS, told.status.value, shift.status.value),
        (Reason.COUNT, _figure(told.count), _figure(shift.count)),
    )

    return tuple(Change(reason=reason, old=old, new=new) for reason, old, new in pairs if old != new)


def _first(shift: Shift, story: Story, language: str, now: datetime) -> Tell | Stay:
    if not shift.is_told:
        return Stay(reason=Reason.BACKGROUND)

    return Tell(alert=life.told(None, _alert(shift, story, language, now), Reason.NEW), reason=Reason.NEW)


def _revives(told: Alert) -> frozenset[Reason]:
    """Say which changes are told: another figure does not bring back what somebody has retracted."""
    return frozenset(Reason) - ({Reason.COUNT} if told.life is Life.RETRACTED else frozenset())


def _again(told: Alert, alert: Alert, language: str) -> Alert:
    """Say first that an alert that had ended is open again."""
    if not life.is_over(told):
        return alert
    arc = _said(Change(reason=Reason.LIFE, old=told.life, new=alert.life), language)

    return replace(alert, changed=(arc, *alert.changed))


def _said(change: Change, language: str) -> str:
    table = templates.load(language)

    return table.changed[change.reason].format(old=table.word(change.old), new=table.word(change.new))


def _figure(count: Count | None) -> str:
    return "unknown" if count is None else render.figure(count)


def _alert(shift: Shift, story: Story, language: str, now: datetime) -> Alert:
    return Alert(
        id=ids.alert(shift.id),
        revision=1,
        story=shift.story,
        story_name=story.name,
        kind=shift.kind,
        subject=tuple(actor.name for actor in shift.subject),
        stage=shift.stage,
        side=shift.side,
        modality=shift.modality,
        count=shift.count,
        status=shift.status,
        headline=render.headline(shift, language),
        changed=(),
        evidence=shift.evidence,
        counter=shift.counter,
        origins=shift.origins,
        articles=shift.articles,
        first_at=shift.first_at,
        last_at=shift.last_at,
        told_at=now,
        version=shift.version,
        known=tuple(name for kind, names in story.known if kind == shift.kind for name in names),
        heard=shift.heard,
        silent=shift.silent,
        words=shift.words,
        rules=shift.rules,
        event_at=shift.event_at,
        severity=severity.severity(shift.kind, shift.stage, shift.side, story),
        fetched_at=shift.fetched_at,
        published_at=shift.published_at,
    )
