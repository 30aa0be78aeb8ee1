"""PagerDuty, by Events API v2: one incident for each alert, from its first revision to its end.

Guarantees: the deduplication key is the alert's id, so that any number of attempts and revisions are one incident; the limits of
the API hold for every alert. The integration key travels in the body, as the API wants it, and stands nowhere else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from monitor import errors, ports
from monitor.alerts import muted, outcome, safe
from monitor.alerts.outcome import Accepted, Outcome, Retry, Why
from monitor.alerts.sinks.ending import Standing, standing
from monitor.alerts.sinks.parcel import Doors, Parcel
from monitor.alerts.sinks.settings import PagerDuty, Sink
from monitor.lives import Severity
from monitor.models import Alert

SUMMARY = 1024
KEY = 255
LINKS = 8

_ACTIONS = {Standing.ACTIVE: "trigger", Standing.SEEN: "acknowledge", Standing.OVER: "resolve"}
_SEVERITIES = {
    Severity.CRITICAL: "critical",
    Severity.HIGH: "error",
    Severity.NORMAL: "warning",
    Severity.LOW: "info",
}
_ROUTING_KEY = re.compile(r"[A-Za-z0-9]{32}")


async def deliver(parcel: Parcel, doors: Doors) -> Outcome:
    """Send the event; a second time is harmless."""
    setting = parcel.sink.pagerduty or PagerDuty(key_file="")
    content = event(parcel.alert, parcel.language) | {"routing_key": _key(parcel.secrets)}
    request = ports.Request(
        url=f"{setting.api.rstrip('/')}/v2/enqueue",
        method="POST",
        headers={"content-type": "application/json"},
        body=json.dumps(content).encode("ascii"),
        timeout=20.0,
        max_bytes=65_536,
        max_redirects=0,
    )
    response = await doors.http(request)
    if response.status == 400 and b"routing_key" in response.body:
        return Retry(reason=Why.CREDENTIALS, detail="PagerDuty does not know the integration key")
    judged = outcome.of_status(response, parcel.now)

    return Accepted(receipt=content["dedup_key"]) if isinstance(judged, Accepted) else judged


def check(sink: Sink, secrets: Mapping[str, str]) -> None:
    """Refuse what is no integration key; it is not repeated."""
    if not _ROUTING_KEY.fullmatch(_key(secrets)):
        what = "holds no usable secret; the integration key of Events API v2 has 32 letters and digits"
        raise errors.ConfigInvalid((f"sink {sink.id}: key_file: {what}",))


def pace(_sink: Sink) -> float:
    """Take as many as come; 429 says where that is too many."""
    return 0.0


def event(alert: Alert, language: str) -> dict[str, Any]:
    """Write the event, without its key."""
    action = _ACTIONS[standing(alert)]
    about: dict[str, Any] = {"event_action": action, "dedup_key": safe.short(alert.id, KEY), "client": "Kabar"}
    if page := safe.link(alert.page):
        about["client_url"] = page
    if action != "trigger":
        return about
    links = [{"href": url, "text": name} for url, name in muted.links(alert).items()]

    return about | {"payload": _payload(alert, language), "links": links[:LINKS]}


def _payload(alert: Alert, language: str) -> dict[str, Any]:
    return {
        "summary": muted.headline(alert, SUMMARY),
        "source": safe.muted(safe.plain(alert.story_name, 200)) or "Kabar",
        "severity": _SEVERITIES[alert.severity],
        "timestamp": alert.told_at.isoformat(),
        "component": safe.muted(safe.plain(", ".join(alert.subject), 200)) or "-",
        "group": alert.story or "kabar",
        "class": alert.kind,
        "custom_details": {
            "changed": muted.change(alert),
            "status": alert.status.value,
            "stage": alert.side or alert.stage,
            "revision": alert.revision,
            "text": muted.text(alert, language),
        },
    }


def _key(secrets: Mapping[str, str]) -> str:
    return secrets.get("key_file", "").strip()
