"""The verdicts under an alert as buttons: what they are called on the way out, and what they mean on the way back."""

from __future__ import annotations

from typing import Any

from monitor.alerts import templates
from monitor.lives import Verdict
from monitor.models import Alert

BLOCK = "kabar.verdicts"
"""The id of the block, so that whoever takes a press can tell it from others of the same app."""

_ACTION = "kabar.verdict."


def action(verdict: Verdict) -> str:
    """Name the button of a verdict; its value is the id of the alert.

    >>> action(Verdict.FALSE)
    'kabar.verdict.false'
    """
    return f"{_ACTION}{verdict.value}"


def verdict(action_id: str) -> Verdict | None:
    """Say which verdict a button stands for, or None for a button that is not ours.

    >>> verdict("kabar.verdict.old"), verdict("kabar.verdict.maybe"), verdict("other")
    (<Verdict.OLD: 'old'>, None, None)
    """
    return next((each for each in Verdict if action(each) == action_id), None)


def block(alert: Alert, language: str) -> dict[str, Any]:
    """Write the row of buttons."""
    return {"type": "actions", "block_id": BLOCK, "elements": [_button(alert, each, language) for each in Verdict]}


def _button(alert: Alert, given: Verdict, language: str) -> dict[str, Any]:
    said = templates.load(language).labels[f"verdict_{given.value}"]

    return {
        "type": "button",
        "action_id": action(given),
        "value": alert.id,
        "text": {"type": "plain_text", "text": said, "emoji": False},
    }
