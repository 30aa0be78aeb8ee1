"""Slack, in the way that is set: a bot or an incoming webhook."""

from __future__ import annotations

from collections.abc import Mapping

from monitor import errors
from monitor.alerts import safe
from monitor.alerts.outcome import Outcome
from monitor.alerts.sinks import slackbot, slackhook
from monitor.alerts.sinks.parcel import Doors, Parcel
from monitor.alerts.sinks.settings import Sink, Slack


async def deliver(parcel: Parcel, doors: Doors) -> Outcome:
    """Make one attempt."""
    if _is_bot(parcel.sink):
        return await slackbot.deliver(parcel, doors)
    return await slackhook.deliver(parcel, doors)


def check(sink: Sink, secrets: Mapping[str, str]) -> None:
    """Refuse secrets that cannot be used; they are not repeated."""
    name = "token_file" if _is_bot(sink) else "url_file"
    value = secrets.get(name, "").strip()
    if not value or len(value.split()) != 1 or not value.isascii() or not value.isprintable():
        raise errors.ConfigInvalid((f"sink {sink.id}: {name}: holds no usable secret; one line, nothing else",))
    if name == "url_file" and safe.link(value) is None:
        raise errors.ConfigInvalid((f"sink {sink.id}: url_file: holds no URL; copy the webhook's URL from Slack",))


def pace(sink: Sink) -> float:
    """Keep the pace that Slack allows in a channel."""
    return slackbot.PACE if _is_bot(sink) else slackhook.PACE


def _is_bot(sink: Sink) -> bool:
    return bool((sink.slack or Slack()).token_file)
