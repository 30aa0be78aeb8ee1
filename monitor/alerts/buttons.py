"""The verdicts under an alert as buttons: what they are called on the way out, and what they mean on the way back."""

from __future__ import annotations

from typing import Any

from monitor.alerts import safe, templates
from monitor.lives import Verdict
from monitor.models import Alert

BLOCK = "kabar.verdicts"
"""The id of the block, so that whoever takes a press can tell it from others of the same app."""

WHY = "kabar.why"
"""The button that opens the alert's page: Slack tells of it, too, and nothing is to be done."""

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
    """Write the row of buttons: the verdicts, and why it was told, where the alert has a page."""
    verdicts = [_button(alert, each, language) for each in Verdict]
    page = safe.link(alert.page)
    why = [{"type": "button", "action_id": WHY, "url": page, "text": _label("why_short", language)}] if page else []

    return {"type": "actions", "block_id": BLOCK, "elements": [*verdicts, *why]}


def _button(alert: Alert, given: Verdict, language: str) -> dict[str, Any]:
    return {
        "type": "button",
        "action_id": action(given),
        "value": alert.id,
        "text": _label(f"verdict_{given.value}", language),
    }


def _label(name: str, language: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": templates.load(language).labels[name], "emoji": False}
