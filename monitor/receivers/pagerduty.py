"""A local PagerDuty: Events API v2, with incidents by deduplication key."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aiohttp import web

from monitor.receivers.faults import Faults

ACTIONS = {"trigger": "triggered", "acknowledge": "acknowledged", "resolve": "resolved"}
SEVERITIES = frozenset({"critical", "error", "warning", "info"})
MOST_SUMMARY, MOST_KEY, MOST_BYTES, KEY_LENGTH = 1024, 255, 512_000, 32


@dataclass(kw_only=True)
class PagerDuty:
    """Takes events; `incidents` has the state of each key, `events` everything that was taken."""

    key: str
    faults: Faults = field(default_factory=Faults)
    events: list[dict[str, Any]] = field(default_factory=list)
    incidents: dict[str, str] = field(default_factory=dict)

    def routes(self) -> list[web.RouteDef]:
        """List what is served."""
        return [web.post("/v2/enqueue", self.faults.around(self._enqueue))]

    async def _enqueue(self, request: web.Request) -> web.Response:
        body = await request.read()
        event = json.loads(body)
        wrong = complaints(event, len(body))
        if event.get("routing_key") != self.key:
            wrong.append("'routing_key' is of no integration")
        if wrong:
            answer = {"status": "invalid event", "message": "Event object is invalid", "errors": wrong}
            return web.json_response(answer, status=400)
        self.events.append(event)
        state = self.incidents.get(event["dedup_key"])
        if event["event_action"] == "trigger" or state in {"triggered", "acknowledged"}:
            is_kept = event["event_action"] == "trigger" and state == "acknowledged"
            self.incidents[event["dedup_key"]] = "acknowledged" if is_kept else ACTIONS[event["event_action"]]
        done = {"status": "success", "message": "Event processed", "dedup_key": event["dedup_key"]}
        return web.json_response(done, status=202)


def complaints(event: Mapping[str, Any], size: int) -> list[str]:
    """List what PagerDuty refuses in an event."""
    checks = {
        "'event_action' is wrong": event.get("event_action") in ACTIONS,
        f"Length of 'routing_key' is incorrect (should be {KEY_LENGTH} characters)": len(str(event.get("routing_key")))
        == KEY_LENGTH,
        "'dedup_key' is too long": 0 < len(str(event.get("dedup_key", ""))) <= MOST_KEY,
        "Event is too large": size <= MOST_BYTES,
        "'links' is invalid": all(
            str(each.get("href")).startswith("https://") or str(each.get("href")).startswith("http://")
            for each in event.get("links", [])
        ),
    }
    if event.get("event_action") == "trigger":
        payload = event.get("payload") or {}
        checks |= {
            "'payload.summary' is missing or too long": 0 < len(str(payload.get("summary", ""))) <= MOST_SUMMARY,
            "'payload.source' is missing": bool(payload.get("source")),
            "'payload.severity' is invalid": payload.get("severity") in SEVERITIES,
            "'payload.timestamp' is invalid": _is_time(payload.get("timestamp")),
        }
    return [what for what, is_right in checks.items() if not is_right]


def _is_time(value: object) -> bool:
    try:
        return value is None or bool(datetime.fromisoformat(str(value)))
    except ValueError:
        return False
