"""Every way in which Kabar goes to an address that a stranger, or a slip of the hand, has named."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

from agents.sending import Sender, doors
from monitor import explain
from monitor.alerts.outcome import Accepted
from monitor.alerts.sinks.settings import Alertmanager, PagerDuty, Sink, Slack, Webhook
from monitor.config import Config
from monitor.config.shape import Fetch
from monitor.errors import MonitorError
from monitor.feeds import poll
from monitor.feeds.settings import Feed
from monitor.internet import Internet, Ways
from monitor.ports import Http, Request
from tests.monitor.alerts import given
from tests.monitor.feeds.web import NOON, parsed

Door = Callable[[str, Fetch, Path], Awaitable[str]]


def opened(fetch: Fetch, ways: Ways | None = None) -> Internet:
    return Internet(allow_networks=fetch.allow_networks, allow_ports=fetch.allow_ports, ways=ways)


async def polled(url: str, http: Http) -> str:
    """Poll a feed; gives what was said, empty where it succeeded."""
    found = await poll.poll(Feed(url=url), None, poll.Doors(http=http, parse=parsed), NOON)
    return "" if found.outcome == "modified" else f"{found.outcome}: {found.reason}"


async def _feed(url: str, fetch: Fetch, _: Path) -> str:
    async with opened(fetch) as http:
        try:
            return await polled(url, http)
        except ValueError as error:
            return f"no feed: {error}"


async def _page(url: str, fetch: Fetch, _: Path) -> str:
    try:
        return f"read: {await explain._fetched(url, Config(fetch=fetch), NOON)}"
    except MonitorError as error:
        return f"{type(error).__name__}: {error}"


async def _hub(url: str, fetch: Fetch, _: Path) -> str:
    async with opened(fetch) as http:
        try:
            return f"status {(await http(Request(url=url, method='POST', body=b'hub.mode=subscribe'))).status}"
        except MonitorError as error:
            return f"{type(error).__name__}: {error}"


async def _sent(sink: Sink, fetch: Fetch) -> str:
    async with opened(fetch) as http:
        sender = Sender(sinks={sink.id: sink}, doors=doors(http), clock=lambda: NOON, language="en")
        outcome = await sender.send(sink.id, given.alert())
        assert not isinstance(outcome, Accepted)
        return str(outcome)


async def _webhook(url: str, fetch: Fetch, folder: Path) -> str:
    (folder / "secret").write_text("whsec_" + "a2FiYXItdGVzdC1zZWNyZXQtMDEyMzQ1Njc4OQ==", encoding="utf-8")
    return await _sent(Sink(id="hook", webhook=Webhook(url=url, secret_file=str(folder / "secret"))), fetch)


async def _slack(url: str, fetch: Fetch, folder: Path) -> str:
    (folder / "url").write_text(url, encoding="utf-8")
    return await _sent(Sink(id="desk", slack=Slack(url_file=str(folder / "url"))), fetch)


async def _bot(url: str, fetch: Fetch, folder: Path) -> str:
    (folder / "token").write_text("xoxb-token", encoding="utf-8")
    setting = Slack(token_file=str(folder / "token"), channel="C0DESK", api=url)
    return await _sent(Sink(id="desk", slack=setting), fetch)


async def _pagerduty(url: str, fetch: Fetch, folder: Path) -> str:
    (folder / "key").write_text("k" * 32, encoding="utf-8")
    return await _sent(Sink(id="duty", pagerduty=PagerDuty(key_file=str(folder / "key"), api=url)), fetch)


async def _alertmanager(url: str, fetch: Fetch, _: Path) -> str:
    return await _sent(Sink(id="am", alertmanager=Alertmanager(url=url)), fetch)


READS: dict[str, Door] = {"feed": _feed, "page": _page}
POSTS: dict[str, Door] = {
    "hub": _hub,
    "webhook": _webhook,
    "slack": _slack,
    "bot": _bot,
    "pagerduty": _pagerduty,
    "alertmanager": _alertmanager,
}
