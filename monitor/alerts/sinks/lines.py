"""The standard output and files: one alert revision a line, the same record as a webhook's body."""

from __future__ import annotations

import json
from collections.abc import Mapping

from monitor.alerts import render
from monitor.alerts.outcome import Accepted, Outcome, Retry, Why
from monitor.alerts.sinks.parcel import Doors, Parcel
from monitor.alerts.sinks.settings import Sink
from monitor.models import Alert

STDOUT = "-"


async def deliver(parcel: Parcel, doors: Doors) -> Outcome:
    """Append the line; a full disk or a closed pipe is tried again."""
    path = parcel.sink.file.path if parcel.sink.file else STDOUT
    try:
        await doors.append(path, line(parcel.alert))
    except OSError as error:
        return Retry(reason=Why.UNAVAILABLE, detail=f"{path}: {error.strerror or type(error).__name__}")
    return Accepted()


def check(_sink: Sink, _secrets: Mapping[str, str]) -> None:
    """Have no secret to refuse."""


def pace(_sink: Sink) -> float:
    """Take as many as come."""
    return 0.0


def line(alert: Alert) -> bytes:
    """Write the alert as one line of JSON; nothing in it can end the line early."""
    return json.dumps(render.wire(alert)).encode("ascii") + b"\n"
