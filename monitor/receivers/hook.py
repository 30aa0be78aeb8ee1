"""A local webhook receiver: takes what is signed, once per id, and keeps it."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from standardwebhooks import Webhook, WebhookVerificationError

from monitor.receivers.faults import Faults


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One alert revision as it came: the webhook's id and its body."""

    id: str
    body: dict[str, Any]


class Desk:
    """The receiving end, with the reference library of Standard Webhooks; repeated ids are counted and put aside."""

    def __init__(self, secret: str) -> None:
        """Take the secret that both ends share."""
        self.told: list[Told] = []
        self.repeated = 0
        self.refused = 0
        self.news: asyncio.Queue[Told] = asyncio.Queue()
        self.faults = Faults()
        self._webhook = Webhook(secret)

    def routes(self) -> list[web.RouteDef]:
        """List what is served: the one endpoint."""
        return [web.post("/desk", self.faults.around(self._receive))]

    async def _receive(self, request: web.Request) -> web.Response:
        body = await request.read()
        try:
            self._webhook.verify(body, dict(request.headers))
        except WebhookVerificationError:
            self.refused += 1
            return web.Response(status=401)
        self._keep(Told(id=request.headers["webhook-id"], body=json.loads(body)))

        return web.Response(status=204)

    def _keep(self, told: Told) -> None:
        if any(told.id == earlier.id for earlier in self.told):
            self.repeated += 1
            return
        self.told.append(told)
        self.news.put_nowait(told)
