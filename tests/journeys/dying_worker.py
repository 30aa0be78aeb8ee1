"""Workers that kill themselves at a named point between taking an alert and having told of it.

Usage: ``python -m tests.journeys.dying_worker CONFIG``. Each line of the standard input names a point and how often it is
passed; a worker is forked for it, its process id is printed, and when it has died, how. Points are wrapped here, around the
service as it is: nothing in it knows of them.
"""

from __future__ import annotations

import asyncio
import inspect
import os
import random
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from agents import app, sending
from agents.app import Doors
from agents.deliver import Deliver
from agents.outgoing import Outgoing
from agents.queues import Queues
from agents.records import Item, Out
from agents.route import Route
from agents.sending import Sender
from agents.service import Service
from agents.transport import kafka_consumer, kafka_producer, sqlite_producer
from agents.transport.broker import Broker
from agents.transport.log import Log
from monitor import config
from monitor.config import Config
from monitor.internet import Internet

NEVER = "never"


class Point(NamedTuple):
    """A method of a class, and whether the worker dies before or after it."""

    owner: type[Any]
    method: str
    is_after: bool


def _both(owner: type[Any], method: str, name: str) -> dict[str, Point]:
    return {
        f"before {name}": Point(owner, method, is_after=False),
        f"after {name}": Point(owner, method, is_after=True),
    }


COMMON = {
    **_both(Route, "__call__", "routing"),
    **_both(Deliver, "__call__", "delivering"),
    **_both(Outgoing, "enqueue", "enqueueing"),
    **_both(Queues, "put", "putting a delivery"),
    **_both(Queues, "put_outlet", "putting a sink"),
    **_both(Outgoing, "_put", "showing a delivery"),
    **_both(Outgoing, "_choose", "choosing"),
    **_both(Sender, "send", "the attempt"),
    **_both(Internet, "__call__", "the request"),
    **_both(Out, "send", "handing on"),
    **_both(Service, "let_go", "letting go"),
    **_both(Item, "settle", "remembering"),
    **_both(Service, "_part", "the baton"),
}
EMBEDDED = {
    **_both(sqlite_producer.Producer, "flush", "flushing the file"),
    **_both(Broker, "finish", "finishing an event"),
    **_both(Log, "write", "writing the log"),
}
KAFKA = {
    **_both(kafka_producer.Producer, "flush", "flushing to Kafka"),
    **_both(kafka_producer.Buffer, "put", "a table change"),
    **_both(kafka_consumer.Consumer, "_commit_offsets", "committing"),
}
POINTS = COMMON | EMBEDDED | KAFKA


def arm(point: Point, passes: int) -> None:
    """Let the process die when the point was passed so often."""
    left = [passes]

    def passed() -> None:
        left[0] -= 1
        if left[0] <= 0:
            os.kill(os.getpid(), signal.SIGKILL)

    setattr(point.owner, point.method, _wrapped(getattr(point.owner, point.method), passed, is_after=point.is_after))


def _wrapped(whole: Callable[..., Any], passed: Callable[[], None], *, is_after: bool) -> Callable[..., Any]:
    async def later(*args: Any, **options: Any) -> Any:
        if not is_after:
            passed()
        done = await whole(*args, **options)
        if is_after:
            passed()
        return done

    def at_once(*args: Any, **options: Any) -> Any:
        if not is_after:
            passed()
        done = whole(*args, **options)
        if is_after:
            passed()
        return done

    return later if inspect.iscoroutinefunction(whole) else at_once


async def serve(found: Config) -> None:
    """Route and deliver, until killed."""
    async with sending.internet(found) as http:
        doors: Any = Doors(
            http=http,
            parse=_nothing,
            judge=_nothing,
            extract=_nothing,
            clock=lambda: datetime.now(UTC),
            chance=random.random,
            mail=http.mail,
        )
        service = app.create(found, doors, ["route", "deliver"])
        running: Any = service.app
        await running.start()
        await asyncio.Event().wait()


async def _nothing(*_: Any) -> Any:
    raise AssertionError("No feed is asked here.")


def main(path: Path) -> None:
    """Fork a worker for each line, one after the other."""
    found = config.load(path)
    for line in sys.stdin:
        name, _, passes = line.strip().rpartition(" ")
        child = os.fork()
        if not child:
            if name != NEVER:
                arm(POINTS[name], int(passes))
            asyncio.run(serve(found))
            os._exit(0)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{status}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
