"""Workers of the real service that are told to stop in the middle of their start, each a bit later than the one before.

Usage: ``python -m tests.journeys.stopped_workers CONFIG STAGES BY EVERY``. By `awaits` a worker is told where its start waits
for the first time, the next one where it waits for the second time, and so on; by `requests`, when it sends its first request to
Kafka, its second, and so on; some can be passed over. The last is told when it has started. By `joining` it is told by waits,
too, and the last when it has asked to be let into a group in which a member was killed. Each is a fork of this process; a line
of JSON says how it ended.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import faust
from aiokafka.conn import AIOKafkaConnection
from aiokafka.protocol.group import JoinGroupRequest
from aiokafka.protocol.metadata import MetadataRequest

from agents import brokers, run
from monitor import config as configuration
from monitor.config import Config
from monitor.text import language
from tests.journeys import membership

AT_ONCE = 6
"""Workers that run at the same time, each on a broker file, or in a group, of its own."""

LAST = "this was the last moment"

LATE = 0.2
"""Seconds until a client hears what the cluster is: a client that is stopped meanwhile has an open connection."""

SILENCE = 1700
"""Seconds that Kafka waits for the member that was killed: more than the test takes."""


class Moments:
    """Counts what happens, and tells this process to stop at one of them, at the latest at the last."""

    def __init__(self, chosen: int) -> None:
        self.left = chosen

    def pass_one(self, *, is_last: bool = False) -> None:
        """Count one."""
        if self.left > 0 and is_last:
            print(LAST, flush=True)  # noqa: T201  # This is how the parent knows.
            self.left = 1
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGTERM)


class Counted(Coroutine[Any, Any, None]):
    """A start, of which each wait is a moment."""

    def __init__(self, start: Coroutine[Any, Any, None], moments: Moments) -> None:
        self.start, self.moments = start, moments

    def send(self, value: Any) -> Any:
        """Go on to the next wait."""
        try:
            waits = self.start.send(value)
        except StopIteration:
            self.moments.pass_one(is_last=True)
            raise
        self.moments.pass_one()
        return waits

    def throw(self, *given: Any) -> Any:
        """Go on, as somebody who is given up."""
        return self.start.throw(*given)

    def close(self) -> None:
        """End it."""
        self.start.close()

    def __await__(self) -> Any:
        return self.start.__await__()


def by_awaits(moments: Moments) -> None:
    """Count the waits of the start."""
    start: Any = faust.App.start
    faust.App.start = lambda app: Counted(start(app), moments)  # type: ignore[assignment, method-assign]  # Faust's seam.


def by_requests(moments: Moments) -> None:
    """Count the requests to Kafka."""
    start: Any = faust.App.start

    async def whole(app: Any) -> None:
        await start(app)
        moments.pass_one(is_last=True)

    faust.App.start = whole  # type: ignore[assignment, method-assign]  # As above.
    _at_requests(lambda _: moments.pass_one())


def by_joining(moments: Moments) -> None:
    """Count the waits of a start that ends at a closed door: a worker is given a name, asks by it to be let in, and waits."""

    def asked(request: Any) -> None:
        if isinstance(request, JoinGroupRequest) and request._member_id:
            moments.pass_one(is_last=True)

    by_awaits(moments)
    _at_requests(asked)


def _at_requests(tell: Callable[[Any], None]) -> None:
    send = AIOKafkaConnection.send

    def told(connection: Any, request: Any, **options: Any) -> Any:
        answer = send(connection, request, **options)
        tell(request)
        return late(answer) if isinstance(request, MetadataRequest) else answer

    async def late(answer: Any) -> Any:
        found = await answer
        await asyncio.sleep(LATE)
        return found

    AIOKafkaConnection.send = told


BY = {"awaits": by_awaits, "requests": by_requests, "joining": by_joining}


def main(path: str, stages: str, by: str, every: str) -> None:
    """Tell workers to stop, until one was told at the last moment, or did not end well."""
    config = configuration.load(Path(path))
    os.chdir(Path(path).parent)
    language.load()  # Once for all.
    places = [_place(config, number, by) for number in range(AT_ONCE)]
    numbers, running, is_over = count(1, int(every)), dict[int, tuple[int, Config]](), False
    while running or not is_over:
        while places and not is_over:
            number, place = next(numbers), places.pop()
            running[_begin(place, stages.split(","), by, number)] = number, place
        worker, status = os.wait()
        number, place = running.pop(worker)
        places.append(place)
        became = _became(place, os.waitstatus_to_exitcode(status), Path(f"{number}.log"))
        print(json.dumps(became), flush=True)  # noqa: T201  # For the test.
        is_over = is_over or became["code"] != 0 or LAST in became["said"]


def _place(config: Config, number: int, by: str) -> Config:
    own = f"{config.broker}.{number}" if brokers.is_embedded(config) else config.broker
    place = replace(config, id=f"{config.id}-{number}", broker=own)
    if by == "joining":
        asyncio.run(membership.leave_a_dead_one(brokers.url(place), place.id, SILENCE))
    return place


def _begin(config: Config, stages: Sequence[str], by: str, number: int) -> int:
    """Start a worker that is told to stop at a moment; gives its process."""
    worker = os.fork()
    if worker == 0:
        said = os.open(f"{number}.log", os.O_CREAT | os.O_WRONLY | os.O_APPEND)
        os.dup2(said, 1)
        os.dup2(said, 2)
        BY[by](Moments(number))
        sys.exit(run.run(config, stages))  # Not at once: a thread that is left keeps the process.
    return worker


def _became(config: Config, code: int, log: Path) -> dict[str, Any]:
    members = 0 if brokers.is_embedded(config) else asyncio.run(membership.members(brokers.url(config), config.id))

    return {"code": code, "members": members, "said": log.read_text()}


if __name__ == "__main__":
    main(*sys.argv[1:])
