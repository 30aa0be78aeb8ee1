"""What Slack sends when somebody presses a button: whether it comes from Slack, and what it orders.

Guarantees: a request counts only with the signature of the app's secret over its body and its time, compared in constant
time, and for five minutes; sent again it is the same order. What it holds is read as data: what is not ours is nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from monitor import ports
from monitor.alerts import blocks, buttons, orders, templates
from monitor.lives import Order, Verb

WINDOW = 300.0
"""Seconds for which a request counts, before and after its time: as Slack recommends."""

SIGNATURE = "X-Slack-Signature"
TIME = "X-Slack-Request-Timestamp"

_TIME = re.compile(r"\d{1,12}", re.ASCII)
_ALERT = re.compile(r"k[0-9a-f]{16}", re.ASCII)
_MOST = 5
_HOOKS = frozenset({"hooks.slack.com", "hooks.slack-gov.com"})


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """What was pressed: the orders, and where Slack takes an answer that only who pressed it sees ("" for nowhere)."""

    orders: tuple[Order, ...] = ()
    answer_to: str = ""


def pressed(body: bytes, now: datetime) -> Pressed:
    """Read a request; nothing is ordered where it is about something else."""
    try:
        payload = json.loads(parse_qs(body.decode(), max_num_fields=20).get("payload", ["{}"])[0])
    except (ValueError, RecursionError):
        return Pressed()
    if not isinstance(payload, dict) or payload.get("type") != "block_actions":
        return Pressed()
    actions, user = payload.get("actions"), payload.get("user")
    found = [_order(each, user, now) for each in (actions if isinstance(actions, list) else [])[:_MOST]]

    return Pressed(
        orders=tuple(each for each in found if each is not None), answer_to=str(payload.get("response_url") or "")
    )


def answer(found: Pressed, language: str, apis: Iterable[str]) -> ports.Request | None:
    """Write what whoever pressed is told; only to Slack itself, or to the host of an API that a sink names."""
    if not found.orders or not _is_slack(found.answer_to, apis):
        return None
    labels = templates.load(language).labels
    said = {labels[f"verdict_{each.verdict.value}"]: None for each in found.orders if each.verdict}
    text = blocks.escaped(labels["noted"].format(verdict=", ".join(said)))
    content = {"response_type": "ephemeral", "replace_original": False, "text": text}

    return ports.Request(
        url=found.answer_to,
        method="POST",
        headers={"content-type": "application/json; charset=utf-8"},
        body=json.dumps(content).encode("ascii"),
        timeout=10.0,
        max_bytes=10_000,
        max_redirects=0,
    )


def _is_slack(url: str, apis: Iterable[str]) -> bool:
    try:
        parts, named = urlsplit(url), {urlsplit(api)[:2] for api in apis}
    except ValueError:
        return False
    is_theirs = parts.scheme == "https" and parts.netloc in _HOOKS

    return is_theirs or parts[:2] in named


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
