"""Documents and answers made to stall, to swell or to never end; each with the outcome that a poll gives."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import brotli
from aiohttp import web

from tests.monitor.feeds.server import Answer, Handler, dripping
from tests.monitor.feeds.web import entry, rss

GOOD = rss(entry(1), entry(2))
MEGABYTE = 1_000_000
STOPPED = "stopped after"


@dataclass(frozen=True, kw_only=True)
class Bomb:
    """An answer, the outcome of a poll of it, and how its reason begins; several where a machine's speed decides."""

    answer: Callable[[], Answer]
    outcomes: tuple[str, ...]
    reasons: tuple[str, ...]


def _items(inside: str, channel: str = "") -> bytes:
    return f'<rss version="2.0"><channel><title>Teluk</title>{channel}{inside}</channel></rss>'.encode()


def _zipped(body: bytes, encoding: str) -> Answer:
    return Answer(body=body, headers={"Content-Encoding": encoding})


def laughs(levels: int = 9) -> bytes:
    """Give entities that stand for ten of the next, and so on."""
    names = "".join(f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' for level in range(1, levels + 1))
    return f'<!DOCTYPE rss [<!ENTITY l0 "lol">{names}]>'.encode() + _items(f"<item><title>&l{levels};</title></item>")


def blowup() -> bytes:
    """Give one long entity, named very often."""
    declared = f'<!DOCTYPE rss [<!ENTITY a "{"a" * 50_000}">]>'
    return declared.encode() + _items("<item><title>" + "&a;" * 50_000 + "</title></item>")


def external(form: str) -> bytes:
    """Give an entity whose text lies elsewhere."""
    return f"<!DOCTYPE rss [{form}]>".encode() + _items("<item><title>&x;</title></item>")


def authors(size: int) -> bytes:
    """Give an author that an address expression reads in time that grows with its square."""
    return _items(f"<item><title>x</title><author>a@a{'.a' * size}!</author></item>")


def attributes(count: int) -> bytes:
    return _items("<item><title " + " ".join(f'a{number}="x"' for number in range(count)) + ">x</title></item>")


def nested(levels: int) -> bytes:
    return _items("<item><title>x</title>" + "<a>" * levels + "</a>" * levels + "</item>")


@cache
def large() -> bytes:
    """Give 23 MB of plain entries."""
    one = (
        "<item><title>Ferry {0}</title><link>https://teluk.example/{0}</link><description>"
        + "x" * 360
        + "</description></item>"
    )
    return _items("".join(one.format(number) for number in range(50_000)))


def _endless(piece: bytes) -> Handler:
    async def handler(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(piece)
            await asyncio.sleep(0)

    return handler


def _flooding(begin: bytes, piece: bytes) -> Handler:
    """Write past the server's own sense of HTTP, for as long as somebody listens."""

    async def handler(request: web.Request) -> web.StreamResponse:
        transport = request.transport
        assert transport is not None
        transport.write(begin)
        while not transport.is_closing():
            if transport.get_write_buffer_size() <= len(piece):
                transport.write(piece)
            await asyncio.sleep(0.002)
        return web.Response()

    return handler


def _in_pieces(body: Callable[[], bytes]) -> Handler:
    """Send a body without saying how long it is."""

    async def handler(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        whole = body()
        for start in range(0, len(whole), 65_536):
            await response.write(whole[start : start + 65_536])
        return response

    return handler


def _bomb(answer: Callable[[], Answer], outcomes: str, *reasons: str) -> Bomb:
    return Bomb(answer=answer, outcomes=tuple(outcomes.split("|")), reasons=reasons or ("",))


_CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
_BABBLE = ("the server sends much", "the body ends early")
_ENTITIES = "it declares XML entities"
BOMBS: dict[str, Bomb] = {
    "a billion laughs": _bomb(lambda: Answer(body=laughs()), "unreadable", _ENTITIES),
    "a billion laughs in UTF-16": _bomb(
        lambda: Answer(body=laughs().decode().encode("utf-16")), "unreadable", _ENTITIES
    ),
    "a quadratic entity": _bomb(lambda: Answer(body=blowup()), "unreadable", _ENTITIES),
    "an external entity": _bomb(
        lambda: Answer(body=external('<!ENTITY x SYSTEM "file:///etc/passwd">')), "unreadable", _ENTITIES
    ),
    # What a document type names outside is dropped unread, with the document type.
    "a parameter entity outside": _bomb(
        lambda: Answer(body=external('<!ENTITY % p SYSTEM "http://127.0.0.1:1/x"> %p;')), "modified", "1 new, "
    ),
    "a parameter entity inside": _bomb(
        lambda: Answer(body=external("<!ENTITY % p '<!ENTITY x SYSTEM \"file:///etc/passwd\">'> %p;")),
        "unreadable",
        _ENTITIES,
    ),
    "316 bytes of brotli": _bomb(
        lambda: _zipped(brotli.compress(bytes(200 * MEGABYTE), quality=9), "br"), "failed", "the body is a compression"
    ),
    "a gzip bomb": _bomb(
        lambda: _zipped(gzip.compress(bytes(200 * MEGABYTE), 9), "gzip"), "failed", "the body is a", "the answer is l"
    ),
    "a deflate bomb": _bomb(
        lambda: _zipped(zlib.compress(bytes(200 * MEGABYTE), 9), "deflate"),
        "failed",
        "the body is a",
        "the answer is l",
    ),
    "23 MB, announced": _bomb(lambda: Answer(body=large()), "failed", "the answer is larger"),
    "23 MB, unannounced": _bomb(lambda: Answer(handler=_in_pieces(large)), "failed", "the answer is larger"),
    "an endless body": _bomb(lambda: Answer(handler=_endless(bytes(65_536))), "failed", "the answer is larger"),
    "an endless drip": _bomb(lambda: Answer(handler=dripping(bytes(10_000))), "failed", "timed out"),
    "interim answers without end": _bomb(
        lambda: Answer(handler=_flooding(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 10_000)), "failed", *_BABBLE
    ),
    "chunks of one byte without end": _bomb(
        lambda: Answer(handler=_flooding(_CHUNKED, b"1\r\na\r\n" * 40_000)), "failed", *_BABBLE
    ),
    "a header without end": _bomb(
        lambda: Answer(handler=_flooding(b"HTTP/1.1 200 OK\r\nX: ", b"a" * 250_000)),
        "failed",
        "the headers are too large",
    ),
    "a redirect loop": _bomb(
        lambda: Answer(status=302, headers={"Location": "/bomb"}), "failed", "more than 5 redirects"
    ),
    "a million empty items": _bomb(
        lambda: Answer(body=_items("<item/>" * MEGABYTE)), "modified|unreadable", "0 new", STOPPED, "out of memory"
    ),
    "9 MB of small items": _bomb(
        lambda: Answer(body=large()[: 9 * MEGABYTE]), "modified|unreadable", "2000 new", STOPPED
    ),
    "a quadratic author": _bomb(lambda: Answer(body=authors(60_000)), "unreadable", STOPPED),
    "XML 200,000 levels deep": _bomb(lambda: Answer(body=nested(200_000)), "modified|unreadable", ""),
    "JSON 200,000 levels deep": _bomb(
        lambda: Answer(body=b'{"items": ' + b"[" * 200_000 + b"]" * 200_000 + b"}"), "unreadable", ""
    ),
    "a title of 9 MB": _bomb(
        lambda: Answer(body=_items(f"<item><title>{'a b ' * 2_250_000}</title></item>")), "modified|unreadable", ""
    ),
    "100,000 attributes": _bomb(lambda: Answer(body=attributes(100_000)), "modified|unreadable", ""),
}
