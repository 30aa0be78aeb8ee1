"""Every configuration in docs/sinks.md delivers an alert, to the other ends on loopback."""

from __future__ import annotations

import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from aiohttp import web

from agents import sending
from agents.sending import Sender
from monitor import config
from monitor.alerts.outcome import Accepted
from monitor.alerts.sinks.settings import KINDS
from monitor.config import Config
from monitor.internet import Internet, Ways
from monitor.receivers import serving, slack
from monitor.receivers.hook import Desk
from monitor.receivers.mail import Mailbox
from monitor.receivers.pagerduty import PagerDuty
from tests.house import tracked
from tests.house.test_docs import blocks
from tests.monitor.alerts import given
from tests.monitor.alerts.sinks.channels import KEY
from tests.monitor.alerts.sinks.ends import HOME
from tests.monitor.alerts.sinks.test_mail import Names
from tests.monitor.internet.certificates import Authority

PAGE = tracked.ROOT / "docs" / "sinks.md"
STORIES = "stories:\n- {id: strait, about: {core: [Arda, Belmar]}}\n"
BLOCKS = [block for block in blocks(PAGE, "yaml") if "sinks" in yaml.safe_load(block)]
FIRST = given.told()
SECOND = given.alert(revision=2, changed=("stage promised -> released",), stage="released")


@dataclass
class World:
    """The other ends, all on loopback; `arrived` says which revisions each has."""

    url: str
    folder: Path
    box: Mailbox
    port: int
    slack: slack.Slack = field(default_factory=slack.Slack)
    desk: Desk = field(default_factory=lambda: Desk(given.SECRET))
    duty: PagerDuty = field(default_factory=lambda: PagerDuty(key=KEY))
    posted: list[Any] = field(default_factory=list)

    def secrets(self) -> dict[str, str]:
        return {
            "slack-token": slack.TOKEN,
            "slack-url": f"{self.url}{slack.HOOK}",
            "hook": given.SECRET,
            "pagerduty-key": KEY,
            "smtp": "canary",
            "apprise-url": f"{self.url.replace('http', 'json')}/notice",
        }

    def here(self, block: str) -> str:
        """Write a block of the page for this machine: the same, with addresses and files of the test."""
        tree = yaml.safe_load(block)
        here: dict[str, dict[str, Any]] = {
            "slack": {"api": f"{self.url}/api"},
            "webhook": {"url": f"{self.url}/desk"},
            "pagerduty": {"api": self.url},
            "alertmanager": {"url": self.url},
            "mail": {"port": self.port},
        }
        for sink in tree["sinks"]:
            (kind,) = set(sink) & set(KINDS)
            sink[kind] = (sink[kind] or {}) | here.get(kind, {}) if kind in here else sink[kind]
        tree.setdefault("fetch", {})["allow_networks"] = [HOME]
        return STORIES + yaml.safe_dump(tree).replace("/run/secrets/", f"{self.folder}/")

    def arrived(self) -> dict[str, int]:
        notices = [each for each in self.posted if isinstance(each, dict)]
        book = self.folder / "alerts.jsonl"
        return {
            "slack": len(self.slack.channel().messages),
            "webhook": len(self.desk.told),
            "pagerduty": len(self.duty.events),
            "alertmanager": len(self.posted) - len(notices),
            "mail": len(self.box.taken),
            "apprise": len(notices),
            "file": len(book.read_text(encoding="utf-8").splitlines()) if book.exists() else 0,
        }


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    made = Authority.new(tmp_path_factory.mktemp("authority"))
    made.signed("smtp", "DNS:smtp.example.org", "20200101000000Z", "20990101000000Z")
    return made


@contextlib.asynccontextmanager
async def world(folder: Path, authority: Authority) -> AsyncIterator[World]:
    box = Mailbox(tls=authority.server("smtp"), login=("kabar", "canary"))
    made = World("", folder, box, 0)

    async def take(request: web.Request) -> web.Response:
        made.posted.append(await request.json())
        return web.Response()

    made.slack.rates.posts_a_second = 0
    extra = [web.post("/notice", take), web.post("/api/v2/alerts", take)]
    async with (
        serving.serve(extra, made.slack.routes(), made.desk.routes(), made.duty.routes()) as url,
        box.serve() as port,
    ):
        made.url, made.port = url, port
        for name, value in made.secrets().items():
            (folder / name).write_text(f"{value}\n", encoding="utf-8")
        yield made


def loaded(folder: Path, text: str) -> Config:
    path = folder / "kabar.yaml"
    path.write_text(text, encoding="utf-8")
    found = config.load(path)
    config.check_files(found)
    return found


def test_the_page_has_a_configuration_for_every_kind() -> None:
    kinds = {kind for block in BLOCKS for sink in yaml.safe_load(block)["sinks"] for kind in sink}

    assert kinds == {"id", *KINDS}


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: yaml.safe_load(block)["sinks"][0]["id"])
async def test_a_configuration_of_the_page_delivers(
    block: str, tmp_path: Path, authority: Authority, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    async with world(tmp_path, authority) as ends:
        found = loaded(tmp_path, ends.here(block))
        ways = Ways(resolver=Names(), tls=authority.client() if "mail" in block else None)
        async with Internet(allow_networks=[HOME], ways=ways) as http:
            sender = Sender(
                sinks={sink.id: sink for sink in found.sinks},
                doors=sending.doors(http, http.mail),
                clock=lambda: datetime.now(UTC),
                language="en",
            )
            for sink in found.sinks:
                first = await sender.send(sink.id, FIRST)
                assert isinstance(first, Accepted), first
                second = await sender.send(sink.id, SECOND, receipt=first.receipt)
                assert isinstance(second, Accepted), second

    printed = [json.loads(each)["revision"] for each in capfdbinary.readouterr().out.splitlines()]
    arrived = ends.arrived() | {"stdout": len(printed)}
    assert dict.fromkeys((sink.kind for sink in found.sinks), 2) == {
        kind: number for kind, number in arrived.items() if number
    }
