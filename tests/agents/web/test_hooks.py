"""Calls at the callback, over real sockets: what is taken, and the many that are not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import aiohttp
import pytest
from prometheus_client import CollectorRegistry

from agents import topics
from agents.counting import Counting
from agents.web.hooks import Hooks
from agents.web.server import Pages, Route, serve
from monitor.feeds import pushes, websub
from monitor.feeds.pushes import Push
from monitor.feeds.settings import Feed
from monitor.feeds.websub import Keys, Place
from tests.fakes import Posted
from tests.monitor.feeds.hub import signature

URL = "https://teluk.example/rss"
KEYS = Keys(b"a secret of this test")
PLACE = KEYS.place(URL, URL)
GONE = KEYS.place("https://gone.example/rss", URL)
SECRET = KEYS.hub_secret(PLACE)
BODY = b"<rss/>"
SIGNED = {"X-Hub-Signature": signature(SECRET, BODY)}
COUNTER = "kabar_pushes_total"


class Answer(NamedTuple):
    status: int
    text: str


@dataclass
class Callback:
    """The service's side of a callback, as hubs see it."""

    posted: Posted = field(default_factory=Posted)
    why_not: str = ""
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    port: int = 0
    client: aiohttp.ClientSession = field(init=False)

    def hooks(self) -> tuple[Route, ...]:
        out: Any = self.posted
        counting = Counting(self.registry, "sqlite")
        return Hooks(
            keys=KEYS,
            callback="https://kabar.example/push",
            feeds={websub.feed_id(URL): Feed(url=URL)},
            out=out,
            unready=lambda: self.why_not,
            counting=counting,
        ).routes()

    @property
    def taken(self) -> list[Push]:
        return [pushes.decode(letter.value) for letter in self.posted.on(topics.FEEDS_PUSHED)]

    def counted(self, outcome: str) -> float:
        return self.registry.get_sample_value(COUNTER, {"outcome": outcome}) or 0.0

    async def get(self, place: Place | str = PLACE, topic: str = URL, **query: str) -> Answer:
        asked = {"hub.topic": topic} | {f"hub.{name}": value for name, value in query.items()}
        async with self.client.get(self._url(place), params=asked) as answer:
            return Answer(answer.status, await answer.text())

    async def post(self, place: Place | str = PLACE, body: Any = BODY, headers: Any = None) -> int:
        given = {"Content-Type": "application/rss+xml"} if isinstance(headers, dict) else {}
        async with self.client.post(
            self._url(place), data=body, headers=given | headers if given else headers
        ) as answer:
            return answer.status

    def _url(self, place: Place | str) -> str:
        return f"http://127.0.0.1:{self.port}/push/{place.path if isinstance(place, Place) else place}"


@asynccontextmanager
async def callback() -> AsyncIterator[Callback]:
    made = Callback()
    pages = Pages(alive=str, ready=str, refresh=lambda: None, registry=made.registry, routes=made.hooks())
    async with serve(pages, "127.0.0.1", 0) as made.port, aiohttp.ClientSession() as made.client:
        yield made


async def test_intent_is_verified_with_the_challenge_and_put_on_the_log() -> None:
    async with callback() as made:
        answer = await made.get(mode="subscribe", challenge="c-1/2", lease_seconds="864000")
        assert answer == (200, "c-1/2")
        assert made.taken == [Push(feed=URL, topic=PLACE.topic, kind="verified", seconds=864_000.0)]
        assert [letter.key for letter in made.posted.letters] == ["teluk.example"]


@pytest.mark.parametrize("lease", ["", "soon", "-5", "1e9", "²"])
async def test_a_lease_that_is_no_number_is_unknown(lease: str) -> None:
    async with callback() as made:
        assert (await made.get(mode="subscribe", challenge="c", lease_seconds=lease)).status == 200
        assert made.taken[0].seconds is None


UNWANTED: dict[str, dict[str, Any]] = {
    "another topic": {"topic": "https://other.example/rss", "mode": "subscribe", "challenge": "c"},
    "a topic spelt otherwise": {"topic": URL + "/", "mode": "subscribe", "challenge": "c"},
    "no topic": {"topic": "", "mode": "subscribe", "challenge": "c"},
    "a token of nobody's": {"place": f"{PLACE.feed}/{PLACE.topic}/{'0' * 40}", "mode": "subscribe", "challenge": "c"},
    "another feed's token": {
        "place": f"{PLACE.feed}/{PLACE.topic}/{GONE.token}",
        "mode": "subscribe",
        "challenge": "c",
    },
    "a feed that is gone": {"place": GONE, "mode": "subscribe", "challenge": "c"},
    "an end that nobody wished": {"mode": "unsubscribe", "challenge": "c"},
    "no mode": {"challenge": "c"},
    "an unknown mode": {"mode": "publish", "challenge": "c"},
    "no challenge": {"mode": "subscribe"},
    "an endless challenge": {"mode": "subscribe", "challenge": "c" * 3_000},
    "a denial of another topic": {"topic": "https://other.example/rss", "mode": "denied"},
}


@pytest.mark.parametrize("what", UNWANTED)
async def test_what_we_did_not_mean_is_not_confirmed(what: str) -> None:
    async with callback() as made:
        assert await made.get(**UNWANTED[what]) == (404, "")
        assert made.posted.letters == []


async def test_the_end_of_what_is_wanted_no_longer_is_confirmed() -> None:
    async with callback() as made:
        assert await made.get(GONE, mode="unsubscribe", challenge="c") == (200, "c")
        assert made.posted.letters == []


async def test_a_denial_is_recorded_in_the_hubs_words_without_what_cannot_be_printed() -> None:
    async with callback() as made:
        assert (await made.get(mode="denied", reason="too\nmany\x1b[31m" + "!" * 300)).status == 200
        assert (made.taken[0].kind, made.taken[0].reason[:11]) == ("denied", "toomany[31m")
        assert len(made.taken[0].reason) == 200


async def test_a_challenge_is_never_markup() -> None:
    async with (
        callback() as made,
        made.client.get(
            made._url(PLACE), params={"hub.topic": URL, "hub.mode": "subscribe", "hub.challenge": "<script>"}
        ) as answer,
    ):
        assert answer.content_type == "text/plain"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("method", websub.METHODS)
async def test_a_signed_push_is_put_on_the_log(method: str) -> None:
    async with callback() as made:
        assert await made.post(headers={"X-Hub-Signature": signature(SECRET, BODY, method)}) == 204
        push = made.taken[0]
        assert (push.feed, push.kind, push.content_type) == (URL, "delivered", "application/rss+xml")
        assert push.body == pushes.packed(BODY)


def slowly(size: int) -> Callable[[], AsyncIterator[bytes]]:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(size // 50_000):
            await asyncio.sleep(0)
            yield b"x" * 50_000

    return chunks


SHA1 = signature(SECRET, BODY, "sha1")
FORGED: dict[str, dict[str, Any]] = {
    "unsigned": {"headers": {}},
    "an empty signature": {"headers": {"X-Hub-Signature": ""}},
    "no method": {"headers": {"X-Hub-Signature": SHA1.removeprefix("sha1=")}},
    "an unknown method": {"headers": {"X-Hub-Signature": signature(SECRET, BODY, "md5")}},
    "a method of another hash": {"headers": {"X-Hub-Signature": SHA1.replace("sha1", "sha256")}},
    "a signature of nothing": {"headers": {"X-Hub-Signature": "sha256="}},
    "a signature cut short": {"headers": {"X-Hub-Signature": SIGNED["X-Hub-Signature"][:-1]}},
    "a signature with an end": {"headers": {"X-Hub-Signature": SIGNED["X-Hub-Signature"] + "00"}},
    "a signature in other letters": {"headers": {"X-Hub-Signature": "sha256=" + "é" * 64}},
    "an empty secret": {"headers": {"X-Hub-Signature": signature("", BODY)}},
    "the token as the secret": {"headers": {"X-Hub-Signature": signature(PLACE.token, BODY)}},
    "another secret": {"headers": {"X-Hub-Signature": signature("guess", BODY)}},
    "another feed's secret": {"headers": {"X-Hub-Signature": signature(KEYS.hub_secret(GONE), BODY)}},
    "another body": {"body": b"<rss>forged</rss>", "headers": SIGNED},
    "the body with an end": {"body": BODY + b"\n", "headers": SIGNED},
    "no body": {"body": b"", "headers": SIGNED},
    "two signatures": {"headers": [*SIGNED.items(), ("X-Hub-Signature", SHA1)]},
    "two in one": {"headers": {"X-Hub-Signature": f"{SHA1}, {SIGNED['X-Hub-Signature']}"}},
    "the name of GitHub": {"headers": {"X-Hub-Signature-256": SIGNED["X-Hub-Signature"]}},
    "compressed": {"headers": SIGNED | {"Content-Encoding": "gzip"}},
    "a token of nobody's": {"place": f"{PLACE.feed}/{PLACE.topic}/{'0' * 40}", "headers": SIGNED},
    "a token cut short": {"place": f"{PLACE.feed}/{PLACE.topic}/{PLACE.token[:-1]}", "headers": SIGNED},
    "another topic's address": {"place": f"{PLACE.feed}/{GONE.feed}/{PLACE.token}", "headers": SIGNED},
    "a feed that is gone": {"place": GONE, "headers": {"X-Hub-Signature": signature(KEYS.hub_secret(GONE), BODY)}},
    "too large": {
        "body": b"x" * 1_000_001,
        "headers": {"X-Hub-Signature": signature(SECRET, b"x" * 1_000_001)},
    },
}


@pytest.mark.parametrize("what", FORGED)
async def test_no_forged_push_is_taken(what: str) -> None:
    async with callback() as made:
        status = await made.post(**FORGED[what])
        assert 400 <= status < 500
        assert made.posted.letters == []
        refused = ("unsigned", "unknown_method", "forged", "encoded", "unknown", "gone", "too_large")
        assert sum(made.counted(outcome) for outcome in refused) == 1


async def test_a_body_that_does_not_say_how_large_it_is_is_cut_off() -> None:
    async with callback() as made:
        assert await made.post(body=slowly(1_500_000)(), headers=SIGNED) == 413
        assert made.posted.letters == []


async def test_a_gone_feed_says_so_to_its_hub() -> None:
    async with callback() as made:
        assert await made.post(GONE, headers={}) == 410


async def test_a_worker_that_is_not_ready_lets_the_hub_come_again() -> None:
    async with callback() as made:
        made.why_not = "stopping"
        assert await made.post(headers=SIGNED) == 503
        assert (await made.get(mode="subscribe", challenge="c")).status == 503
        assert made.posted.letters == []
        made.why_not = ""
        assert await made.post(headers=SIGNED) == 204


async def test_what_the_broker_does_not_take_is_not_acknowledged() -> None:
    async with callback() as made:

        async def refuse(*_: object) -> None:
            raise OSError("the disk is full")

        made.posted.send = refuse  # type: ignore[method-assign]  # A broker that fails.
        assert await made.post(headers=SIGNED) == 500
        assert (await made.get(mode="subscribe", challenge="c")).status == 500
