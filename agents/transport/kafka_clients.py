"""Clients of Kafka, opened for one question; whatever keeps them from an answer is one sentence."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any
from urllib.parse import urlsplit

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaConnectionError, KafkaError, KafkaTimeoutError, UnknownTopicOrPartitionError

from monitor.errors import BrokerUnavailable

PATIENCE = 8.0  # Seconds until a broker that does not answer is called unreachable.
PORT = 9092
LARGEST = 8_000_000  # Bytes of the largest record.

_log = logging.getLogger("aiokafka")
_doors: set[object] = set()


@asynccontextmanager
async def admin(url: str) -> AsyncIterator[Any]:
    """Ask about topics and groups."""
    client = AIOKafkaAdminClient(**_address(url), request_timeout_ms=int(PATIENCE * 1000))
    async with _open(url, client, client.close) as opened:
        yield opened


@asynccontextmanager
async def consumer(url: str) -> AsyncIterator[Any]:
    """Read records, as nobody's group."""
    client = AIOKafkaConsumer(
        **_address(url), enable_auto_commit=False, max_partition_fetch_bytes=LARGEST, max_poll_records=5_000
    )
    async with _open(url, client, client.stop) as opened:
        yield opened


@asynccontextmanager
async def producer(url: str) -> AsyncIterator[Any]:
    """Send records and wait for receipts."""
    client = AIOKafkaProducer(
        **_address(url), acks="all", max_request_size=LARGEST, request_timeout_ms=int(PATIENCE * 1000)
    )
    async with _open(url, client, client.stop) as opened:
        yield opened


@asynccontextmanager
async def _open(url: str, client: Any, close: Any) -> AsyncIterator[Any]:
    """Start a client, and say in one sentence why it cannot be."""
    with _quiet(), _plainly(url):
        try:
            async with asyncio.timeout(PATIENCE):
                await client.start()
            yield client
        finally:
            await close()


@contextmanager
def _plainly(url: str) -> Iterator[None]:
    try:
        yield
    except UnknownTopicOrPartitionError as error:
        raise BrokerUnavailable(f"{url}: there is no such topic") from error
    except (KafkaError, OSError, TimeoutError) as error:
        raise BrokerUnavailable(f"{url}: Kafka cannot be reached: {_why(error)}") from error


def _why(error: BaseException) -> str:
    if isinstance(error, TimeoutError | KafkaTimeoutError):
        return f"no answer within {PATIENCE:.0f} s"

    return "nothing answers there" if isinstance(error, KafkaConnectionError) else str(error)


@contextmanager
def _quiet() -> Iterator[None]:
    """Let the raised error speak alone: aiokafka logs each failed try."""
    door = object()
    _doors.add(door)
    _log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        _doors.discard(door)
        if not _doors:
            _log.setLevel(logging.NOTSET)


def _address(url: str) -> dict[str, Any]:
    """What every client needs to find the broker; credentials will come in here."""
    servers = [urlsplit(f"//{server}") for server in urlsplit(url).netloc.split(",")]

    return {"bootstrap_servers": [f"{server.hostname or '127.0.0.1'}:{server.port or PORT}" for server in servers]}
