"""A real Alertmanager takes our alerts, shows what changes, and lets them resolve; amtool sees what people see."""

from __future__ import annotations

import asyncio
import json
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from monitor.alerts.outcome import Accepted, Dead, Retry, Why
from monitor.alerts.sinks.settings import Alertmanager, Sink
from monitor.lives import Life, Severity
from monitor.models import Alert
from monitor.receivers import serving
from tests.monitor.alerts import given
from tests.monitor.alerts.sinks import hostile
from tests.monitor.alerts.sinks.channels import alive
from tests.monitor.alerts.sinks.ends import Sent, sending_to

# Twenty times as quick as one would have it, so that a resolution is told within the test.
CONFIG = """
route: {receiver: desk, group_by: [alert_id], group_wait: 0s, group_interval: 1s, repeat_interval: 1h}
receivers: [{name: desk, webhook_configs: [{url: "%s/told", send_resolved: true}]}]
"""
PROGRAMS = "prometheus-alertmanager and amtool are missing; on Debian: apt-get install prometheus-alertmanager"


@dataclass
class Manager:
    """A running Alertmanager, and what it told its receiver."""

    url: str
    told: asyncio.Queue[dict[str, Any]]

    async def amtool(self, *words: str) -> list[dict[str, Any]]:
        """Ask amtool for the alerts it sees."""
        command = ("amtool", "--alertmanager.url", self.url, "alert", "query", "--output", "json", *words)
        process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
        output, _ = await process.communicate()
        assert process.returncode == 0
        found: list[dict[str, Any]] = json.loads(output)
        return found

    async def next(self, status: str) -> dict[str, Any]:
        """Wait until the receiver is told of an alert with this status."""
        while True:
            told = await asyncio.wait_for(self.told.get(), 30)
            if told["status"] == status:
                return told


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[Manager]:
    """Run the real program on loopback, with a receiver that keeps what it is told."""
    program = shutil.which("prometheus-alertmanager")
    assert program and shutil.which("amtool"), PROGRAMS  # noqa: PT018  # One hint for both.
    told: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def take(request: web.Request) -> web.Response:
        told.put_nowait(await request.json())
        return web.Response()

    async with serving.serve([web.post("/told", take)]) as receiver:
        (folder / "alertmanager.yaml").write_text(CONFIG % receiver, encoding="utf-8")
        port = _free_port()
        process = await asyncio.create_subprocess_exec(
            program,
            f"--config.file={folder / 'alertmanager.yaml'}",
            f"--storage.path={folder}",
            f"--web.listen-address=127.0.0.1:{port}",
            "--cluster.listen-address=",
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            await _ready(f"http://127.0.0.1:{port}")
            yield Manager(f"http://127.0.0.1:{port}", told)
        finally:
            process.terminate()
            await process.wait()


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


async def _ready(url: str) -> None:
    async with aiohttp.ClientSession() as session:
        for _ in range(300):
            try:
                async with session.get(f"{url}/-/ready") as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.1)
    raise AssertionError("Alertmanager did not become ready")


@asynccontextmanager
async def desk(manager: Manager, **settings: Any) -> AsyncIterator[Sent]:
    sink = Sink(id="am", alertmanager=Alertmanager(url=manager.url, labels={"team": "desk"}, **settings))
    async with sending_to(sink, secrets={}, now=datetime.now(UTC)) as sent:
        yield sent


FIRST = given.alert(story_name="Strait hostages", severity=Severity.HIGH)
SECOND = given.alert(
    revision=2,
    stage="released",
    headline="CONFIRMED: Released: Mira Talsen",
    severity=Severity.CRITICAL,
    changed=("stage promised -> released",),
)
CLOSED = given.alert(revision=3, stage="released", life=Life.CLOSED, severity=Severity.CRITICAL)


async def test_an_alert_appears_is_updated_and_resolves(tmp_path: Path) -> None:
    async with running(tmp_path) as manager, desk(manager) as sent:
        assert isinstance(await sent(FIRST), Accepted)
        (shown,) = await manager.amtool()
        assert shown["labels"] == {
            "alertname": "KabarRelease",
            "alert_id": FIRST.id,
            "kind": "release",
            "severity": "high",
            "story": "strait",
            "team": "desk",
        }
        assert shown["annotations"]["summary"] == FIRST.headline
        assert shown["generatorURL"] == FIRST.evidence[0].url
        assert (await manager.next("firing"))["alerts"][0]["labels"]["alert_id"] == FIRST.id

        sent.now = datetime.now(UTC)
        assert isinstance(await sent(SECOND), Accepted)
        (shown,) = await manager.amtool()
        assert (shown["labels"]["severity"], shown["annotations"]["stage"]) == ("critical", "released")
        assert shown["annotations"]["changed"] == "stage promised -＞ released"

        sent.now = datetime.now(UTC)
        assert isinstance(await sent(CLOSED), Accepted)
        assert await manager.amtool() == []
        told = await manager.next("resolved")
        assert {each["labels"]["alert_id"] for each in told["alerts"]} == {FIRST.id}


async def test_every_alert_with_hostile_text_is_taken_and_shown_as_one_alert(tmp_path: Path) -> None:
    texts = [each for each in hostile.TEXTS if len(each) < 6_000]
    async with running(tmp_path) as manager, desk(manager) as sent:
        for number, text in enumerate(texts):
            assert (text, await sent(hostile.alert(text, id=f"k{number}"))) == (text, Accepted())
        shown = await manager.amtool("team=desk")

    assert {each["labels"]["alert_id"] for each in shown} == {f"k{number}" for number in range(len(texts))}
    assert [alive(each["annotations"]["description"]) for each in shown] == [[]] * len(texts)


async def test_a_revision_sent_twice_is_one_alert(tmp_path: Path) -> None:
    async with running(tmp_path) as manager, desk(manager) as sent:
        for alert in (FIRST, FIRST, SECOND, SECOND):
            assert isinstance(await sent(alert), Accepted)
        assert len(await manager.amtool()) == 1


async def test_a_password_travels_as_basic_authentication_and_a_wrong_one_is_tried_again() -> None:
    came: list[str] = []

    async def take(request: web.Request) -> web.Response:
        came.append(request.headers["Authorization"])
        return web.Response(status=401 if len(came) == 1 else 200)

    async with serving.serve([web.post("/am/api/v2/alerts", take)]) as url:
        setting = Alertmanager(url=f"{url}/am/", user="kabar", password_file="p")
        async with sending_to(Sink(id="am", alertmanager=setting), secrets={"password_file": "one:two\n"}) as sent:
            assert await sent(FIRST) == Retry(reason=Why.CREDENTIALS)
            assert await sent(FIRST) == Accepted()

    assert set(came) == {aiohttp.encode_basic_auth("kabar", "one:two")}


async def test_what_the_alertmanager_refuses_is_dead(tmp_path: Path) -> None:
    broken: Alert = given.alert(id="")
    async with running(tmp_path) as manager:
        sink = Sink(id="am", alertmanager=Alertmanager(url=manager.url, labels={"0wrong": "x"}))
        async with sending_to(sink, secrets={}, now=datetime.now(UTC)) as sent:
            assert await sent(broken) == Dead(reason=Why.REFUSED)


@pytest.mark.parametrize("life", [Life.CLOSED, Life.RETRACTED])
async def test_an_alert_that_is_over_before_it_was_ever_sent_is_taken(tmp_path: Path, life: Life) -> None:
    async with running(tmp_path) as manager, desk(manager) as sent:
        assert isinstance(await sent(given.alert(life=life, revision=4)), Accepted)
        assert await manager.amtool() == []
