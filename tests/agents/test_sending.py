"""The doors that sinks go out by: files, and Apprise as it really is."""

from __future__ import annotations

import asyncio
import html
import json
import logging
import re
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from agents import notifying, sending
from agents.sending import Sender
from monitor import errors
from monitor.alerts import sinks
from monitor.alerts.outcome import Accepted, Dead, Retry, Why
from monitor.alerts.sinks.settings import Apprise, File, Sink, Webhook
from monitor.ports import Notice, Request, Response
from monitor.receivers import serving
from tests.fakes import Clock
from tests.monitor.alerts import given
from tests.monitor.alerts.sinks import hostile
from tests.monitor.alerts.sinks.channels import alive


async def nowhere(_: Request) -> Response:
    raise errors.FetchFailed("https://desk.example", "cannot connect")


def sender(sink: Sink, clock: Clock | None = None) -> Sender:
    return Sender(sinks={sink.id: sink}, doors=sending.doors(nowhere), clock=clock or Clock(), language="en")


async def test_a_sink_that_is_gone_from_the_configuration_takes_nothing() -> None:
    assert await sender(given.HOOK).send("another", given.told()) == Dead(reason=Why.GONE)


async def test_secrets_are_read_for_each_attempt(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    made = sender(Sink(id="hook", webhook=Webhook(url="https://desk.example", secret_file=str(secret))))
    assert await made.send("hook", given.told()) == Retry(reason=Why.CREDENTIALS)
    secret.write_text("nonsense", encoding="utf-8")
    assert await made.send("hook", given.told()) == Retry(reason=Why.CREDENTIALS)
    secret.write_text(given.SECRET, encoding="utf-8")
    assert await made.send("hook", given.told()) == Retry(reason=Why.UNREACHABLE)


# Files


async def test_a_file_gets_a_line_for_each_revision(tmp_path: Path) -> None:
    book = sender(Sink(id="book", file=File(path=str(tmp_path / "alerts.jsonl"))))
    for revision in (1, 2):
        assert await book.send("book", given.alert(revision=revision)) == Accepted()

    read = [json.loads(line) for line in (tmp_path / "alerts.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [each["revision"] for each in read] == [1, 2]


async def test_a_line_that_was_torn_by_a_kill_does_not_spoil_the_next(tmp_path: Path) -> None:
    path = tmp_path / "alerts.jsonl"
    path.write_bytes(b'{"alert_id": "k1", "revi')
    await sender(Sink(id="book", file=File(path=str(path)))).send("book", given.told())

    torn, whole = path.read_text(encoding="utf-8").splitlines()
    assert torn == '{"alert_id": "k1", "revi'
    assert json.loads(whole)["alert_id"] == given.told().id


@pytest.mark.parametrize("path", ["/dev/full", "/proc/alerts.jsonl", "nowhere/alerts.jsonl"])
async def test_a_disk_that_takes_nothing_is_tried_again(path: str) -> None:
    assert await sender(Sink(id="book", file=File(path=path))).send("book", given.told()) == Retry(
        reason=Why.UNAVAILABLE
    )


# Apprise


@dataclass
class Chat:
    """A service that Apprise knows, on loopback."""

    answer: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    came: list[dict[str, Any]] = field(default_factory=list)
    arrivals: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))

    async def arrived(self, times: int = 1) -> None:
        """Wait until so many notices are there."""
        for _ in range(times):
            await asyncio.wait_for(self.arrivals.acquire(), 60)

    async def take(self, request: web.Request) -> web.Response:
        await asyncio.sleep(self.seconds)
        self.came.append(await request.json())
        self.arrivals.release()
        return web.Response(status=self.answer, headers=self.headers)

    @asynccontextmanager
    async def serve(self) -> AsyncIterator[str]:
        async with serving.serve([web.post("/canary", self.take), web.post("/other", self.take)]) as url:
            yield url.replace("http://", "json://") + "/canary"


async def told(url: str, alert: Any = None, patience: float = 20.0) -> Any:
    sink = Sink(id="chat", apprise=Apprise(url_file="u", timeout=patience))
    parcel = sinks.Parcel(alert=alert or given.told(), sink=sink, secrets={"url_file": f"{url}\n"}, now=given.NOON)
    return await sinks.deliver(parcel, sending.doors(nowhere))


async def test_apprise_hands_on_a_title_and_a_text() -> None:
    async with (chat := Chat()).serve() as url:
        assert await told(url) == Accepted()

    (came,) = chat.came
    assert came["title"] == given.told().headline
    assert given.told().evidence[0].quote in came["message"]
    assert given.told().evidence[0].url in came["message"]


def undone(form: str, said: str) -> str:
    """Undo what Apprise itself does to plain text: line ends and entities in HTML, backslashes in Markdown."""
    undo: dict[str, Callable[[str], str]] = {
        "html": lambda text: html.unescape(re.sub(r"<br ?/?>", "\n", text)),
        "markdown": lambda text: re.sub(r"\\(.)", r"\1", text),
    }
    return undo.get(form, str)(said)


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
async def test_no_text_comes_alive_on_the_other_side_of_apprise(form: str) -> None:
    texts = [each for each in hostile.TEXTS if len(each) < 700][::6]
    async with (chat := Chat()).serve() as url:
        for text in texts:
            assert await told(f"{url}?format={form}", hostile.alert(text)) == Accepted()

    assert len(chat.came) == len(texts)
    said = [f"{each['title']}\n{each['message']}" for each in chat.came]
    assert [alive(undone(form, each)) for each in said] == [[]] * len(texts)


@pytest.mark.parametrize("status", [400, 401, 404, 429, 500, 503])
async def test_a_channel_that_does_not_take_it_is_tried_again(status: int) -> None:
    async with Chat(answer=status).serve() as url:
        assert await told(url) == Retry(reason=Why.UNAVAILABLE)


async def test_apprise_follows_no_redirect() -> None:
    async with (chat := Chat(answer=307, headers={"Location": "/other"})).serve() as url:
        assert await told(url) == Retry(reason=Why.UNAVAILABLE)

    assert len(chat.came) == 1


async def test_a_channel_that_hangs_is_not_waited_for() -> None:
    async with (chat := Chat(seconds=0.5)).serve() as url:
        assert await told(url, patience=0.05) == Retry(reason=Why.UNREACHABLE)
        await chat.arrived()


async def test_when_all_places_are_taken_by_channels_that_hang_the_next_is_told_so() -> None:
    async with (chat := Chat(seconds=1.0)).serve() as url:
        hanging = [told(url, patience=0.05) for _ in range(notifying.THREADS)]
        assert await asyncio.gather(*hanging) == [Retry(reason=Why.UNREACHABLE)] * notifying.THREADS
        with pytest.raises(errors.FetchFailed, match="too many notices hang"):
            await notifying.notify(Notice(url=url, title="t", text="t"))
        await chat.arrived(notifying.THREADS)


@pytest.mark.parametrize("url", ["nosuchservice://canary", "tgram://canary", "json://"])
async def test_a_url_that_apprise_cannot_use_can_be_mended_and_is_not_shown(
    url: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(errors.ConfigInvalid) as refused:
        await notifying.notify(Notice(url=url, title="t", text="t"))
    assert await told(url) == Retry(reason=Why.CREDENTIALS)

    assert "canary" not in f"{refused.value}{caplog.text}{capfd.readouterr()}"


async def test_no_log_shows_the_url_whatever_happens(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for status in (200, 401, 500):
        async with Chat(answer=status).serve() as url:
            await told(f"{url}?+X-Token=canary-token")
    await told("json://127.0.0.1:1/canary")

    assert "canary" not in "".join(each.getMessage() for each in caplog.records if each.name.startswith("apprise"))


async def test_without_apprise_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    sink = Sink(id="chat", apprise=Apprise(url_file="u"))
    with pytest.raises(
        errors.ConfigInvalid, match=r"sink chat: apprise: is not installed; pip install 'kabar\[apprise\]'"
    ):
        sinks.check(sink, {"url_file": "json://a.example"})
    with pytest.raises(errors.ConfigInvalid, match="is not installed"):
        await notifying.notify(Notice(url="json://a.example", title="t", text="t"))
