"""One row for each rule of a hostile world: what a server does, and what a poll says and does about it."""

from __future__ import annotations

import asyncio
import gzip
from dataclasses import dataclass
from itertools import chain, repeat

import brotli
import pytest
from aiohttp import web

from tests.monitor.feeds.hostile import GOOD, world
from tests.monitor.feeds.raw import speaking
from tests.monitor.feeds.server import Answer, dripping

MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0
PLENTY = {"Content-Type": "application/rss+xml"}


def moved(status: int, location: str) -> Answer:
    return Answer(status=status, headers={"Location": location})


def coded(encoding: str, body: bytes) -> Answer:
    return Answer(body=body, headers={"Content-Encoding": encoding})


def later(status: int, wish: str, **more: str) -> Answer:
    return Answer(status=status, headers={"Retry-After": wish} | more)


async def _nothing(request: web.Request) -> web.StreamResponse:
    await asyncio.sleep(30)
    return web.Response(body=request.path.encode())


@dataclass(frozen=True)
class Rule:
    """What is answered, the outcome, how its reason begins, and the bounds of the wait until the next request."""

    answer: Answer
    outcome: str
    reason: str
    waits: tuple[float, float] = (MINUTE, 1.2 * MINUTE)


REDIRECTS = {
    "a loop": Rule(moved(302, "/feed"), "failed", "more than 5 redirects"),
    "to a metadata address": Rule(moved(301, "http://169.254.169.254/latest"), "refused", "address refused: private"),
    "to a neighbour": Rule(moved(307, "http://127.0.0.2/"), "refused", "address refused: private"),
    "to another service": Rule(moved(308, "http://93.184.215.14:6379/"), "refused", "address refused: port 6379"),
    "to a file": Rule(moved(301, "file:///etc/passwd"), "failed", "only http and https"),
    "to ftp": Rule(moved(301, "ftp://news.example/"), "failed", "only http and https"),
    "to data": Rule(moved(302, "data:text/xml,<rss/>"), "failed", "only http and https"),
    "to a script": Rule(moved(302, "javascript:alert(1)"), "failed", "only http and https"),
    "with a password": Rule(moved(302, "http://me:pw@127.0.0.1/"), "failed", "user names in URLs"),
    "to a broken place": Rule(moved(302, "http://[::1"), "failed", "malformed URL"),
    "without a place": Rule(Answer(status=302), "failed", "HTTP 302 Found"),
}
STATUSES = {
    "gone": Rule(Answer(status=410), "gone", "HTTP 410 Gone", (0, 0)),
    "not found": Rule(Answer(status=404), "failed", "HTTP 404 Not Found"),
    "not for us": Rule(Answer(status=403), "refused", "HTTP 403 Forbidden"),
    "for money": Rule(Answer(status=402), "refused", "HTTP 402 Payment Required"),
    "for legal reasons": Rule(Answer(status=451), "refused", "HTTP 451"),
    "a teapot": Rule(Answer(status=418), "failed", "HTTP 418"),
    "broken": Rule(Answer(status=500), "failed", "HTTP 500 Internal Server Error"),
    "no content": Rule(Answer(status=204), "failed", "HTTP 204 No Content"),
    "unchanged without a condition": Rule(Answer(status=304), "failed", "HTTP 304 Not Modified"),
    "part of it": Rule(Answer(status=206, body=GOOD), "failed", "HTTP 206 Partial Content"),
    "no known status": Rule(Answer(status=599), "failed", "HTTP 599"),
    "too many, in seconds": Rule(later(429, "7200"), "refused", "HTTP 429", (2 * HOUR, 2 * HOUR + 1)),
    "too many, without a wish": Rule(Answer(status=429), "refused", "HTTP 429"),
    "overloaded, in seconds": Rule(later(503, "900"), "failed", "HTTP 503", (900, 901)),
    "overloaded, by a date on the server's clock": Rule(
        later(503, "Thu, 01 Jan 2015 12:10:00 GMT", Date="Thu, 01 Jan 2015 12:00:00 GMT"),
        "failed",
        "HTTP 503",
        (600, 601),
    ),
    "overloaded for a year": Rule(later(503, "31536000"), "failed", "HTTP 503", (DAY, DAY + 1)),
    "overloaded until some day": Rule(later(503, "some day"), "failed", "HTTP 503"),
}
BODIES = {
    "one cap for all": Rule(Answer(body=GOOD * 20_000), "failed", "the answer is larger than"),
    "bombs are defused": Rule(
        coded("br", brotli.compress(bytes(9_000_000))), "failed", "the body is a compression bomb"
    ),
    "stacked encodings": Rule(coded("gzip, gzip", gzip.compress(gzip.compress(GOOD))), "failed", "stacked"),
    "an encoding not asked for": Rule(coded("zstd", GOOD), "failed", "unsupported content encoding: zstd"),
    "a wrong encoding": Rule(coded("gzip", GOOD), "failed", "the compressed body is damaged"),
    "half a body": Rule(coded("gzip", gzip.compress(GOOD)[:-9]), "failed", "the compressed body ends early"),
    "headers too large": Rule(Answer(body=GOOD, headers={"X": "x" * 9_000}), "failed", "the headers are too large"),
    "headers too many": Rule(
        Answer(body=GOOD, headers={f"X-{number}": "x" for number in range(300)}), "failed", "the headers are too large"
    ),
    "a slow loris": Rule(Answer(handler=dripping(GOOD)), "failed", "timed out"),
    "no answer at all": Rule(Answer(handler=_nothing), "failed", "timed out"),
    "entities": Rule(
        Answer(body=b'<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + GOOD), "unreadable", "it declares XML"
    ),
    "a page": Rule(Answer(body=b"<html><body>Hi</body></html>"), "unreadable", "it is a web page"),
    "a local path": Rule(Answer(body=b"/etc/passwd"), "unreadable", "neither XML nor JSON"),
    "an address": Rule(Answer(body=b"http://127.0.0.1/"), "unreadable", "neither XML nor JSON"),
    "nothing": Rule(Answer(body=b""), "unreadable", "the body is empty"),
}
RULES = REDIRECTS | STATUSES | BODIES


@pytest.mark.parametrize("name", RULES)
async def test_a_fault_is_said_in_words_and_the_next_feed_is_served(name: str) -> None:
    rule = RULES[name]
    async with world() as here:
        polled = await here.poll(here.server.at("/feed", rule.answer))
        assert (rule.outcome, ()) == (polled.outcome, polled.articles)
        assert polled.reason.startswith(rule.reason)
        assert polled.reason == polled.state.reason
        at = polled.state.next_at
        wait = (at - here.now).total_seconds() if at else 0.0
        assert rule.waits[0] <= wait <= rule.waits[1]
        assert await here.is_well()


ANSWERS = {
    "another protocol": ([b"SSH-2.0-OpenSSH_9.6\r\n\r\n"], "malformed or broken answer"),
    "silence": ([], "the server hung up"),
    "half a body": ([b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n" + GOOD], "the body ends early"),
    "interim answers without end": (repeat(b"HTTP/1.1 100 Continue\r\n\r\n" * 900, 9_000), "the server sends much"),
    "headers without end": (chain([b"HTTP/1.1 200 OK\r\n"], repeat(b"X: y\r\n" * 900, 9_000)), "the headers are too"),
}


@pytest.mark.parametrize("name", ANSWERS)
async def test_what_is_no_http_is_said_in_words_and_the_next_feed_is_served(name: str) -> None:
    pieces, reason = ANSWERS[name]
    async with world() as here, speaking(pieces) as url:
        polled = await here.poll(url)
        assert (polled.outcome, polled.reason.startswith(reason)) == ("failed", True)
        assert await here.is_well()


async def test_a_host_that_does_not_verify_is_said_in_words() -> None:
    async with world() as here:
        polled = await here.poll(here.server.at("/feed", Answer(body=GOOD)).replace("http:", "https:"))
        assert (polled.outcome, polled.reason.startswith("the TLS handshake failed")) == ("failed", True)


FORGIVEN = {
    "a wrong content type": Answer(body=GOOD, headers={"Content-Type": "image/png"}),
    "a wrong charset": Answer(body=GOOD, headers={"Content-Type": "application/xml; charset=no-such"}),
    "gzip": coded("gzip", gzip.compress(GOOD)),
    "brotli": coded("br", brotli.compress(GOOD)),
    "gzip without a word": Answer(body=gzip.compress(GOOD), headers=PLENTY),
    "an encoding that is none": coded("identity", GOOD),
    "leading blanks": Answer(body=b"\n\n  " + GOOD),
    "deep nesting": Answer(body=GOOD.replace(b"</item>", b"<x>" * 5_000 + b"</x>" * 5_000 + b"</item>", 1)),
    "a cut-off end": Answer(body=GOOD[:-20]),
    "a status of another's telling": Answer(status=203, body=GOOD),
}


@pytest.mark.parametrize("oddity", FORGIVEN)
async def test_an_oddity_is_forgiven(oddity: str) -> None:
    async with world() as here:
        assert len((await here.poll(here.server.at("/feed", FORGIVEN[oddity]))).articles) == 2


async def test_a_conditional_request_goes_over_the_wire_as_the_server_wrote_it() -> None:
    async with world() as here:
        tagged = Answer(body=GOOD, headers={"ETag": 'W/"x, y"', "Last-Modified": "a while ago"})
        url = here.server.at("/feed", tagged, Answer(status=304))
        first = await here.poll(url)
        second = await here.poll(url, first.state)
        assert (first.outcome, second.outcome) == ("modified", "unchanged")
        sent = here.server.asked[1].headers
        assert (sent["if-none-match"], sent["if-modified-since"]) == ('W/"x, y"', "a while ago")


async def test_one_request_without_a_condition_is_made_and_no_second_one_whatever_happens() -> None:
    async with world() as here:
        tagged = Answer(body=GOOD, headers={"ETag": '"1"'})
        between = [Answer(status=500), Answer(body=b"<html></html>"), moved(302, "/else"), Answer(status=304), tagged]
        url = here.server.at("/feed", tagged, *between)
        here.server.at("/else", Answer(status=304))
        state = None
        for _ in range(8):
            state = (await here.poll(url, state)).state
        without = [asked.path for asked in here.server.asked if "if-none-match" not in asked.headers]
        assert without == ["/feed"]


@pytest.mark.parametrize("status", [301, 308])
async def test_a_permanent_move_is_taken_over_in_the_end(status: int) -> None:
    async with world() as here:
        url = here.server.at("/old", moved(status, "/new"))
        here.server.at("/new", Answer(body=GOOD))
        state = None
        for _ in range(27):
            state = (await here.poll(url, state)).state
        assert state is not None
        assert here.server.url("/new") == state.url
        assert [asked.path for asked in here.server.asked[-2:]] == ["/new", "/new"]


@pytest.mark.parametrize("status", [302, 303, 307])
async def test_a_passing_move_is_never_taken_over(status: int) -> None:
    async with world() as here:
        url = here.server.at("/old", moved(status, "/new"))
        here.server.at("/new", Answer(body=GOOD))
        state = None
        for _ in range(30):
            state = (await here.poll(url, state)).state
        assert state is not None
        assert url == state.url


async def test_a_host_that_asks_for_rest_gets_it_from_all_its_feeds_and_they_know_how_long() -> None:
    async with world() as here:
        await here.poll(here.server.at("/busy", later(503, "600")))
        polled = await here.poll(here.server.at("/other", Answer(body=GOOD)))
        assert (polled.outcome, polled.reason) == ("resting", "the host asked for rest")
        assert polled.state.next_at is not None
        assert 590 < (polled.state.next_at - here.now).total_seconds() <= 601
        assert [asked.path for asked in here.server.asked] == ["/busy"]
        assert await here.is_well()


async def test_many_feeds_of_one_host_are_all_served_two_at_a_time() -> None:
    async def slow(_: web.Request) -> web.StreamResponse:
        await asyncio.sleep(0.02)
        return web.Response(body=GOOD)

    async with world() as here:
        urls = [here.server.at(f"/{number}", Answer(handler=slow)) for number in range(20)]
        polled = await asyncio.gather(*(here.poll(url) for url in urls))
        assert ({"modified"}, 2) == ({one.outcome for one in polled}, here.server.most_at_once)


async def test_a_slow_feed_holds_up_no_other_host() -> None:
    async with world() as here:
        slow = asyncio.ensure_future(here.poll(here.server.at("/slow", Answer(handler=_nothing))))
        for _ in range(5):
            assert await here.is_well()
        assert not slow.done()
        assert (await slow).reason == "timed out"


def test_the_tables_name_no_rule_twice() -> None:
    assert len(RULES) == len(REDIRECTS) + len(STATUSES) + len(BODIES)
