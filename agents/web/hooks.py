"""Where hubs call: intent is verified and pushes are taken, by any worker, without a look at any state.

Guarantees: a call proves itself by its address, a push by its signature too; what does not is refused, counted and never
looked into. A call is answered with 2xx only when the broker has it. A worker that is not ready says 503: hubs come again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from aiohttp import web

from agents import topics
from agents.counting import Counting
from agents.records import Letter, Out
from agents.web.server import Route
from monitor import config
from monitor.config import Config
from monitor.feeds import pushes, websub
from monitor.feeds.pushes import Push
from monitor.feeds.settings import Feed
from monitor.feeds.websub import Keys, Place

SECONDS = 20.0
"""A push that takes longer to arrive is broken off."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_AT_ONCE = 16
_LONGEST_CHALLENGE = 2_000
_LONGEST_REASON = 200
_CHUNK = 65_536
_PLAIN = {"X-Content-Type-Options": "nosniff"}


def routes(
    found: Config, out: Out, unready: Callable[[], str], counting: Counting, feeds: Mapping[str, Feed]
) -> tuple[Route, ...]:
    """List what is served for hubs: nothing without the section `websub`; `feeds` may change meanwhile."""
    if found.websub is None:
        return ()
    hooks = Hooks(
        keys=Keys(config.push_secret(found.websub)),
        callback=found.websub.callback,
        feeds=feeds,
        out=out,
        unready=unready,
        counting=counting,
    )
    return hooks.routes()


def pushable(found: Config) -> dict[str, Feed]:
    """Give the feeds that may be pushed, by the ids under which hubs know them."""
    return {websub.feed_id(feed.url): feed for feed in found.feeds if feed.push}


class _Refusal(Exception):  # It is an outcome that ends a call.
    """Why a call is refused, as counted, and the status that says so."""

    def __init__(self, outcome: str, status: int) -> None:
        super().__init__(outcome)
        self.outcome = outcome
        self.status = status


@dataclass(frozen=True, slots=True, kw_only=True)
class Hooks:
    """What a call needs to be judged; `feeds` are those that may be pushed, by their ids; `unready` says why not, or ""."""

    keys: Keys
    callback: str
    feeds: Mapping[str, Feed]
    out: Out
    unready: Callable[[], str]
    counting: Counting
    _room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))

    def routes(self) -> tuple[Route, ...]:
        """List what is served: the callback of each subscription, under the path of the public address."""
        path = urlsplit(self.callback).path.rstrip("/") + "/{feed}/{topic}/{token}"
        return Route("GET", path, self._answered(self.confirm)), Route("POST", path, self._answered(self.take))

    def _answered(self, judge: Callable[[web.Request, Place], Awaitable[tuple[str, web.Response]]]) -> Handler:
        async def answer(request: web.Request) -> web.StreamResponse:
            try:
                outcome, response = await judge(request, self._place(request))
            except _Refusal as refusal:
                outcome, response = refusal.outcome, web.Response(status=refusal.status, headers=_PLAIN)
            self.counting.pushed(outcome)
            return response

        return answer

    def _place(self, request: web.Request) -> Place:
        place = Place(**request.match_info)
        if not self.keys.is_ours(place):
            raise _Refusal("unknown", 404)
        return place

    async def confirm(self, request: web.Request, place: Place) -> tuple[str, web.Response]:
        """Answer a hub that asks whether we meant it, or says that it will not."""
        asked, feed = request.query, self.feeds.get(place.feed)
        if not self.keys.is_about(place, asked.get("hub.topic", "")):
            raise _Refusal("unknown", 404)
        match asked.get("hub.mode"):
            case "subscribe" if feed:
                challenge = _challenge(request)
                lease = asked.get("hub.lease_seconds", "")
                seconds = float(lease[:9]) if lease.isascii() and lease.isdigit() else None
                await self._post(feed, Push(feed=feed.url, topic=place.topic, kind="verified", seconds=seconds))
                return "confirmed", web.Response(text=challenge, headers=_PLAIN)
            case "unsubscribe" if not feed:
                return "unsubscribed", web.Response(text=_challenge(request), headers=_PLAIN)
            case "denied":
                reason = "".join(filter(str.isprintable, asked.get("hub.reason", "")))[:_LONGEST_REASON]
                if feed:
                    await self._post(feed, Push(feed=feed.url, topic=place.topic, kind="denied", reason=reason))
                return "denied", web.Response(headers=_PLAIN)
            case _:
                raise _Refusal("unwanted", 404)

    async def take(self, request: web.Request, place: Place) -> tuple[str, web.Response]:
        """Take a push, if it is signed; its body stays a body here."""
        feed = self.feeds.get(place.feed)
        if feed is None:
            raise _Refusal("gone", 410)
        self._refuse_unready()
        signature = _signature(request)
        if request.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise _Refusal("encoded", 415)
        async with self._room:
            body = await _read(request)
            if not websub.is_signed(body, signature, self.keys.hub_secret(place)):
                raise _Refusal("forged", 403)
            push = Push(
                feed=feed.url,
                topic=place.topic,
                kind="delivered",
                content_type=request.headers.get("Content-Type", "")[:_LONGEST_REASON],
                body=await asyncio.to_thread(pushes.packed, body),
            )
            await self._post(feed, push)
        return "taken", web.Response(status=204)

    async def _post(self, feed: Feed, push: Push) -> None:
        """Put it on the log, with the broker's receipt."""
        self._refuse_unready()
        await self.out.send(Letter(topic=topics.FEEDS_PUSHED, key=feed.host, value=pushes.encode(push)))

    def _refuse_unready(self) -> None:
        if self.unready():
            raise _Refusal("unready", 503)


def _challenge(request: web.Request) -> str:
    challenge = request.query.get("hub.challenge", "")
    if not 0 < len(challenge) <= _LONGEST_CHALLENGE:
        raise _Refusal("unwanted", 404)
    return challenge


def _signature(request: web.Request) -> str:
    """Give the one signature; a push without, with two, or of a kind we do not know is not read."""
    given = request.headers.getall("X-Hub-Signature", [])
    if not given:
        raise _Refusal("unsigned", 403)
    if len(given) > 1 or not websub.method(given[0]):
        raise _Refusal("unknown_method", 403)
    return given[0]


async def _read(request: web.Request) -> bytes:
    if (request.content_length or 0) > pushes.MAX_BODY:
        raise _Refusal("too_large", 413)
    body = bytearray()
    try:
        async with asyncio.timeout(SECONDS):
            async for chunk in request.content.iter_chunked(_CHUNK):
                body += chunk
                if len(body) > pushes.MAX_BODY:
                    raise _Refusal("too_large", 413)
    except TimeoutError as error:
        raise _Refusal("slow", 408) from error
    return bytes(body)
