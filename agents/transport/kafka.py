"""A Faust transport on Apache Kafka, ``kabar-kafka://host:port``, and what Kafka holds, for those outside the service."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from typing import Any, ClassVar, NamedTuple

from aiokafka import TopicPartition
from aiokafka.admin import NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import TopicAlreadyExistsError, TopicAuthorizationFailedError, for_code
from faust.transport.drivers import aiokafka

from agents.transport import kafka_clients
from agents.transport.facts import TopicFacts, TopicRow
from agents.transport.kafka_clients import Where
from agents.transport.kafka_consumer import Consumer
from agents.transport.kafka_producer import Producer
from monitor.errors import BrokerUnavailable

SETTINGS: Mapping[str, Any] = {
    "broker_commit_interval": 1.0,
    "broker_heartbeat_interval": 3.0,
    "broker_session_timeout": 20.0,
    "broker_request_timeout": 30.0,
    "producer_acks": -1,
    "producer_linger": 0.02,
    "producer_max_request_size": kafka_clients.LARGEST,
    "stream_buffer_maxsize": 4096,
    "topic_allow_declare": False,
    "topic_disable_leader": True,
}
"""What Faust should be told: its defaults notice a lost worker after a minute and commit every 2.8 s."""


class Transport(aiokafka.Transport):
    """Faust's driver with our consumer and producer; other apps in the process keep Faust's own."""

    Consumer: ClassVar[Any] = Consumer
    Producer: ClassVar[Any] = Producer


_DENIED = "the user may neither see nor create it; `kabar kafka acls` shows what to grant"


class Record(NamedTuple):
    """A record as Kafka holds it; `timestamp` in milliseconds since 1970."""

    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...]


async def describe(where: Where, names: Iterable[str]) -> dict[str, TopicFacts | None]:
    """Describe the topics as the broker has them; None for those that do not exist.

    Raises:
        BrokerUnavailable: the broker cannot be reached.
    """
    async with kafka_clients.admin(where) as admin:
        partitions = await _partitions(admin)
        known = [name for name in names if name in partitions]
        configs = await _configs(admin, known)

    return {name: _facts(partitions[name], configs[name]) if name in configs else None for name in names}


async def create(where: Where, rows: Iterable[TopicRow]) -> None:
    """Create the topics that are missing, and wait until every partition of them can be written.

    Raises:
        BrokerUnavailable: the broker cannot be reached or refuses.
    """
    wanted = list(rows)
    async with kafka_clients.admin(where) as admin:
        answer = await admin.create_topics(
            [_new_topic(row) for row in wanted], timeout_ms=int(kafka_clients.PATIENCE * 1000)
        )
        for name, code, *why in answer.topic_errors:
            if code not in {0, TopicAlreadyExistsError.errno}:
                reason = (
                    _DENIED
                    if code == TopicAuthorizationFailedError.errno
                    else (why and why[0]) or for_code(code).__name__
                )
                raise BrokerUnavailable(f"{kafka_clients.named(where)}: topic {name} cannot be created: {reason}")
        await _until_seen(admin, {row.name for row in wanted}, kafka_clients.named(where))


async def read(where: Where, topic: str) -> list[Record]:
    """Read a topic from its beginning to what is its end now, partition by partition, each in order.

    Raises:
        BrokerUnavailable: the broker cannot be reached.
    """
    async with kafka_clients.admin(where) as admin, kafka_clients.consumer(where) as consumer:
        places = _places(topic, await _partitions(admin))
        ends = await consumer.end_offsets(places)

        return [_record(found) for place in places async for found in _upto(consumer, place, ends[place])]


class Draft(NamedTuple):
    """A record that has no place yet; Kafka's own clients choose the partition unless it is given."""

    topic: str
    key: bytes | None
    value: bytes | None
    partition: int | None = None
    headers: tuple[tuple[str, bytes], ...] = ()


async def append(
    where: Where, topic: str, key: bytes | None, value: bytes | None, headers: Mapping[str, bytes] | None = None
) -> None:
    """Append a record and wait for the broker's receipt.

    Raises:
        BrokerUnavailable: the broker cannot be reached or does not take it.
    """
    await append_all(where, [[Draft(topic, key, value, headers=tuple((headers or {}).items()))]])


async def append_all(where: Where, batches: Iterable[Sequence[Draft]]) -> int:
    """Append records through one producer, and wait for the receipts of each batch before the next is made; counts them.

    Raises:
        BrokerUnavailable: the broker cannot be reached or does not take one; the batches before it are there.
    """
    count = 0
    async with kafka_clients.producer(where) as producer:
        for batch in batches:
            receipts = [
                await producer.send(
                    one.topic, key=one.key, value=one.value, partition=one.partition, headers=list(one.headers)
                )
                for one in batch
            ]
            await asyncio.gather(*receipts)
            count += len(batch)

    return count


async def lag(where: Where, group: str) -> dict[tuple[str, int], int]:
    """Count the records a group has not done, for every partition of every topic where it has done any.

    Raises:
        BrokerUnavailable: the broker cannot be reached.
    """
    async with kafka_clients.admin(where) as admin, kafka_clients.consumer(where) as consumer:
        done = await kafka_clients.patiently(lambda: admin.list_consumer_group_offsets(group))
        partitions = await _partitions(admin)
        places = [place for topic in sorted({place.topic for place in done}) for place in _places(topic, partitions)]
        firsts, ends = await consumer.beginning_offsets(places), await consumer.end_offsets(places)

    return {
        (place.topic, place.partition): ends[place] - max(firsts[place], done[place].offset if place in done else 0)
        for place in places
    }


async def members(where: Where, group: str) -> int:
    """Count the workers of a group; none while they are still sharing the partitions out.

    Raises:
        BrokerUnavailable: the broker cannot be reached.
    """
    async with kafka_clients.admin(where) as admin:
        (answer,) = await kafka_clients.patiently(lambda: admin.describe_consumer_groups([group]))

    return sum(len(found[5]) for found in answer.groups if found[2] == "Stable")


# Topics.


async def _partitions(admin: Any) -> dict[str, int]:
    """Count the partitions of every topic that has a leader for each."""
    found = await admin.describe_topics()

    return {
        topic["topic"]: len(topic["partitions"])
        for topic in found
        if topic["partitions"] and all(partition["leader"] >= 0 for partition in topic["partitions"])
    }


async def _until_seen(admin: Any, names: Collection[str], broker: str) -> None:
    """Wait until every partition of new topics can be written; nobody tells us."""
    deadline = asyncio.get_running_loop().time() + 4 * kafka_clients.PATIENCE
    while unseen := sorted(set(names) - (await _partitions(admin)).keys()):
        if asyncio.get_running_loop().time() > deadline:
            raise BrokerUnavailable(
                f"{broker}: topic {unseen[0]} was created and is not ready, or the user may not see it"
            )
        await asyncio.sleep(0.05)


async def _configs(admin: Any, names: Sequence[str]) -> dict[str, dict[str, str]]:
    if not names:
        return {}
    answers = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, name) for name in names])

    return {
        resource[3]: {entry[0]: entry[1] for entry in resource[4]}
        for answer in answers
        for resource in answer.resources
        if resource[0] == 0
    }


def _facts(partitions: int, config: Mapping[str, str]) -> TopicFacts:
    retention = int(config["retention.ms"])
    policies = config["cleanup.policy"].split(",")

    return TopicFacts(
        partitions=partitions,
        retention_ms=retention if retention >= 0 and "delete" in policies else None,
        compacted="compact" in policies,
    )


def _new_topic(row: TopicRow) -> Any:
    policies = ["compact"] if row.compacted else []
    if row.retention_ms is not None or not row.compacted:
        policies.append("delete")
    config = {
        "cleanup.policy": ",".join(policies),
        "retention.ms": str(-1 if row.retention_ms is None else row.retention_ms),
        "max.message.bytes": str(kafka_clients.LARGEST),
    }

    # -1 is the broker's own default; aiokafka lets it through only beside an (empty) choice of replicas.
    return NewTopic(row.name, row.partitions, -1, replica_assignments={}, topic_configs=config)


# Records.


def _places(topic: str, partitions: Mapping[str, int]) -> list[TopicPartition]:
    return [TopicPartition(topic, number) for number in range(partitions.get(topic, 0))]


async def _upto(consumer: Any, place: TopicPartition, end: int) -> AsyncIterator[Any]:
    consumer.assign([place])
    await consumer.seek_to_beginning(place)
    while await consumer.position(place) < end:
        for records in (await consumer.getmany(timeout_ms=500)).values():
            for record in records:
                if record.offset < end:
                    yield record


def _record(found: Any) -> Record:
    return Record(found.partition, found.offset, found.timestamp, found.key, found.value, tuple(found.headers))
