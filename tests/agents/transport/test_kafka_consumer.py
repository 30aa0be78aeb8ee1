"""Our consumer on a broker that does what a test says: what is done, committed, delivered and read again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterable, Mapping
from typing import Any, NamedTuple

import faust
import pytest
from aiokafka import TopicPartition
from aiokafka.errors import KafkaConnectionError
from faust.types import TP, ConsumerMessage

from agents.transport.kafka_consumer import Consumer

PLACE = TP("raw", 0)


class Stored(NamedTuple):
    """A record as aiokafka hands it over."""

    topic: str
    partition: int
    offset: int
    key: bytes = b"key"
    value: bytes = b"value"
    timestamp: int = 0
    timestamp_type: int = 0
    headers: tuple[()] = ()
    checksum: None = None
    serialized_key_size: int = 3
    serialized_value_size: int = 5


async def no_time() -> None:
    """Nothing happens meanwhile."""


class Broker:
    """Stands where Faust's thread around aiokafka stands."""

    def __init__(self) -> None:
        self.records = [Stored("raw", 0, offset) for offset in range(10)]
        self.position = 0
        self.committed: int | None = None
        self.refuses = False
        self.during_fetch: Callable[[], None] = lambda: None
        self.during_seek: Callable[[], Awaitable[object]] = no_time

    def assignment(self) -> set[TP]:
        return {PLACE}

    def highwater(self, _: TP) -> int:
        return len(self.records)

    async def getmany(self, *_: object) -> dict[TopicPartition, list[Stored]]:
        found, self.position = self.records[self.position :], len(self.records)
        self.during_fetch()
        return {TopicPartition(*PLACE): found} if found else {}

    async def commit(self, offsets: Mapping[TP, int]) -> bool:
        if not self.refuses:
            self.committed = offsets[PLACE]
        return not self.refuses

    async def seek_to_committed(self) -> dict[TopicPartition, int | None]:
        """As aiokafka does: a partition without a commit stays where it is."""
        if self.committed:
            self.position = self.committed
        await self.during_seek()
        return {TopicPartition(*PLACE): self.committed}

    async def seek_to_beginning(self, *places: TopicPartition) -> None:
        assert all(type(place) is TopicPartition for place in places)
        self.position = 0


@pytest.fixture
def broker() -> Broker:
    return Broker()


@pytest.fixture
async def consumer(broker: Broker) -> AsyncIterator[Consumer]:
    app = faust.App("test", broker="kabar-kafka://127.0.0.1:1", store="memory://", web_enabled=False)
    app.topics._acking_topics.add("raw")  # type: ignore[attr-defined]  # What a subscription does.
    app.flow_control.resume()
    made: Any = app.consumer
    made._thread.thread_loop.close()
    made._thread = broker
    made._set_active_tps({PLACE})
    await app.producer.buffer.start()
    yield made
    await app.producer.buffer.stop()


async def fetch(consumer: Consumer) -> list[ConsumerMessage]:
    return [message async for _, message in consumer.getmany(timeout=0.1)]


async def hand_out(consumer: Consumer) -> list[ConsumerMessage]:
    """Fetch, and put everything into an agent's hands."""
    messages = await fetch(consumer)
    for message in messages:
        consumer._tracking.hand_out(PLACE, message.offset, message)
        message.tracked = True
    return messages


def finish(consumer: Consumer, messages: Iterable[ConsumerMessage]) -> None:
    for message in messages:
        assert consumer.ack(message)


async def test_an_offset_is_committed_only_when_all_before_it_is_done(consumer: Consumer, broker: Broker) -> None:
    messages = await hand_out(consumer)
    finish(consumer, [*messages[:3], *messages[4:]])

    await consumer.commit()

    assert broker.committed == 3


async def test_a_commit_that_the_broker_refused_is_tried_again(consumer: Consumer, broker: Broker) -> None:
    finish(consumer, await hand_out(consumer))

    broker.refuses = True
    assert not await consumer.commit()
    broker.refuses = False

    assert await consumer.commit()
    assert broker.committed == 10


async def test_an_event_that_a_stream_skips_after_a_rebalance_is_not_done(consumer: Consumer, broker: Broker) -> None:
    messages = await hand_out(consumer)
    consumer.app.consumer_generation_id += 1
    messages[0].tracked = False

    assert not consumer.ack(messages[0])

    finish(consumer, messages[1:])
    await consumer.commit()
    assert broker.committed in {None, 0}


async def test_an_event_whose_agent_was_closed_in_the_middle_is_not_done(consumer: Consumer, broker: Broker) -> None:
    messages = await hand_out(consumer)
    stream = acking(consumer, messages)
    await anext(stream)
    await anext(stream)
    await stream.aclose()

    await consumer.commit()

    assert broker.committed == 1


async def acking(consumer: Consumer, messages: Iterable[ConsumerMessage]) -> AsyncGenerator[ConsumerMessage, None]:
    """As Faust's streams do it, compiled or not: the ack stands in a `finally`."""
    for message in messages:
        try:
            yield message
        finally:
            consumer._unacked_messages.discard(message)


async def test_a_copy_from_before_a_seek_is_not_done(consumer: Consumer, broker: Broker) -> None:
    before = await hand_out(consumer)
    await consumer.perform_seek()
    await hand_out(consumer)
    finish(consumer, before)

    await consumer.commit()

    assert broker.committed in {None, 0}


async def test_what_was_fetched_while_the_flow_stopped_is_read_again(consumer: Consumer, broker: Broker) -> None:
    broker.during_fetch = consumer.stop_flow
    assert await fetch(consumer) == []

    broker.during_fetch = lambda: None
    consumer.resume_flow()

    assert [message.offset for message in await fetch(consumer)] == list(range(10))


async def test_what_was_not_delivered_before_a_stop_is_read_again(consumer: Consumer) -> None:
    delivered = []
    async for _, message in consumer.getmany(timeout=0.1):
        delivered.append(message.offset)
        if message.offset == 4:
            consumer.stop_flow()
    assert delivered == [0, 1, 2, 3, 4]

    consumer.resume_flow()

    assert [message.offset for message in await fetch(consumer)] == list(range(10))


async def test_records_of_a_partition_that_was_paused_after_the_fetch_are_read_again(
    consumer: Consumer, broker: Broker
) -> None:
    broker.during_fetch = lambda: consumer.pause_partitions({PLACE})
    assert await fetch(consumer) == []

    broker.during_fetch = lambda: None
    consumer.resume_partitions({PLACE})

    assert [message.offset for message in await fetch(consumer)] == list(range(10))


@pytest.mark.parametrize("is_rebalancing", [True, False])
async def test_what_was_fetched_between_a_seek_and_its_end_is_read_again(
    consumer: Consumer, broker: Broker, *, is_rebalancing: bool
) -> None:
    """The last step of every start: were it not, the partition would stand still until a restart."""
    broker.committed = 3
    consumer.app.rebalancing = is_rebalancing
    broker.during_seek = lambda: fetch(consumer)
    await consumer.perform_seek()
    assert broker.position == 10

    broker.during_seek = no_time
    consumer.app.rebalancing = False

    assert [message.offset for message in await fetch(consumer)] == list(range(3, 10))


async def test_a_fetch_that_ends_together_with_a_seek_is_read_again(consumer: Consumer, broker: Broker) -> None:
    """The fetch began before it and took its records after it: both answers wait in the loop at the same time."""
    broker.committed = 3
    begun, sought = asyncio.Event(), asyncio.Event()
    fake: Any = broker
    real = fake.getmany

    async def slowly(*_: object) -> dict[TopicPartition, list[Stored]]:
        begun.set()
        await sought.wait()
        found: dict[TopicPartition, list[Stored]] = await real()
        return found

    fake.getmany = slowly
    fetching = asyncio.ensure_future(fetch(consumer))
    await begun.wait()
    broker.during_seek = lambda: answered(sought, fetching)
    await consumer.perform_seek()
    assert await fetching == []

    fake.getmany, fake.during_seek = real, no_time

    assert [message.offset for message in await fetch(consumer)] == list(range(3, 10))


async def answered(sought: asyncio.Event, fetching: asyncio.Future[list[ConsumerMessage]]) -> None:
    sought.set()
    await asyncio.wait([fetching])


async def test_what_a_failed_seek_was_to_make_good_is_tried_again(consumer: Consumer, broker: Broker) -> None:
    async def fails() -> None:
        raise KafkaConnectionError

    broker.during_fetch = lambda: consumer.pause_partitions({PLACE})
    assert await fetch(consumer) == []
    broker.during_fetch, broker.during_seek = lambda: None, fails
    consumer.resume_partitions({PLACE})
    assert await fetch(consumer) == []

    broker.during_seek = no_time

    assert [message.offset for message in await fetch(consumer)] == list(range(10))


async def test_exactly_once_is_refused() -> None:
    app = faust.App("test", broker="kabar-kafka://127.0.0.1:1", processing_guarantee="exactly_once")

    with pytest.raises(faust.exceptions.ImproperlyConfigured, match="at least once"):
        _ = app.consumer
