"""Sinks against the other ends, over real sockets: every attempt goes the whole way."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from agents import sending
from monitor.alerts import sinks
from monitor.alerts.outcome import Accepted, Outcome
from monitor.alerts.sinks import Parcel
from monitor.alerts.sinks.settings import Sink
from monitor.internet import Internet
from monitor.models import Alert
from tests.monitor.alerts import given

HOME = "127.0.0.0/8"


@dataclass
class Sent:
    """Sends an alert's revisions to one sink, and remembers the receipt as the outbox does."""

    sink: Sink
    doors: sinks.Doors
    secrets: Mapping[str, str] = field(default_factory=lambda: given.SECRETS)
    now: datetime = given.NOON
    receipts: dict[str, str] = field(default_factory=dict)

    async def __call__(self, alert: Alert, *, is_uncertain: bool = False, language: str = "en") -> Outcome:
        parcel = Parcel(
            alert=alert,
            sink=self.sink,
            secrets=self.secrets,
            now=self.now,
            language=language,
            receipt=self.receipts.get(alert.id, ""),
            is_uncertain=is_uncertain,
        )
        result = await sinks.deliver(parcel, self.doors)
        if isinstance(result, Accepted) and result.receipt:
            self.receipts[alert.id] = result.receipt
        return result


@asynccontextmanager
async def sending_to(sink: Sink, **settings: Any) -> AsyncIterator[Sent]:
    """Open the doors of the service, with the loopback allowed."""
    async with Internet(allow_networks=[HOME]) as http:
        yield Sent(sink, sending.doors(http), **settings)
