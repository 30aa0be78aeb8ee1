"""Clients of Kafka, opened for one question; whatever keeps them from an answer is one sentence."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlsplit

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import (
    AuthenticationFailedError,
    ClusterAuthorizationFailedError,
    GroupAuthorizationFailedError,
    GroupCoordinatorNotAvailableError,
    GroupLoadInProgressError,
    KafkaConnectionError,
    KafkaError,
    KafkaTimeoutError,
    NotCoordinatorForGroupError,
    SaslAuthenticationFailed,
    TopicAuthorizationFailedError,
    UnknownTopicOrPartitionError,
    UnsupportedSaslMechanismError,
)

from monitor.errors import BrokerUnavailable

T = TypeVar("T")

PATIENCE = 8.0  # Seconds until a broker that does not answer is called unreachable.
PORT = 9092
MOMENT = 1.0  # Seconds that a client has to finish its start when nobody waits for it any more.
LARGEST = 8_000_000  # Bytes of the largest record.

_log = logging.getLogger("aiokafka")
_doors: set[object] = set()


@dataclass(frozen=True, slots=True)
class Server:
    """A broker, and what its clients show it; `security` are aiokafka's own settings and may hold a password."""

    url: str
    security: Mapping[str, Any] = field(default_factory=dict, repr=False)


Where = str | Server
"""A broker: its URL is enough where it asks for nothing."""


@asynccontextmanager
async def admin(where: Where) -> AsyncIterator[Any]:
    """Ask about topics and groups."""
    client = AIOKafkaAdminClient(**_address(where), request_timeout_ms=int(PATIENCE * 1000))
    async with _open(where, client, client.close) as opened:
        yield opened


@asynccontextmanager
async def consumer(where: Where) -> AsyncIterator[Any]:
    """Read records, as nobody's group."""
    client = AIOKafkaConsumer(
        **_address(where), enable_auto_commit=False, max_partition_fetch_bytes=LARGEST, max_poll_records=5_000
    )
    async with _open(where, client, client.stop) as opened:
        yield opened


@asynccontextmanager
async def producer(where: Where) -> AsyncIterator[Any]:
    """Send records and wait for receipts."""
    client = AIOKafkaProducer(
        **_address(where), acks="all", max_request_size=LARGEST, request_timeout_ms=int(PATIENCE * 1000)
    )
    async with _open(where, client, client.stop) as opened:
        yield opened


async def unbroken(starting: Coroutine[Any, Any, None]) -> None:
    """Start a client; if that is given up it still has a moment: aiokafka would leave its first connection open."""
    task = asyncio.ensure_future(starting)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task], timeout=MOMENT)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        raise


async def patiently(ask: Callable[[], Awaitable[T]]) -> T:
    """Ask about a group; a broker that has just started needs a moment to know who keeps it."""
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while True:
        try:
            return await ask()
        except (GroupCoordinatorNotAvailableError, NotCoordinatorForGroupError, GroupLoadInProgressError):
            if asyncio.get_running_loop().time() > deadline:
                raise
            await asyncio.sleep(0.1)


@asynccontextmanager
async def _open(where: Where, client: Any, close: Any) -> AsyncIterator[Any]:
    """Start a client, and say in one sentence why it cannot be."""
    with _quiet() as heard, _plainly(named(where), heard):
        try:
            async with asyncio.timeout(PATIENCE):
                await unbroken(client.start())
            yield client
        finally:
            await close()


@contextmanager
def _plainly(url: str, heard: _Heard) -> Iterator[None]:
    try:
        yield
    except UnknownTopicOrPartitionError as error:
        raise BrokerUnavailable(f"{url}: there is no such topic") from error
    except (KafkaError, OSError, TimeoutError) as error:
        address = url.removeprefix("kabar-")  # As it stands in the configuration.
        raise BrokerUnavailable(f"{address}: Kafka cannot be reached: {_why(heard.worst or error)}") from error


_REFUSALS: tuple[tuple[tuple[type[BaseException], ...], str], ...] = (
    (
        (
            SaslAuthenticationFailed,
            AuthenticationFailedError,
            ValueError,
        ),  # Not the broker it says: SCRAM works both ways.
        "the user or password is refused; see `kafka.username` and `kafka.password_file`",
    ),
    (
        (UnsupportedSaslMechanismError,),
        "it does not take this `kafka.sasl_mechanism`",
    ),
    (
        (TopicAuthorizationFailedError, GroupAuthorizationFailedError, ClusterAuthorizationFailedError),
        "the user may not do this; `kabar kafka acls` shows what to grant",
    ),
    ((KafkaConnectionError,), "nothing answers there"),
)


def _why(error: BaseException) -> str:
    if isinstance(error, TimeoutError | KafkaTimeoutError):
        return f"no answer within {PATIENCE:.0f} s"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted ({error.verify_message}); see `kafka.ca_file`"
    if isinstance(error, ssl.SSLError):
        return f"TLS fails ({(error.reason or str(error)).lower().replace('_', ' ')}); see `kafka.security_protocol`"

    return next((said for kinds, said in _REFUSALS if isinstance(error, kinds)), str(error))


class _Heard(logging.Handler):
    """Keeps what aiokafka only logs: it raises "unable to bootstrap" for a wrong password, too."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.worst: BaseException | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Look for an error among the arguments of the record."""
        for each in record.args if isinstance(record.args, tuple) else ():
            if isinstance(each, ssl.SSLError | KafkaError | ValueError) and type(each) is not KafkaConnectionError:
                self.worst = each


@contextmanager
def _quiet() -> Iterator[_Heard]:
    """Let the raised error speak alone: aiokafka logs each failed try."""
    heard = _Heard()
    _doors.add(heard)
    _log.addHandler(heard)
    _log.propagate = False
    try:
        yield heard
    finally:
        _log.removeHandler(heard)
        _doors.discard(heard)
        _log.propagate = not _doors


def named(where: Where) -> str:
    """Name a broker in a message."""
    return _server(where).url


def _server(where: Where) -> Server:
    return where if isinstance(where, Server) else Server(where)


def _address(where: Where) -> dict[str, Any]:
    """What every client needs to find the broker and to be let in."""
    server = _server(where)
    hosts = [urlsplit(f"//{host}") for host in urlsplit(server.url).netloc.split(",")]
    places = [f"{host.hostname or '127.0.0.1'}:{host.port or PORT}" for host in hosts]

    return {"bootstrap_servers": places, **server.security}
