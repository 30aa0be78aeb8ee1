"""A Faust transport on one SQLite file: ``sqlite:///relative.db`` or ``sqlite:////absolute/path.db?sync=full``.

Guarantees
    Everything an agent sends while it handles an event, table changes included, is held until the event is done, and
    enters the log in one transaction with the event's offset. After a kill the logs, tables and offsets agree: inside
    the file each event counts exactly once; effects outside it happen at least once.
    The receipt of a send inside an event resolves at once and says "accepted": it is durable when the event is.
    Sends outside events (timers, tasks) are appended at once; their receipt resolves when they are durable.
    An event whose agent is cancelled or breaks is not done: it is handled again after a restart. Whoever wants to be
    rid of an event that breaks its agent sends it elsewhere, calls `event.ack()`, and raises after that.
    With ``sync=normal`` a power cut may lose the last moments, but never the agreement; ``sync=full`` loses nothing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs, unquote, urlsplit

from faust.transport import base

from agents.transport import broker
from agents.transport.facts import TopicFacts, TopicRow
from agents.transport.log import Log
from agents.transport.reader import Reader
from agents.transport.sqlite_consumer import Consumer
from agents.transport.sqlite_producer import Producer


class Transport(base.Transport):
    """Opens nothing until a consumer or producer starts: Faust builds it when the first agent is declared."""

    Consumer: ClassVar[Any] = Consumer
    Producer: ClassVar[Any] = Producer
    driver_version = f"sqlite={sqlite3.sqlite_version}"

    @cached_property
    def broker(self) -> broker.Broker:
        """The broker behind the URL, one for a file."""
        return broker.share(*locate(str(self.url[0])))


def locate(url: str) -> tuple[Path, str]:
    """The file and the ``sync`` setting a URL names.

    >>> locate("sqlite:////var/lib/kabar.db?sync=full")
    (PosixPath('/var/lib/kabar.db'), 'full')
    """
    parts = urlsplit(url)
    name = unquote(parts.path)[1:] or "kabar.db"
    (sync,) = parse_qs(parts.query).get("sync", ["normal"])[-1:]

    return Path(name).absolute(), sync.lower()


async def describe(url: str, names: Iterable[str]) -> dict[str, TopicFacts | None]:
    """The topics as the file has them; None for those that do not exist."""
    path, _ = locate(url)
    if not path.exists():
        return dict.fromkeys(names)
    with Reader(path) as reader:
        found = reader.topics()

    return {name: found.get(name) for name in names}


async def create(url: str, rows: Iterable[TopicRow]) -> None:
    """Create the topics that are missing."""
    path, sync = locate(url)
    mine = broker.running(path)
    log = mine.log if mine else Log(path, sync=sync)
    try:
        for row in rows:
            log.declare(row)
    finally:
        if not mine:
            log.close()
