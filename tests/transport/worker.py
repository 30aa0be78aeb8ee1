"""A Faust app that the contract suite starts in a process of its own: counts what comes in, and passes it on.

Usage: ``python -m tests.transport.worker OPTIONS`` with `Options` as JSON. It prints one JSON object a line.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import sys
import traceback
from dataclasses import asdict, dataclass
from typing import Any

import faust
from faust.types import TP

from agents.brokers import App

RAW: dict[str, Any] = {"key_type": bytes, "value_type": bytes, "key_serializer": "raw", "value_serializer": "raw"}
FORGET = b"forget"
"""The value that makes the worker delete its count of a key."""
HANG = b"hang"
"""The value at which the worker stands still, where it is asked to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the worker does. `name` is the group and the prefix of its topics."""

    url: str
    name: str
    partitions: int = 4
    concurrency: int = 1
    pause: float = 0.0
    burst: int = 0
    ticks: bool = False
    hangs: bool = False
    counts: bool = True

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
        broker_commit_interval=0.3,
        broker_heartbeat_interval=1.0,
        broker_session_timeout=7.0,  # Until then Kafka waits for a worker that was killed.
        producer_max_request_size=8_000_000,
        stream_wait_empty=not options.hangs,
    )
    counts = (
        app.Table("counts", partitions=options.partitions, key_type=bytes, value_type=bytes) if options.counts else {}
    )
    out = app.topic(f"{options.name}.out", **RAW)

    @app.agent(app.topic(f"{options.name}.in", f"{options.name}.also", **RAW), concurrency=options.concurrency)
    async def count(stream: Any) -> None:
        async for event in stream.events():
            message = event.message
            if options.hangs and message.value == HANG:
                say(hanging=message.offset)
                await asyncio.sleep(3600)
            number = int((message.key is not None and counts.get(message.key)) or b"0") + 1
            headers = {**event.headers, "n": b"%d" % number, "from": source(message)}
            remember(counts, message.key, message.value, number)
            await (await out.send(key=message.key, value=message.value, headers=headers, partition=message.partition))
            await asyncio.sleep(options.pause)

    if options.ticks:

        @app.timer(0.05)  # type: ignore[untyped-decorator]  # Faust's.
        async def tick() -> None:
            await (await app.topic(f"{options.name}.ticks", **RAW).send(key=b"tick", value=b"tock"))

    return app


def remember(counts: Any, key: bytes | None, value: bytes | None, number: int) -> None:
    """Count per key; `FORGET` deletes the count."""
    if key is None:
        return
    if value == FORGET:
        counts.pop(key, None)
    else:
        counts[key] = b"%d" % number


def source(message: Any) -> bytes:
    return f"{message.topic} {message.partition} {message.offset}".encode()


async def burst(app: faust.App, options: Options) -> None:
    """Send outside any event, and tell of every receipt."""
    topic = app.topic(f"{options.name}.ticks", **RAW)
    for number in range(options.burst):
        receipt = await (await topic.send(key=b"burst", value=b"%d" % number))
        say(receipt=number, offset=receipt.offset)


async def is_ready(app: faust.App) -> None:
    while not app.consumer.assignment() or app.rebalancing or app.in_recovery:  # noqa: ASYNC110  # Faust has no event for it.
        await asyncio.sleep(0.02)


async def state(app: faust.App, options: Options) -> dict[str, Any]:
    """What the app knows once it is ready."""
    places = [TP(f"{options.name}.in", number) for number in range(options.partitions)]
    ends, firsts = await app.consumer.highwaters(*places), await app.consumer.earliest_offsets(*places)
    counts: Any = app.tables["counts"] if options.counts else {}
    table = {key.hex(): value.decode() for key, value in counts.items()}

    return {
        "table": table,
        "ends": [ends[place] for place in places],
        "firsts": [firsts[place] for place in places],
        "generation": app.consumer_generation_id,
    }


def say(**line: Any) -> None:
    print(json.dumps(line), flush=True)  # noqa: T201  # This is how the test listens.


async def guarded(options: Options) -> None:
    """Faust's tasks may outlive an exception; the worker must not."""
    try:
        await main(options)
    except BaseException:  # noqa: BLE001  # Whatever it is, the test must hear of it.
        traceback.print_exc()
        os._exit(3)


async def main(options: Options) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    asyncio.get_running_loop().add_reader(0, end_with_the_test)
    app = create(options)
    await app.start()
    await is_ready(app)
    say(ready=await state(app, options))
    if options.burst:
        await burst(app, options)
    while not (stop.is_set() or app.crashed):  # noqa: ASYNC110  # Faust has no event for it.
        await asyncio.sleep(0.05)
    if app.crashed:
        os._exit(3)
    if options.counts:
        say(table=(await state(app, options))["table"])
    await app.stop()
    say(stopped=True)


def end_with_the_test() -> None:
    """Leave when the test that started us is gone."""
    if not os.read(0, 1):
        os._exit(4)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    asyncio.run(guarded(Options(**json.loads(sys.argv[1]))))
