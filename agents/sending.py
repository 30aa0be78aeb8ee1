"""One attempt to give an alert to a sink: read its secrets, open the doors, and let the room deliver."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from agents import notifying
from monitor import config
from monitor.alerts import outcome, route, sinks, trial
from monitor.alerts.outcome import Outcome, Why
from monitor.alerts.sinks import Doors, Parcel, lines
from monitor.alerts.sinks.settings import Sink
from monitor.errors import FetchFailed, MonitorError
from monitor.internet import Internet
from monitor.models import Alert
from monitor.ports import Envelope, Http, Mail, Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """The sinks by id, and the doors they need. Secrets are read for each attempt: a rotated key counts at once."""

    sinks: Mapping[str, Sink]
    doors: Doors
    clock: Callable[[], datetime]
    language: str

    async def send(self, sink_id: str, alert: Alert, *, receipt: str = "", is_uncertain: bool = False) -> Outcome:
        """Try once; every way in which it can fail is an outcome. `Parcel` says what `receipt` and `is_uncertain` mean."""
        sink = self.sinks.get(sink_id)
        if sink is None:
            return outcome.Dead(reason=Why.GONE)
        try:
            secrets = config.secrets(sink)
        except MonitorError as error:
            return outcome.of_error(error)
        parcel = Parcel(
            alert=alert,
            sink=sink,
            secrets=secrets,
            now=self.clock(),
            language=self.language,
            receipt=receipt,
            is_uncertain=is_uncertain,
        )
        return await sinks.deliver(parcel, self.doors)


def doors(http: Http, mail: Mail | None = None) -> Doors:
    """Open the ways that sinks may take; without `mail` no mail leaves."""
    return Doors(http=http, append=_append, mail=mail or _no_mail, notify=notifying.notify)


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
        sender = _sender(found, http)
        return [(sink, await sender.send(sink, alert)) for sink in route.route(alert, found.routes)]


def tried(found: config.Config, sink: Sink) -> Iterator[Outcome]:
    """Send a trial to one sink, then its end; stops after what was not accepted (for `kabar sinks try`)."""
    yield from asyncio.run(_tried(found, sink))


async def _tried(found: config.Config, sink: Sink) -> list[Outcome]:
    results: list[Outcome] = []
    async with internet(found) as http:
        sender = _sender(found, http)
        receipt = ""
        for alert in trial.made(found.language, _now()):
            results.append(await sender.send(sink.id, alert, receipt=receipt))
            if not isinstance(result := results[-1], outcome.Accepted):
                break
            receipt = result.receipt or receipt
            await asyncio.sleep(sinks.pace(sink))

    return results


def _sender(found: config.Config, http: Internet) -> Sender:
    by_id = {sink.id: sink for sink in found.sinks}

    return Sender(sinks=by_id, doors=doors(http, http.mail), clock=_now, language=found.language)


def _now() -> datetime:
    return datetime.now(UTC)


async def _no_mail(envelope: Envelope) -> Reply:
    raise FetchFailed(f"smtp://{envelope.host}", "no way for mail was opened here")


async def _append(path: str, data: bytes) -> None:
    if path == lines.STDOUT:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    else:
        await asyncio.to_thread(_appended, Path(path), data)  # A disk that is slow delays nobody else.


def _appended(path: Path, data: bytes) -> None:
    """Append whole lines; one that a kill or a full disk has torn is ended first, so that the next is readable."""
    with path.open("ab") as file:
        if file.tell() and not _ends_a_line(path):
            data = b"\n" + data
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _ends_a_line(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"
