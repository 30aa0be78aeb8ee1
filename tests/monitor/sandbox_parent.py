"""A service in small, to be killed: starts a sandbox, says who works in it, and stays busy."""

from __future__ import annotations

import asyncio
import sys

from monitor.sandbox import Sandbox
from tests.monitor import hostile


def _say(worker: int) -> None:
    sys.stdout.write(f"{worker}\n")
    sys.stdout.flush()


async def main(work: str) -> None:
    async with Sandbox(workers=1, seconds=3.0, preload=()) as sandbox:
        _say(await sandbox.run(hostile.worker))
        busy = sandbox.run(hostile.loop_for_ever) if work == "loop" else sandbox.run(hostile.doze, 0.6)
        await asyncio.gather(busy, return_exceptions=True)
        _say(await sandbox.run(hostile.worker))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
