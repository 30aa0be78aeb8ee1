"""A server that nobody may reach, on IPv4 and IPv6, and a witness of every connection that this process tries to make."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field

_witnesses: list[list[str]] = []


@dataclass
class Trap:
    """Counts who comes."""

    port: int = 0
    connections: int = 0
    said: list[bytes] = field(default_factory=list)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        with contextlib.suppress(ConnectionError):
            self.said.append(await reader.read(100))
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret")
            await writer.drain()
        writer.close()


@asynccontextmanager
async def trap() -> AsyncIterator[Trap]:
    """Listen on all loopback addresses that there are, at one port."""
    made = Trap()
    async with contextlib.AsyncExitStack() as stack:
        for host in ("127.0.0.1", "127.0.0.2", *(["::1"] if _has_ipv6() else [])):
            server = await asyncio.start_server(made.answer, host, made.port)
            await stack.enter_async_context(server)
            made.port = server.sockets[0].getsockname()[1]
        yield made


@contextmanager
def connections() -> Iterator[list[str]]:
    """Give the addresses that sockets are connected to meanwhile, whoever does it."""
    seen: list[str] = []
    _witnesses.append(seen)
    try:
        yield seen
    finally:
        _witnesses.remove(seen)


def _has_ipv6() -> bool:
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET6) as probe:
        probe.bind(("::1", 0))
        return True
    return False


def _witness(event: str, arguments: tuple[object, ...]) -> None:
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        for seen in _witnesses:
            seen.append(str(arguments[1][0]))


sys.addaudithook(_witness)
