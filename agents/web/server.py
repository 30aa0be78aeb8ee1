"""The service's own pages: /livez, /readyz, /healthz, /metrics, and the routes that others add.

Guarantees: a body is never read past its cap, whatever it inflates to; an answer never carries a traceback.
"""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

from aiohttp import web
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from monitor.errors import Usage

_CHUNK = 65_536


class Route(NamedTuple):
    """A page of another room: `path` may hold parts such as ``{name}``. The body is as sent: read it with `body`."""

    method: str
    path: str
    handler: Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """What the pages show: each question gives "" for yes, or why not in words. `routes` are further pages."""

    alive: Callable[[], str]
    ready: Callable[[], str]
    refresh: Callable[[], None]
    registry: CollectorRegistry
    detail: Callable[[], dict[str, Any]] = dict
    routes: tuple[Route, ...] = ()


@asynccontextmanager
async def serve(pages: Pages, host: str, port: int) -> AsyncIterator[int]:
    """Serve until left; gives the port (the one asked for, or a free one for 0)."""
    runner = web.AppRunner(_application(pages), access_log=None, auto_decompress=False)
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


async def body(request: web.Request, limit: int) -> bytes:
    """Read the body of a request, inflated where it is gzipped.

    Raises:
        HTTPRequestEntityTooLarge: it is, or becomes, larger than `limit` bytes.
        HTTPBadRequest: the gzip is damaged.
        HTTPUnsupportedMediaType: it is encoded in another way.
    """
    encoding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in {"identity", "", "gzip"}:
        raise web.HTTPUnsupportedMediaType(text=f"content encoding {encoding[:40]!r}; send gzip or none\n")
    if (request.content_length or 0) > limit:
        raise web.HTTPRequestEntityTooLarge(limit, request.content_length or 0, text=f"more than {limit} bytes\n")
    engine = zlib.decompressobj(wbits=31) if encoding == "gzip" else None
    whole, taken = bytearray(), 0
    async for chunk in request.content.iter_chunked(_CHUNK):
        taken += len(chunk)
        try:
            whole += engine.decompress(chunk, limit + 1 - len(whole)) if engine else chunk
        except zlib.error as error:
            raise web.HTTPBadRequest(text="the gzip is damaged\n") from error
        if max(len(whole), taken) > limit:
            raise web.HTTPRequestEntityTooLarge(limit, max(len(whole), taken), text=f"more than {limit} bytes\n")
    if engine and not (engine.eof and not engine.unused_data):
        raise web.HTTPBadRequest(text="the gzip is damaged\n")

    return bytes(whole)


def _application(pages: Pages) -> web.Application:
    async def livez(request: web.Request) -> web.Response:
        return _answer(request, pages, pages.alive())

    async def readyz(request: web.Request) -> web.Response:
        return _answer(request, pages, pages.ready())

    async def healthz(_: web.Request) -> web.Response:
        return _detailed(pages, pages.alive() or pages.ready())

    async def metrics(_: web.Request) -> web.Response:
        pages.refresh()
        return web.Response(body=generate_latest(pages.registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    application = web.Application()
    for handler in (livez, readyz, healthz, metrics):
        application.router.add_get(f"/{handler.__name__}", handler)
    for route in pages.routes:
        application.router.add_route(*route)
    return application


def _answer(request: web.Request, pages: Pages, why_not: str) -> web.Response:
    if "verbose" in request.query:
        return _detailed(pages, why_not)
    return web.Response(text="ok\n") if not why_not else web.Response(status=503, text=why_not + "\n")


def _detailed(pages: Pages, why_not: str) -> web.Response:
    return web.json_response(pages.detail(), status=503 if why_not else 200)
