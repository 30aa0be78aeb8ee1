"""The edge to Faust: an event as an item with a record to read, and a way to hand records on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar

import faust

from agents import topics
from monitor import codec
from monitor.ailments import Health
from monitor.lives import Order
from monitor.models import Alert, Delivery, RawArticle, Shift, TaggedArticle, UniqueArticle

R = TypeVar("R", RawArticle, UniqueArticle, TaggedArticle, Shift, Alert, Delivery, Health, Order)

RETRY_OF = "kabar-retry-of"
"""The header that a dead letter carries when it is put back."""

ASK_NOW = "kabar-ask-now"
"""The header of a tick that a person sent: the feed is asked though it is not due, and though it was disabled."""

TRACE = "traceparent"
"""The header that says to which trace a record belongs, as W3C's Trace Context has it."""

trace_now: ContextVar[bytes | None] = ContextVar("trace", default=None)
"""The trace to which what is handed on now belongs; None where nothing is traced."""

_owed: ContextVar[list[asyncio.Future[Any]] | None] = ContextVar("owed", default=None)


@dataclass(frozen=True, slots=True)
class Item:
    """One event at an agent's door: where it came from, and its bytes.

    `owed` are the receipts without which it may not be let go; `notes` are what is remembered, or not, once they are there;
    `parting` are letters that leave only when all of that is on the log.
    """

    event: Any
    topic: str
    partition: int
    offset: int
    timestamp: float
    key: str
    value: bytes | None
    owed: list[asyncio.Future[Any]] = field(default_factory=list, compare=False, repr=False)
    notes: list[Callable[[bool], None]] = field(default_factory=list, compare=False, repr=False)
    parting: list[Letter] = field(default_factory=list, compare=False, repr=False)

    @classmethod
    def of(cls, event: Any) -> Item:
        """Look at a Faust event whose topic carries bytes."""
        message = event.message
        key = (message.key or b"").decode("utf-8", "replace")
        return cls(
            event,
            topics.plain(event.app.conf.id, message.topic),
            message.partition,
            message.offset,
            message.timestamp,
            key,
            message.value,
        )

    def read(self, kind: type[R]) -> R:
        """Read the record; raises `RecordUnreadable`, which the door turns into a dead letter."""
        return codec.decode(self.value, kind)

    @property
    def text(self) -> str:
        """The value of a tick: a few plain words."""
        return (self.value or b"").decode("utf-8", "replace")

    @property
    def is_retry(self) -> bool:
        """Whether it was put back from the dead letters."""
        return self._has(RETRY_OF)

    @property
    def is_asked_by_hand(self) -> bool:
        """Whether a person wants it done now."""
        return self._has(ASK_NOW)

    def _has(self, header: str) -> bool:
        return self.header(header) is not None

    def header(self, wanted: str) -> bytes | None:
        """Give a header of the record."""
        headers = (self.event and self.event.message.headers) or ()
        return next(
            (value for name, value in (headers.items() if isinstance(headers, Mapping) else headers) if name == wanted),
            None,
        )

    def is_moved(self, generation: int) -> bool:
        """Say whether partitions were assigned anew since it was fetched."""
        its_own = self.event.message.generation_id
        return its_own is not None and its_own != generation

    async def handed_on(self) -> None:
        """Wait for the receipts of what was sent so far."""
        owed, self.owed[:] = list(self.owed), ()
        for receipt in owed:
            await receipt

    @contextmanager
    def owing(self) -> Iterator[None]:
        """Let what is sent in the block be owed: receipts are collected, not awaited."""
        token = _owed.set(self.owed)
        try:
            yield
        finally:
            _owed.reset(token)

    def settle(self, *, is_handed_on: bool) -> None:
        """Remember what was noted, or drop it."""
        for note in self.notes:
            note(is_handed_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """Bytes to put on a topic; the partition follows from the key unless it is given."""

    topic: str
    key: str
    value: bytes
    partition: int | None = None
    headers: Mapping[str, bytes] = field(default_factory=dict)


def letter(topic: str, key: str, record: codec.Record) -> Letter:
    """Address a record."""
    return Letter(topic=topic, key=key, value=codec.encode(record))


class Out:
    """Hands letters to the broker and waits for its receipts."""

    def __init__(self, app: faust.App, topics: Iterable[str], count: Callable[[str], object] = str) -> None:
        self._count = count
        self._channels = {name: bytes_topic(app, name) for name in topics}

    async def send(self, *letters: Letter) -> None:
        """Hand letters on. In a stage their receipts are owed by its item; elsewhere the broker has them when this returns.

        On the embedded broker the letters of an item become durable in one step with the item being let go.
        """
        receipts = [await self._enqueue(letter) for letter in letters]
        owed = _owed.get()
        for receipt in receipts:
            if owed is None or receipt.done():
                await receipt
            else:
                owed.append(receipt)

    async def _enqueue(self, letter: Letter) -> asyncio.Future[Any]:
        self._count(letter.topic)
        trace = trace_now.get()
        headers = {**letter.headers} if trace is None else {TRACE: trace, **letter.headers}
        receipt: asyncio.Future[Any] = await self._channels[letter.topic].send(
            key=letter.key.encode(),
            value=letter.value,
            partition=letter.partition,
            headers=headers or None,
        )
        return receipt


def bytes_topic(app: faust.App, *names: str) -> Any:
    """Open a topic that carries bytes: Faust decodes nothing, so that no record can break it."""
    placed = [topics.named(app.conf.id, name) for name in names]
    return app.topic(*placed, key_type=bytes, value_type=bytes, key_serializer="raw", value_serializer="raw")
