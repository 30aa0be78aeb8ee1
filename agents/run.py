"""Run the service until it is told to stop: open the doors, prepare the broker, serve, drain, close."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import threading
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

import structlog

from agents import app, brokers, hooks, intake, logs, sending, web
from agents.app import STAGES, Doors
from agents.archive import Archive
from agents.looking import Looking, Seen
from agents.pressing import Pressing
from agents.service import Service
from agents.showing import Showing
from monitor import given
from monitor.config import Config
from monitor.feeds import page, robots
from monitor.feeds.parse import parse
from monitor.feeds.robots import Verdict
from monitor.internet import Internet
from monitor.ports import Http
from monitor.sandbox import FEEDS, PAGES, Sandbox
from monitor.text import language

log = structlog.get_logger()

GRACE = 9.5
"""Seconds after SIGTERM at which the process ends, whatever hangs."""


def run(config: Config, only: Collection[str] = STAGES) -> int:
    """Block until SIGTERM or SIGINT; gives the exit code: 0 after a clean stop, 1 after a crash."""
    import uvloop  # noqa: PLC0415  # Not on every platform.

    logs.configure()
    return uvloop.run(_run(config, only))


async def _run(config: Config, only: Collection[str]) -> int:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await brokers.prepare(config, only)
    await asyncio.to_thread(language.load)
    preload = PAGES if any(feed.fulltext for feed in config.feeds) else FEEDS
    async with sending.internet(config) as http, Sandbox(preload=preload) as sandbox:
        service = app.create(config, _doors(http, sandbox), only)
        routes = _routes(service, config, sandbox, http, only)
        async with web.serve(_pages(service, routes), config.web.host, config.web.port) as port:
            log.info("starting", broker=config.broker.partition("://")[0], stages=list(only), port=port)
            return await _serve(service, stop)


def _doors(http: Internet, sandbox: Sandbox) -> Doors:
    async def parsed(body: bytes, url: str, content_type: str) -> object:
        return await sandbox.run(parse, body, url=url, content_type=content_type)

    async def judged(rules: str, url: str, name: str) -> Verdict:
        return await sandbox.run(robots.judge, rules, url, name)

    async def extracted(body: bytes, url: str, content_type: str) -> str:
        return await sandbox.run(page.text, body, url, content_type)

    return Doors(
        http=http,
        parse=parsed,
        judge=judged,
        extract=extracted,
        clock=_now,
        chance=random.SystemRandom().random,
        mail=http.mail,
    )


async def _serve(service: Service, stop: asyncio.Event) -> int:
    """Start the app, wait for a signal or a crash, and stop; whatever hangs while stopping is cut off after `GRACE`."""
    faust_app: Any = service.app
    try:
        await faust_app.start()
        log.info("started")
        waiting = [asyncio.ensure_future(event.wait()) for event in (stop, faust_app._crashed)]  # noqa: SLF001  # No public one.
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for each in waiting:
            each.cancel()
    finally:
        log.info("stopping")
        service.stopping = True
        last = threading.Timer(GRACE, _cut_off)
        last.daemon = True
        last.start()
        await faust_app.stop()
    if faust_app.crash_reason is not None:
        log.error("crashed", why=repr(faust_app.crash_reason))
        return 1
    log.info("stopped")
    return 0


def _cut_off() -> None:
    log.error("stopping took too long: what was in hand is done again after the next start")
    os._exit(1)


def _routes(
    service: Service, config: Config, sandbox: Sandbox, http: Http, only: Collection[str] = STAGES
) -> tuple[web.Route, ...]:
    def ready() -> str:
        return _ready(service)

    taken = intake.routes(config.web, _taker(service, sandbox))
    called = hooks.routes(config, service.out, ready, service.counting)
    told = _told(service, config, http) if "alert" in only else ()
    return (*taken, *called, *told)


def _told(service: Service, config: Config, http: Http) -> tuple[web.Route, ...]:
    """Give the pages about alerts: a worker that tells none has no business with them."""
    archive = Archive(config)
    looking = Looking(read=lambda: Seen(archive.alerts(), archive.deliveries()))
    out, ready = service.out, lambda: _ready(service)
    shown = Showing(found=config, looking=looking, out=out, ready=ready, clock=_now)
    pressed = Pressing(found=config, out=out, ready=ready, clock=_now, http=http)
    return (*shown.routes(), *pressed.routes())


def _taker(service: Service, sandbox: Sandbox) -> intake.Intake:
    async def read(body: bytes, is_lines: bool) -> given.Posted:  # noqa: FBT001  # Called by position.
        clock = given.Clock(now=_now(), is_live=True)
        return await sandbox.run(given.posted, body, clock, is_lines=is_lines)

    return intake.Intake(out=service.out, ready=lambda: _ready(service), read=read)


def _pages(service: Service, routes: tuple[web.Route, ...]) -> web.Pages:
    def alive() -> str:
        late = service.beat is not None and (_now() - service.beat).total_seconds() > 15
        return "the loop has not ticked for 15 s" if late else ""

    return web.Pages(
        alive=alive,
        ready=lambda: _ready(service),
        refresh=service.refresh,
        registry=service.counting.registry,
        routes=routes,
    )


def _ready(service: Service) -> str:
    if service.stopping:
        return "stopping"
    if not service.app.started or service.app.rebalancing or service.app.in_recovery:
        return "not started, or partitions are being assigned"
    return "" if service.app.consumer.assignment() else "no partitions assigned"


def _now() -> datetime:
    return datetime.now(UTC)
