"""A signed webhook, after Standard Webhooks 1.0.

Guarantees: the id of a revision is the same in every attempt, so that a receiver can drop what it has; all secrets of
the file sign, so that a key can be replaced without a gap. A redirect is a failure: a signed body goes where it was
meant to go, or nowhere.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from datetime import UTC
from typing import Any

from standardwebhooks.webhooks import Webhook as Signer

from monitor import errors, ports
from monitor.alerts import outcome, render, safe
from monitor.alerts.outcome import Outcome
from monitor.alerts.sinks.parcel import Doors, Parcel
from monitor.alerts.sinks.settings import Sink, Webhook
from monitor.models import Alert

LIMIT = 20_000
"""Bytes of a body: the recommendation of Standard Webhooks. Only a digest is longer where it stands for very many."""

SHORTEST = 24
"""Bytes of a secret: the lower bound of Standard Webhooks."""

_PREFIX = "whsec_"
_QUOTES = frozenset({"evidence", "counter"})
_WHOLE = frozenset({"items"})
_STEPS = (300, 100, 40)
_ENTRIES = 8
_ADDRESS = 8


async def deliver(parcel: Parcel, doors: Doors) -> Outcome:
    """Post the body; its id is the same in every attempt, so there is nothing to look up first."""
    return outcome.of_status(await doors.http(request(parcel)), parcel.now)


def check(sink: Sink, secrets: Mapping[str, str]) -> None:
    """Refuse secrets that cannot sign."""
    keys(secrets.get("secret_file", ""), sink.id)


def pace(_sink: Sink) -> float:
    """Take as many as come."""
    return 0.0


def request(parcel: Parcel) -> ports.Request:
    """Write the signed request for one attempt."""
    sink = parcel.sink
    setting = sink.webhook or Webhook(url="", secret_file="")
    content = body(parcel.alert)
    name = message_id(parcel.alert)
    at = parcel.now.astimezone(UTC)
    secrets = keys(parcel.secrets.get("secret_file", ""), sink.id)
    signatures = [Signer(key).sign(name, at, content.decode()) for key in secrets]

    return ports.Request(
        url=setting.url,
        method="POST",
        headers={
            "content-type": "application/json",
            "webhook-id": name,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": " ".join(signatures),
        },
        body=content,
        timeout=setting.timeout,
        max_bytes=65_536,
        max_redirects=0,
    )


def message_id(alert: Alert) -> str:
    """Name a revision: the same in every attempt."""
    return f"{alert.id}-{alert.revision}"


def body(alert: Alert) -> bytes:
    """Write the alert as JSON. What does not fit: first quotes are left out from the end, then other texts are cut.

    A quote is never cut, for it is what the article says at that place; a single one that is too long is left out as well.
    """
    record = render.wire(alert)
    data = _json(record)
    for least in (1, 0):
        data = _without_quotes(record, least)
        for most in _STEPS if len(data) > LIMIT else ():
            data = _json(_shortened(record, most))
            if len(data) <= LIMIT:
                return data

    return data


def _without_quotes(record: dict[str, Any], least: int) -> bytes:
    """Leave quotes out, and count them, until the record fits or only the least number is there."""
    while len(data := _json(record)) > LIMIT and len(record["evidence"]) + len(record["counter"]) > least:
        record["counter" if record["counter"] else "evidence"].pop()
        record["left_out"] = record.get("left_out", 0) + 1

    return data


def _shortened(record: Mapping[str, Any], most: int) -> dict[str, Any]:
    """Cut every text but the quotes, and every list but theirs and the one of a digest: it names all that it stands for."""
    return {name: each if name in _QUOTES else _cut(each, most, name in _WHOLE) for name, each in record.items()}


def _whole_or_none(url: str, most: int) -> str:
    """Keep an address or leave it out: half of one leads nowhere."""
    return url if len(url) <= _ADDRESS * most else ""


def _cut(value: Any, most: int, is_whole: bool = False) -> Any:  # noqa: FBT001, FBT002  # A private recursion.
    if isinstance(value, str):
        return safe.short(value, most)
    if isinstance(value, dict):
        return {name: _whole_or_none(each, most) if name == "url" else _cut(each, most) for name, each in value.items()}
    if not isinstance(value, list):
        return value

    return [_cut(each, most) for each in (value if is_whole else value[:_ENTRIES])]


def keys(text: str, sink: str) -> list[str]:
    """Read the secrets of a file, one a line; the first is the newest.

    Raises:
        ConfigInvalid: there is none, or one is not at least 24 bytes in base64. The secret itself is not repeated.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines or not all(map(_is_key, lines)):
        hint = "one secret a line, `whsec_` and at least 24 bytes in base64"
        raise errors.ConfigInvalid((f"sink {sink}: secret_file: holds no usable secret; {hint}",))

    return lines


def _is_key(line: str) -> bool:
    try:
        return len(base64.b64decode(line.removeprefix(_PREFIX), validate=True)) >= SHORTEST
    except (binascii.Error, ValueError):
        return False


def _json(record: Mapping[str, Any]) -> bytes:
    """Write JSON that is always valid UTF-8: a lone surrogate is escaped."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")
