"""The real service in a process of its own, on a configuration written for the demonstration."""

from __future__ import annotations

import asyncio
import base64
import secrets
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import aiohttp
import yaml

from monitor.demo.press import Press
from monitor.errors import MonitorError
from monitor.receivers.slack import TOKEN

START_SECONDS = 30.0
STOP_SECONDS = 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A running service: its process, where its pages are, and its log."""

    process: asyncio.subprocess.Process
    web: str
    log: Path

    @property
    def has_ended(self) -> bool:
        """Tell whether the process is gone."""
        return self.process.returncode is not None

    async def wait_ready(self) -> None:
        """Wait until /readyz says yes.

        Raises:
            MonitorError: the service ended or did not become ready; the message carries the end of its log.
        """
        until = asyncio.get_running_loop().time() + START_SECONDS
        while not await _answers(f"{self.web}/readyz"):
            if self.has_ended or asyncio.get_running_loop().time() > until:
                raise self.failed("did not become ready")
            await asyncio.sleep(0.1)

    async def metrics(self) -> str:
        """Fetch /metrics."""
        async with aiohttp.ClientSession() as session, session.get(f"{self.web}/metrics") as response:
            return await response.text()

    def failed(self, what: str) -> MonitorError:
        """Make the error that says what happened, with the last lines of the log."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-15:]

        return MonitorError("\n".join((f"the service {what}; the end of its log:", *lines)))


@asynccontextmanager
async def start(folder: Path, press: Press, secret: str) -> AsyncIterator[Service]:
    """Run `python -m agents` on a new configuration in the folder; stop it with SIGTERM at the end."""
    port = await _free_port()
    path = folder / "kabar.yaml"
    path.write_text(yaml.safe_dump(configuration(folder, press, port), sort_keys=False), encoding="utf-8")
    (folder / "secret").write_text(secret, encoding="utf-8")
    (folder / "token").write_text(TOKEN, encoding="utf-8")
    log = folder / "service.log"
    with log.open("wb") as out:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "agents", "--config", str(path)),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            cwd=folder,
            start_new_session=True,  # Ctrl-C is ours to hand on, as SIGTERM.
        )
    try:
        yield Service(process=process, web=f"http://127.0.0.1:{port}", log=log)
    finally:
        await _stop(process)


def configuration(folder: Path, press: Press, port: int) -> dict[str, Any]:
    """Compose what a user would write in kabar.yaml."""
    text = resources.files(__package__).joinpath("data", "stories.yaml").read_text(encoding="utf-8")
    feeds = [
        {
            "url": press.feed_url(outlet),
            "publisher": outlet.name,
            "language": outlet.language,
            "every": "1s",
            "first": "learn",
        }
        for outlet in press.script.outlets
    ]
    here, secret, token = f"http://127.0.0.1:{press.port}", str(folder / "secret"), str(folder / "token")
    hook = {"url": f"{here}/desk", "secret_file": secret}
    slack = {"token_file": token, "channel": "#desk", "api": f"{here}/api", "buttons": True}

    return {
        "broker": f"sqlite:///{folder / 'kabar.db'}",
        "web": {"host": "127.0.0.1", "port": port, "slack_signing_secret_file": secret},
        "fetch": {"allow_networks": ["127.0.0.0/8"], "spacing": 0},
        "feeds": feeds,
        **yaml.safe_load(text),
        "sinks": [{"id": "desk", "webhook": hook}, {"id": "channel", "slack": slack}],
        "routes": [{"to": ["desk", "channel"]}],
    }


def new_secret() -> str:
    """Make a Standard Webhooks secret."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(24)).decode()


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.send_signal(signal.SIGTERM)
    try:
        await asyncio.wait_for(process.wait(), STOP_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()


async def _answers(url: str) -> bool:
    try:
        async with aiohttp.ClientSession() as session, session.get(url) as response:
            return response.status == 200
    except aiohttp.ClientError:
        return False


async def _free_port() -> int:
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = int(server.sockets[0].getsockname()[1])
    server.close()
    await server.wait_closed()

    return port
