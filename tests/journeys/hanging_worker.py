"""A worker of the real service one of whose doors hangs for ever while a file says so.

Usage: ``python -m tests.journeys.hanging_worker CONFIG DOOR FILE SECONDS``: the door is `parse` or `http`.
"""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from agents import run
from agents.app import Doors
from monitor import config
from monitor.config import Watchdog
from monitor.internet import Internet
from monitor.ports import Request, Response
from monitor.sandbox import Sandbox


def opened(door: str, file: Path) -> run.OpenDoors:
    async def wait() -> None:
        if file.exists():
            await asyncio.Event().wait()

    def open_doors(http: Internet, sandbox: Sandbox) -> Doors:
        doors = run.doors(http, sandbox)

        async def parse(*given: Any) -> Any:
            await wait()
            return await doors.parse(*given)

        async def ask(request: Request) -> Response:
            if request.method == "POST":
                await wait()
            return await http(request)

        return replace(doors, parse=parse) if door == "parse" else replace(doors, http=ask)

    return open_doors


if __name__ == "__main__":
    path, door, file, seconds = sys.argv[1:]
    found = replace(config.load(Path(path)), watchdog=Watchdog(stuck=float(seconds)))
    sys.exit(run.run(found, open_doors=opened(door, Path(file))))
