"""Sending to the embedded broker."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Mapping
from typing import Any

from aiokafka.partitioner import DefaultPartitioner
from faust.streams import current_event
from faust.transport import producer
from faust.types import TP, RecordMetadata
from faust.types.tuples import FutureMessage
from mode.utils.times import want_seconds

from agents.transport.broker import Broker
from agents.transport.facts import TopicFacts, TopicRow
from agents.transport.log import Draft
from agents.transport.outbox import Source
from agents.transport.rows import Headers

NOT_YET = -1  # The offset of a record that waits for its event.

_partition = DefaultPartitioner()


def choose(facts: TopicFacts, key: bytes | None) -> int:
    """The partition Kafka's own clients would choose for a key; any one where there is none."""
    everywhere = list(range(facts.partitions))

    return int(_partition(key, everywhere, everywhere))


class Producer(producer.Producer):
    """Holds what an event sends until the event is done; appends everything else at once."""

    @property
    def broker(self) -> Broker:
        """The broker of the transport this producer belongs to."""
        broker: Broker = self.transport.broker  # type: ignore[attr-defined]  # Faust's type is the general one.

        return broker

    async def on_start(self) -> None:
        """Open the file."""
        await super().on_start()
        self.broker.enter(choose)

    async def on_stop(self) -> None:
        """Write what is left."""
        await super().on_stop()
        await self.broker.leave()

    async def send(  # noqa: PLR0913, PLR0917  # Faust's signature.
        self,
        topic: str,
        key: bytes | None,
        value: bytes | None,
        partition: int | None,
        timestamp: float | None,
        headers: Any,
        *,
        transactional_id: str | None = None,
    ) -> Awaitable[RecordMetadata]:
        """Send one record; the future is its receipt."""
        del transactional_id
        facts = self.facts(topic)
        if partition is None:
            partition = choose(facts, key)
        elif not 0 <= partition < facts.partitions:
            message = f"{topic} has no partition {partition}"
            raise ValueError(message)

        return self._give(Draft(topic, partition, _milliseconds(timestamp), key, value, _pairs(headers)))

    async def send_and_wait(self, *args: Any, **options: Any) -> RecordMetadata:
        """Send one record and wait for its receipt."""
        return await (await self.send(*args, **options))

    def send_soon(self, fut: FutureMessage) -> None:
        """Send a table change; by way of the buffer it would lose the event it belongs to."""
        wanted: Any = fut.message
        topic = wanted.channel.get_topic_name()
        partition = choose(self.facts(topic), wanted.key) if wanted.partition is None else wanted.partition
        headers = _pairs(wanted.headers)
        receipt = self._give(
            Draft(topic, partition, _milliseconds(wanted.timestamp), wanted.key, wanted.value, headers)
        )
        receipt.add_done_callback(lambda done: _pass_on(done, fut))

    def _give(self, draft: Draft) -> asyncio.Future[RecordMetadata]:
        receipt: asyncio.Future[RecordMetadata] = asyncio.get_running_loop().create_future()
        source = _source()
        if source is None:
            self.broker.append(draft).add_done_callback(lambda done: _confirm(receipt, draft, done))
        else:
            self.broker.hold(source, draft)
            receipt.set_result(_metadata(draft, NOT_YET))

        return receipt

    def facts(self, topic: str) -> TopicFacts:
        """What a topic is; one that is missing is created as Faust's settings say."""
        known = self.broker.log.topics.get(topic)

        return known or self.broker.declare(TopicRow(name=topic, partitions=self.app.conf.topic_partitions))

    async def flush(self) -> None:
        """Wait until everything sent so far is durable."""
        if self.broker.is_open:
            await self.broker.flush()

    async def create_topic(  # noqa: PLR0913  # Faust's signature.
        self,
        topic: str,
        partitions: int,
        replication: int,
        *,
        config: Mapping[str, Any] | None = None,
        timeout: Any = 30.0,  # noqa: ASYNC109  # Faust's.
        retention: Any = None,
        compacting: bool | None = None,
        deleting: bool | None = None,
        ensure_created: bool = False,
    ) -> None:
        """Create a topic where it is missing."""
        del replication, timeout, deleting, ensure_created
        settings = dict(config or {})
        if retention:
            settings.setdefault("retention.ms", want_seconds(retention) * 1000)
        kept = int(settings.get("retention.ms", -1))
        self.broker.declare(
            TopicRow(
                name=topic,
                partitions=partitions,
                retention_ms=kept if kept >= 0 else None,
                compacted=bool(compacting) or "compact" in str(settings.get("cleanup.policy", "")),
            )
        )

    def key_partition(self, topic: str, key: bytes) -> TP:
        """Where a key goes."""
        return TP(topic, choose(self.facts(topic), key))

    def supports_headers(self) -> bool:
        """Headers travel."""
        return True


def _source() -> Source | None:
    """The event being handled here and now, unless it is done already."""
    event = current_event()
    if event is None:
        return None
    message = event.message
    if message.acked or message.offset < 0:
        return None

    return message.topic, message.partition, message.offset


def _milliseconds(timestamp: float | None) -> int:
    return round((time.time() if timestamp is None else timestamp) * 1000)


def _pairs(headers: Any) -> Headers:
    if not headers:
        return ()

    return tuple(headers.items() if isinstance(headers, Mapping) else headers)


def _metadata(draft: Draft, offset: int) -> RecordMetadata:
    place = TP(draft.topic, draft.partition)

    return RecordMetadata(draft.topic, draft.partition, place, offset, draft.at / 1000, 0)


def _confirm(receipt: asyncio.Future[RecordMetadata], draft: Draft, done: asyncio.Future[int]) -> None:
    if receipt.done():
        return
    error = done.exception()
    if error is not None:
        receipt.set_exception(error)
    else:
        receipt.set_result(_metadata(draft, done.result()))


def _pass_on(done: asyncio.Future[RecordMetadata], fut: FutureMessage) -> None:
    error = done.exception()
    if error is not None:
        fut.set_exception(error)
        return
    fut.set_result(done.result())
    callback = fut.message.callback
    if callback is not None and done.result().offset != NOT_YET:
        callback(fut)
