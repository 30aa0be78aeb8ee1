"""A Faust worker that the rebalance journey stops in the middle of its work: counts in a table, passes every id on.

Usage: ``python -m tests.journeys.rebalance_worker OPTIONS`` with `Options` as JSON.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from dataclasses import asdict, dataclass
from typing import Any

import faust

from agents.brokers import App

RAW: dict[str, Any] = {"key_type": bytes, "value_type": bytes, "key_serializer": "raw", "value_serializer": "raw"}
BREATH = 20
"""Records between two short rests, so that a worker is stopped in the middle of its work and not after it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the worker does; `name` is its group and the prefix of its topics."""

    url: str
    name: str
    partitions: int
    concurrency: int
    standbys: int

    def __str__(self) -> str:
        return json.dumps(asdict(self))


def create(options: Options) -> faust.App:
    app = App(
        options.name,
        broker=options.url,
        web_enabled=False,
        store="memory://",
        topic_partitions=options.partitions,
        topic_disable_leader=True,
        topic_allow_declare=False,
        table_standby_replicas=options.standbys,
        broker_commit_interval=1.0,
        broker_heartbeat_interval=1.0,
        broker_session_timeout=6.0,
    )
    counts = app.Table("counts", partitions=options.partitions, key_type=bytes, value_type=bytes)
    out = app.topic(f"{options.name}.out", **RAW)

    @app.agent(app.topic(f"{options.name}.in", **RAW), concurrency=options.concurrency)
    async def count(stream: Any) -> None:
        done = 0
        async for event in stream.events():
            key, value = event.message.key, event.message.value
            counts[key] = b"%d" % (int(counts.get(key) or b"0") + 1)
            await out.send(key=key, value=value)
            done += 1
            await asyncio.sleep(0 if done % BREATH else 0.005)

    return app


async def main(options: Options) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    loop.add_reader(sys.stdin, os._exit, 1)  # The test is gone, however it ended.
    app = create(options)
    await app.start()
    await app.wait(stop.wait())  # Ends as well when the app crashes.
    await app.stop()


if __name__ == "__main__":
    asyncio.run(main(Options(**json.loads(sys.argv[1]))))
