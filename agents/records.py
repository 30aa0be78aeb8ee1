"""The edge to Faust: an event as an item with a record to read, and a way to hand records on."""

from __future__ import annotations

from collections.abc import Awaitable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import faust

from monitor import codec
from monitor.models import Alert, Delivery, RawArticle, Shift, TaggedArticle, UniqueArticle

R = TypeVar("R", RawArticle, UniqueArticle, TaggedArticle, Shift, Alert, Delivery)


@dataclass(frozen=True, slots=True)
class Item:
    """One event at an agent's door: where it came from, and its bytes."""

    event: Any
    topic: str
    partition: int
    offset: int
    timestamp: float
    key: str
    value: bytes | None

    @classmethod
    def of(cls, event: Any) -> Item:
        """Look at a Faust event whose topic carries bytes."""
        message = event.message
        key = (message.key or b"").decode("utf-8", "replace")
        return cls(event, message.topic, message.partition, message.offset, message.timestamp, key, message.value)

    def read(self, kind: type[R]) -> R:
        """Read the record; raises `RecordUnreadable`, which the door turns into a dead letter."""
        return codec.decode(self.value, kind)


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

    def __init__(self, app: faust.App, topics: Iterable[str]) -> None:
        self._channels = {name: bytes_topic(app, name) for name in topics}

    async def send(self, *letters: Letter) -> None:
        """Hand letters on; when this returns the broker has all of them.

        On the embedded broker the letters of an item become durable in one step with the item being let go.
        """
        receipts = [await self._enqueue(letter) for letter in letters]
        for receipt in receipts:
            await receipt

    async def _enqueue(self, letter: Letter) -> Awaitable[Any]:
        receipt: Awaitable[Any] = await self._channels[letter.topic].send(
            key=letter.key.encode(),
            value=letter.value,
            partition=letter.partition,
            headers=dict(letter.headers) or None,
        )
        return receipt


def bytes_topic(app: faust.App, *names: str) -> Any:
    """Open a topic that carries bytes: Faust decodes nothing, so that no record can break it."""
    return app.topic(*names, key_type=bytes, value_type=bytes, key_serializer="raw", value_serializer="raw")
