"""What Slack sends when somebody presses a button: whether it comes from Slack, and what it orders.

Guarantees: a request counts only with the signature of the app's secret over its body and its time, compared in constant
time, and for five minutes; sent again it is the same order. What it holds is read as data: what is not ours is nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs

from monitor.alerts import buttons, orders
from monitor.lives import Order, Verb

WINDOW = 300.0
"""Seconds for which a request counts, before and after its time: as Slack recommends."""

SIGNATURE = "X-Slack-Signature"
TIME = "X-Slack-Request-Timestamp"

_TIME = re.compile(r"\d{1,12}", re.ASCII)
_ALERT = re.compile(r"k[0-9a-f]{16}", re.ASCII)
_MOST = 5


def refusal(secret: str, at: str, signature: str, body: bytes, now: datetime) -> str:
    """Say why a request does not count, or nothing.

    >>> from datetime import UTC
    >>> refusal("s", "0", "v0=00", b"", datetime(2024, 11, 1, tzinfo=UTC))
    'its time is not now'
    """
    if not _TIME.fullmatch(at) or abs(now.timestamp() - float(at)) > WINDOW:
        return "its time is not now"
    good = hmac.new(secret.encode(), b"v0:" + at.encode() + b":" + body, hashlib.sha256).hexdigest()
    is_good = hmac.compare_digest(signature.encode("utf-8", "surrogateescape"), f"v0={good}".encode())

    return "" if is_good else "it is not signed with the secret of the app"


def pressed(body: bytes, now: datetime) -> tuple[Order, ...]:
    """Read the orders of a request; none where it is about something else."""
    try:
        payload = json.loads(parse_qs(body.decode(), max_num_fields=20).get("payload", ["{}"])[0])
    except (ValueError, RecursionError):
        return ()
    if not isinstance(payload, dict) or payload.get("type") != "block_actions":
        return ()
    actions, user = payload.get("actions"), payload.get("user")
    found = [_order(each, user, now) for each in (actions if isinstance(actions, list) else [])[:_MOST]]

    return tuple(each for each in found if each is not None)


def _order(action: Any, user: Any, now: datetime) -> Order | None:
    """Read what one button orders."""
    if not isinstance(action, dict) or not isinstance(user, dict):
        return None
    verdict, alert = buttons.verdict(str(action.get("action_id"))), str(action.get("value"))
    if verdict is None or not _ALERT.fullmatch(alert):
        return None

    return orders.order(
        alert, Verb.VERDICT, by=_name(user), via="slack", at=now, verdict=verdict, seed=str(action.get("action_ts"))
    )


def _name(user: Mapping[str, Any]) -> str:
    """Name who pressed, with the id that Slack gives them: names can be changed."""
    name, ident = str(user.get("username") or user.get("name") or ""), str(user.get("id") or "")

    return f"{name} ({ident})" if name and ident else name or ident
