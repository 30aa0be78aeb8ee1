"""A Prometheus Alertmanager, by its API v2: an alert appears, is updated, and resolves.

Guarantees: the labels of an alert never change (they are its identity there), but for its severity; where that changed, the
alert under its other severities is resolved in the same request. Sending it again is harmless. What the Alertmanager tells, and
whom, is for its own routes to say.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from monitor import errors, ports
from monitor.alerts import muted, outcome, safe
from monitor.alerts.outcome import Outcome, Retry, Why
from monitor.alerts.sinks.ending import Standing, standing
from monitor.alerts.sinks.parcel import Doors, Parcel
from monitor.alerts.sinks.settings import Alertmanager, Sink
from monitor.lives import Severity
from monitor.models import Alert

NAMES = ("alertname", "alert_id", "story", "kind", "severity")
"""Our own labels."""

_LABEL = 200
_TEXT = 4000


async def deliver(parcel: Parcel, doors: Doors) -> Outcome:
    """Post the alert as it now stands."""
    setting = parcel.sink.alertmanager or Alertmanager(url="")
    content = list(alerts(parcel.alert, setting, parcel.language, parcel.now))
    request = ports.Request(
        url=f"{setting.url.rstrip('/')}/api/v2/alerts",
        method="POST",
        headers={"content-type": "application/json", **_login(setting, parcel.secrets)},
        body=json.dumps(content, ensure_ascii=False).encode(),
        timeout=20.0,
        max_bytes=65_536,
        max_redirects=0,
    )
    response = await doors.http(request)
    if response.status in {401, 403}:
        return Retry(reason=Why.CREDENTIALS, detail=f"status {response.status}")

    return outcome.of_status(response, parcel.now, _said(response))


def _said(response: ports.Response) -> str:
    """Give what the Alertmanager itself says; the page of a proxy may hold anything."""
    is_its_own = response.headers.get("content-type", "").startswith("application/json")

    return safe.plain(response.body[:500].decode("utf-8", "replace"), 200) if is_its_own else ""


def check(sink: Sink, secrets: Mapping[str, str]) -> None:
    """Refuse a password that cannot be used; it is not repeated."""
    setting = sink.alertmanager
    if setting and setting.password_file and len(secrets.get("password_file", "").strip().splitlines()) != 1:
        raise errors.ConfigInvalid((f"sink {sink.id}: password_file: holds no usable secret; one line, nothing else",))


def pace(_sink: Sink) -> float:
    """Take as many as come."""
    return 0.0


def alerts(alert: Alert, setting: Alertmanager, language: str, now: datetime) -> Iterator[dict[str, Any]]:
    """Write the alert, and those that it is no longer."""
    is_over = standing(alert) is Standing.OVER
    ends = now if is_over else now + timedelta(seconds=setting.lasts)
    yield _posted(alert, setting, alert.severity, ends) | {"annotations": _annotations(alert, language)}
    for severity in Severity if alert.revision > 1 else ():
        if severity is not alert.severity:
            yield _posted(alert, setting, severity, now)


def _posted(alert: Alert, setting: Alertmanager, severity: Severity, ends: datetime) -> dict[str, Any]:
    page = safe.link(alert.page) or next(iter(muted.links(alert)), None)
    own = (f"Kabar{alert.kind.title()}", alert.id, alert.story, alert.kind, severity.value)
    labels = {**setting.labels, **dict(zip(NAMES, own, strict=True))}

    return {
        "labels": {name: value for name, each in labels.items() if (value := safe.muted(safe.plain(each, _LABEL)))},
        "startsAt": min(alert.first_at, ends).isoformat(),
        "endsAt": ends.isoformat(),
        **({"generatorURL": page} if page else {}),
    }


def _annotations(alert: Alert, language: str) -> dict[str, str]:
    said = {
        "summary": muted.headline(alert),
        "description": muted.text(alert, language, _TEXT),
        "changed": muted.change(alert),
        "status": alert.status.value,
        "stage": alert.side or alert.stage,
        "revision": str(alert.revision),
    }

    return {name: text for name, text in said.items() if text}


def _login(setting: Alertmanager, secrets: Mapping[str, str]) -> dict[str, str]:
    if not setting.password_file:
        return {}
    pair = f"{setting.user}:{secrets.get('password_file', '').strip()}".encode()

    return {"authorization": f"Basic {base64.b64encode(pair).decode()}"}
