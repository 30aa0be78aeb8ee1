"""Stand-ins at the seams: a broker's edge that keeps what it is handed, and a clock that is told the time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from agents.records import Item, Letter
from tests.builders import NOON


@dataclass
class Posted:
    """Takes letters like the broker, and keeps them."""

    letters: list[Letter] = field(default_factory=list)

    async def send(self, *letters: Letter) -> None:
        self.letters += letters

    def on(self, topic: str) -> list[Letter]:
        return [letter for letter in self.letters if letter.topic == topic]


@dataclass
class Clock:
    """Says noon until it is moved."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass
class Remembered:
    """A table in memory."""

    values: dict[str, Any] = field(default_factory=dict)
    generation: int = 1

    def get(self, key: str) -> Any:
        return self.values.get(key)

    def put(self, _: Item, key: str, value: Any) -> None:
        self.values[key] = value

    def forget(self, _: Item, key: str) -> None:
        self.values.pop(key, None)

    def items(self) -> Any:
        return iter(list(self.values.items()))


def item(value: bytes | None, *, topic: str = "t", key: str = "k", offset: int = 7) -> Item:
    """An event at a door."""
    return Item(event=None, topic=topic, partition=3, offset=offset, timestamp=NOON.timestamp(), key=key, value=value)
