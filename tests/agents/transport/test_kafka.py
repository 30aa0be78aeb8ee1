"""What Kafka holds, asked from outside the service."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from agents.transport import kafka
from agents.transport.facts import TopicFacts, TopicRow
from monitor.errors import BrokerUnavailable

NOBODY = "kabar-kafka://127.0.0.1:1"


@pytest.fixture
def url(kafka_broker: str) -> str:
    return f"kabar-kafka://{kafka_broker}"


@pytest.fixture
def name() -> str:
    return f"t{uuid.uuid4().hex[:12]}"


@pytest.mark.kafka
@pytest.mark.parametrize(
    ("retention_ms", "compacted"), [(None, False), (86_400_000, False), (None, True), (86_400_000, True)]
)
async def test_a_topic_is_described_as_it_was_wanted(
    url: str,
    name: str,
    retention_ms: int | None,
    compacted: bool,  # noqa: FBT001  # A parameter of the test.
) -> None:
    await kafka.create(url, [TopicRow(name=name, partitions=3, retention_ms=retention_ms, compacted=compacted)])

    assert await kafka.describe(url, [name]) == {
        name: TopicFacts(partitions=3, retention_ms=retention_ms, compacted=compacted)
    }


@pytest.mark.kafka
async def test_a_topic_that_does_not_exist_is_none_and_has_no_records(url: str, name: str) -> None:
    assert await kafka.describe(url, [name]) == {name: None}
    assert await kafka.read(url, name) == []


@pytest.mark.kafka
async def test_creating_a_topic_again_changes_nothing(url: str, name: str) -> None:
    await kafka.create(url, [TopicRow(name=name, partitions=3)])
    await kafka.create(url, [TopicRow(name=name, partitions=5)])

    (facts,) = (await kafka.describe(url, [name])).values()
    assert facts is not None
    assert facts.partitions == 3


@pytest.mark.kafka
async def test_a_name_the_broker_refuses_is_one_sentence(url: str) -> None:
    with pytest.raises(BrokerUnavailable, match="cannot be created"):
        await kafka.create(url, [TopicRow(name="no spaces", partitions=1)])


@pytest.mark.kafka
async def test_what_was_appended_is_read(url: str, name: str) -> None:
    await kafka.create(url, [TopicRow(name=name, partitions=1)])
    await kafka.append(url, name, b"key", b"value", headers={"why": b"test"})
    await kafka.append(url, name, b"key", None)

    found = await kafka.read(url, name)

    assert [(one.partition, one.offset, one.key, one.value, one.headers) for one in found] == [
        (0, 0, b"key", b"value", (("why", b"test"),)),
        (0, 1, b"key", None, ()),
    ]
    assert all(one.timestamp > 0 for one in found)


@pytest.mark.kafka
async def test_lag_counts_what_a_group_has_not_done(url: str, name: str) -> None:
    await kafka.create(url, [TopicRow(name=name, partitions=1)])
    for number in range(3):
        await kafka.append(url, name, b"key", b"%d" % number)

    assert await kafka.lag(url, name) == {}
    await commit(url, name, 1)
    assert await kafka.lag(url, name) == {(name, 0): 2}


async def commit(url: str, name: str, offset: int) -> None:
    place = TopicPartition(name, 0)
    consumer = AIOKafkaConsumer(bootstrap_servers=url.split("//")[1], group_id=name, enable_auto_commit=False)
    await consumer.start()
    consumer.assign([place])
    await consumer.commit({place: offset})
    await consumer.stop()


@pytest.mark.parametrize(
    "ask",
    [
        lambda: kafka.describe(NOBODY, ["raw"]),
        lambda: kafka.create(NOBODY, [TopicRow(name="raw", partitions=1)]),
        lambda: kafka.read(NOBODY, "raw"),
        lambda: kafka.append(NOBODY, "raw", b"key", b"value"),
        lambda: kafka.lag(NOBODY, "kabar"),
    ],
    ids=["describe", "create", "read", "append", "lag"],
)
async def test_a_broker_that_is_not_there_is_one_sentence(
    ask: Callable[[], Awaitable[object]], caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(BrokerUnavailable) as refusal:
        await ask()

    assert str(refusal.value) == f"{NOBODY.removeprefix('kabar-')}: Kafka cannot be reached: nothing answers there"
    assert caplog.messages == []
