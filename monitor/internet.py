"""The only door to the network: one guarded HTTP client for feeds, pages, hubs and sinks.

Guarantees: the address is judged at the socket, after name resolution and again on every redirect, so no name, literal or
rebinding reaches a forbidden host; a body never grows past its cap, however it is compressed; an exchange ends within its
time cap; no cookie is kept, no proxy is taken from the environment, no redirect leaves https for http; no error text carries
a path, a query or a password.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import ipaddress
import socket
import zlib
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import aiohttp
import brotli
from aiohttp.abc import AbstractResolver
from yarl import URL

from monitor.errors import AddressForbidden, FetchFailed
from monitor.ports import Request, Response

USER_AGENT = "Kabar/0.1 (news monitor)"
PORTS = frozenset({80, 443, 8080, 8443})
PER_HOST = 2
CONNECT_SECONDS = 5.0
SILENCE_SECONDS = 10.0
MAX_RATIO = 200
# Below this a high ratio is only a very regular text, not a bomb.
RATIO_FREE = 1_000_000
_CHUNK = 65_536
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_SECRET_HEADERS = frozenset({"authorization", "cookie", "proxy-authorization"})

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# `is_global` shifts between Python releases and let six special addresses through on 3.11.7; so they are spelt out.
_SPECIAL = """
0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24
192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4
::/96 ::ffff:0:0:0/96 64:ff9b:1::/48 100::/64 2001::/23 2001:db8::/32 3fff::/20 5f00::/16 fc00::/7 fe80::/10 fec0::/10
ff00::/8
"""
_DENIED: tuple[_Network, ...] = tuple(ipaddress.ip_network(text) for text in _SPECIAL.split())


def networks(texts: Iterable[str]) -> tuple[_Network, ...]:
    """Read address ranges such as ``127.0.0.0/8``; raise ValueError where one is none."""
    return tuple(ipaddress.ip_network(text, strict=False) for text in texts)


def refusal(address: str, port: int, allowed: tuple[_Network, ...] = ()) -> str | None:
    """Say why a socket must not be opened to an address, or None where it may.

    >>> refusal("127.0.0.1", 80)
    'private or special address'
    >>> refusal("127.0.0.1", 8123, networks(["127.0.0.0/8"])) is None
    True
    """
    try:
        outer = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "no address"
    inner = _unwrapped(outer)
    if any(inner in network for network in allowed if network.version == inner.version):
        return None
    if _is_special(inner) or (inner is outer and _is_special(outer)):
        return "private or special address"
    return None if port in PORTS else f"port {port} is not allowed"


def _unwrapped(address: _Address) -> _Address:
    """Give the IPv4 address that an IPv6 form (mapped, 6to4, NAT64) really reaches."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def _is_special(address: _Address) -> bool:
    denied = any(address in network for network in _DENIED if network.version == address.version)
    return denied or address.is_multicast or address.is_reserved or not address.is_global


def origin(url: str) -> str:
    """Give scheme, host and port of a URL: all of it that may stand in an error or a log.

    >>> origin("https://me:pass@example.org/hook/secret?token=1")
    'https://example.org'
    """
    try:
        return str(URL(url).origin())
    except (ValueError, TypeError):
        return "malformed URL"


def _checked(url: URL) -> URL:
    if url.scheme not in {"http", "https"}:
        raise FetchFailed(origin(str(url)), "only http and https are allowed")
    if not url.host:
        raise FetchFailed(origin(str(url)), "the URL has no host")
    if url.user is not None or url.password is not None:
        raise FetchFailed(origin(str(url)), "user names in URLs are not allowed")
    return url


def _parsed(url: str) -> URL:
    try:
        return URL(url)
    except (ValueError, TypeError) as error:
        raise FetchFailed(origin(url), "malformed URL") from error


def next_hop(current: URL, location: str) -> URL:
    """Give the URL that a redirect leads to; refuse another scheme, user names and the way from https to http."""
    try:
        target = _checked(current.join(_parsed(location.strip())))
    except ValueError as error:
        raise FetchFailed(origin(str(current)), "malformed redirect") from error
    if current.scheme == "https" and target.scheme == "http":
        raise FetchFailed(origin(str(current)), "redirect from https to http refused")
    return target


class _Inflater:
    """Undo gzip (all members), zlib or raw deflate, never giving more than asked."""

    def __init__(self, encoding: str) -> None:
        self._engine = None if encoding == "deflate" else zlib.decompressobj(wbits=31)

    def feed(self, data: bytes, limit: int) -> bytes:
        if self._engine is None:
            # Some servers send raw deflate where zlib is meant; a zlib header is always divisible by 31.
            is_zlib = len(data) > 1 and data[0] & 0x0F == 8 and (data[0] << 8 | data[1]) % 31 == 0
            self._engine = zlib.decompressobj(wbits=15 if is_zlib else -15)
        out = self._engine.decompress(data, limit)
        while self._engine.eof and (rest := self._engine.unused_data).startswith(b"\x1f\x8b") and len(out) < limit:
            self._engine = zlib.decompressobj(wbits=31)
            out += self._engine.decompress(rest, limit - len(out))
        return out

    def is_complete(self) -> bool:
        return self._engine is not None and self._engine.eof


class _Unbrotli:
    """Undo brotli, never giving much more than asked."""

    def __init__(self) -> None:
        self._engine = brotli.Decompressor()

    def feed(self, data: bytes, limit: int) -> bytes:
        return bytes(self._engine.process(data, output_buffer_limit=limit))

    def is_complete(self) -> bool:
        return bool(self._engine.is_finished())


class _Plain:
    """Pass an uncompressed body on."""

    def feed(self, data: bytes, limit: int) -> bytes:
        return data[:limit]

    def is_complete(self) -> bool:
        return True


def _decoder(encoding: str) -> _Inflater | _Unbrotli | _Plain:
    match encoding.strip().lower():
        case "" | "identity":
            return _Plain()
        case "gzip" | "x-gzip":
            return _Inflater("gzip")
        case "deflate":
            return _Inflater("deflate")
        case "br":
            return _Unbrotli()
        case _:
            raise ValueError("unsupported content encoding")


@dataclass(slots=True)
class _Body:
    """A body that grows chunk by chunk and refuses to grow too far."""

    decoder: _Inflater | _Unbrotli | _Plain
    limit: int
    taken: int = 0
    parts: list[bytes] = field(default_factory=list)
    size: int = 0

    def add(self, chunk: bytes) -> None:
        self.taken += len(chunk)
        out = self.decoder.feed(chunk, self.limit - self.size + 1)
        self.parts.append(out)
        self.size += len(out)
        if self.size > self.limit or self.taken > self.limit:
            raise ValueError(f"body is larger than {self.limit} bytes")
        if self.size > RATIO_FREE and self.size > MAX_RATIO * self.taken:
            raise ValueError("body is a compression bomb")

    def whole(self) -> bytes:
        if self.taken and not self.decoder.is_complete():
            raise ValueError("compressed body ends early")
        return b"".join(self.parts)


class Internet:
    """A client that is a `ports.Http`; use it as an asynchronous context manager.

    `allow_networks` lists address ranges of one's own that may be reached, on any port.
    """

    def __init__(
        self,
        *,
        allow_networks: Iterable[str] = (),
        user_agent: str = "",
        per_host: int = PER_HOST,
        resolver: AbstractResolver | None = None,
    ) -> None:
        self._allowed = networks(allow_networks)
        self._user_agent = user_agent or USER_AGENT
        self._resolver = resolver
        self._gates = _Gates(per_host)
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                socket_factory=self._open, resolver=self._resolver, ttl_dns_cache=10, limit=100
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS, sock_read=SILENCE_SECONDS),
            headers={"User-Agent": self._user_agent, "Accept-Encoding": "gzip, deflate, br"},
            auto_decompress=False,
            trust_env=False,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def __call__(self, request: Request) -> Response:
        """Send a request and follow the redirects of a GET or HEAD.

        Raises:
            AddressForbidden: the guard refused the address.
            FetchFailed: no answer, too slow, too large, or a redirect that must not be followed.
        """
        url = _checked(_parsed(request.url))
        headers = dict(request.headers)
        hops: list[tuple[int, str]] = []
        left = request.timeout
        loop = asyncio.get_running_loop()
        while True:
            async with self._gates.at(url):
                started = loop.time()
                response = await self._exchange(request, url, headers, left)
                left -= loop.time() - started
            location = response.headers.get("location", "")
            if not location or response.status not in _REDIRECTS or not _follows(request):
                return Response(
                    url=str(url), status=response.status, headers=response.headers, body=response.body, hops=tuple(hops)
                )
            if len(hops) >= request.max_redirects:
                raise FetchFailed(origin(request.url), f"more than {request.max_redirects} redirects")
            target = next_hop(url, location)
            hops.append((response.status, str(target)))
            headers = headers if target.origin() == url.origin() else _without_secrets(headers)
            url = target

    def _open(self, info: Any) -> socket.socket:
        """Open a socket, unless the guard refuses the address: after resolution, on every hop."""
        family, kind, protocol, _, address = info
        why = refusal(str(address[0]), int(address[1]), self._allowed)
        if why is not None:
            raise PermissionError(errno.EACCES, why)
        opened = socket.socket(family, kind, protocol)
        opened.settimeout(0)
        return opened

    async def _exchange(self, request: Request, url: URL, headers: Mapping[str, str], seconds: float) -> Response:
        if self._session is None:
            raise RuntimeError("the client is used outside of its context")
        try:
            async with (
                asyncio.timeout(max(seconds, 0.0)),
                self._session.request(
                    request.method, url, headers=headers, data=request.body or None, allow_redirects=False
                ) as answer,
            ):
                return Response(
                    url=str(url),
                    status=answer.status,
                    headers=_headers(answer),
                    body=await _read(answer, request.max_bytes),
                )
        except (aiohttp.ClientError, OSError, ValueError, zlib.error, brotli.error) as error:
            raise _failure(str(url), error) from error


def _follows(request: Request) -> bool:
    return request.max_redirects > 0 and request.method in {"GET", "HEAD"}


def _without_secrets(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name.lower() not in _SECRET_HEADERS}


def _headers(answer: aiohttp.ClientResponse) -> dict[str, str]:
    return {name.lower(): ", ".join(answer.headers.getall(name)) for name in answer.headers}


async def _read(answer: aiohttp.ClientResponse, limit: int) -> bytes:
    if (answer.content_length or 0) > limit:
        raise ValueError(f"body is larger than {limit} bytes")
    body = _Body(decoder=_decoder(answer.headers.get("Content-Encoding", "")), limit=limit)
    async for chunk in answer.content.iter_chunked(_CHUNK):
        body.add(chunk)
    return body.whole()


# In this order: some of these are kinds of others.
_CLAUSES: tuple[tuple[type[Exception], str], ...] = (
    (aiohttp.ClientConnectorDNSError, "the host name does not resolve"),
    (aiohttp.ClientSSLError, "the TLS certificate or handshake is not acceptable"),
    (aiohttp.ClientConnectorError, "cannot connect"),
    (aiohttp.ClientPayloadError, "the body ends early"),
    (aiohttp.ServerDisconnectedError, "the server hung up"),
    (aiohttp.InvalidURL, "malformed URL"),
    (TimeoutError, "timed out"),
    (aiohttp.ClientError, "malformed or broken answer"),
    (OSError, "the connection broke"),
    (zlib.error, "the compressed body is damaged"),
    (brotli.error, "the compressed body is damaged"),
)


def _failure(url: str, error: Exception) -> FetchFailed:
    """Say in one clause, without the URL, what went wrong."""
    if isinstance(error, aiohttp.ClientConnectorError) and error.os_error.errno == errno.EACCES:
        return AddressForbidden(origin(url), str(error.os_error.strerror or "address refused"))
    return FetchFailed(origin(url), next((why for kind, why in _CLAUSES if isinstance(error, kind)), str(error)))


class _Gates:
    """At most so many exchanges at once per host and port; a gate that nobody waits at is forgotten."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._gates: dict[tuple[str, int], tuple[asyncio.Semaphore, int]] = {}

    @contextlib.asynccontextmanager
    async def at(self, url: URL) -> AsyncIterator[None]:
        key = (url.host or "", url.port or 0)
        gate, users = self._gates.get(key, (asyncio.Semaphore(self._width), 0))
        self._gates[key] = (gate, users + 1)
        try:
            async with gate:
                yield
        finally:
            gate, users = self._gates[key]
            self._gates[key] = (gate, users - 1)
            if users == 1:
                del self._gates[key]
