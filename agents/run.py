"""Run the service until it is told to stop: open the doors, prepare the broker, serve, drain, close."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import threading
from collections.abc import Callable, Collection, Coroutine, Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import structlog
from faust.exceptions import ConsumerNotStarted

from agents import app, brokers, logs, sending, topics, watchdog
from agents.app import STAGES, Doors
from agents.archive import Archive
from agents.reload import Reload
from agents.service import Service
from agents.tracing import Tracing
from agents.transport import doing, sqlite
from agents.watchdog import Watchdog
from agents.web import admin, hooks, intake, server
from agents.web.looking import Looking, Seen
from agents.web.pressing import Pressing
from agents.web.showing import Showing
from agents.web.standing import Standing
from monitor import config as configuration
from monitor import garbage, given
from monitor.config import Config, hiding
from monitor.errors import ConfigInvalid
from monitor.feeds import page, robots
from monitor.feeds.parse import parse
from monitor.feeds.robots import Verdict
from monitor.internet import Internet
from monitor.ports import Http
from monitor.sandbox import FEEDS, PAGES, Sandbox
from monitor.text import language

log = structlog.get_logger()

OpenDoors = Callable[[Internet, Sandbox], Doors]

GRACE = 9.5
"""Seconds after SIGTERM at which the process ends, whatever hangs."""


def run(config: Config, only: Collection[str] = STAGES, open_doors: OpenDoors | None = None) -> int:
    """Block until SIGTERM or SIGINT; gives the exit code: 0 after a clean stop, 1 after a crash.

    A worker that is stuck does not come back here: its watchdog ends the process with `watchdog.ENDED`.
    """
    import uvloop  # noqa: PLC0415  # Not on every platform.

    logs.configure(config.log.level, hiding.files(config))
    _warn(config)
    return uvloop.run(_run(config, only, open_doors or doors))


def _warn(config: Config) -> None:
    """Say at once what the service will miss; it runs all the same, since each file is read anew when it is needed."""
    try:
        configuration.check_files(config)
    except ConfigInvalid as error:
        log.warning("files that the configuration names cannot be used", mistakes=list(error.mistakes))


async def _run(config: Config, only: Collection[str], open_doors: OpenDoors) -> int:
    stop = asyncio.Event()
    tasks: set[asyncio.Future[None]] = set()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    if not await _is_done(brokers.prepare(config, only), stop):
        log.info("stopped")
        return 0
    await asyncio.to_thread(language.load)
    preload = PAGES if any(feed.fulltext for feed in config.feeds) else FEEDS
    async with sending.internet(config) as http, Sandbox(preload=preload) as sandbox:
        tracing = Tracing(config.traces, config.id) if config.traces else None
        service = app.create(config, replace(open_doors(http, sandbox), tracing=tracing), only)
        standing = Standing(service=service, config=config)
        reload = Reload(service=service, config=config, clock=_now)
        loop.add_signal_handler(signal.SIGHUP, lambda: tasks.add(asyncio.ensure_future(_reloaded(reload))))
        async with server.serve(pages(standing, sandbox, reload, http), config.web.host, config.web.port) as port:
            garbage.set_aside()
            log.info("starting", broker=config.broker.partition("://")[0], stages=list(only), port=port)
            try:
                return await _serve(service, stop, _watchdog(standing))
            finally:
                if tracing:
                    await asyncio.to_thread(tracing.close)


async def _is_done(work: Coroutine[Any, Any, None], stop: asyncio.Event) -> bool:
    """Do something, unless a stop comes first."""
    doing, _ = waiting = [asyncio.ensure_future(work), asyncio.ensure_future(stop.wait())]
    try:
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        if doing.done():
            await doing
        return doing.done()
    finally:
        await _given_up(waiting)


async def _given_up(waiting: Iterable[asyncio.Future[Any]]) -> None:
    """Wait for nothing of this any more."""
    for each in waiting:
        each.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)


async def _reloaded(reload: Reload) -> None:
    with suppress(ConfigInvalid):  # It is logged, and counted.
        await reload()


def doors(http: Internet, sandbox: Sandbox) -> Doors:
    """Open the world to the service."""

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


async def _serve(service: Service, stop: asyncio.Event, guard: Watchdog) -> int:
    """Start the app, wait for a signal or a crash, and stop; whatever hangs while stopping is cut off after `GRACE`."""
    faust_app: Any = service.app
    starting, *ends = waiting = [
        asyncio.ensure_future(each)
        for each in (faust_app.start(), stop.wait(), faust_app._crashed.wait())  # noqa: SLF001  # No public one.
    ]
    try:
        guard.start()
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        if starting.done():
            await starting
            log.info("started")
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
    finally:
        log.info("stopping")
        guard.stop()
        service.stopping = True
        last = threading.Timer(GRACE, _cut_off)
        last.daemon = True
        last.start()
        # A start may wait for long for workers that were killed. It has ended before what it began is stopped.
        await _given_up(waiting)
        await faust_app.stop()
    if faust_app.crash_reason is not None:
        log.error("crashed", why=repr(faust_app.crash_reason))
        return 1
    log.info("stopped")
    return 0


def _cut_off() -> None:
    log.error("stopping took too long: what was in hand is done again after the next start")
    os._exit(1)


def pages(standing: Standing, sandbox: Sandbox, reload: Reload, http: Http) -> server.Pages:
    """Compose what the web port serves."""
    service, config = standing.service, standing.config
    pushed = hooks.pushable(config)
    archive = Archive(config)
    looking = Looking(read=lambda: Seen(archive.alerts(), archive.deliveries()))
    shown = Showing(found=config, looking=looking, out=service.out, ready=standing.ready, clock=_now)
    pressed = Pressing(found=config, out=service.out, ready=standing.ready, clock=_now, http=http)
    told = (*shown.routes(), *pressed.routes())

    def taken(found: Config) -> None:
        shown.found = pressed.found = found
        pushed.clear()
        pushed.update(hooks.pushable(found))

    def refresh() -> None:
        service.refresh()  # Looked up each time: a reload replaces it.

    reload.taken = taken
    return server.Pages(
        alive=standing.alive,
        ready=standing.ready,
        detail=standing.detail,
        refresh=refresh,
        registry=service.counting.registry,
        routes=(
            *intake.routes(config.web, _taker(standing, sandbox)),
            *hooks.routes(config, service.out, standing.ready, service.counting, pushed),
            *admin.routes(config.web, admin.Admin(reload=reload)),
            *(told if "alert" in service.works else ()),  # A worker that tells none has no business with them.
        ),
    )


def _taker(standing: Standing, sandbox: Sandbox) -> intake.Intake:
    async def read(body: bytes, is_lines: bool) -> given.Posted:  # noqa: FBT001  # Called by position.
        clock = given.Clock(now=_now(), is_live=True)
        return await sandbox.run(given.posted, body, clock, is_lines=is_lines)

    return intake.Intake(out=standing.service.out, ready=standing.ready, read=read)


def _watchdog(standing: Standing) -> Watchdog:
    service, config = standing.service, standing.config
    beside = sqlite.locate(config.broker)[0] if brokers.is_embedded(config) else None
    notes = watchdog.notes(beside)
    service.vigil.given_up = notes.given_up()
    service.counting.restarted(stage for stage, _ in notes.read())

    async def ask() -> dict[tuple[str, int], tuple[int, int]]:
        consumer: Any = service.app.consumer
        found: dict[Any, tuple[int, int]] = {}
        with suppress(ConsumerNotStarted):  # It is about to be.
            found = await consumer.behind() if service.app.started else {}
        return {(topics.plain(config.id, tp.topic), tp.partition): standing_ for tp, standing_ in found.items()}

    def look(topic: str) -> dict[str, Any]:
        return doing.told(service.app, topics.named(config.id, topic))

    return Watchdog(vigil=service.vigil, notes=notes, ask=ask, ready=standing.started, look=look)


def _now() -> datetime:
    return datetime.now(UTC)
