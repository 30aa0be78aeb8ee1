"""Calls of Slack's Web API, and what its answers mean."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from monitor import ports
from monitor.alerts import outcome, safe
from monitor.alerts.outcome import Accepted, Outcome, Retry, Why

FORM = "application/x-www-form-urlencoded"
JSON = "application/json; charset=utf-8"

_REASONS = {
    "ratelimited": Why.THROTTLED,
    "rate_limited": Why.THROTTLED,
    "internal_error": Why.UNAVAILABLE,
    "fatal_error": Why.UNAVAILABLE,
    "service_unavailable": Why.UNAVAILABLE,
    "request_timeout": Why.UNAVAILABLE,
    "team_added_to_org": Why.UNAVAILABLE,
    # An operator can mend these, and then nothing is lost.
    "invalid_auth": Why.CREDENTIALS,
    "not_authed": Why.CREDENTIALS,
    "token_revoked": Why.CREDENTIALS,
    "token_expired": Why.CREDENTIALS,
    "account_inactive": Why.CREDENTIALS,
    "accesslimited": Why.CREDENTIALS,
    "org_login_required": Why.CREDENTIALS,
    "ekm_access_denied": Why.CREDENTIALS,
    "missing_scope": Why.FORBIDDEN,
    "no_permission": Why.FORBIDDEN,
    "not_allowed_token_type": Why.FORBIDDEN,
    "channel_not_found": Why.FORBIDDEN,
    "not_in_channel": Why.FORBIDDEN,
    "is_archived": Why.FORBIDDEN,
    "restricted_action": Why.FORBIDDEN,
    "team_access_not_granted": Why.FORBIDDEN,
}


class Refused(Exception):
    """Slack did not do it: `error` is its own word ("" where it gave none), `outcome` what that means for the attempt."""

    def __init__(self, error: str, result: Outcome) -> None:
        super().__init__(error)
        self.error = error
        self.outcome = result


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """The Web API with a token; its representation does not show it."""

    http: ports.Http
    base: str
    token: str
    now: datetime

    def __repr__(self) -> str:
        return f"Api({self.base})"

    async def write(self, method: str, content: Mapping[str, Any]) -> Mapping[str, Any]:
        """Call a method with JSON, and give its answer."""
        return await self._call(method, JSON, json.dumps(content).encode("ascii"))

    async def read(self, method: str, arguments: Mapping[str, str]) -> Mapping[str, Any]:
        """Call a method that reads with a form: not all of them take JSON."""
        return await self._call(method, FORM, urlencode(arguments).encode("ascii"))

    async def _call(self, method: str, kind: str, body: bytes) -> Mapping[str, Any]:
        response = await self.http(
            ports.Request(
                url=f"{self.base.rstrip('/')}/{method}",
                method="POST",
                headers={"content-type": kind, "authorization": f"Bearer {self.token}"},
                body=body,
                timeout=20.0,
                max_bytes=10_000_000,
                max_redirects=0,
            )
        )
        return judged(response, self.now)


def judged(response: ports.Response, now: datetime) -> Mapping[str, Any]:
    """Give the answer that says `ok`.

    Raises:
        Refused: it says anything else.
    """
    by_status = outcome.of_status(response, now)
    answer = _answer(response)
    if not isinstance(by_status, Accepted):
        raise Refused(str(answer.get("error", "")), by_status)
    if answer.get("ok") is True:
        return answer
    error = str(answer.get("error", ""))
    detail = _said(error, answer)
    reason = _REASONS.get(error, None if error else Why.UNAVAILABLE)
    if reason is None:
        raise Refused(error, outcome.Dead(reason=Why.REFUSED, detail=detail))
    raise Refused(error, Retry(reason=reason, after=outcome.retry_after(response, now), detail=detail))


def _said(error: str, answer: Mapping[str, Any]) -> str:
    """Say in Slack's words what is wrong, with its first explanation."""
    if not error:
        return "no answer that Slack would give"
    more = answer.get("response_metadata")
    messages = more.get("messages") if isinstance(more, dict) else None
    first = str(messages[0]) if isinstance(messages, list) and messages else ""

    return safe.plain(f"Slack says {error} {first}", 200)


def _answer(response: ports.Response) -> dict[str, Any]:
    try:
        answer = json.loads(response.body)
    except (ValueError, RecursionError):
        return {}

    return answer if isinstance(answer, dict) else {}
