"""A desk that reads pages, judges and presses buttons, and the service behind it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import aiohttp
from prometheus_client import CollectorRegistry

from agents import topics
from agents.records import Letter
from agents.web import server
from agents.web.looking import Looking, Seen
from agents.web.pressing import Pressing
from agents.web.showing import Showing
from monitor import codec, config
from monitor.alerts.settings import Route
from monitor.errors import BrokerUnavailable
from monitor.lives import Order
from monitor.ports import Request, Response
from tests import fakes
from tests.monitor.alerts import given

TOKEN, OLDER, SIGNING = "canary-token-of-the-desk", "canary-token-before-that", "canary-signing-secret"
ALERT = replace(given.told(), page="https://kabar.example/alerts/x")
DELIVERY = given.delivery("desk", (0, "sent", ""))


@dataclass
class Room:
    """The pages of a service that has told one alert."""

    folder: Path
    out: fakes.Posted = field(default_factory=fakes.Posted)
    clock: fakes.Clock = field(default_factory=fakes.Clock)
    url: str = ""
    why_not: str = ""
    is_broken: bool = False
    reads: int = 0
    answered: list[Request] = field(default_factory=list)
    told: asyncio.Event = field(default_factory=asyncio.Event)
    seen: Seen = field(default_factory=lambda: Seen({ALERT.id: ALERT}, {"x": DELIVERY}))

    async def send(self, *letters: Letter) -> None:
        if self.is_broken:
            raise OSError("no broker")
        await self.out.send(*letters)

    async def http(self, request: Request) -> Response:
        self.answered.append(request)
        self.told.set()
        return Response(url=request.url, status=200)

    def read(self) -> Seen:
        self.reads += 1
        if self.is_broken:
            raise BrokerUnavailable("it is gone")
        return self.seen

    async def ask(self, method: str, path: str, *, token: str = "", **more: Any) -> tuple[int, str, Any]:
        headers = ({"Authorization": f"Bearer {token}"} if token else {}) | more.pop("headers", {})
        async with aiohttp.ClientSession() as session:
            asked = session.request(method, self.url + path, headers=headers, allow_redirects=False, **more)
            async with asked as answer:
                return answer.status, await answer.text(), answer.headers

    async def judge(self, token: str = TOKEN, **body: Any) -> tuple[int, str, Any]:
        return await self.ask("POST", f"/alerts/{ALERT.id}/verdict", token=token, json=body)

    @property
    def orders(self) -> list[Order]:
        return [codec.decode(letter.value, Order) for letter in self.out.on(topics.ORDERS)]


async def opened(room: Room, *, is_guarded: bool = True) -> AsyncIterator[Room]:
    tokens, signing = room.folder / "tokens", room.folder / "signing"
    tokens.write_text(f"{TOKEN}\n{OLDER}\n")
    signing.write_text(SIGNING)
    settings = config.Web(
        url="https://kabar.example",
        token_file=str(tokens) if is_guarded else "",
        slack_signing_secret_file=str(signing) if is_guarded else "",
    )
    found = config.Config(web=settings, routes=(Route(to=("desk",)),), partitions=3)
    shared: dict[str, Any] = {"found": found, "out": room, "ready": lambda: room.why_not, "clock": room.clock}
    showing = Showing(looking=Looking(read=room.read), **shared)
    pressing = Pressing(http=room.http, **shared)
    routes = (*showing.routes(), *pressing.routes())
    pages = server.Pages(alive=str, ready=str, refresh=lambda: None, registry=CollectorRegistry(), routes=routes)
    async with server.serve(pages, "127.0.0.1", 0) as port:
        room.url = f"http://127.0.0.1:{port}"
        yield room
