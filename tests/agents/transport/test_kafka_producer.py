"""Table changes on their way to Kafka: when is everything sent so far answered for."""

from __future__ import annotations

import asyncio
from typing import Any

import faust
import pytest
from faust.types import FutureMessage

from agents.transport.kafka_producer import Producer


@pytest.fixture
async def producer() -> Producer:
    app = faust.App("test", broker="kabar-kafka://127.0.0.1:1", store="memory://", web_enabled=False)
    made = app.producer
    assert isinstance(made, Producer)
    return made


def put(producer: Producer) -> Any:
    """Put a table change on its way; what it says matters to nobody here."""
    change: Any = FutureMessage(message=None)  # type: ignore[arg-type]  # See above.
    producer.buffer.put(change)
    return change


async def turn() -> None:
    """Let everybody on the loop have a turn."""
    for _ in range(5):
        await asyncio.sleep(0)


async def test_nothing_sent_is_settled(producer: Producer) -> None:
    assert await producer.settle()


async def test_a_change_is_settled_when_the_broker_has_answered(producer: Producer) -> None:
    change = put(producer)
    settling = asyncio.create_task(producer.settle())
    await turn()
    assert not settling.done()

    change.set_result(None)

    assert await settling


async def test_what_is_sent_meanwhile_is_not_waited_for(producer: Producer) -> None:
    change = put(producer)
    settling = asyncio.create_task(producer.settle())
    await turn()
    put(producer)

    change.set_result(None)

    assert await settling


async def test_a_change_that_the_broker_refused_is_never_settled(producer: Producer) -> None:
    put(producer).set_exception(ValueError("too large"))
    await turn()

    assert not await producer.settle()
    assert str(producer.buffer.failure) == "too large"


async def test_a_producer_that_ends_first_settles_nothing(producer: Producer) -> None:
    change = put(producer)
    settling = asyncio.create_task(producer.settle())
    await turn()

    producer.buffer._stopped.set()

    assert not await settling
    change.cancel()
