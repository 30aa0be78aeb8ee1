"""One attempt to give an alert to a sink: ask the room for the request, send it, judge the answer."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from monitor import config
from monitor.alerts import outcome, route, sinks
from monitor.alerts.outcome import Outcome, Retry, Why
from monitor.alerts.settings import Sink
from monitor.alerts.sinks import Line
from monitor.errors import MonitorError
from monitor.internet import Internet
from monitor.models import Alert
from monitor.ports import Http


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """The sinks by id, and the doors they need. Secrets are read for each attempt: a rotated key counts at once."""

    sinks: Mapping[str, Sink]
    http: Http
    clock: Callable[[], datetime]
    language: str

    async def send(self, sink_id: str, alert: Alert) -> Outcome:
        """Try once; every way in which it can fail is an outcome."""
        sink = self.sinks.get(sink_id)
        if sink is None:
            return outcome.Dead(reason=Why.GONE)
        try:
            request = sinks.request(sink, alert, config.secrets(sink), self.clock(), self.language)
            if isinstance(request, Line):
                return _write(request)
            return sinks.outcome(sink, await self.http(request), self.clock())
        except MonitorError as error:
            return sinks.outcome(sink, error, self.clock())


def internet(found: config.Config) -> Internet:
    """Open the door to the network as the configuration allows."""
    fetch = found.fetch
    return Internet(
        allow_networks=fetch.allow_networks,
        allow_ports=fetch.allow_ports,
        user_agent=fetch.user_agent,
        spacing=fetch.spacing,
    )


def once(found: config.Config, alert: Alert) -> Iterator[tuple[str, Outcome]]:
    """Send an alert to the sinks of its routes, one attempt each (for `kabar replay --send`)."""
    yield from asyncio.run(_once(found, alert))


async def _once(found: config.Config, alert: Alert) -> list[tuple[str, Outcome]]:
    async with internet(found) as http:
        by_id = {sink.id: sink for sink in found.sinks}
        sender = Sender(sinks=by_id, http=http, clock=lambda: datetime.now(UTC), language=found.language)
        return [(sink, await sender.send(sink, alert)) for sink in route.route(alert, found.routes)]


def _write(line: Line) -> Outcome:
    try:
        if line.path == sinks.STDOUT:
            sys.stdout.buffer.write(line.data)
            sys.stdout.buffer.flush()
        else:
            with Path(line.path).open("ab") as file:
                file.write(line.data)
    except OSError:
        return Retry(reason=Why.UNAVAILABLE)
    return outcome.Accepted()
