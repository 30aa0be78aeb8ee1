"""POST /articles: who holds the token puts articles straight onto the log.

Guarantees: it is off without a token file; a request is taken whole, with the broker's receipts, or not at all as far as we
say; what it holds is read where it can be killed; the ids are those of the articles' addresses, so that sending again after
a failure is harmless.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

import structlog
from aiohttp import web

from agents import ingest
from agents.records import Letter
from agents.web import gate
from agents.web.server import Route, body
from monitor import config
from monitor.errors import TextUnreadable
from monitor.given import MOST_ARTICLES, Mistake, Posted

log = structlog.get_logger()

PATH = "/articles"
LARGEST = 8_000_000
"""Bytes of a request, inflated."""
SECONDS = 30.0
"""For the body to arrive, and again for the broker's receipts."""
SLICE = 25
"""Articles that are handed on in one go: a thousand at once would hold the loop for a quarter of a second."""
AT_ONCE = 2
"""Requests that are read at once; others wait, so that feeds are not kept from the sandbox for long."""

_FORMS = {"application/json": False, "application/x-ndjson": True}
"""Content types, and whether it is one object a line."""

Read = Callable[[bytes, bool], Awaitable[Posted]]


class Out(Protocol):
    """Hands letters to the broker and waits for its receipts; `agents.records.Out` is one."""

    async def send(self, *letters: Letter) -> None:
        """Hand letters on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What it needs: the broker, whether the service is ready ("" for yes, or why not), and a reader of bodies."""

    out: Out
    ready: Callable[[], str]
    read: Read
    room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))


def routes(settings: config.Web, intake: Intake) -> tuple[Route, ...]:
    """Give the route, or none where there is no token to come in with."""

    async def post(request: web.Request) -> web.Response:
        refused = gate.refusal(request, settings)
        return refused if refused is not None else await _taken(request, intake)

    return (Route("POST", PATH, post),) if settings.token_file else ()


async def _taken(request: web.Request, intake: Intake) -> web.Response:
    if request.content_type not in _FORMS:
        return gate.said(415, f"content type {request.content_type[:60]!r}; send one of {', '.join(_FORMS)}")
    if why := intake.ready():
        return _busy(why)
    try:
        async with asyncio.timeout(SECONDS):
            whole = await body(request, LARGEST)
    except TimeoutError:
        return gate.said(408, f"the body took longer than {SECONDS:g} s")
    except web.HTTPException as refused:
        return gate.said(refused.status, (refused.text or "").strip())
    try:
        async with intake.room:
            posted = await intake.read(whole, _FORMS[request.content_type])
    except TextUnreadable as error:
        return gate.said(422, f"it cannot be read: {error}")

    return await _answered(posted, intake)


async def _answered(posted: Posted, intake: Intake) -> web.Response:
    if posted.is_too_much:
        return gate.said(413, f"more than {MOST_ARTICLES} articles; send them in several requests")
    if posted.wrong:
        return web.json_response(
            {
                "error": "nothing was taken",
                "count": posted.wrong,
                "mistakes": [_mistake(each) for each in posted.mistakes],
            },
            status=413 if all(each.is_size for each in posted.mistakes) else 422,
        )
    if why := intake.ready():
        return _busy(why)
    try:
        async with asyncio.timeout(SECONDS):
            for start in range(0, len(posted.articles), SLICE):
                await intake.out.send(*map(ingest.letter, posted.articles[start : start + SLICE]))
    except Exception as error:  # noqa: BLE001  # Whatever keeps the broker from taking it, the sender is to come again.
        log.warning("intake failed", why=repr(error)[:300])
        return _busy("the broker did not take it")

    return web.json_response({"ids": [article.id for article in posted.articles]}, status=202)


def _mistake(each: Mistake) -> dict[str, Any]:
    place = {"index": each.index, "line": each.line}
    return place | {"field": each.field, "what": each.what} | ({"hint": each.hint} if each.hint else {})


def _busy(why: str) -> web.Response:
    return gate.said(503, why, {"Retry-After": "5"})
