"""What an operator is told of the service itself: a sink that takes nothing, a stage that is stuck.

Guarantees: each trouble is an alert of its own, with a second revision when it is over; of a sink that fails others are told, and
only where there are none, that sink itself, when it takes something again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor import ids
from monitor.alerts import life, render, route, severity, templates
from monitor.alerts.outlet import Outlet
from monitor.alerts.settings import Route
from monitor.models import Alert, Modality, Status

SINK, STAGE = "sink", "stage"
FAILING, STUCK, RESTORED = "failing", "stuck", "restored"

PATIENCE = timedelta(minutes=5)
"""What waits for a sink for longer, though nothing holds it back, makes its outbox old."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What does not work: a sink or a stage, by its name, since when, and why."""

    kind: str
    name: str
    since: datetime
    why: str


def begun(trouble: Trouble, language: str, now: datetime) -> Alert:
    """Make the alert about it."""
    stage = FAILING if trouble.kind == SINK else STUCK
    alert = Alert(
        id=ids.trouble(trouble.kind, trouble.name, trouble.since.isoformat()),
        revision=1,
        story="",
        story_name="",
        kind=trouble.kind,
        subject=(trouble.name,),
        stage=stage,
        side=None,
        modality=Modality.OCCURRED,
        count=None,
        status=Status.CONFIRMED,
        headline="",
        changed=(),
        evidence=(),
        counter=(),
        origins=0,
        articles=0,
        first_at=trouble.since,
        last_at=now,
        told_at=now,
        version=1,
        severity=severity.severity(trouble.kind, stage, None),
    )
    said = (f"{trouble.why}, {render.moment(trouble.since)}",)
    alert = replace(alert, headline=_headline(alert, language), coverage=said)
    return life.operated(None, alert, is_mended=False, reason=trouble.why)


def over(alert: Alert, language: str, now: datetime) -> Alert:
    """Make the revision that says that it works again."""
    table = templates.load(language)
    words = table.changed["stage"].format(old=table.word(alert.stage), new=table.word(RESTORED))
    again = replace(
        alert,
        revision=alert.revision + 1,
        version=alert.version + 1,
        stage=RESTORED,
        changed=(words,),
        last_at=now,
        told_at=now,
        severity=severity.severity(alert.kind, RESTORED, None),
    )
    again = replace(again, headline=_headline(again, language))
    return life.operated(alert, again, is_mended=True, reason=words)


def of_sink(outlet: Outlet, oldest: datetime | None, now: datetime) -> Trouble | None:
    """Say what is wrong with a sink that is left alone, or whose outbox is old; `oldest` waits longest, held back by nothing."""
    is_old = oldest is not None and now - oldest >= PATIENCE
    if not outlet.trips and not is_old:
        return None
    since = min(filter(None, (outlet.failing_since, oldest)), default=now)
    return Trouble(kind=SINK, name=outlet.sink, since=since, why=outlet.reason or "outbox")


def due(outlet: Outlet, oldest: datetime | None) -> datetime | None:
    """Say when the sink is to be looked at again, though nothing can be sent to it."""
    return oldest + PATIENCE if oldest is not None and outlet.trouble is None else None


def is_over(outlet: Outlet, oldest: datetime | None, now: datetime) -> bool:
    """Tell whether a sink takes everything again."""
    return not outlet.failures and (oldest is None or now - oldest < PATIENCE / 2)


def addressed(alert: Alert, routes: Sequence[Route], sinks: Sequence[str]) -> tuple[str, ...]:
    """Name the sinks that are told: those of the routes; where a sink fails, others too, as it can hardly tell of itself."""
    routed = route.route(alert, routes)
    if alert.kind != SINK or set(routed) - set(alert.subject):
        return routed
    return tuple(dict.fromkeys((*routed, *sinks)))


def _headline(alert: Alert, language: str) -> str:
    table = templates.load(language)
    return table.kinds[alert.kind][alert.stage].format(subject=alert.subject[0])
