"""Serves receivers on one loopback port, for as long as they are needed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from aiohttp import web


@asynccontextmanager
async def serve(*routes: Iterable[web.RouteDef], port: int = 0) -> AsyncIterator[str]:
    """Serve routes on 127.0.0.1; gives the address. Port 0 takes a free one."""
    application = web.Application()
    for each in routes:
        application.add_routes(each)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
