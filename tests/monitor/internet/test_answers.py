"""Answers that break HTTP, over real loopback sockets: each ends in words, in bounds."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from itertools import chain, repeat

import brotli
import pytest

from monitor.internet import Internet
from monitor.ports import Request
from tests.monitor.feeds.raw import speaking
from tests.monitor.internet.given import failure

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
GZIP = OK + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n"
ZIPPED = gzip.compress(b"<rss/>" * 300)

# Which of the two is said depends on whether the reader or the end of the connection comes first.
BABBLE = "answers nothing|the body ends early"


def many(count: int) -> bytes:
    return OK + b"".join(b"X-%d: y\r\n" % number for number in range(count)) + b"\r\n"


BROKEN: dict[str, tuple[Iterable[bytes], str]] = {
    "silence, then the end": ([], "the server hung up"),
    "HTTP/0.9": ([b"<html>Hello</html>\r\n\r\n"], "malformed"),
    "another protocol": ([b"SSH-2.0-OpenSSH_9.6\r\n\r\n"], "malformed"),
    "binary": ([bytes(range(256)) * 4], "malformed"),
    "a status that is none": ([b"HTTP/1.1 OK\r\n\r\n"], "malformed"),
    "a status of four digits": ([b"HTTP/1.1 2000 OK\r\n\r\n"], "malformed"),
    "a version that is none": ([b"HTTP/9.9.9 200 OK\r\n\r\n"], "malformed"),
    "half a header": ([OK + b"Content-Le"], "the server hung up|malformed"),
    "a header without a colon": ([OK + b"Content-Length 5\r\n\r\nabcde"], "malformed"),
    "a body shorter than announced": ([OK + b"Content-Length: 500\r\n\r\nabc"], "the body ends early"),
    "a body longer than announced": ([OK + b"Content-Length: 3\r\n\r\nabcdef"], "malformed"),
    "two lengths": ([OK + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"], "malformed"),
    "a negative length": ([OK + b"Content-Length: -1\r\n\r\nabc"], "malformed"),
    "a length that is no number": ([OK + b"Content-Length: many\r\n\r\nabc"], "malformed"),
    "a length beyond all bounds": ([OK + b"Content-Length: 99999999999\r\n\r\nabc"], "larger than"),
    "a length of 400 digits": ([OK + b"Content-Length: " + b"9" * 400 + b"\r\n\r\nabc"], "malformed|larger"),
    "a chunk size that is none": ([CHUNKED + b"zz\r\nabc\r\n0\r\n\r\n"], "malformed|the body ends early"),
    "a chunk size beyond all bounds": ([CHUNKED + b"f" * 40 + b"\r\nabc"], "malformed|the body ends early"),
    "chunks without an end": ([CHUNKED + b"3\r\nabc\r\n"], "the body ends early"),
    "chunks out of step": ([CHUNKED + b"3\r\nabcdefg\r\n0\r\n\r\n"], "malformed|the body ends early"),
    "a header line of 9 kB": ([OK + b"X: " + b"a" * 9_000 + b"\r\n\r\n"], "the headers are too large"),
    "a header line without end": (chain([OK + b"X: "], repeat(b"a" * 8_000, 1_000)), "the headers are too large"),
    "a header name of 9 kB": ([OK + b"a" * 9_000 + b": x\r\n\r\n"], "the headers are too large"),
    "a reason of 9 kB": ([b"HTTP/1.1 200 " + b"a" * 9_000 + b"\r\n\r\n"], "the headers are too large|malformed"),
    "5,000 headers": ([many(5_000)], "the headers are too large"),
    "headers without end": (chain([OK], repeat(b"X: y\r\n" * 50, 1_000)), "the headers are too large"),
    "5,000 trailers": ([CHUNKED + b"0\r\n" + b"X: y\r\n" * 5_000 + b"\r\n"], "too large|malformed|the body ends early"),
    "interim answers without end": (repeat(b"HTTP/1.1 100 Continue\r\n\r\n" * 500, 2_000), "answers nothing"),
    "early hints without end": (
        repeat(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 200, 2_000),
        "answers nothing",
    ),
    "chunks of one byte without end": (chain([CHUNKED], repeat(b"1\r\na\r\n" * 2_000, 1_000)), BABBLE),
    "a chunk extension without end": (chain([CHUNKED], repeat(b"1;" + b"x" * 20_000, 1_000)), BABBLE),
    "gzip that is none": ([GZIP % 6 + b"<rss/>"], "the compressed body is damaged"),
    "gzip cut off": ([GZIP % (len(ZIPPED) - 9) + ZIPPED[:-9]], "the compressed body ends early"),
    "gzip with a wrong sum": ([GZIP % len(ZIPPED) + ZIPPED[:-8] + bytes(8)], "the compressed body is damaged"),
    "brotli that is none": (
        [OK + b"Content-Encoding: br\r\nContent-Length: 40\r\n\r\n" + b"\xff" * 40],
        "the compressed body is damaged",
    ),
    "brotli cut off": ([OK + b"Content-Encoding: br\r\n\r\n" + brotli.compress(b"news " * 99)[:-3]], "body ends early"),
    "zstd": ([OK + b"Content-Encoding: zstd\r\nContent-Length: 3\r\n\r\nabc"], "unsupported content encoding: zstd"),
    "gzip twice": ([OK + b"Content-Encoding: gzip, gzip\r\nContent-Length: 3\r\n\r\nabc"], "stacked content encodings"),
    "another protocol by request": (
        [b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: upgrade\r\n\r\nabc"],
        "",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
async def test_a_broken_answer_is_a_failure_in_words(http: Internet, case: str) -> None:
    pieces, why = BROKEN[case]
    async with speaking(pieces) as url:
        try:
            response = await http(Request(url=url, timeout=5))
        except Exception as error:  # noqa: BLE001 - whatever comes has to be one of ours, and that is what is asserted.
            told = error
        else:
            assert (response.status, response.body[3:]) == (101, b"")
            return
    assert type(told).__name__ == "FetchFailed"
    assert any(part in str(told) for part in why.split("|")), str(told)
    assert "/feed" not in str(told)


SLOW: dict[str, tuple[Iterable[bytes], bool]] = {
    "never answers": ([], True),
    "half an answer and no more": ([OK + b"Content-Le"], True),
    "headers drop by drop": (chain([OK], repeat(b"X", 10_000)), False),
    "header after header": (chain([OK], (b"X-%d: y\r\n" % number for number in range(10_000))), False),
    "a body drop by drop": (chain([OK + b"Content-Length: 9999\r\n\r\n"], repeat(b"a", 9_999)), False),
    "chunk by chunk": (chain([CHUNKED], repeat(b"1\r\na\r\n", 9_999)), False),
    "one interim answer after another": (repeat(b"HTTP/1.1 102 Processing\r\n\r\n", 10_000), False),
}


@pytest.mark.parametrize("case", SLOW)
async def test_a_slow_answer_runs_into_the_time_cap(http: Internet, case: str) -> None:
    pieces, stays = SLOW[case]
    async with speaking(pieces, seconds=0.02, stays=stays) as url:
        assert (await failure(http, url, timeout=0.4)).why == "timed out"


FORGIVEN = {
    "an end without a length": (OK + b"\r\nabc", b"abc"),
    "bare newlines": (b"HTTP/1.1 200 OK\nContent-Length: 3\n\nabc", b"abc"),
    "HTTP/1.0": (b"HTTP/1.0 200 OK\r\n\r\nabc", b"abc"),
    "no reason": (b"HTTP/1.1 200\r\nContent-Length: 3\r\n\r\nabc", b"abc"),
    "a few interim answers": (b"HTTP/1.1 103 Hints\r\n\r\n" * 3 + OK + b"Content-Length: 3\r\n\r\nabc", b"abc"),
    "a second answer behind the first": ((OK + b"Content-Length: 3\r\n\r\nabc") * 2, b"abc"),
    "letters of another alphabet in a header": (OK + b"X: \xff\xfe\r\nContent-Length: 3\r\n\r\nabc", b"abc"),
}


@pytest.mark.parametrize("case", FORGIVEN)
async def test_an_oddity_is_forgiven(http: Internet, case: str) -> None:
    answer, body = FORGIVEN[case]
    async with speaking([answer]) as url:
        assert body == (await http(Request(url=url))).body


async def test_a_large_body_in_small_chunks_is_no_babble(http: Internet) -> None:
    line = b"<item><title>Ferry</title></item>\r\n"
    chunk = b"%x\r\n%b\r\n" % (len(line), line)
    async with speaking([CHUNKED, *[chunk * 500] * 20, b"0\r\n\r\n"]) as url:
        assert line * 10_000 == (await http(Request(url=url))).body
