"""A server of feeds for benchmarks, in a process of its own: `python -m tests.bench.press` prints its port and serves.

It speaks just enough HTTP to be quick: the benchmark is of the client. Feeds under /unchanged/ never change; those under
/changed/ have a new entry at every request. /count says how many feeds were asked for.
"""

from __future__ import annotations

import asyncio
import http.client
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import uvloop

ENTRIES = 20
BODY = (
    "Delegates met for the third day in the harbour town and agreed to meet again, an official said on the steps of the "
    "hall, while fishermen waited outside for word of the two boats that have been missing since the storm of last week. "
)
NOON = datetime(2024, 11, 1, 12, tzinfo=UTC)


class Press(asyncio.Protocol):
    """One connection."""

    asked = 0
    edition = 0

    def __init__(self) -> None:
        self._buffer = b""
        self._out: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._out = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while b"\r\n\r\n" in self._buffer:
            request, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
            self._out.write(answer(request))


def answer(request: bytes) -> bytes:
    """Answer one request."""
    path = request.split(b" ", 2)[1].decode()
    if path == "/count":
        return _http(200, str(Press.asked).encode())
    Press.asked += 1
    _, kind, number = path.split("/", 2)
    if kind == "unchanged" and b'"one"' in request:
        return _http(304, b"")
    Press.edition += kind == "changed"
    return _http(200, feed(f"{kind}/{number}", Press.edition))


def feed(name: str, edition: int) -> bytes:
    """Write a feed whose newest entry has the number `edition`."""
    items = "".join(
        f"<item><title>Story {number} of {name}</title><link>https://press.example/{name}/{number}</link>"
        f"<guid>{name}-{number}</guid><pubDate>{format_datetime(NOON + timedelta(seconds=number))}</pubDate>"
        f"<description>{number} {BODY * 3}</description></item>"
        for number in range(edition, edition - ENTRIES, -1)
    )
    return f'<rss version="2.0"><channel><title>Press</title>{items}</channel></rss>'.encode()


def _http(status: int, body: bytes) -> bytes:
    head = f'HTTP/1.1 {status} {http.client.responses[status]}\r\nETag: "one"\r\nContent-Type: application/rss+xml\r\n'
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def count(port: int) -> int:
    """Ask how many feeds were asked for."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/count")
        return int(connection.getresponse().read())
    finally:
        connection.close()


async def _serve() -> None:
    server = await asyncio.get_running_loop().create_server(Press, "0.0.0.0", 0)  # All of 127/8.
    print(server.sockets[0].getsockname()[1], flush=True)  # noqa: T201  # Whoever started it reads this line.
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(_serve())
