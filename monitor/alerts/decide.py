"""Whether people are told about a shift, and why.

Guarantees: a pure function of what was told and what is known. An older snapshot of a shift (a replay, a redelivery)
never changes an alert; the same shift twice is told once; more of the same updates the alert in silence.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from monitor import ids
from monitor.alerts import render, severity, templates
from monitor.models import Alert, Count, Shift, Story


class Reason(StrEnum):
    """Why something is told, kept or not told; a metric label."""

    NEW = "new"
    STAGE = "stage"
    SIDE = "side"
    STATUS = "status"
    COUNT = "count"
    EVIDENCE = "evidence"
    BACKGROUND = "background"
    REPEATED = "repeated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell:
    """People are told: a new alert, or its next revision."""

    alert: Alert
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Keep:
    """The alert knows more, under the same revision; nobody is disturbed."""

    alert: Alert
    reason: Reason = Reason.EVIDENCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """Nothing changes."""

    reason: Reason


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
    changes = changed(told, shift)
    since = min(told.first_at, shift.first_at)  # A shift counts from the articles of its highest stage only.
    known = replace(_alert(shift, story, language, now), revision=told.revision, first_at=since)
    if not changes:
        known = replace(known, fetched_at=told.fetched_at, published_at=told.published_at)
        return Keep(alert=replace(known, changed=told.changed, told_at=told.told_at))
    words = tuple(_said(change, language) for change in changes)

    return Tell(alert=replace(known, revision=told.revision + 1, changed=words), reason=changes[0].reason)


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

    return Tell(alert=_alert(shift, story, language, now), reason=Reason.NEW)


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
        severity=severity.severity(shift.kind, shift.stage, shift.side, story),
        fetched_at=shift.fetched_at,
        published_at=shift.published_at,
    )
