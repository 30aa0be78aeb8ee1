"""The standard output and files: one alert revision a line, the same record as a webhook's body."""

from __future__ import annotations

import json

from monitor.alerts import render
from monitor.models import Alert


def line(alert: Alert) -> bytes:
    """Write the alert as one line of JSON; nothing in it can end the line early."""
    return json.dumps(render.wire(alert)).encode("ascii") + b"\n"
