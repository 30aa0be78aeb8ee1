"""Pages about alerts: /alerts/{id} says why one was told, /alerts.atom lists them, POST /alerts/{id}/verdict judges one.

Guarantees: with a token file nobody reads or judges without a token, or the key that a link in an alert carries; a GET changes
nothing. A verdict is taken with the broker's receipts, or not at all. Pages send no address of ours to others, and are not kept.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import parse_qs

import structlog
from aiohttp import web

from agents import orders
from agents.records import Letter
from agents.web.looking import Looking
from agents.web.server import Route, body
from monitor import config
from monitor.alerts import atom, links, route, templates
from monitor.alerts import orders as ordering
from monitor.config import Config
from monitor.errors import ConfigInvalid, MonitorError
from monitor.lives import Verb, Verdict
from monitor.models import Alert
from monitor.show.page import POLICY, View, page

log = structlog.get_logger()

LARGEST = 10_000
SECONDS = 10.0

_KEY = re.compile(r"[0-9a-f]{32}", re.ASCII)
_ID = re.compile(r"k[0-9a-f]{16}", re.ASCII)
_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
_HTML = _HEADERS | {"Content-Security-Policy": POLICY}
_FORM = "application/x-www-form-urlencoded"


class Out(Protocol):
    """Hands letters to the broker and waits for its receipts; `agents.records.Out` is one."""

    async def send(self, *letters: Letter) -> None:
        """Hand letters on."""


class _Refusal(Exception):  # It is an outcome that ends a request.
    """Why a request is refused, in words, and the status that says so."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


@dataclass(slots=True, kw_only=True)
class Showing:
    """What the pages need: what was told, a way to the log, and whether the service is ready ("" for yes, or why not).

    `found` is replaced when the configuration is reloaded.
    """

    found: Config
    looking: Looking
    out: Out
    ready: Callable[[], str]
    clock: Callable[[], datetime]

    def routes(self) -> tuple[Route, ...]:
        """List what is served; without a token file nobody may judge."""
        shown = (Route("GET", "/alerts/{id}", _guarded(self.show)), Route("GET", "/alerts.atom", _guarded(self.feed)))
        judged = (Route("POST", "/alerts/{id}/verdict", _guarded(self.judge)),)
        return (*shown, *judged) if self.found.web.token_file else shown

    async def show(self, request: web.Request) -> web.Response:
        """Say why an alert was told."""
        name = request.match_info["id"]
        self._admit(request, name, request.query.get("key", ""))
        alert, deliveries = await self._alert(name)
        said = request.query.get("said", "")
        view = View(
            alert=alert,
            deliveries=deliveries,
            looks=route.looks(route.facts(alert), self.found.routes),
            language=self.found.language,
            key=_key(request.query) if self.found.web.token_file else "",
            said=next((each for each in Verdict if each.value == said), None),
        )
        return web.Response(text=page(view), content_type="text/html", charset="utf-8", headers=_HTML)

    async def feed(self, request: web.Request) -> web.Response:
        """List the latest alerts."""
        self._admit(request, links.FEED, request.query.get("key", ""))
        alerts = (await self.looking.now()).alerts.values()
        language, base = self.found.language, self.found.web.url
        title = f"{templates.load(language).labels['feed']}: {self.found.id}"
        address = f"{base.rstrip('/')}/{links.FEED}" if base else ""
        written = await asyncio.to_thread(atom.feed, list(alerts), title=title, address=address, language=language)
        return web.Response(body=written, headers=_HEADERS | {"Content-Type": atom.TYPE})

    async def judge(self, request: web.Request) -> web.Response:
        """Take a verdict: as JSON from a program, or from the form of the page."""
        name = request.match_info["id"]
        given = await _given(request)
        self._admit(request, name, given.get("key", ""))
        verdict = next((each for each in Verdict if each.value == given.get("verdict")), None)
        if verdict is None:
            raise _Refusal(422, f"verdict: give one of {', '.join(each.value for each in Verdict)}")
        alert, _ = await self._alert(name)
        if not ordering.takes_orders(alert):
            raise _Refusal(409, "it is about Kabar itself, and takes no verdict")
        made = ordering.order(
            alert.id,
            Verb.VERDICT,
            by=given.get("by", ""),
            via="web",
            at=self.clock(),
            note=given.get("note", ""),
            verdict=verdict,
        )
        await self._sent(orders.letters(made, self.found.partitions))
        if request.content_type == _FORM:
            where = f"../{alert.id}?key={_key(given)}&said={verdict.value}"
            return web.Response(status=303, headers=_HEADERS | {"Location": where})
        return web.json_response({"order": made.id, "alert": alert.id, "verdict": verdict}, status=202)

    def _admit(self, request: web.Request, name: str, key: str) -> None:
        """Let in who shows a token, or the key of this very page; every token is compared."""
        try:
            good = config.tokens(self.found.web)
        except ConfigInvalid as error:
            log.warning("tokens unreadable", why=str(error))
            raise _Refusal(503, "the tokens cannot be read; the log says why") from error
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        shown = token.strip().encode("utf-8", "surrogateescape") if scheme.lower() == "bearer" else b""
        is_known = sum(hmac.compare_digest(shown, each.encode()) for each in good) > 0
        if good and not is_known and not links.is_key(key, good, name):
            raise _Refusal(401, "a token is needed (Authorization: Bearer ...), or the whole link from an alert")

    async def _alert(self, name: str) -> tuple[Alert, list[Any]]:
        if not _ID.fullmatch(name):
            raise _Refusal(404, "there is no such alert")
        seen = await self.looking.now()
        alert = seen.alerts.get(name)
        if alert is None:
            raise _Refusal(404, "there is no such alert")
        return alert, [each for each in seen.deliveries.values() if each.alert == name]

    async def _sent(self, letters: list[Letter]) -> None:
        if why := self.ready():
            raise _Refusal(503, why)
        try:
            async with asyncio.timeout(SECONDS):
                await self.out.send(*letters)
        except Exception as error:  # Whatever keeps the broker from taking it, the sender is to come again.
            log.warning("verdict not taken", why=repr(error)[:300])
            raise _Refusal(503, "the broker did not take it; try again") from error


def _guarded(
    answer: Callable[[web.Request], Awaitable[web.Response]],
) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Answer a refusal with its status, in one plain sentence."""

    async def guarded(request: web.Request) -> web.Response:
        try:
            return await answer(request)
        except _Refusal as refusal:
            status, why = refusal.status, str(refusal)
        except MonitorError as error:
            log.warning("alerts unreadable", why=str(error))
            status, why = 503, "the broker cannot be read; the log says why"
        headers = _HEADERS | ({"WWW-Authenticate": "Bearer"} if status == 401 else {})
        return web.Response(
            status=status, text=why + "\n", headers=headers | ({"Retry-After": "5"} if status == 503 else {})
        )

    return guarded


def _key(given: Mapping[str, str]) -> str:
    """Give the key that was shown, if it looks like one: it goes back into the page."""
    return shown if _KEY.fullmatch(shown := given.get("key", "")) else ""


async def _given(request: web.Request) -> Mapping[str, str]:
    """Read the fields of a form or of a JSON object; what is no text is left out."""
    if request.content_type not in {"application/json", _FORM}:
        raise _Refusal(415, f"content type {request.content_type[:60]!r}; send application/json")
    try:
        async with asyncio.timeout(SECONDS):
            whole = await body(request, LARGEST)
    except TimeoutError as error:
        raise _Refusal(408, f"the body took longer than {SECONDS:g} s") from error
    except web.HTTPException as refused:
        raise _Refusal(refused.status, (refused.text or "").strip()) from refused
    try:
        if request.content_type == _FORM:
            return {name: values[0] for name, values in parse_qs(whole.decode(), max_num_fields=20).items()}
        found = json.loads(whole)
    except (ValueError, RecursionError) as error:
        raise _Refusal(422, "it cannot be read") from error
    if not isinstance(found, dict):
        raise _Refusal(422, 'it is no object; send {"verdict": "true", "by": "...", "note": "..."}')
    return {name: value for name, value in found.items() if isinstance(value, str)}
