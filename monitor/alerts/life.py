"""The life of an alert: where a revision leads it, what an order does to it, and when its time is over.

Guarantees: pure functions. Every arc of a life is an event with its actor, its reason and its evidence; an order is followed
once, however often it arrives; a verdict and an acknowledgement disturb nobody; what was retracted comes back only for new
facts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from monitor.alerts import render, templates
from monitor.alerts.decision import Keep, Reason, Stay, Tell
from monitor.lives import Event, Life, Order, Verb
from monitor.models import Alert, Evidence, Status

KABAR = "kabar"
"""The actor of what no person did."""

OVER = frozenset({Life.CLOSED, Life.RETRACTED})

EVENTS = 100
"""Events that an alert carries: the first, and the latest others."""

_STATUS = {Status.CONFIRMED: Life.CONFIRMED, Status.DISPUTED: Life.DISPUTED, Status.DENIED: Life.DENIED}
_ENDS = {Verb.RETRACT: Life.RETRACTED, Verb.CLOSE: Life.CLOSED}


def told(before: Alert | None, alert: Alert, reason: str) -> Alert:
    """Give a revision that people are told, with where it leads the alert's life and an event that says so."""
    return _led(before, alert, _STATUS.get(alert.status, Life.OPEN if before is None else Life.DEVELOPING), reason)


def operated(before: Alert | None, alert: Alert, *, is_mended: bool, reason: str = "") -> Alert:
    """Give a revision of an alert about Kabar itself: it is closed when what it tells of is mended, and opens again with it."""
    is_fresh = before is None or is_over(before)
    life = Life.CLOSED if is_mended else Life.OPEN if is_fresh else Life.DEVELOPING

    return _led(before, alert, life, reason or alert.stage)


def kept(before: Alert, alert: Alert) -> Alert:
    """Give an alert that only learned something: its life is as it was, and its headline where it has ended."""
    headline = before.headline if before.life in OVER else alert.headline

    return replace(alert, life=before.life, history=before.history, headline=headline)


def is_over(alert: Alert) -> bool:
    """Tell whether the alert has ended."""
    return alert.life in OVER


def has_ended(alert: Alert, verb: Verb) -> bool:
    """Tell whether an order to end an alert finds it ended: what was closed may be retracted still, nothing is closed twice."""
    return verb in _ENDS and (alert.life is _ENDS[verb] or (is_over(alert) and verb is Verb.CLOSE))


def ends_at(alert: Alert, memory: timedelta) -> datetime | None:
    """Say when it ends by itself, `memory` after the last of its news; None where it has ended."""
    return None if is_over(alert) else max(alert.last_at, alert.told_at) + memory


def obey(alert: Alert, order: Order, language: str, ends: datetime | None) -> Tell | Keep | Stay:
    """Follow an order; `ends` is when the alert ends by itself."""
    if order.id and any(event.id == order.id for event in alert.history):
        return Stay(reason=Reason.REPEATED)
    if order.verb is Verb.REVIEW:
        is_due = ends is not None and ends <= order.at
        return _ended(alert, _closing(order), language) if is_due else Stay(reason=Reason.REPEATED)
    if order.verb not in _ENDS:
        return Keep(alert=replace(alert, history=_with(alert.history, _event(alert, order))), reason=Reason.ORDER)
    if has_ended(alert, order.verb):
        return Stay(reason=Reason.REPEATED)

    return _ended(alert, order, language)


def _led(before: Alert | None, alert: Alert, life: Life, reason: str) -> Alert:
    event = Event(
        at=alert.told_at, revision=alert.revision, what=life, actor=KABAR, reason=reason, url=_fresh(before, alert)
    )

    return replace(alert, life=life, history=_with(before.history if before else (), event))


def _closing(order: Order) -> Order:
    return replace(order, verb=Verb.CLOSE, by=KABAR)


def _ended(alert: Alert, order: Order, language: str) -> Tell:
    """End an alert by an order; people are told who did it and why."""
    life, table = _ENDS[order.verb], templates.load(language)
    arc = table.changed[Reason.LIFE].format(old=table.word(alert.life), new=table.word(life))
    why = order.note if order.by != KABAR else table.labels["memory"]
    said = (arc, *filter(None, (why, table.labels["by"].format(actor=order.by) if order.by != KABAR else "")))
    event = Event(
        at=order.at, revision=alert.revision + 1, what=life, actor=order.by, reason=why or order.via, id=order.id
    )
    ended = replace(
        alert,
        revision=alert.revision + 1,
        life=life,
        changed=said,
        told_at=order.at,
        fetched_at=None,
        published_at=None,
        headline=render.ended(alert, life, language),
        history=_with(alert.history, event),
    )

    return Tell(alert=ended, reason=Reason.LIFE)


def _event(alert: Alert, order: Order) -> Event:
    return Event(
        at=order.at,
        revision=alert.revision,
        what=order.verb,
        actor=order.by,
        reason=order.note,
        id=order.id,
        verdict=order.verdict,
    )


def _with(history: tuple[Event, ...], event: Event) -> tuple[Event, ...]:
    return (*history[:1], *history[1:][-(EVENTS - 2) :], event)


def _fresh(before: Alert | None, alert: Alert) -> str:
    """Give the address of what is new in the evidence: a denial first, as it changes more."""
    known = {each.url for each in (*before.evidence, *before.counter)} if before else set()

    return next((each.url for each in _passages(alert) if each.url not in known), "")


def _passages(alert: Alert) -> Iterator[Evidence]:
    yield from alert.counter
    yield from alert.evidence
