"""The whole history of an alert: what was told, when, to whom, why, and why not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from monitor.alerts import render, route, safe, templates
from monitor.alerts.route import Look
from monitor.alerts.settings import Route
from monitor.lives import Event
from monitor.models import Alert, Delivery, DeliveryState
from monitor.show import form


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One step: `who` is a person or Kabar for a step of the alert, a sink for a step on the way there."""

    at: datetime
    revision: int
    what: str
    who: str
    why: str = ""
    url: str = ""


def history(alert: Alert, deliveries: Iterable[Delivery], routes: Sequence[Route], *, as_json: bool) -> str:
    """Show what became of an alert."""
    mine = sorted((each for each in deliveries if each.alert == alert.id), key=lambda each: each.sink)
    looks = route.looks(route.facts(alert), routes)

    return form.line(_record(alert, mine, looks)) if as_json else "\n".join(_shown(alert, mine, looks))


def lines(alert: Alert, deliveries: Iterable[Delivery]) -> list[Line]:
    """Give the steps of the alert and of its deliveries, in the order of time."""
    found = [_event(each) for each in alert.history]
    for delivery in deliveries:
        found += [
            Line(at=each.at, revision=each.revision, what=each.what, who=delivery.sink, why=each.why)
            for each in delivery.history
        ]

    return sorted(found, key=lambda line: line.at)


def standing(delivery: Delivery, language: str = templates.FALLBACK) -> str:
    """Say where a delivery stands, and why what waits does so."""
    labels = templates.load(language).labels
    at = render.moment(delivery.updated_at if not delivery.waiting else _taken_at(delivery))
    sent = labels["taken"].format(revision=delivery.revision, at=at) if delivery.revision else labels["not_taken"]
    if delivery.digest:
        sent = labels["in_digest"].format(digest=delivery.digest)
    if not delivery.waiting:
        return sent
    revisions = ", ".join(str(each.revision) for each in delivery.waiting)
    form = labels["given_up" if delivery.state is DeliveryState.DEAD else "waits"]

    return f"{sent}; {form.format(revisions=revisions, why=_waiting(delivery, language))}"


def _taken_at(delivery: Delivery) -> datetime:
    return next((each.at for each in reversed(delivery.history) if each.what == "sent"), delivery.updated_at)


def _waiting(delivery: Delivery, language: str) -> str:
    """Say why it waits: what holds it back, or when it is tried again after what went wrong."""
    table = templates.load(language)
    if delivery.held:
        why = next((each.why for each in reversed(delivery.history) if each.what == delivery.held), "")
        return f"{table.word(delivery.held)}, {_plain(why)}" if why else table.word(delivery.held)
    reason = _plain(table.word(delivery.reason)) or "-"
    if delivery.next_at is None or delivery.state is DeliveryState.DEAD:
        return reason

    return f"{reason}, {table.labels['attempt'].format(at=render.moment(delivery.next_at))}"


def looked(look: Look) -> str:
    """Say whether a route takes an alert, where it leads, and why not."""
    if not look.takes:
        return f"no: {look.why}"
    said = ": ".join(part for part in ("takes it", ", ".join(look.sinks)) if part)

    return f"{said}; {look.why}" if look.why else said


def _event(event: Event) -> Line:
    what = f"{event.what}: {event.verdict.value}" if event.verdict else event.what

    return Line(at=event.at, revision=event.revision, what=what, who=event.actor, why=event.reason, url=event.url)


def _shown(alert: Alert, deliveries: Sequence[Delivery], looks: Sequence[Look]) -> Iterator[str]:
    yield "history"
    rows = (
        (render.moment(each.at), str(each.revision), _plain(each.what), _plain(each.who), _why(each))
        for each in lines(alert, deliveries)
    )
    yield form.table(("at", "revision", "what", "who", "why"), rows) or "nothing is known of it"
    yield "\nsinks"
    reached = [(each.sink, standing(each)) for each in deliveries]
    missing = [
        (sink, "not delivered yet") for sink in alert.addressed if sink not in {each.sink for each in deliveries}
    ]
    yield form.table(("sink", "how it stands"), [*reached, *missing]) or "it goes nowhere"
    if looks:
        yield "\nroutes, as they are now"
        yield form.table(("route", "of this alert"), ((each.route, looked(each)) for each in looks))


def _why(line: Line) -> str:
    return " ".join(part for part in (_plain(line.why), safe.link(line.url) or "") if part) or "-"


def _plain(text: str) -> str:
    return safe.inert(safe.plain(text, 300))


def _record(alert: Alert, deliveries: Sequence[Delivery], looks: Sequence[Look]) -> dict[str, Any]:
    return render.wire(alert) | {
        "addressed": list(alert.addressed),
        "history": [
            {
                "at": each.at.isoformat(),
                "revision": each.revision,
                "what": each.what,
                "who": each.who,
                "why": each.why,
                "url": each.url,
            }
            for each in lines(alert, deliveries)
        ],
        "deliveries": [
            {
                "sink": each.sink,
                "state": each.state.value,
                "revision": each.revision,
                "waiting": [one.revision for one in each.waiting],
                "attempts": each.attempts,
                "next_at": each.next_at.isoformat() if each.next_at else None,
                "reason": each.reason,
                "receipt": each.receipt,
            }
            for each in deliveries
        ],
        "routes": [
            {"route": each.route, "takes": each.takes, "sinks": list(each.sinks), "why": each.why} for each in looks
        ],
    }
