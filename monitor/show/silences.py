"""Silences: until when, what, by whom and why."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from monitor.alerts import render
from monitor.alerts import silences as room
from monitor.alerts.silences import Silence
from monitor.show import form


def silences(found: Iterable[Silence], now: datetime, *, as_json: bool) -> str:
    """Show silences, the latest to end first."""
    if as_json:
        return "\n".join(form.line(msgspec.to_builtins(each)) for each in found)
    rows = [_row(each, now) for each in found]

    return form.table(("id", "until", "what", "at", "by", "why"), rows) or "nothing is silenced"


def _row(each: Silence, now: datetime) -> tuple[str, ...]:
    until = render.moment(each.ends_at) + ("" if room.is_on(each, now) else " (over)")
    return (
        each.id,
        until,
        room.said(each.match) or "everything",
        ", ".join(each.sinks) or "all",
        each.author,
        each.comment,
    )
