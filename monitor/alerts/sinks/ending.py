"""What has become of an alert, in the words of systems that know incidents: it lasts, somebody has seen it, it is over."""

from __future__ import annotations

from enum import StrEnum

from monitor.lives import Life, Verb
from monitor.models import Alert

_ENDS = frozenset({Life.CLOSED, Life.RETRACTED})
# Stages that are the end of what the alert is about. A release or a death is news, and stays so until the alert is closed.
_OVER = frozenset({("coverage", "restored"), ("sink", "restored"), ("stage", "restored"), ("surge", "over")})


class Standing(StrEnum):
    """Where an alert stands."""

    ACTIVE = "active"
    SEEN = "seen"
    OVER = "over"


def standing(alert: Alert) -> Standing:
    """Say where an alert stands with this revision."""
    if alert.life in _ENDS or (alert.kind, alert.stage) in _OVER:
        return Standing.OVER
    is_seen = bool(alert.history) and alert.history[-1].what == Verb.ACKNOWLEDGE.value

    return Standing.SEEN if is_seen else Standing.ACTIVE
