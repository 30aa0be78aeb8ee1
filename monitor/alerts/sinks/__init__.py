"""Every kind of sink behind one question: take this parcel, and say how it went.

Guarantees: one attempt ends in one outcome, whatever happens on the way; no outcome, error or log line carries a secret; what
strangers wrote is shown by no sink as a mention, a link or markup of its own; the limits of the channel hold for every alert.
"""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from typing import Protocol

from monitor import errors
from monitor.alerts import outcome
from monitor.alerts.outcome import Outcome
from monitor.alerts.sinks import alertmanager, apprise, lines, mail, pagerduty, slack, webhook
from monitor.alerts.sinks.parcel import Doors, Parcel
from monitor.alerts.sinks.settings import Sink

__all__ = ["Doors", "Parcel", "check", "deliver", "pace"]


class _Kind(Protocol):
    """What the file of each kind of sink has."""

    def deliver(self, parcel: Parcel, doors: Doors, /) -> Awaitable[Outcome]:
        """Make one attempt; a `MonitorError` on the way is judged by `outcome.of_error`."""
        ...

    def check(self, sink: Sink, secrets: Mapping[str, str], /) -> None:
        """Refuse secrets that cannot be used."""
        ...

    def pace(self, sink: Sink, /) -> float:
        """Give the least number of seconds between two parcels."""
        ...


_KINDS: Mapping[str, _Kind] = {
    "slack": slack,
    "webhook": webhook,
    "pagerduty": pagerduty,
    "alertmanager": alertmanager,
    "mail": mail,
    "apprise": apprise,
    "stdout": lines,
    "file": lines,
}


async def deliver(parcel: Parcel, doors: Doors) -> Outcome:
    """Make one attempt, which may take several requests; every way in which it can fail is an outcome.

    A receipt that `Accepted` brings takes the place of the one before: a sink may have had to begin anew.
    """
    try:
        check(parcel.sink, parcel.secrets)
        result = await _KINDS[parcel.sink.kind].deliver(parcel, doors)
    except errors.MonitorError as error:
        result = outcome.of_error(error)

    return outcome.without(result, (word for text in parcel.secrets.values() for word in text.split()))


def check(sink: Sink, secrets: Mapping[str, str]) -> None:
    """Refuse secrets that the sink cannot use.

    Raises:
        ConfigInvalid: with one line per mistake; the secret itself is not repeated.
    """
    _KINDS[sink.kind].check(sink, secrets)


def pace(sink: Sink) -> float:
    """Say how many seconds must lie between two parcels to the sink, as its channel demands."""
    return _KINDS[sink.kind].pace(sink)
