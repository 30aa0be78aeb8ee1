"""How a sink as a whole is doing: its pace, how long it asked to be left alone, whether it fails, and what it got lately.

Guarantees: a sink that asks for time (Retry-After) is not asked earlier by anybody. One that fails `TRIP` times in a row is left
alone, and then asked with one message at a time, until it takes one; what waits then goes at once, in order.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from monitor.alerts import outbox
from monitor.alerts.outcome import Outcome, Retry, Why
from monitor.alerts.settings import Budget
from monitor.models import Alert

TRIP = 5
"""Failures in a row after which a sink is left alone."""

SHORTEST = 30.0
LONGEST = 600.0
"""Seconds between two probes of a sink that fails: from the first to the last of a doubling row."""

STORIES = 200
"""Stories of which is known when the sink was last told of them."""


class Breaker(StrEnum):
    """Whether a sink is asked."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """A sink.

    `failures` came in a row since `failing_since`, and it was left alone `trips` times; then it took something at
    `recovered_at`. `fresh` are the times of the last first messages, which a budget counts, `beyond` is that of the last one
    over budget, `stories` when each story was last told. `trouble` is the alert about the sink itself, while it fails.
    """

    sink: str
    failures: int = 0
    failing_since: datetime | None = None
    trips: int = 0
    rests_until: datetime | None = None
    recovered_at: datetime | None = None
    reason: str = ""
    fresh: tuple[datetime, ...] = ()
    beyond: datetime | None = None
    stories: tuple[tuple[str, datetime], ...] = ()
    trouble: Alert | None = None

    def told(self, story: str) -> datetime | None:
        """Say when it was last told of a story."""
        return dict(self.stories).get(story)


def breaker(outlet: Outlet, now: datetime) -> Breaker:
    """Say whether the sink is asked."""
    if not outlet.trips:
        return Breaker.CLOSED
    return Breaker.HALF_OPEN if (outlet.rests_until or now) <= now else Breaker.OPEN


def after(outlet: Outlet, outcome: Outcome, *, now: datetime, chance: float, pace: float) -> Outlet:
    """Take the outcome of an attempt; `pace` is the least time between two, in seconds."""
    paced = now + timedelta(seconds=pace) if pace else None
    if not isinstance(outcome, Retry):
        return _answered(outlet, now, paced)
    asked = _asked(outlet, outcome, chance)
    failures, trips = outlet.failures + 1, outlet.trips
    if outcome.reason is Why.THROTTLED:
        failures = outlet.failures  # It is alive, and says so.
    elif failures >= TRIP:
        trips += 1
        asked = max(asked, min(LONGEST, SHORTEST * 2.0 ** min(trips - 1, 30)))
    rest = now + timedelta(seconds=max(asked, pace))
    return replace(
        outlet,
        failures=failures,
        failing_since=outlet.failing_since or (now if failures else None),
        trips=trips,
        rests_until=rest if rest > now else None,
        reason=outcome.reason.value,
    )


def told(outlet: Outlet, story: str, *, now: datetime) -> Outlet:
    """Note that the sink was told of a story."""
    others = tuple(each for each in outlet.stories if each[0] != story)
    return replace(outlet, stories=(*others, (story, now))[-STORIES:])


def spent(outlet: Outlet, budget: Budget | None, *, now: datetime, keep: int) -> Outlet:
    """Note a first message, within its budget or beyond it; the largest budget of all is of `keep` messages."""
    if budget is not None and is_spent(outlet, budget, now):
        return replace(outlet, beyond=now)
    return replace(outlet, fresh=(*outlet.fresh, now)[-keep:]) if keep else outlet


def is_spent(outlet: Outlet, budget: Budget, now: datetime) -> bool:
    """Tell whether the sink got as many first messages lately as the budget has."""
    fresh = outlet.fresh
    return len(fresh) >= budget.alerts and fresh[-budget.alerts] + timedelta(seconds=budget.per) > now


def _asked(outlet: Outlet, outcome: Retry, chance: float) -> float:
    """Say for how many seconds the sink wants to be left alone."""
    if outcome.after is not None:
        return outcome.after
    return outbox.backoff(outlet.failures + 1, chance) if outcome.reason is Why.THROTTLED else 0.0


def _answered(outlet: Outlet, now: datetime, paced: datetime | None) -> Outlet:
    """Take that the sink took something, or refused it: it works."""
    recovered = now if outlet.trips else outlet.recovered_at
    return replace(
        outlet, failures=0, failing_since=None, trips=0, rests_until=paced, recovered_at=recovered, reason=""
    )
