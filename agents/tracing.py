"""Traces: from the fetch of a feed to what a sink took, as one; through the headers of records, as W3C's `traceparent`.

A trace begins with a poll, or with an article that somebody gave us. It is on the log with each record that came of it, also with
a dead letter, so that it goes on wherever the record is taken up. OpenTelemetry is imported only where `traces` is configured. No
text of an error is told: it may hold what belongs to others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from agents import records, topics
from agents.records import Item
from monitor.config import Traces
from monitor.errors import ConfigInvalid, RecordUnreadable
from monitor.models import Alert

ROOTS = frozenset({topics.FEEDS_DUE, topics.FEEDS_PUSHED, topics.RAW})
"""The topics whose records may begin a trace; ticks of other stages begin none."""

MOST = 10_000
"""Deliveries of which it is known to which trace they belong; after a restart a delivery that waits belongs to none."""

Failed = Callable[[str], None]


def untraced(_: str) -> None:
    """Let a failure be; where nothing is traced."""


@contextmanager
def off(_: object, __: object) -> Iterator[Failed]:
    """Trace nothing."""
    yield untraced


class Tracing:
    """Makes spans, and hands them to an exporter in the background."""

    def __init__(self, settings: Traces, service: str, exporter: Any = None) -> None:
        try:
            from opentelemetry import trace  # noqa: PLC0415  # An extra: nobody pays for it who does not want it.
            from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415  # As above.
            from opentelemetry.sdk.resources import Resource  # noqa: PLC0415  # As above.
            from opentelemetry.sdk.trace import TracerProvider, sampling  # noqa: PLC0415  # As above.
            from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415  # As above.
            from opentelemetry.trace.propagation import tracecontext  # noqa: PLC0415  # As above.
        except ImportError as error:
            raise ConfigInvalid(("traces: OpenTelemetry is not installed; pip install 'kabar[otel]'",)) from error
        self._provider = TracerProvider(
            resource=Resource.create({"service.name": service}),
            sampler=sampling.ParentBased(sampling.TraceIdRatioBased(settings.share)),
            shutdown_on_exit=False,
        )
        self._provider.add_span_processor(BatchSpanProcessor(exporter or OTLPSpanExporter(endpoint=settings.endpoint)))
        self._tracer = self._provider.get_tracer("kabar")
        self._text = tracecontext.TraceContextTextMapPropagator()
        self._consumer, self._client = trace.SpanKind.CONSUMER, trace.SpanKind.CLIENT
        self._error = trace.StatusCode.ERROR
        self._deliveries: dict[tuple[str, str], bytes] = {}

    @contextmanager
    def over(self, stage: str, item: Item) -> Iterator[Failed]:
        """Trace a stage's work on an item; what it hands on meanwhile belongs to the trace."""
        parent = item.header(records.TRACE)
        if parent is None and item.topic not in ROOTS:
            yield untraced
            return
        about = {
            "messaging.system": "kabar",
            "messaging.destination.name": item.topic,
            "messaging.destination.partition.id": str(item.partition),
            "messaging.kafka.offset": item.offset,
        }
        with self._span(stage, parent, self._consumer, about) as failed:
            self._remember(item)
            yield failed

    @contextmanager
    def sending(self, sink: str, alert: Alert) -> Iterator[Failed]:
        """Trace an attempt to deliver, where it is known what it came of."""
        parent = self._deliveries.get((alert.id, sink))
        if parent is None:
            yield untraced
            return
        about = {"kabar.sink": sink, "kabar.alert": alert.id, "kabar.revision": alert.revision}
        with self._span("send", parent, self._client, about) as failed:
            yield failed

    def close(self) -> None:
        """Hand over what is left."""
        self._provider.shutdown()

    @contextmanager
    def _span(self, name: str, parent: bytes | None, kind: Any, about: dict[str, Any]) -> Iterator[Failed]:
        context = self._text.extract({records.TRACE: parent.decode("latin-1")}) if parent else None
        span = self._tracer.start_span(name, context=context, kind=kind, attributes=about)

        def failed(reason: str) -> None:
            span.set_attribute("error.type", reason)
            span.set_status(self._error)

        token = records.trace_now.set(_traceparent(span))
        try:
            yield failed
        finally:
            records.trace_now.reset(token)
            span.end()

    def _remember(self, item: Item) -> None:
        """Keep to which trace a delivery belongs: the attempt comes later, with a tick."""
        trace = records.trace_now.get()
        if item.topic != topics.OUTGOING or trace is None:
            return
        try:
            alert = item.read(Alert)
        except RecordUnreadable:
            return
        if len(self._deliveries) >= MOST:
            del self._deliveries[next(iter(self._deliveries))]
        self._deliveries[alert.id, item.key] = trace


def _traceparent(span: Any) -> bytes:
    context = span.get_span_context()
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{int(context.trace_flags):02x}".encode()
