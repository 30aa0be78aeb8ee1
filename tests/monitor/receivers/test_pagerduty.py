"""The local PagerDuty refuses what the real one refuses."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest

from monitor.receivers import serving
from monitor.receivers.pagerduty import PagerDuty, complaints

KEY = "k" * 32
PAYLOAD = {"summary": "Released", "source": "Kabar", "severity": "error", "timestamp": "2024-11-01T12:00:00+00:00"}
EVENT: dict[str, Any] = {"routing_key": KEY, "event_action": "trigger", "dedup_key": "k1", "payload": PAYLOAD}


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"event_action": "sing"}, "'event_action' is wrong"),
        ({"routing_key": "short"}, "Length of 'routing_key' is incorrect (should be 32 characters)"),
        ({"dedup_key": "x" * 256}, "'dedup_key' is too long"),
        ({"links": [{"href": "javascript:alert(1)"}]}, "'links' is invalid"),
        ({"payload": PAYLOAD | {"summary": "x" * 1025}}, "'payload.summary' is missing or too long"),
        ({"payload": PAYLOAD | {"severity": "high"}}, "'payload.severity' is invalid"),
        ({"payload": PAYLOAD | {"timestamp": "yesterday"}}, "'payload.timestamp' is invalid"),
        ({"payload": None}, "'payload.source' is missing"),
    ],
)
def test_what_is_wrong_with_an_event_is_complained_of(change: dict[str, Any], complaint: str) -> None:
    assert complaint in complaints(EVENT | change, 100)


def test_an_event_may_be_too_large() -> None:
    assert complaints(EVENT, 512_001) == ["Event is too large"]


def test_what_ends_an_incident_needs_no_payload() -> None:
    assert complaints({"routing_key": KEY, "event_action": "resolve", "dedup_key": "k1"}, 100) == []


async def test_an_incident_goes_from_triggered_to_resolved_and_an_unknown_one_is_not_resolved() -> None:
    taker = PagerDuty(key=KEY)
    async with serving.serve(taker.routes()) as url, aiohttp.ClientSession() as session:
        for action, key in (
            ("resolve", "other"),
            ("trigger", "k1"),
            ("acknowledge", "k1"),
            ("trigger", "k1"),
            ("resolve", "k1"),
        ):
            async with session.post(
                f"{url}/v2/enqueue", json=EVENT | {"event_action": action, "dedup_key": key}
            ) as answer:
                assert answer.status == 202
        async with session.post(f"{url}/v2/enqueue", json=EVENT | {"routing_key": "x" * 32}) as answer:
            assert (answer.status, "routing_key" in await answer.text()) == (400, True)

    assert taker.incidents == {"k1": "resolved"}
