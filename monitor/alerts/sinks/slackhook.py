"""Slack by an incoming webhook: every revision is a message of its own.

Guarantees: at least once. An incoming webhook names no message, so nothing can be looked up or edited: where an answer is lost,
one message may be shown twice. A bot does better.
"""

from __future__ import annotations

import json
import re

from monitor import ports
from monitor.alerts import blocks, outcome
from monitor.alerts.outcome import Outcome
from monitor.alerts.sinks.parcel import Doors, Parcel

_WORD = re.compile(r"[a-z_]{3,60}")

PACE = 1.0
"""Seconds: Slack takes one message a second from a webhook."""


async def deliver(parcel: Parcel, doors: Doors) -> Outcome:
    """Post the message."""
    content = blocks.message(parcel.alert, parcel.language)
    request = ports.Request(
        url=parcel.secrets["url_file"].strip(),
        method="POST",
        headers={"content-type": "application/json; charset=utf-8"},
        body=json.dumps(content).encode("ascii"),
        timeout=20.0,
        max_bytes=65_536,
        max_redirects=0,
    )

    response = await doors.http(request)
    word = response.body[:80].decode("ascii", "replace")

    return outcome.of_status(response, parcel.now, word if _WORD.fullmatch(word) else "")
