"""The service's own pages: /livez, /readyz and /metrics."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from monitor.errors import Usage


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """What the pages show: each question gives "" for yes, or why not in words."""

    alive: Callable[[], str]
    ready: Callable[[], str]
    refresh: Callable[[], None]
    registry: CollectorRegistry


@asynccontextmanager
async def serve(pages: Pages, host: str, port: int) -> AsyncIterator[int]:
    """Serve until left; gives the port (the one asked for, or a free one for 0)."""
    runner = web.AppRunner(_application(pages), access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, host, port)
    try:
        await site.start()
    except OSError as error:
        await runner.cleanup()
        raise Usage(
            f"web: cannot listen on {host}:{port}: {error.strerror or error}; set `web.port` to a free one"
        ) from error
    try:
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()


def _application(pages: Pages) -> web.Application:
    async def livez(_: web.Request) -> web.Response:
        return _answer(pages.alive())

    async def readyz(_: web.Request) -> web.Response:
        return _answer(pages.ready())

    async def metrics(_: web.Request) -> web.Response:
        pages.refresh()
        return web.Response(body=generate_latest(pages.registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    application = web.Application()
    application.router.add_get("/livez", livez)
    application.router.add_get("/readyz", readyz)
    application.router.add_get("/metrics", metrics)
    return application


def _answer(why_not: str) -> web.Response:
    return web.Response(text="ok\n") if not why_not else web.Response(status=503, text=why_not + "\n")
