"""Slack: by incoming webhook, or by a bot's chat.postMessage.

Guarantees: Slack has no idempotency key: where the answer is lost, one message may be shown twice.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from monitor import errors, ports
from monitor.alerts import blocks, outcome, safe
from monitor.alerts.outcome import Outcome, Why
from monitor.alerts.sinks.parcel import Doors, Parcel
from monitor.alerts.sinks.settings import Sink, Slack

API = "https://slack.com/api/chat.postMessage"
_TEMPORARY = {
    "ratelimited": Why.THROTTLED,
    "rate_limited": Why.THROTTLED,
    "internal_error": Why.UNAVAILABLE,
    "fatal_error": Why.UNAVAILABLE,
    "service_unavailable": Why.UNAVAILABLE,
    "request_timeout": Why.UNAVAILABLE,
    # An operator can mend these, and then nothing is lost.
    "invalid_auth": Why.CREDENTIALS,
    "not_authed": Why.CREDENTIALS,
    "token_revoked": Why.CREDENTIALS,
    "token_expired": Why.CREDENTIALS,
    "account_inactive": Why.CREDENTIALS,
    "missing_scope": Why.FORBIDDEN,
    "channel_not_found": Why.FORBIDDEN,
    "not_in_channel": Why.FORBIDDEN,
    "is_archived": Why.FORBIDDEN,
}


async def deliver(parcel: Parcel, doors: Doors) -> Outcome:
    """Post the message."""
    return judge(await doors.http(request(parcel)), parcel.now)


def pace(_sink: Sink) -> float:
    """Slack takes one message a second in a channel."""
    return 1.0


def request(parcel: Parcel) -> ports.Request:
    """Write the request for one attempt."""
    setting = parcel.sink.slack or Slack()
    content = blocks.message(parcel.alert, parcel.language)
    headers = {"content-type": "application/json; charset=utf-8"}
    if not setting.token_file:
        return _post(parcel.secrets["url_file"].strip(), headers, content)
    bearer = {"authorization": f"Bearer {parcel.secrets['token_file'].strip()}"}

    return _post(API, headers | bearer, content | {"channel": setting.channel})


def judge(response: ports.Response, now: datetime) -> outcome.Outcome:
    """Judge the answer: a bot's says in its body whether it is ok."""
    judged = outcome.of_status(response, now)
    answer = _answer(response)
    if not isinstance(judged, outcome.Accepted) or answer is None:
        return judged
    if answer.get("ok"):
        return outcome.Accepted(receipt=f"{answer.get('channel', '')}:{answer.get('ts', '')}")
    reason = _TEMPORARY.get(str(answer.get("error")))
    if reason is None:
        return outcome.Dead(reason=Why.REFUSED)

    return outcome.Retry(reason=reason, after=outcome.retry_after(response, now))


def check(sink: Sink, secrets: Mapping[str, str]) -> None:
    """Refuse secrets that cannot be used; they are not repeated."""
    setting = sink.slack or Slack()
    name = "token_file" if setting.token_file else "url_file"
    value = secrets.get(name, "").strip()
    if not value or len(value.split()) != 1:
        raise errors.ConfigInvalid((f"sink {sink.id}: {name}: holds no usable secret; one line, nothing else",))
    if name == "url_file" and safe.link(value) is None:
        raise errors.ConfigInvalid((f"sink {sink.id}: url_file: holds no URL; copy the webhook's URL from Slack",))


def _post(url: str, headers: Mapping[str, str], content: Mapping[str, Any]) -> ports.Request:
    data = json.dumps(content).encode("ascii")

    return ports.Request(
        url=url, method="POST", headers=headers, body=data, timeout=20.0, max_bytes=65_536, max_redirects=0
    )


def _answer(response: ports.Response) -> dict[str, Any] | None:
    """Read a bot's answer; an incoming webhook just says ``ok``."""
    try:
        answer = json.loads(response.body)
    except (ValueError, RecursionError):
        return None

    return answer if isinstance(answer, dict) and "ok" in answer else None
