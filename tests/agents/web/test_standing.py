"""Alive, ready, and in detail: what probes and people are told, over a real web server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import aiohttp
import pytest
from faust.types import TP
from prometheus_client import CollectorRegistry

from agents.counting import Counting
from agents.service import Service
from agents.vigil import Vigil
from agents.web import server
from agents.web.standing import Standing
from monitor.config import Config
from tests import fakes


@dataclass
class Worker:
    """A service as far as its health goes, on an embedded broker or on Kafka."""

    folder: Path
    now: float = 100.0
    assignment: set[TP] = field(default_factory=lambda: {TP("kabar.articles.raw", 0), TP("kabar-feeds-changelog", 0)})
    failure: BaseException | None = None
    url: str = ""

    def __post_init__(self) -> None:
        producer = SimpleNamespace(buffer=SimpleNamespace(failure=None))
        consumer = SimpleNamespace(assignment=lambda: self.assignment)
        self.app = SimpleNamespace(
            started=True, rebalancing=False, in_recovery=False, consumer=consumer, producer=producer
        )
        self.vigil = Vigil(stuck=60.0, now=lambda: self.now)
        self.file = self.folder / "kabar.db"
        self.file.touch()
        out = cast("Any", fakes.Posted())
        counting = Counting(CollectorRegistry(), "sqlite")
        self.service = Service(
            app=cast("Any", self.app), clock=fakes.Clock(), counting=counting, out=out, vigil=self.vigil
        )
        self.service.readers |= {"kabar.articles.raw": "dedupe"}

    def standing(self, broker: str = "") -> Standing:
        return Standing(service=self.service, config=Config(broker=broker or f"sqlite:///{self.file}"))

    async def ask(self, page: str) -> tuple[int, Any]:
        async with aiohttp.ClientSession() as session, session.get(f"{self.url}{page}") as answer:
            return answer.status, await (answer.json() if answer.content_type == "application/json" else answer.text())


@pytest.fixture
async def worker(tmp_path: Path) -> AsyncIterator[Worker]:
    made = Worker(tmp_path)
    standing = made.standing()
    pages = server.Pages(
        alive=standing.alive,
        ready=standing.ready,
        detail=standing.detail,
        refresh=lambda: None,
        registry=CollectorRegistry(),
    )
    async with server.serve(pages, "127.0.0.1", 0) as port:
        made.url = f"http://127.0.0.1:{port}"
        yield made


async def test_a_worker_that_works_is_alive_and_ready(worker: Worker) -> None:
    assert [await worker.ask(page) for page in ("/livez", "/readyz")] == [(200, "ok\n")] * 2
    status, detail = await worker.ask("/healthz")

    assert status == 200
    assert (detail["alive"], detail["ready"], detail["why"], detail["partitions"]) == (True, True, "", 1)
    assert {name: check["ok"] for name, check in detail["checks"].items()} == dict.fromkeys(
        ("started", "broker", "partitions", "outbox"), True
    )
    assert detail["stages"] == {"dedupe": {"oldest_seconds": 0.0}}


async def test_a_broker_that_is_away_makes_a_worker_not_ready_and_leaves_it_alive(worker: Worker) -> None:
    worker.vigil.unreachable()
    worker.now = worker.vigil.beat = 9_999.0

    assert (await worker.ask("/livez"))[0] == 200
    assert await worker.ask("/readyz") == (503, "the broker does not answer\n")
    status, detail = await worker.ask("/livez?verbose")
    assert (status, detail["ready"], detail["checks"]["broker"]["ok"]) == (200, False, False)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"started": False}, "not started"),
        ({"rebalancing": True}, "partitions are being assigned"),
        ({"in_recovery": True}, "partitions are being assigned"),
    ],
)
async def test_a_worker_that_starts_is_not_ready(worker: Worker, change: dict[str, bool], why: str) -> None:
    vars(worker.app).update(change)
    status, text = await worker.ask("/readyz")

    assert status == 503
    assert why in text


async def test_without_partitions_or_a_writable_outbox_a_worker_is_not_ready(worker: Worker) -> None:
    worker.assignment = set()
    assert await worker.ask("/readyz") == (503, "no partitions assigned\n")
    worker.assignment = {TP("kabar.articles.raw", 0)}
    worker.file.unlink()
    assert await worker.ask("/readyz") == (503, "kabar.db cannot be written\n")


def test_a_producer_that_failed_makes_a_worker_on_kafka_not_ready(tmp_path: Path) -> None:
    worker = Worker(tmp_path)
    standing = worker.standing("kafka://127.0.0.1:9092")
    assert standing.ready() == ""
    worker.app.producer.buffer.failure = TimeoutError()
    assert standing.ready() == "the broker did not take a record (TimeoutError)"


async def test_a_stage_that_is_stuck_is_not_alive_and_named(worker: Worker) -> None:
    with worker.vigil.over("dedupe"):
        worker.now = worker.vigil.beat = 200.0
        assert await worker.ask("/livez") == (503, "dedupe has not moved for 100 s\n")
        assert (await worker.ask("/healthz"))[1]["stages"] == {"dedupe": {"oldest_seconds": 100.0}}


async def test_what_is_behind_is_in_the_detail(worker: Worker) -> None:
    worker.vigil.reached({("kabar.articles.raw", 0): (5, 9)}, is_ready=True)
    worker.now = worker.vigil.beat = 110.0

    assert (await worker.ask("/healthz"))[1]["behind"] == [
        {"topic": "kabar.articles.raw", "partition": 0, "records": 4, "still_seconds": 10.0}
    ]
