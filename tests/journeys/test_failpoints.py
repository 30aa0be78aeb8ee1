"""Workers are killed at every point between taking an alert and having told of it: none is lost, and none is seen twice.

All sinks are real receivers behind sockets. A plain Slack webhook cannot be asked what it has: there, one for a kill.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import pytest
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.protocol.group import LeaveGroupRequest

from agents import brokers, topics
from agents.archive import Archive
from agents.records import letter
from monitor import config
from monitor.models import Alert
from monitor.receivers import serving
from monitor.receivers.channels import Channel, Rates
from monitor.receivers.hook import Desk
from monitor.receivers.pagerduty import PagerDuty
from monitor.receivers.slack import HOOK, TOKEN, Slack
from tests.journeys.dying_worker import COMMON, EMBEDDED, KAFKA, NEVER
from tests.journeys.world import ROOT, SECRET
from tests.monitor.alerts import given

KEY = "0123456789abcdef0123456789abcdef"
BOT, PLAIN = "C0BOT", "C0PLAIN"


@dataclass(kw_only=True)
class Desks:
    """All receivers, and the alerts that they must get."""

    slack: Slack = field(
        default_factory=lambda: Slack(
            channels=[Channel(id=PLAIN, name="plain"), Channel(id=BOT, name="bot")], rates=Rates(calls_a_minute=10_000)
        )
    )
    desk: Desk = field(default_factory=lambda: Desk(SECRET))
    pager: PagerDuty = field(default_factory=lambda: PagerDuty(key=KEY))
    told: list[Alert] = field(default_factory=list)

    def settings(self, folder: Path, url: str) -> list[dict[str, Any]]:
        for name, secret in {"token": TOKEN, "url": url + HOOK, "key": KEY, "secret": SECRET}.items():
            (folder / name).write_text(secret)
        return [
            {"id": "bot", "slack": {"token_file": str(folder / "token"), "channel": BOT, "api": f"{url}/api"}},
            {"id": "plain", "slack": {"url_file": str(folder / "url")}},
            {"id": "hook", "webhook": {"url": f"{url}/desk", "secret_file": str(folder / "secret")}},
            {"id": "pager", "pagerduty": {"key_file": str(folder / "key"), "api": url}},
        ]

    def next(self) -> list[Alert]:
        """Make a new alert, and after every third the denial of an earlier one."""
        number = len(self.told)
        made = [_alert(f"k{number}", 1)]
        if number % 3 == 2:
            earlier = next(each for each in reversed(self.told) if each.revision == 1)
            made.append(_alert(earlier.id, 2, changed=("status unconfirmed -> denied",)))
        self.told += made
        return made

    @property
    def plain(self) -> Counter[str]:
        return Counter(_name(each.content) for each in self.slack.channel(PLAIN).messages)

    @property
    def roots(self) -> Counter[str]:
        return Counter(_name(each.content).rpartition("-")[0] for each in self.slack.channel(BOT).roots)

    def missing(self) -> set[tuple[str, str]]:
        """List what a sink has not got: of an alert with two revisions, both or the last."""
        hooked = {each.id for each in self.desk.told}
        events = [each for each in self.pager.events if each["event_action"] == "trigger"]
        paged = {f"{each['dedup_key']}-{each['payload']['custom_details']['revision']}" for each in events}
        bot = self.slack.channel(BOT)
        shown = {_name(each.content) for each in bot.messages} | {
            _name(edit) for each in bot.messages for edit in each.edits
        }
        wanted = {f"{each.id}-{each.revision}" for each in self.told}
        found = {"hook": hooked, "plain": set(self.plain), "bot": shown, "pager": paged}
        return {(sink, name) for sink, names in found.items() for name in wanted - names}


def _alert(name: str, revision: int, **fields: Any) -> Alert:
    now = datetime.now(UTC)
    return given.alert(id=name, revision=revision, headline=f"[{name}-{revision}]", told_at=now, **fields)


def _name(content: dict[str, Any]) -> str:
    """Find the name of a revision in a message; an answer in a thread has it in its text too."""
    text: str = content["text"]
    return text.partition("[")[2].partition("]")[0]


@dataclass(kw_only=True)
class Nursery:
    """Forks workers that die where they are told to."""

    path: Path
    broker: str
    process: asyncio.subprocess.Process
    deaths: Counter[str] = field(default_factory=Counter)
    child: int = 0

    async def run(self, point: str, passes: int, *, seconds: float) -> bool:
        """Let a worker run until it dies at the point, or for so long; says whether it died there."""
        child = await self._begun(point, passes)
        try:
            async with asyncio.timeout(seconds):
                await self._line()
        except TimeoutError:
            await self.end(child)
            return False
        self.deaths[point] += 1
        self.child = 0
        await self._bury()
        return True

    async def live(self) -> int:
        """Start a worker that does not die by itself; gives its process id."""
        return await self._begun(NEVER, 0)

    async def end(self, child: int) -> None:
        os.kill(child, signal.SIGKILL)
        await self._line()
        self.child = 0
        await self._bury()

    async def _begun(self, point: str, passes: int) -> int:
        assert self.process.stdin
        self.process.stdin.write(f"{point} {passes}\n".encode())
        await self.process.stdin.drain()
        self.child = int(await self._line())
        return self.child

    async def _line(self) -> bytes:
        assert self.process.stdout
        return await self.process.stdout.readline()

    async def _bury(self) -> None:
        """Tell Kafka that the member is gone, instead of waiting until its session is over."""
        if not self.broker.startswith("kafka://"):
            return
        group = config.load(self.path).id
        admin = AIOKafkaAdminClient(bootstrap_servers=self.broker.removeprefix("kafka://"))
        await admin.start()
        try:
            (answer,) = await admin.describe_consumer_groups([group])
            node = await admin.find_coordinator(group)
            for member in answer.groups[0][5]:
                await admin._send_request_to_node(node, LeaveGroupRequest(group, member[0]))
        finally:
            await admin.close()


@contextlib.asynccontextmanager
async def nursery(path: Path, broker: str) -> AsyncIterator[Nursery]:
    with (path.parent / "workers.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.journeys.dying_worker",
            str(path),
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
        )
    made = Nursery(path=path, broker=broker, process=process)
    try:
        yield made
    finally:
        if made.child:
            os.kill(made.child, signal.SIGKILL)
        assert process.stdin
        process.stdin.close()
        await process.wait()


def configured(folder: Path, broker: str, sinks: list[dict[str, Any]]) -> Path:
    """Write the configuration."""
    path = folder / "kabar.yaml"
    found = {
        "id": f"kabar-{sha256(str(folder).encode()).hexdigest()[:8]}",
        "broker": broker,
        "partitions": 2,
        "feeds": [{"url": "https://example.org/feed"}],
        "stories": [{"id": "strait", "name": "Strait", "about": {"core": ["Arda", "Belmar"], "need": 2}}],
        "sinks": sinks,
        "routes": [{"to": [each["id"] for each in sinks]}],
        "fetch": {"allow_networks": ["127.0.0.0/8"], "spacing": 0},
    }
    path.write_text(json.dumps(found))  # JSON is YAML.
    return path


def points(broker: str) -> list[str]:
    return [*COMMON, *(KAFKA if broker.startswith("kafka://") else EMBEDDED)]


async def killed(folder: Path, broker: str, deaths: Sequence[tuple[str, int]]) -> tuple[Desks, Nursery]:
    """Tell of an alert for each death, then let a worker finish what is left."""
    desks = Desks()
    async with serving.serve(desks.slack.routes(), desks.desk.routes(), desks.pager.routes()) as url:
        path = configured(folder, broker, desks.settings(folder, url))
        found = config.load(path)
        await brokers.prepare(found)
        archive = Archive(found)
        async with nursery(path, broker) as workers:
            for point, passes in deaths:
                made = [letter(topics.ALERTS, each.id, each) for each in desks.next()]
                await asyncio.to_thread(archive.append, *made)
                await workers.run(point, passes, seconds=20)
            child = await workers.live()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(120 + 4 * len(deaths)):  # Slack takes a message a second.
                    while desks.missing():  # noqa: ASYNC110  # It is a question, no event.
                        await asyncio.sleep(0.1)
            await asyncio.sleep(2)
            await workers.end(child)
            (folder / "deaths.json").write_text(json.dumps([workers.deaths, desks.plain]))
    return desks, workers


def judged(desks: Desks, workers: Nursery) -> None:
    """Nothing is lost, and nothing seen twice but by the plain Slack webhook, once for a kill."""
    assert desks.missing() == set(), dict(workers.deaths)
    assert {name for name, count in desks.roots.items() if name and count > 1} == set()
    answers = Counter(_name(each.content) for each in desks.slack.channel(BOT).messages if each.thread)
    assert {name for name, count in answers.items() if name and count > 1} == set()
    ours = {each.id for each in desks.told}
    assert ours <= set(desks.pager.incidents)
    assert len([each for each in desks.desk.told if each.body["alert_id"] in ours]) == len(desks.told)
    assert sum(desks.plain.values()) - len(desks.plain) <= sum(workers.deaths.values())


@pytest.mark.timeout(280)
async def test_no_alert_is_lost_or_seen_twice_where_a_worker_dies_on_the_way(broker: str, tmp_path: Path) -> None:
    """The short form: the points around the request and around what is remembered of it."""
    chosen = ("before the request", "after the request", "after remembering", "before the baton")
    desks, workers = await killed(tmp_path, broker, [(each, 1 + number) for number, each in enumerate(chosen)])
    judged(desks, workers)
    assert sum(workers.deaths.values()) >= 3


@pytest.mark.slow
@pytest.mark.timeout(3_600)
async def test_no_alert_is_lost_or_seen_twice_wherever_a_worker_dies(broker: str, tmp_path: Path) -> None:
    """A hundred and more deaths on each broker: every point several times, early and late."""
    chance = Random(20241101)
    deaths = [
        (each, passes) for each in points(broker) for passes in (1, 2, chance.randint(3, 12), chance.randint(5, 25))
    ]
    chance.shuffle(deaths)
    desks, workers = await killed(tmp_path, broker, deaths)
    judged(desks, workers)
    assert sum(workers.deaths.values()) >= 100, dict(workers.deaths)
    assert set(points(broker)) == set(workers.deaths)
