"""What a sink is sent next: of all that waits for it, what may go now, what is held back and why, and when to look again.

Guarantees: a pure function of what waits, of how the sink is doing, of the rules and of the time. Messages about one story leave
in the order in which they were told; what is held back by a person's wish (silence, inhibition, quiet hours) lets others pass,
and leaves when that ends, several in one digest. Nothing is dropped but what was retracted before anybody was told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from monitor.alerts import inhibit, outbox, quiet, silences
from monitor.alerts import outlet as outlets
from monitor.alerts.outlet import Outlet
from monitor.alerts.route import Routed
from monitor.alerts.settings import Inhibit
from monitor.alerts.silences import Silence
from monitor.lives import Life
from monitor.models import Alert, Delivery

DIGEST = "digest"
"""The kind of an alert that stands for several."""

MANY = 30
"""Alerts that one digest stands for; more of them come in the next."""

ROOM = 9_000
"""Characters of headlines and links that one digest stands for: every channel shows so much, so that nothing is cut off."""

LINE = 120
"""Characters that a line takes besides."""

AGED = timedelta(hours=75)
"""After so long, what is inhibited is no news any more."""


class Held(StrEnum):
    """Why something is not sent now; a metric label."""

    SILENCED = "silenced"
    INHIBITED = "inhibited"
    QUIET = "quiet"
    GROUPED = "grouped"
    BUDGET = "budget"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """What holds something back, in words, and until when, where that is known."""

    reason: Held
    why: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A delivery that waits, and what its route says."""

    delivery: Delivery
    way: Routed

    @property
    def alert(self) -> Alert:
        """Give the revision that is to be sent next."""
        return self.delivery.waiting[0]

    @property
    def was_held(self) -> bool:
        """Whether somebody wanted the revision to wait: then its time says nothing of how fast we are."""
        steps = (step for step in self.delivery.history if step.at >= self.alert.told_at)
        return (self.way.every > 0 and self.alert.revision > 1) or any(step.what in set(Held) for step in steps)

    @property
    def is_fresh(self) -> bool:
        """Whether the alert has no message of its own at the sink yet."""
        return not self.delivery.revision or bool(self.delivery.digest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What people wish: silences, what inhibits what, and the alerts that the sink was told of which may inhibit."""

    silences: Sequence[Silence] = ()
    inhibit: Sequence[Inhibit] = ()
    sources: Sequence[Alert] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to send: one delivery, or several in a digest. Something was noted of those that `changed`; look again at `wake`."""

    send: tuple[Delivery, ...] = ()
    changed: tuple[Delivery, ...] = ()
    wake: datetime | None = None


@dataclass(slots=True)
class _Look:
    """A look along the queue: what was found so far."""

    outlet: Outlet
    rules: Rules
    now: datetime
    blocked: set[str] = field(default_factory=set)
    changed: list[Delivery] = field(default_factory=list)
    wake: datetime | None = None

    def later(self, at: datetime | None) -> None:
        """Look again at that time, if not before."""
        self.wake = min(filter(None, (self.wake, at)), default=None)


def plan(waiting: Iterable[Waiting], outlet: Outlet, rules: Rules, now: datetime) -> Plan:
    """Decide what goes next."""
    if outlet.rests_until is not None and outlet.rests_until > now:
        return Plan(wake=outlet.rests_until)
    look = _Look(outlet, rules, now)
    free = _free(sorted(waiting, key=_place), look)
    first = next(free, None)
    chosen = (first, *_companions(first, free)) if first and _is_gathered(first) else (first,)
    send = tuple(each.delivery for each in chosen if each)

    return Plan(send=send, changed=tuple(look.changed), wake=None if send else look.wake)


def _place(each: Waiting) -> tuple[bool, datetime, str]:
    """Order by when it was told; a digest stands for what is older than all else."""
    return each.alert.kind != DIGEST, each.alert.told_at, each.alert.id


def _free(queue: Sequence[Waiting], look: _Look) -> Iterator[Waiting]:
    """Walk along the queue, and give what may go now."""
    for each in queue:
        ended = _ended(each, look)
        if ended is not None:
            look.changed.append(ended)
        elif (at := _due(each.delivery, look.outlet)) > look.now:
            look.later(at)
            if each.alert.kind == DIGEST:
                return
            look.blocked |= {each.alert.story} if each.delivery.attempts else set()
        elif (hold := _hold(each, look)) is not None:
            _note(each, hold, look)
        elif not each.alert.story or each.alert.story not in look.blocked:
            yield each


def _due(delivery: Delivery, outlet: Outlet) -> datetime:
    """Say when it may be tried: what failed while the sink was failing need not wait once that works again."""
    at = delivery.next_at or delivery.updated_at
    has_recovered = outlet.recovered_at is not None and delivery.updated_at <= outlet.recovered_at
    return min(at, outlet.recovered_at) if outlet.recovered_at and delivery.attempts and has_recovered else at


def _ended(each: Waiting, look: _Look) -> Delivery | None:
    """Give a delivery that is over without being sent: retracted before anybody was told, inhibited or tried for too long."""
    delivery, now = each.delivery, look.now
    is_untold = not delivery.revision and not delivery.trying
    if is_untold and delivery.waiting[-1].life is Life.RETRACTED:
        return outbox.dropped(delivery, "retracted before it was told", now)
    age = now - delivery.first_at
    if delivery.held == Held.INHIBITED and age >= AGED:
        return outbox.dropped(delivery, "inhibited until it was old", now)
    failing = look.outlet.failing_since
    is_hopeless = failing is not None and now - failing >= outbox.PATIENCE and age >= outbox.PATIENCE
    return outbox.exhausted(delivery, now) if is_hopeless and not delivery.held else None


def _note(each: Waiting, hold: Hold, look: _Look) -> None:
    """Note what holds a delivery back, if that is new; over budget, the rest of its story waits as well."""
    look.later(hold.until)
    if each.delivery.held != hold.reason:
        look.changed.append(outbox.held(each.delivery, hold.reason.value, hold.why, look.now))
    if hold.reason is Held.BUDGET:
        look.blocked.add(each.alert.story)


def _hold(each: Waiting, look: _Look) -> Hold | None:
    """Say what holds a delivery back, if something does; what was tried goes on being tried."""
    alert = each.alert
    if alert.kind == DIGEST or each.delivery.attempts or each.delivery.trying:
        return None
    wishes = (_silenced, _inhibited, _quiet, *((_grouped, _over_budget) if each.is_fresh else ()))
    return next((hold for wish in wishes if (hold := wish(each, look)) is not None), None)


def _silenced(each: Waiting, look: _Look) -> Hold | None:
    found = silences.over(each.alert, each.delivery.sink, look.rules.silences, look.now)
    if found is None:
        return None
    why = f"{found.id} by {found.author}: {found.comment}"
    return Hold(reason=Held.SILENCED, why=why, until=found.ends_at)


def _inhibited(each: Waiting, look: _Look) -> Hold | None:
    source = inhibit.over(each.alert, look.rules.inhibit, look.rules.sources)
    if source is None:
        return None
    return Hold(reason=Held.INHIBITED, why=f"{source.id}: {source.headline}", until=each.delivery.first_at + AGED)


def _quiet(each: Waiting, look: _Look) -> Hold | None:
    until = quiet.until(each.way.quiet_hours, each.alert, look.now)
    return None if until is None else Hold(reason=Held.QUIET, why=f"until {until:%Y-%m-%d %H:%M} UTC", until=until)


def _grouped(each: Waiting, look: _Look) -> Hold | None:
    """Space what is told of a story, where its alerts belong together."""
    told = look.outlet.told(each.alert.story) if each.way.group == "story" and each.way.every else None
    until = told + timedelta(seconds=each.way.every) if told else None
    return Hold(reason=Held.GROUPED, why=each.alert.story, until=until) if until and until > look.now else None


def _over_budget(each: Waiting, look: _Look) -> Hold | None:
    """Beyond its budget a sink gets one message in the time that the budget allows for one: the digest."""
    budget = each.way.budget
    if budget is None or not outlets.is_spent(look.outlet, budget, look.now):
        return None
    fresh, share = look.outlet.fresh, timedelta(seconds=budget.per / budget.alerts)
    room = fresh[-budget.alerts] + timedelta(seconds=budget.per)
    until = min(room, max(fresh[-1], look.outlet.beyond or fresh[-1]) + share)
    why = f"{budget.alerts} in {budget.per:g} s"
    return Hold(reason=Held.BUDGET, why=why, until=until) if until > look.now else None


def _is_gathered(each: Waiting) -> bool:
    """Tell whether a delivery was held back before its first message, so that it may leave with others."""
    return each.is_fresh and bool(each.delivery.held) and not each.delivery.trying


def _companions(first: Waiting, free: Iterator[Waiting]) -> Iterator[Waiting]:
    """Give what leaves with the first in one digest; of what was grouped by story, that story only."""
    found, room = 1, ROOM - _size(first.alert)
    for each in free:
        is_same = Held.GROUPED not in {first.delivery.held, each.delivery.held} or each.alert.story == first.alert.story
        if not _is_gathered(each) or not is_same:
            continue
        found, room = found + 1, room - _size(each.alert)
        if room < 0:
            return
        yield each
        if found == MANY:
            return


def _size(alert: Alert) -> int:
    return len(alert.headline) + len(alert.page or next((each.url for each in alert.evidence), "")) + LINE
