"""What is traced, and what is left out."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from agents import deadletter, records, topics
from agents.deadletter import DeadLetter
from agents.records import Item, Letter
from agents.tracing import Tracing
from monitor import codec
from monitor.config import Traces
from tests import fakes
from tests.builders import NOON
from tests.monitor.alerts import given

PARENT = b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def item(topic: str, trace: bytes | None = None, value: bytes = b"x") -> Item:
    headers = [(records.TRACE, trace)] if trace else []
    event = SimpleNamespace(message=SimpleNamespace(headers=headers, generation_id=1))
    return replace(fakes.item(value, topic=topic, key="desk"), event=event)


class Traced:
    """Tracing into memory."""

    def __init__(self, share: float = 1.0) -> None:
        self.memory = InMemorySpanExporter()
        self.tracing = Tracing(Traces(endpoint="http://127.0.0.1:1/", share=share), "kabar", self.memory)

    def spans(self) -> list[Any]:
        self.tracing.close()
        return list(self.memory.get_finished_spans())


def test_what_a_stage_hands_on_belongs_to_the_trace_of_its_item() -> None:
    traced = Traced()
    with traced.tracing.over("tag", item(topics.UNIQUE, PARENT)):
        now = records.trace_now.get() or b""
    (span,) = traced.spans()

    assert now.split(b"-")[1] == PARENT.split(b"-")[1]
    assert now.split(b"-")[2] == f"{span.context.span_id:016x}".encode()
    assert (span.name, f"{span.parent.span_id:016x}".encode()) == ("tag", PARENT.split(b"-")[2])
    assert records.trace_now.get() is None


@pytest.mark.parametrize(("topic", "is_begun"), [(topics.FEEDS_DUE, True), (topics.RAW, True), (topics.SHIFTS, False)])
def test_only_polls_and_given_articles_begin_a_trace(topic: str, *, is_begun: bool) -> None:
    traced = Traced()
    with traced.tracing.over("stage", item(topic)):
        assert (records.trace_now.get() is not None) is is_begun

    assert len(traced.spans()) == is_begun


def test_a_poll_that_is_not_sampled_is_not_told_and_neither_is_what_comes_of_it() -> None:
    traced = Traced(share=0.0)
    with traced.tracing.over("poll", item(topics.FEEDS_DUE)):
        handed = records.trace_now.get()
    with traced.tracing.over("dedupe", item(topics.RAW, handed)):
        pass

    assert traced.spans() == []


def test_a_failure_is_told_by_its_reason_alone() -> None:
    traced = Traced()
    with traced.tracing.over("tag", item(topics.UNIQUE, PARENT)) as failed:
        failed("RecordUnreadable")
    (span,) = traced.spans()

    assert span.attributes["error.type"] == "RecordUnreadable"
    assert not span.status.is_ok
    assert span.events == ()


def test_an_attempt_belongs_to_the_trace_that_brought_the_alert_to_its_sink() -> None:
    traced, alert = Traced(), given.alert()
    with traced.tracing.sending("desk", alert):
        pass
    with traced.tracing.over("deliver", item(topics.OUTGOING, PARENT, codec.encode(alert))):
        pass
    with traced.tracing.sending("desk", alert):
        pass
    enqueued, sent = traced.spans()

    assert (enqueued.name, sent.name) == ("deliver", "send")
    assert sent.parent.span_id == enqueued.context.span_id


def test_a_trace_that_is_damaged_is_a_new_one() -> None:
    traced = Traced()
    with traced.tracing.over("tag", item(topics.UNIQUE, b"\xff-not-a-trace")):
        pass
    (span,) = traced.spans()

    assert span.parent is None


def test_a_dead_letter_keeps_its_trace_and_an_old_one_has_none() -> None:
    dead = DeadLetter(
        id="d1",
        stage="tag",
        reason="bug",
        text="",
        is_bug=True,
        topic="t",
        partition=0,
        offset=1,
        key="k",
        value="eA==",
        at=NOON,
        trace=PARENT.decode(),
    )
    letter: Letter = deadletter.original(dead)

    assert letter.headers[records.TRACE] == PARENT
    old = (
        b'{"id":"d1","stage":"s","reason":"r","text":"","is_bug":false,"topic":"t","partition":0,"offset":1,"key":"k",'
    )
    assert (
        records.TRACE
        not in deadletter.original(deadletter.read(old + b'"value":"","at":"2024-11-01T12:00:00Z"}')).headers
    )
