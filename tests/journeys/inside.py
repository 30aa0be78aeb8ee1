"""The real service inside the test's own process, with a clock that the test can move."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from agents import app, brokers, run, sending
from agents.reload import Reload
from agents.service import Service
from agents.web import server
from agents.web.standing import Standing
from monitor import config
from monitor.feeds.state import FeedState
from monitor.sandbox import Sandbox


@dataclass(kw_only=True)
class Clock:
    """The time, and what was added to it."""

    ahead: timedelta = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass(kw_only=True)
class Running:
    """A service that runs, and what it knows and counts."""

    service: Service
    reload: Reload
    standing: Standing
    clock: Clock = field(default_factory=Clock)

    def state(self, url: str) -> FeedState | None:
        """Give what is known of a feed."""
        state: FeedState | None = self.service.memories["feeds"].get(url)
        return state

    def count(self, name: str, **labels: str) -> float:
        """Give a metric; 0 where it was never counted."""
        return self.service.counting.registry.get_sample_value(name, labels) or 0.0


@contextlib.asynccontextmanager
async def inside(path: Path, clock: Clock) -> AsyncIterator[Running]:
    """Run the service of a configuration; gives it when it is ready."""
    found = config.load(path)
    await brokers.prepare(found)
    async with sending.internet(found) as http, Sandbox() as sandbox:
        service = app.create(found, replace(run.doors(http, sandbox), clock=clock, chance=lambda: 0.5))
        standing = Standing(service=service, config=found)
        reload = Reload(service=service, config=found, clock=clock)
        pages = run.pages(standing, sandbox, reload, http)
        async with server.serve(pages, found.web.host, found.web.port):
            running: Any = service.app
            await running.start()
            try:
                async with asyncio.timeout(30):
                    while pages.ready():  # noqa: ASYNC110  # It is a question, no event.
                        await asyncio.sleep(0.02)
                yield Running(service=service, clock=clock, reload=reload, standing=standing)
            finally:
                service.stopping = True
                await running.stop()
