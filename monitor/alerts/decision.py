"""What is decided about an alert: people are told, it only learns, or nothing changes; each with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from monitor.models import Alert


class Reason(StrEnum):
    """Why something is told, kept or not told; a metric label."""

    NEW = "new"
    STAGE = "stage"
    SIDE = "side"
    STATUS = "status"
    COUNT = "count"
    LIFE = "life"
    EVIDENCE = "evidence"
    ORDER = "order"
    BACKGROUND = "background"
    REPEATED = "repeated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell:
    """People are told: a new alert, or its next revision."""

    alert: Alert
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Keep:
    """The alert knows more, under the same revision; nobody is disturbed."""

    alert: Alert
    reason: Reason = Reason.EVIDENCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """Nothing changes."""

    reason: Reason
