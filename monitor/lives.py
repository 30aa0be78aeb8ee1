"""What becomes of an alert: how it lives, what happened to it on its way, and what people ordered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Severity(StrEnum):
    """How much it matters, whether or not it is true; the gravest first."""

    CRITICAL = "critical"
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


class Life(StrEnum):
    """Where an alert is in its life; the last two are its ends."""

    OPEN = "open"
    DEVELOPING = "developing"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"
    DENIED = "denied"
    CLOSED = "closed"
    RETRACTED = "retracted"


class Verb(StrEnum):
    """What may be ordered of an alert; `review` is our own: look whether its time has come."""

    VERDICT = "verdict"
    RETRACT = "retract"
    CLOSE = "close"
    ACKNOWLEDGE = "acknowledge"
    REVIEW = "review"


class Verdict(StrEnum):
    """What a person says of an alert after looking at it."""

    TRUE = "true"
    FALSE = "false"
    DUPLICATE = "duplicate"
    OLD = "old"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One step in the life of an alert: `what` is a life or a verb, `reason` is said in words, `url` is its evidence.

    `id` is that of the order behind it, so that one order is followed once; "" where Kabar itself acted.
    """

    at: datetime
    revision: int
    what: str
    actor: str
    reason: str
    url: str = ""
    id: str = ""
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One step of a delivery: what was done with a revision (sent, held, silenced, ...), and why."""

    at: datetime
    revision: int
    what: str
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of an alert that stands for several, as a digest does."""

    headline: str
    alert: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What somebody wants done with an alert; `by` is who, `note` why, `via` the way it came (cli, web, slack)."""

    id: str
    alert: str
    verb: Verb
    at: datetime
    by: str
    note: str = ""
    via: str = ""
    verdict: Verdict | None = None
