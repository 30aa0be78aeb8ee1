"""What is printed of a digest: the message itself is not kept, but every alert that it stood for remembers it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from monitor.alerts import render
from monitor.lives import Happening
from monitor.models import Alert, Delivery
from monitor.show import form


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """A digest as its deliveries remember it; `steps` has an alert's id and what happened to it."""

    id: str
    sink: str
    steps: tuple[tuple[str, Happening], ...]


def digests(deliveries: Iterable[Delivery]) -> Mapping[str, Digest]:
    """Gather the digests that were sent, by id."""
    found: dict[str, Digest] = {}
    for delivery in deliveries:
        for step in delivery.history:
            if step.what == "digested":
                before = found.get(step.why)
                steps = (*(before.steps if before else ()), (delivery.alert, step))
                found[step.why] = Digest(id=step.why, sink=delivery.sink, steps=steps)

    return found


def digest(found: Digest, alerts: Mapping[str, Alert], *, as_json: bool) -> str:
    """Show when a digest was told, to whom, and for which alerts it stood."""
    at = max(step.at for _, step in found.steps)
    if as_json:
        return form.line({"digest": found.id, "sink": found.sink, "told_at": at, "alerts": _records(found, alerts)})
    rows = ((each["alert_id"], str(each["revision"]), each["headline"]) for each in _records(found, alerts))
    stands = f"digest {found.id}, told to {found.sink} {render.moment(at)}, stands for:"

    return f"{stands}\n{form.table(('id', 'revision', 'headline'), rows)}"


def _records(found: Digest, alerts: Mapping[str, Alert]) -> list[dict[str, Any]]:
    return [
        {"alert_id": name, "revision": step.revision, "headline": alerts[name].headline if name in alerts else "-"}
        for name, step in found.steps
    ]
