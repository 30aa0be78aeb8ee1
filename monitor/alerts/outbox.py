"""What a delivery becomes: enqueued, tried again later, sent or dead.

Guarantees: the revisions of one alert reach one sink in order; the id of a message never changes while it is retried;
a sink that asks for time (Retry-After) gets exactly that; nothing that was not accepted is forgotten before `PATIENCE`
has passed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from monitor.alerts.outcome import Accepted, Dead, Outcome, Retry, Why
from monitor.models import Alert, Delivery, DeliveryState

# The schedule of Standard Webhooks ends 75 h 35 min after the first attempt; its steps are ours in the mean.
PATIENCE = timedelta(hours=75)
BASE = 5.0
CAP = 600.0


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


def head(delivery: Delivery) -> Alert | None:
    """Give the revision to send next."""
    return delivery.waiting[0] if delivery.waiting else None


def is_due(delivery: Delivery, now: datetime) -> bool:
    """Tell whether the head may be sent now."""
    return delivery.state is DeliveryState.PENDING and bool(delivery.waiting) and (delivery.next_at or now) <= now


def after(delivery: Delivery, outcome: Outcome, *, now: datetime, chance: float, every: float = 0.0) -> Delivery:
    """Take the outcome of sending the head; `chance` in [0, 1) spreads the retries."""
    match outcome:
        case Accepted():
            return _accepted(delivery, outcome, now, every)
        case Retry():
            return _later(delivery, outcome, now, chance)
        case Dead():
            return _dead(delivery, outcome.reason, now)


def retry(delivery: Delivery, now: datetime) -> Delivery:
    """Bring a dead delivery back; any other stays as it is."""
    if delivery.state is not DeliveryState.DEAD or not delivery.waiting:
        return delivery

    return _begun(delivery, delivery.waiting, at=now, now=now)


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
    is_untried = bool(before) or delivery.attempts == 0
    if not every or not is_untried or last.revision == 1:
        return (*delivery.waiting, alert)

    return (*before, replace(alert, changed=(*last.changed, *alert.changed)))


def _accepted(delivery: Delivery, outcome: Accepted, now: datetime, every: float) -> Delivery:
    sent, *rest = delivery.waiting

    return replace(
        delivery,
        revision=sent.revision,
        state=DeliveryState.PENDING if rest else DeliveryState.SENT,
        attempts=0,
        next_at=now + timedelta(seconds=every) if rest else None,
        first_at=now if rest else delivery.first_at,
        updated_at=now,
        reason=outcome.reason.value,
        receipt=delivery.receipt or outcome.receipt,
        waiting=tuple(rest),
    )


def _later(delivery: Delivery, outcome: Retry, now: datetime, chance: float) -> Delivery:
    if now - delivery.first_at >= PATIENCE:
        return _dead(delivery, Why.EXHAUSTED, now)
    attempts = delivery.attempts + 1
    wait = outcome.after if outcome.after is not None else backoff(attempts, chance)

    return replace(
        delivery,
        attempts=attempts,
        next_at=now + timedelta(seconds=wait),
        updated_at=now,
        reason=outcome.reason.value,
    )


def _dead(delivery: Delivery, reason: Why, now: datetime) -> Delivery:
    """Give up on the head. A later revision repeats the whole alert, so where one waits it is tried instead."""
    if len(delivery.waiting) > 1:
        return replace(_begun(delivery, delivery.waiting[1:], at=now, now=now), reason=reason.value)

    return replace(
        delivery,
        state=DeliveryState.DEAD,
        attempts=delivery.attempts + 1,
        next_at=None,
        updated_at=now,
        reason=reason.value,
    )
