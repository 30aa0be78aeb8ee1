"""Sending to Kafka so that nothing is forgotten between an agent and the broker."""

from __future__ import annotations

import asyncio
from typing import Any

from faust.transport.drivers import aiokafka
from faust.transport.producer import ProducerBuffer
from faust.types import FutureMessage


class Buffer(ProducerBuffer):
    """Table changes on their way; Faust's own forgets the one it is just sending, and nobody awaits their receipts."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.unsettled: set[FutureMessage[Any]] = set()
        self.failure: BaseException | None = None

    def put(self, fut: FutureMessage[Any]) -> None:
        """Take a message; it is unsettled until the broker has answered."""
        self.unsettled.add(fut)
        fut.add_done_callback(self._settle)
        super().put(fut)

    def _settle(self, fut: Any) -> None:
        self.unsettled.discard(fut)
        if not fut.cancelled() and fut.exception() is not None:
            self.failure = fut.exception()


class Producer(aiokafka.Producer):
    """Faust's producer, with a `flush` that ends when the broker has answered for every table change."""

    buffer: Buffer

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.buffer = Buffer(loop=self.loop, beacon=self.beacon)
        self.buffer.app = self.app

    async def flush(self) -> None:
        """Wait until everything sent so far has its answer."""
        while self.buffer.size:
            await self.buffer.flush()
        await super().flush()
        unsettled = self.buffer.unsettled.copy()
        if unsettled:
            await asyncio.wait(unsettled)
