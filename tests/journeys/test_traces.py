"""One trace from the fetch of a feed to what the sink took, also across a dead letter, at a receiver of OTLP."""

from __future__ import annotations

import asyncio
import gzip
import subprocess
import sys
from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from agents import brokers
from agents.archive import Archive
from monitor import config
from tests.journeys import news, world
from tests.journeys.news import STORY

ONE = news.persons(1)[0]
FLOW = ["poll", "dedupe", "tag", "detect", "alert", "route", "deliver", "send"]


@dataclass
class Receiver:
    """Takes spans over HTTP."""

    spans: list[Any] = field(default_factory=list)
    url: str = ""

    async def take(self, request: web.Request) -> web.Response:
        body = await request.read()
        if request.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            for scope in resource.scope_spans:
                self.spans += scope.spans
        return web.Response()

    def traces(self) -> list[list[Any]]:
        """Give the spans of each trace that got as far as a sink, in the order in which they began."""
        found = defaultdict(list)
        for span in self.spans:
            found[span.trace_id].append(span)
        whole = [sorted(spans, key=lambda each: each.start_time_unix_nano) for spans in found.values()]
        return [spans for spans in whole if any(each.name == "send" for each in spans)]


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    made = Receiver()
    application = web.Application()
    application.router.add_post("/v1/traces", made.take)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1/traces"
    yield made
    await runner.cleanup()


def is_whole(spans: list[Any]) -> bool:
    """Whether each span has its parent among the others, but for the poll."""
    ids = {span.span_id for span in spans}
    return all(span.parent_span_id in ids for span in spans if span.name != "poll")


async def test_a_trace_goes_from_the_fetch_to_the_sink(broker: str, tmp_path: Path, receiver: Receiver) -> None:
    async with world.world(tmp_path, broker) as there:
        there.configure(["morning"], [STORY], traces={"endpoint": receiver.url})
        there.press.publish("morning", news.promised(ONE, 0, world.now()))
        worker = there.start()
        await there.until("it is told", lambda: there.desk.messages, 90)
        assert await there.stop(worker) == 0, there.output()
    (spans,) = receiver.traces()

    assert [name for name in FLOW if name in {span.name for span in spans}] == FLOW
    assert is_whole(spans)
    assert {span.name for span in receiver.spans} <= set(FLOW)


async def test_a_dead_letter_that_is_put_back_goes_on_in_its_trace(tmp_path: Path, receiver: Receiver) -> None:
    async with world.world(tmp_path, f"sqlite:///{tmp_path}/kabar.db") as there:
        found = config.load(there.configure(["morning"], [STORY], traces={"endpoint": receiver.url}))
        await brokers.prepare(found)
        archive = Archive(found)
        there.press.publish("morning", news.promised(ONE, 0, world.now()))
        there.desk.is_shut = True
        worker = there.start()
        await there.until("the refusal is a dead letter", archive.dead, 90)
        (dead,) = archive.dead().values()
        there.desk.is_shut = False
        await asyncio.to_thread(archive.retry, dead.id)
        await there.until("it is told after all", lambda: there.desk.messages, 90)
        assert await there.stop(worker) == 0, there.output()
    (spans,) = receiver.traces()
    sent = [span for span in spans if span.name == "send"]

    assert dead.trace.startswith(f"00-{spans[0].trace_id.hex()}-")
    assert [span.status.code for span in sent] == [2, 0]  # An error, and none.
    assert is_whole(spans)
    assert str(there.port) not in str(receiver.spans), "no address, and no text of an error"


def test_nobody_pays_for_traces_who_does_not_want_them() -> None:
    script = "import sys, agents.run; sys.exit(any(name.startswith('opentelemetry') for name in sys.modules))"

    assert subprocess.run([sys.executable, "-c", script], cwd=world.ROOT, check=False, timeout=60).returncode == 0
