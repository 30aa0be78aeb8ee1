"""POST /slack/actions: what people press under our messages in Slack becomes orders.

Guarantees: it is off without a signing secret; nothing of a request is looked into before its signature and its time are right;
an order is on the log, with the broker's receipts, before Slack is told that it was taken.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from aiohttp import web

from agents import orders
from agents.web.server import Route, body
from agents.web.showing import Out
from monitor import config
from monitor.alerts import pressed
from monitor.config import Config
from monitor.errors import ConfigInvalid, MonitorError
from monitor.ports import Http, Request

log = structlog.get_logger()

PATH = "/slack/actions"
LARGEST = 200_000
SECONDS = 2.5
"""Slack waits three seconds for an answer."""


@dataclass(slots=True, kw_only=True)
class Pressing:
    """What the endpoint needs: a way to the log, and whether the service is ready ("" for yes, or why not).

    A reload puts another configuration in `found`.
    """

    found: Config
    out: Out
    ready: Callable[[], str]
    clock: Callable[[], datetime]
    http: Http
    answers: set[asyncio.Task[None]] = field(default_factory=set)

    def routes(self) -> tuple[Route, ...]:
        """List what is served."""
        return (Route("POST", PATH, self.take),) if self.found.web.slack_signing_secret_file else ()

    async def take(self, request: web.Request) -> web.Response:
        """Take what was pressed."""
        try:
            secret = config.signing_secret(self.found.web)
        except ConfigInvalid as error:
            log.warning("signing secret unreadable", why=str(error))
            return web.Response(status=503, text="the secret cannot be read; the log says why\n")
        try:
            async with asyncio.timeout(SECONDS):
                return await self._taken(await body(request, LARGEST), request, secret)
        except web.HTTPException as refused:
            return web.Response(status=refused.status, text=refused.text or "")
        except Exception as error:  # noqa: BLE001  # Whatever keeps the broker from taking it, Slack shows that it failed.
            log.warning("press not taken", why=repr(error)[:300])
            return web.Response(status=503, text="not taken; press again\n")

    async def _taken(self, whole: bytes, request: web.Request, secret: str) -> web.Response:
        at, signature = request.headers.get(pressed.TIME, ""), request.headers.get(pressed.SIGNATURE, "")
        if why := pressed.refusal(secret, at, signature, whole, self.clock()):
            log.warning("press refused", why=why)
            return web.Response(status=401, text=why + "\n")
        if why := self.ready():
            return web.Response(status=503, text=why + "\n")
        found = pressed.pressed(whole, self.clock())
        for order in found.orders:
            await self.out.send(*orders.letters(order, self.found.partitions))
        apis = [sink.slack.api for sink in self.found.sinks if sink.slack]
        if said := pressed.answer(found, self.found.language, apis):
            task = asyncio.create_task(self._answered(said))  # Slack does not wait for it.
            self.answers.add(task)
            task.add_done_callback(self.answers.discard)
        return web.Response()

    async def _answered(self, said: Request) -> None:
        """Tell who pressed that it was taken; that it is on the log does not depend on it."""
        try:
            await self.http(said)
        except MonitorError as error:
            log.info("press not answered", why=type(error).__name__)
