"""Real Prometheus and Alertmanager beside the real service, with our rules and our routing, their times shortened."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import shutil
import socket
import subprocess
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import yaml
from aiohttp import web

from deploy.prometheus import rule, written
from tests.house import tracked

DEPLOY = tracked.ROOT / "deploy"
SCRAPE = "500ms"
SHORT = rule.shortened(by=600, least=3)
"""Ten minutes are a second, and nothing is shorter than three: that is six scrapes."""


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        return int(opened.getsockname()[1])


@dataclass(kw_only=True)
class Pager:
    """Where Alertmanager sends: keeps, for each receiver and alert, how it stands; one name may be of several alerts."""

    told: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    annotations: dict[str, dict[str, str]] = field(default_factory=dict)

    async def take(self, request: web.Request) -> web.Response:
        """Take a notification."""
        for alert in (await request.json())["alerts"]:
            name = alert["labels"]["alertname"]
            self.told.setdefault((request.match_info["receiver"], name), {})[alert["fingerprint"]] = alert["status"]
            self.annotations[name] = alert["annotations"]
        return web.Response()

    def is_firing(self, receiver: str, name: str) -> bool:
        """Say whether a receiver was last told of an alert that it fires."""
        return "firing" in self.told.get((receiver, name), {}).values()

    def is_over(self, receiver: str, name: str) -> bool:
        """Say whether a receiver was told that all of them are over."""
        return set(self.told.get((receiver, name), {}).values()) == {"resolved"}


@dataclass(kw_only=True)
class Watched:
    """Prometheus as it is asked, and the pager."""

    folder: Path
    prometheus: str
    pager: Pager

    async def ask(self, path: str, **parameters: str) -> list[dict[str, Any]]:
        """Ask Prometheus; gives the series of its answer."""
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"{self.prometheus}/api/v1/{path}", params=parameters) as response,
        ):
            answer = await response.json()
        assert answer["status"] == "success", answer
        found: list[dict[str, Any]] = answer["data"]["result"]
        return found

    async def until(self, what: str, is_so: Callable[[], bool], seconds: float = 60) -> None:
        """Wait until something is so."""
        for _ in range(int(seconds / 0.1)):
            if is_so():
                return
            await asyncio.sleep(0.1)
        firing = [each["metric"] for each in await self.ask("query", query="ALERTS")]
        logs = [path.read_text(errors="replace")[-2_000:] for path in self.folder.glob("*.log")]
        raise AssertionError(f"not within {seconds} s: {what}\ntold: {self.pager.told}\nALERTS: {firing}\n{logs}")


@contextlib.asynccontextmanager
async def watched(folder: Path, targets: list[str]) -> AsyncIterator[Watched]:
    """Run both, and a receiver, until left."""
    pager = Pager()
    application = web.Application()
    application.router.add_post("/{receiver}", pager.take)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    alertmanager, prometheus = free_port(), free_port()
    _write(folder, targets, int(runner.addresses[0][1]), alertmanager)
    async with contextlib.AsyncExitStack() as stack:
        stack.push_async_callback(runner.cleanup)
        stack.enter_context(_running(folder, "prometheus-alertmanager", _ALERTMANAGER, alertmanager))
        await _ready(f"http://127.0.0.1:{alertmanager}/-/ready")
        stack.enter_context(_running(folder, "prometheus", _PROMETHEUS, prometheus))
        url = f"http://127.0.0.1:{prometheus}"
        await _ready(f"{url}/-/ready")
        yield Watched(folder=folder, prometheus=url, pager=pager)


_ALERTMANAGER = ("--config.file=alertmanager.yaml", "--storage.path=alertmanager-data", "--cluster.listen-address=")
_PROMETHEUS = (
    "--config.file=prometheus.yaml",
    "--storage.tsdb.path=prometheus-data",
    "--log.level=warn",
    "--rules.alert.resend-delay=2s",  # What fires before it knows its Alertmanager it tells again only after this.
)


def _write(folder: Path, targets: list[str], pager: int, alertmanager: int) -> None:
    """Write what both run on: our files, with other addresses and shorter times."""
    (folder / "kabar.rules.yaml").write_text(written.text(SHORT), encoding="utf-8")
    config = yaml.safe_load((DEPLOY / "prometheus" / "prometheus.yaml").read_text(encoding="utf-8"))
    config["global"] |= {"scrape_interval": SCRAPE, "scrape_timeout": SCRAPE, "evaluation_interval": SCRAPE}
    config["alerting"]["alertmanagers"] = [{"static_configs": [{"targets": [f"127.0.0.1:{alertmanager}"]}]}]
    config["scrape_configs"] = [{"job_name": "kabar", "static_configs": [{"targets": targets}]}]
    (folder / "prometheus.yaml").write_text(json.dumps(config), encoding="utf-8")
    text = (DEPLOY / "alertmanager" / "alertmanager.yaml").read_text(encoding="utf-8")
    routing = yaml.safe_load(re.sub(r"group_(wait|interval): \w+", r"group_\1: 1s", text))
    routing["receivers"] = [
        {"name": each["name"], "webhook_configs": [{"url": f"http://127.0.0.1:{pager}/{each['name']}"}]}
        for each in routing["receivers"]
    ]
    (folder / "alertmanager.yaml").write_text(json.dumps(routing), encoding="utf-8")


@contextlib.contextmanager
def _running(folder: Path, program: str, arguments: tuple[str, ...], port: int) -> Any:
    path = shutil.which(program)
    assert path, f"{program} is missing; on Debian: apt-get install {program}"
    with (folder / f"{program}.log").open("wb") as log:
        process = subprocess.Popen(
            [path, *arguments, f"--web.listen-address=127.0.0.1:{port}"],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)


async def _ready(url: str) -> None:
    async with aiohttp.ClientSession() as session:
        for _ in range(300):
            with contextlib.suppress(aiohttp.ClientError):
                async with session.get(url) as response:
                    if response.status == 200:
                        return
            await asyncio.sleep(0.1)
    raise AssertionError(f"not ready within 30 s: {url}")
