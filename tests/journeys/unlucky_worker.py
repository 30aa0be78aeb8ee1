"""A worker of the real service whose first start is unlucky: a fetch overlaps the last seek, and the loop is busy then.

It takes the arguments of `kabar run`. At the end of a start Faust reads every partition again from where it
was committed. Here a fetch that is under way takes its records after that, before Faust hears that it was done: both answers
wait in the loop at once. On a busy machine that happens by chance; it prints `unlucky` where it did happen.
"""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Mapping
from typing import Any

from faust.types import TP

from agents.transport import kafka, kafka_membership
from agents.transport.kafka_consumer import Consumer
from monitor.cli import main

GLANCE, BOUND = 0.05, 10.0


class Thread(kafka_membership.Thread):
    """Lets the first fetch from a source partition wait until it was sought."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.sought, self.taken, self.busy = asyncio.Event(), asyncio.Event(), threading.Event()

    async def seek_to_committed(self) -> Mapping[TP, int]:
        found: Mapping[TP, int] = await self.call_thread(self._sought)
        return found

    async def _sought(self) -> Mapping[TP, int]:
        found: Mapping[TP, int] = await self._ensure_consumer().seek_to_committed()
        if self.sought.is_set():
            return found
        self.parent_loop.call_soon_threadsafe(self.busy.wait, BOUND)
        self.sought.set()
        await asyncio.wait([asyncio.ensure_future(self.taken.wait())], timeout=BOUND)
        asyncio.get_running_loop().call_later(0.2, self.busy.set)  # When this answer waits in the loop, too.
        return found

    async def _fetch_records(
        self,
        consumer: Any,
        active_partitions: set[TP],
        timeout: float | None = None,  # noqa: ASYNC109  # Faust's name.
        max_records: int | None = None,
    ) -> Mapping[TP, list[Any]]:
        active = active_partitions
        while not self.sought.is_set():
            if active and not any(map(self._is_source, active)):
                found = await super()._fetch_records(consumer, active, GLANCE, max_records)
                if found:
                    return found
            await asyncio.sleep(GLANCE)
        if not self.taken.is_set():
            timeout = BOUND  # A question for news of other partitions may be under way: it has to end first.
        found = await super()._fetch_records(consumer, active, timeout, max_records)
        if not self.taken.is_set() and any(map(self._is_source, found)):
            print("unlucky", flush=True)  # noqa: T201  # This is how the test knows.
            self.taken.set()
        return found

    def _is_source(self, tp: TP) -> bool:
        return tp.topic not in self.app.tables.changelog_topics


class Unlucky(Consumer):
    """Our consumer over that thread."""

    def _new_consumer_thread(self) -> Thread:
        return Thread(self, loop=self.loop, beacon=self.beacon)


if __name__ == "__main__":
    kafka.Transport.Consumer = Unlucky
    main(["run", *sys.argv[1:]])
