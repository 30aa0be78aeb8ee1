"""What a delivery becomes: enqueued, tried again later, sent or dead.

Guarantees: the revisions of one alert reach one sink in order; the id of a message never changes while it is retried;
a sink that asks for time (Retry-After) gets exactly that; nothing that was not accepted is forgotten before `PATIENCE`
has passed. What was under way when the answer was lost, or the process, is known to be uncertain.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from monitor.alerts.outcome import Accepted, Dead, Outcome, Retry, Why
from monitor.lives import Happening
from monitor.models import Alert, Delivery, DeliveryState

# The schedule of Standard Webhooks ends 75 h 35 min after the first attempt; its steps are ours in the mean.
PATIENCE = timedelta(hours=75)
BASE = 5.0
CAP = 600.0

HISTORY = 40
"""Happenings of a delivery that are kept, the last ones."""

_UNCLEAR = frozenset({Why.UNREACHABLE, Why.UNAVAILABLE})
"""Reasons after which nobody knows whether the sink has it all the same."""


def key(alert: str, sink: str) -> str:
    """Name the delivery of an alert to a sink.

    >>> key("k1", "desk")
    'k1:desk'
    """
    return f"{alert}:{sink}"


def enqueue(delivery: Delivery | None, alert: Alert, sink: str, *, now: datetime, every: float = 0.0) -> Delivery:
    """Put a revision at the end of what waits; one that was accepted or waits already changes nothing.

    With `every`, updates that come sooner after the last accepted one wait, and become one that lists all changes.
    """
    if delivery is None:
        return _fresh(alert, sink, now)
    newest = max([delivery.revision, *(each.revision for each in delivery.waiting)])
    if alert.revision <= newest:
        return delivery
    if delivery.state is DeliveryState.PENDING:
        return replace(delivery, waiting=_joined(delivery, alert, every))
    due = max(now, delivery.updated_at + timedelta(seconds=every)) if delivery.state is DeliveryState.SENT else now

    return _begun(delivery, (*delivery.waiting, alert), at=due, now=now)


def trying(delivery: Delivery) -> Delivery:
    """Note that the head is about to be sent; if that was noted before, nobody knows what became of it."""
    revision = delivery.waiting[0].revision
    return replace(delivery, trying=revision, is_uncertain=delivery.trying == revision)


def held(delivery: Delivery, reason: str, why: str, now: datetime) -> Delivery:
    """Note that the head is held back, and why."""
    return happened(replace(delivery, held=reason), reason, why, now)


def gathered(delivery: Delivery, digest: str, now: datetime) -> Delivery:
    """Note that a digest stands for everything that waits."""
    noted = happened(delivery, "digested", digest, now)
    newest = delivery.waiting[-1].revision
    return replace(_done(noted), revision=newest, updated_at=now, reason="digested", digest=digest)


def dropped(delivery: Delivery, why: str, now: datetime) -> Delivery:
    """Note that what waits is not sent at all, and why."""
    return replace(_done(happened(delivery, "dropped", why, now)), updated_at=now, reason="dropped")


def collapsed(delivery: Delivery) -> Delivery:
    """Let the newest revision stand for all that wait, where none of them was tried: it repeats the whole alert."""
    if len(delivery.waiting) < 2 or delivery.trying or delivery.attempts:
        return delivery
    changed = tuple(change for each in delivery.waiting for change in each.changed)
    return replace(delivery, waiting=(replace(delivery.waiting[-1], changed=changed),))


def exhausted(delivery: Delivery, now: datetime) -> Delivery:
    """Give up on the head: it was tried for long enough."""
    return _dead(delivery, Dead(reason=Why.EXHAUSTED), now)


def happened(delivery: Delivery, what: str, why: str, now: datetime) -> Delivery:
    """Add to the history of a delivery; of the same thing again and again, the first and the last time are kept."""
    revision = delivery.waiting[0].revision if delivery.waiting else delivery.revision
    step = Happening(at=now, revision=revision, what=what, why=why)
    is_repeated = len(delivery.history) > 1 and all(replace(each, at=now) == step for each in delivery.history[-2:])
    before = delivery.history[:-1] if is_repeated else delivery.history
    return replace(delivery, history=(*before, step)[-HISTORY:])


def head(delivery: Delivery) -> Alert | None:
    """Give the revision to send next."""
    return delivery.waiting[0] if delivery.waiting else None


def is_pending(delivery: Delivery) -> bool:
    """Tell whether something is still to be sent."""
    return delivery.state is DeliveryState.PENDING and bool(delivery.waiting)


def is_due(delivery: Delivery, now: datetime) -> bool:
    """Tell whether the head may be sent now."""
    return is_pending(delivery) and (delivery.next_at or now) <= now


def after(delivery: Delivery, outcome: Outcome, *, now: datetime, chance: float, every: float = 0.0) -> Delivery:
    """Take the outcome of sending the head; `chance` in [0, 1) spreads the retries."""
    match outcome:
        case Accepted():
            return _accepted(delivery, outcome, now, every)
        case Retry():
            return _later(delivery, outcome, now, chance)
        case Dead():
            return _dead(delivery, outcome, now)


def retry(delivery: Delivery, now: datetime) -> Delivery:
    """Bring a dead delivery back; any other stays as it is."""
    if delivery.state is not DeliveryState.DEAD or not delivery.waiting:
        return delivery

    return _begun(happened(delivery, "retried", "", now), delivery.waiting, at=now, now=now)


def backoff(attempts: int, chance: float) -> float:
    """Wait a random part of a doubling time (full jitter), never less than a second.

    >>> backoff(1, 0.5), backoff(2, 0.5), backoff(40, 0.5)
    (2.5, 5.0, 300.0)
    """
    return max(1.0, chance * min(CAP, BASE * 2.0 ** min(attempts - 1, 30)))


def _fresh(alert: Alert, sink: str, now: datetime) -> Delivery:
    return Delivery(
        alert=alert.id,
        sink=sink,
        story=alert.story,
        revision=0,
        state=DeliveryState.PENDING,
        attempts=0,
        next_at=now,
        first_at=now,
        updated_at=now,
        reason="",
        waiting=(alert,),
    )


def _begun(delivery: Delivery, waiting: tuple[Alert, ...], *, at: datetime, now: datetime) -> Delivery:
    return replace(
        delivery, state=DeliveryState.PENDING, attempts=0, next_at=at, first_at=now, updated_at=now, waiting=waiting
    )


def _joined(delivery: Delivery, alert: Alert, every: float) -> tuple[Alert, ...]:
    """Append the revision, or let it take the place of the last one where that was not tried and updates are spaced."""
    *before, last = delivery.waiting
    is_untried = bool(before) or not (delivery.attempts or delivery.trying)
    if not every or not is_untried or last.revision == 1:
        return (*delivery.waiting, alert)

    return (*before, replace(alert, changed=(*last.changed, *alert.changed)))


def _accepted(delivery: Delivery, outcome: Accepted, now: datetime, every: float) -> Delivery:
    sent, *rest = delivery.waiting

    return replace(
        happened(delivery, "sent", "", now),
        revision=sent.revision,
        state=DeliveryState.PENDING if rest else DeliveryState.SENT,
        attempts=0,
        next_at=now + timedelta(seconds=every) if rest else None,
        first_at=now if rest else delivery.first_at,
        updated_at=now,
        reason=outcome.reason.value,
        receipt=outcome.receipt or delivery.receipt,
        waiting=tuple(rest),
        trying=0,
        is_uncertain=False,
        held="",
        digest="",
    )


def _later(delivery: Delivery, outcome: Retry, now: datetime, chance: float) -> Delivery:
    if now - delivery.first_at >= PATIENCE:
        return _dead(delivery, Dead(reason=Why.EXHAUSTED, detail=outcome.detail), now)
    attempts = delivery.attempts + 1
    is_unclear = delivery.is_uncertain or outcome.reason in _UNCLEAR
    wait = outcome.after if outcome.after is not None else backoff(attempts, chance)

    return replace(
        happened(delivery, "failed", _said(outcome), now),
        attempts=attempts,
        next_at=now + timedelta(seconds=wait),
        updated_at=now,
        reason=outcome.reason.value,
        trying=delivery.waiting[0].revision if is_unclear else 0,
        is_uncertain=False,
    )


def _done(delivery: Delivery) -> Delivery:
    """Let nothing wait any more."""
    return replace(
        delivery, state=DeliveryState.SENT, attempts=0, next_at=None, waiting=(), trying=0, is_uncertain=False, held=""
    )


def _said(outcome: Retry | Dead) -> str:
    """Say why, with what the other end answered, where it is known."""
    return f"{outcome.reason.value}: {outcome.detail}" if outcome.detail else outcome.reason.value


def _dead(delivery: Delivery, outcome: Dead, now: datetime) -> Delivery:
    """Give up on the head. A later revision repeats the whole alert, so where one waits it is tried instead."""
    delivery = replace(happened(delivery, "dead", _said(outcome), now), trying=0, is_uncertain=False, held="")
    if len(delivery.waiting) > 1:
        return replace(_begun(delivery, delivery.waiting[1:], at=now, now=now), reason=outcome.reason.value)

    return replace(
        delivery,
        state=DeliveryState.DEAD,
        attempts=delivery.attempts + 1,
        next_at=None,
        updated_at=now,
        reason=outcome.reason.value,
    )
