"""How an attempt to deliver ended."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum

from monitor import errors, ports


class Why(StrEnum):
    """The closed reasons of an outcome; a metric label."""

    ACCEPTED = "accepted"
    REDIRECTED = "redirected"
    THROTTLED = "throttled"
    UNAVAILABLE = "unavailable"
    UNREACHABLE = "unreachable"
    FORBIDDEN = "forbidden"
    CREDENTIALS = "credentials"
    GONE = "gone"
    REFUSED = "refused"
    EXHAUSTED = "exhausted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """The sink has it. `receipt` is the sink's own name for the message, where it gives one."""

    reason: Why = Why.ACCEPTED
    receipt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """Not now; `after` is the number of seconds the sink asked for, if it did.

    `detail` is for people: what the other end said, in a few words without secrets.
    """

    reason: Why
    after: float | None = None
    detail: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dead:
    """Never: trying again as it is cannot help."""

    reason: Why
    detail: str = field(default="", compare=False)


Outcome = Accepted | Retry | Dead

_LONGEST = 24 * 3600.0
_TEMPORARY = {408: Why.UNAVAILABLE, 425: Why.UNAVAILABLE, 429: Why.THROTTLED}


def of_status(response: ports.Response, now: datetime, said: str = "") -> Outcome:
    """Judge an answer by its status, as Standard Webhooks does; `said` is what the other end says to people, without secrets.

    2xx is accepted; 410 and other client errors are dead; 3xx, 408, 425, 429 and 5xx are tried again.
    """
    status = response.status
    if 200 <= status < 300:
        return Accepted()
    detail = f"status {status}: {said}" if said else f"status {status}"
    if 300 <= status < 400:
        return Retry(reason=Why.REDIRECTED, detail=detail)
    if 400 <= status < 500 and status not in _TEMPORARY:
        return Dead(reason=Why.GONE if status == 410 else Why.REFUSED, detail=detail)

    return Retry(reason=_TEMPORARY.get(status, Why.UNAVAILABLE), after=retry_after(response, now), detail=detail)


def of_error(error: errors.MonitorError) -> Outcome:
    """Judge a request that got no answer: an operator can mend each of these, so all are tried again."""
    match error:
        case errors.AddressForbidden():
            return Retry(reason=Why.FORBIDDEN, detail=f"{error}; fetch.allow_networks opens one of your own")
        case errors.ConfigInvalid():
            return Retry(reason=Why.CREDENTIALS, detail=str(error))
        case _:
            return Retry(reason=Why.UNREACHABLE, detail=str(error))


def without(result: Outcome, secrets: Iterable[str]) -> Outcome:
    """Take secrets out of what is said to people: another end may send back what it was sent."""
    if isinstance(result, Accepted) or not result.detail:
        return result
    said = result.detail
    for secret in sorted(secrets, key=len, reverse=True):
        said = _without(said, secret)

    return replace(result, detail=said)


def _without(said: str, secret: str) -> str:
    """Take a secret out, also where the text was cut in the middle of it."""
    said = said.replace(secret, "***")
    shown = said.removesuffix("…")
    cut = next((size for size in range(len(secret) - 1, 3, -1) if shown.endswith(secret[:size])), 0)

    return f"{shown[:-cut]}***" if cut else said


def retry_after(response: ports.Response, now: datetime) -> float | None:
    """Read Retry-After, in seconds or as a date; at most a day.

    >>> retry_after(ports.Response(url="", status=429, headers={"retry-after": "7"}), datetime(2024, 11, 1, tzinfo=UTC))
    7.0
    """
    value = response.headers.get("retry-after", "").strip()
    seconds = _seconds(value, now)
    if seconds is None or not math.isfinite(seconds):
        return None

    return min(max(seconds, 0.0), _LONGEST)


def _seconds(value: str, now: datetime) -> float | None:
    if value.isascii() and value.isdecimal():
        return float(value)
    try:
        at = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None

    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() - now.timestamp()
