"""The door in front of every item: what cannot be processed is written to the dead letters, and the stage goes on."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

import msgspec
import structlog

from agents import topics
from agents.records import RETRY_OF, TRACE, Item, Letter, Out, trace_now
from monitor import ids
from monitor.errors import MonitorError, RecordUnreadable

log = structlog.get_logger()


class DeadLetter(msgspec.Struct, frozen=True, kw_only=True):
    """What could not be processed, why, and all that is needed to put it back. `value` is base64, `trace` its traceparent."""

    id: str
    stage: str
    reason: str
    text: str
    is_bug: bool
    topic: str
    partition: int
    offset: int
    key: str
    value: str
    at: datetime
    retried: bool = False
    trace: str = ""


class Moved(Exception):  # It is no error: the partition went to another worker.
    """The item's partition was taken away while it was processed: whoever has it now does it again."""


@asynccontextmanager
async def door(stage: str, item: Item, out: Out, clock: Callable[[], datetime]) -> AsyncIterator[list[DeadLetter]]:
    """Let one item in. A known error and a bug both end in the dead letters, with the broker's receipt, before we go on.

    A bug is logged with its traceback and counted apart, but does not stop the stage: one article that breaks a rule must
    not end the watch over all others (docs/decisions/0004-a-bug-does-not-stop-the-watch.md).
    """
    dead: list[DeadLetter] = []
    try:
        yield dead
    except Moved:
        raise
    except MonitorError as error:
        log.warning(
            "dead letter", stage=stage, reason=error.reason, why=str(error), topic=item.topic, offset=item.offset
        )
        dead.append(_letter(stage, item, error, clock()))
    except Exception as error:  # The one place that catches bugs: the record is kept, the watch goes on.
        log.exception("bug", stage=stage, topic=item.topic, partition=item.partition, offset=item.offset)
        dead.append(_letter(stage, item, error, clock()))
    for letter in dead:
        await out.send(Letter(topic=topics.DEAD, key=stage, value=msgspec.json.encode(letter)))


def _letter(stage: str, item: Item, error: Exception, now: datetime) -> DeadLetter:
    return DeadLetter(
        id="d" + ids.digest(item.topic, str(item.partition), str(item.offset)),
        stage=stage,
        reason=type(error).__name__,
        text=str(error)[:2000],
        is_bug=not isinstance(error, MonitorError),
        topic=item.topic,
        partition=item.partition,
        offset=item.offset,
        key=item.key,
        value=base64.b64encode(item.value or b"").decode(),
        at=now,
        trace=(item.header(TRACE) or trace_now.get() or b"").decode("latin-1"),
    )


def refused(original: Letter, stage: str, why: tuple[str, str], now: datetime) -> Letter:
    """Make a dead letter of something that is no item of its own, such as a delivery; `why` is a reason and a text."""
    reason, text = why
    dead = DeadLetter(
        id="d" + ids.digest(original.topic, original.key, text, now.isoformat()),
        stage=stage,
        reason=reason,
        text=text,
        is_bug=False,
        topic=original.topic,
        partition=-1,
        offset=-1,
        key=original.key,
        value=base64.b64encode(original.value).decode(),
        at=now,
        trace=(trace_now.get() or b"").decode("latin-1"),
    )
    return Letter(topic=topics.DEAD, key=stage, value=msgspec.json.encode(dead))


def read(value: bytes | None) -> DeadLetter:
    """Read a dead letter from its topic."""
    try:
        return msgspec.json.decode(value or b"", type=DeadLetter)
    except msgspec.MsgspecError as error:
        raise RecordUnreadable(f"DeadLetter: {error}") from error


def put_back(dead: DeadLetter) -> Letter:
    """Note that a dead letter was put back."""
    note = msgspec.json.encode(msgspec.structs.replace(dead, retried=True, value=""))
    return Letter(topic=topics.DEAD, key=dead.stage, value=note)


def original(dead: DeadLetter) -> Letter:
    """Address a dead letter back to where it came from."""
    return Letter(
        topic=dead.topic,
        key=dead.key,
        value=base64.b64decode(dead.value),
        headers={RETRY_OF: dead.id.encode()} | ({TRACE: dead.trace.encode("latin-1")} if dead.trace else {}),
    )
