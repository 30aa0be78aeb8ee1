"""The world as a sink sees it: takes what is sent, and answers what it was told to answer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from monitor import errors, ports
from monitor.alerts import outcome, sinks
from monitor.alerts.sinks import Doors, Parcel
from monitor.alerts.sinks.settings import Sink
from monitor.models import Alert
from tests.monitor.alerts import given


def parcel(sink: Sink, alert: Alert, secrets: Mapping[str, str] = given.SECRETS, now: datetime = given.NOON) -> Parcel:
    return Parcel(sink=sink, alert=alert, secrets=secrets, now=now)


@dataclass
class World:
    """Takes what a sink sends, and gives the answer that it was told to give."""

    answer: ports.Response | errors.MonitorError | OSError | None = None
    requests: list[ports.Request] = field(default_factory=list)
    lines: list[tuple[str, bytes]] = field(default_factory=list)
    envelopes: list[ports.Envelope] = field(default_factory=list)
    notices: list[ports.Notice] = field(default_factory=list)
    reply: ports.Reply = field(default_factory=lambda: ports.Reply(code=250, step="message"))
    is_told: bool = True

    async def http(self, request: ports.Request) -> ports.Response:
        self.requests.append(request)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer or ports.Response(url=request.url, status=200)

    async def append(self, path: str, data: bytes) -> None:
        if isinstance(self.answer, Exception):
            raise self.answer
        self.lines.append((path, data))

    async def mail(self, envelope: ports.Envelope) -> ports.Reply:
        self.envelopes.append(envelope)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.reply

    async def notify(self, notice: ports.Notice) -> bool:
        self.notices.append(notice)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.is_told

    def take(self, made: Parcel) -> outcome.Outcome:
        return asyncio.run(
            sinks.deliver(made, Doors(http=self.http, append=self.append, mail=self.mail, notify=self.notify))
        )

    @property
    def bodies(self) -> list[bytes]:
        return [request.body for request in self.requests] + [data for _, data in self.lines]


def sent(sink: Sink, alert: Alert, secrets: Mapping[str, str] = given.SECRETS) -> ports.Request:
    world = World()
    world.take(parcel(sink, alert, secrets))
    return world.requests[0]


def body(sink: Sink, alert: Alert) -> dict[str, Any]:
    world = World()
    world.take(parcel(sink, alert))
    content: dict[str, Any] = json.loads(world.bodies[0])
    return content


def judged(sink: Sink, given_answer: ports.Response | errors.MonitorError | OSError | None) -> outcome.Outcome:
    return World(answer=given_answer).take(parcel(sink, given.told()))
