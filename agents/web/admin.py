"""What an operator may change while the service runs, with a token: POST /-/log and POST /-/reload.

Guarantees: without a token file there are no such pages; a wrong wish changes nothing and is told what would be right.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog
from aiohttp import web

from agents import logs
from agents.web import gate
from agents.web.server import Route
from monitor import config
from monitor.errors import ConfigInvalid

log = structlog.get_logger()

Handler = Callable[[web.Request], Awaitable[web.Response]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Admin:
    """What may be changed: `reload` takes the configuration file in, and gives what is another now in words."""

    reload: Callable[[], Awaitable[str]]

    async def log(self, request: web.Request) -> web.Response:
        """Set the level of the logs."""
        level = request.query.get("level", "").lower()
        if level not in logs.LEVELS:
            return gate.said(422, f"level {level[:40]!r}: choose one of {', '.join(logs.LEVELS)}")
        logs.set_level(level)
        log.warning("log level set", to=level)
        return web.json_response({"level": level})

    async def take(self, _: web.Request) -> web.Response:
        """Take the configuration file in, or say everything that is wrong with it."""
        try:
            return web.json_response({"reloaded": await self.reload()})
        except ConfigInvalid as refused:
            answer = {"error": "nothing was changed", "mistakes": list(refused.mistakes)}
            return web.json_response(answer, status=422)


def routes(settings: config.Web, admin: Admin) -> tuple[Route, ...]:
    """Give the pages, or none where there is no token to come in with."""

    def guarded(handler: Handler) -> Handler:
        async def answer(request: web.Request) -> web.Response:
            return gate.refusal(request, settings) or await handler(request)

        return answer

    pages = {"/-/log": admin.log, "/-/reload": admin.take}
    return tuple(Route("POST", path, guarded(each)) for path, each in pages.items()) if settings.token_file else ()
