"""Run the service until it is told to stop: open the doors, prepare the broker, serve, drain, close."""

from __future__ import annotations

import asyncio
import random
import signal
from collections.abc import Collection
from datetime import UTC, datetime

import structlog

from agents import app, brokers, web
from agents.app import STAGES, Doors
from agents.service import Service
from monitor.config import Config
from monitor.feeds.parse import parse
from monitor.internet import Internet
from monitor.sandbox import Sandbox

log = structlog.get_logger()

DRAIN = 8.0
"""Seconds that items in hand have to finish after SIGTERM."""


def run(config: Config, only: Collection[str] = STAGES) -> int:
    """Block until SIGTERM or SIGINT; gives the exit code: 0 after a clean stop, 1 after a crash."""
    import uvloop  # noqa: PLC0415  # Not on every platform.

    return uvloop.run(_run(config, only))


async def _run(config: Config, only: Collection[str]) -> int:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await brokers.prepare(config)
    async with Internet(config.fetch) as http, Sandbox() as sandbox:

        async def parsed(body: bytes, url: str, content_type: str) -> object:
            return await sandbox.run(parse, body, url=url, content_type=content_type)

        doors = Doors(http=http, parse=parsed, clock=_now, chance=random.SystemRandom().random)
        service = app.create(config, doors, only)
        async with web.serve(_pages(service), config.web.host, config.web.port) as port:
            log.info("starting", broker=config.broker.partition("://")[0], stages=list(only), port=port)
            return await _serve(service, stop)


async def _serve(service: Service, stop: asyncio.Event) -> int:
    faust_app = service.app
    await faust_app.start()
    log.info("started")
    crashed = asyncio.ensure_future(faust_app.crashed.wait())
    asked = asyncio.ensure_future(stop.wait())
    await asyncio.wait((crashed, asked), return_when=asyncio.FIRST_COMPLETED)
    asked.cancel()
    log.info("stopping")
    await service.drain(DRAIN)
    await faust_app.stop()
    if crashed.done():
        log.error("crashed", why=repr(faust_app.crash_reason))
        return 1
    crashed.cancel()
    log.info("stopped")
    return 0


def _pages(service: Service) -> web.Pages:
    def alive() -> str:
        late = service.beat is not None and (_now() - service.beat).total_seconds() > 15
        return "the loop has not ticked for 15 s" if late else ""

    def ready() -> str:
        if service.draining:
            return "stopping"
        if not service.app.started or service.app.rebalancing or service.app.in_recovery:
            return "not started, or partitions are being assigned"
        return "" if service.app.consumer.assignment() else "no partitions assigned"

    return web.Pages(alive=alive, ready=ready, refresh=lambda: None, registry=service.counting.registry)


def _now() -> datetime:
    return datetime.now(UTC)
