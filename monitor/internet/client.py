"""The client: one exchange after another, each through its gate, each judged at the socket."""

from __future__ import annotations

import asyncio
import errno
import socket
import ssl
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

import aiohttp
from aiohttp.abc import AbstractResolver
from aiohttp.resolver import ThreadedResolver
from yarl import URL

from monitor.errors import FetchFailed
from monitor.feeds import schedule
from monitor.internet import addresses, bodies, failures, mail, places, wire
from monitor.internet.gates import Gates
from monitor.ports import Envelope, Reply, Request, Response

USER_AGENT = "Kabar/0.1 (news monitor)"
PER_HOST = 2
CONNECT_SECONDS = 5.0
SILENCE_SECONDS = 10.0
MAX_LINE = 8_190
MAX_HEADERS = 100
_CHUNK = 65_536
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_READS = frozenset({"GET", "HEAD"})
_RESTS = frozenset({429, 503})
_SECRET_HEADERS = frozenset({"authorization", "cookie", "proxy-authorization"})


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """How names are resolved, which certificates are trusted, and what time it is; None is the system's own way."""

    resolver: AbstractResolver | None = None
    tls: ssl.SSLContext | None = None
    clock: Callable[[], datetime] = _now


class Internet:
    """A client that is a `ports.Http`; use it as an asynchronous context manager.

    `allow_networks` lists address ranges of one's own that may be reached, on any port; `allow_ports` more ports for all
    others. `spacing` is the least number of seconds between the starts of two reads (GET, HEAD) at one host.
    """

    def __init__(
        self,
        *,
        allow_networks: Iterable[str] = (),
        allow_ports: Iterable[int] = (),
        user_agent: str = "",
        spacing: float = 0.0,
        ways: Ways | None = None,
    ) -> None:
        self._allowed = addresses.networks(allow_networks)
        self._ports = addresses.PORTS | frozenset(allow_ports)
        self._user_agent = user_agent or USER_AGENT
        self._gates = Gates(PER_HOST, spacing)
        self._ways = ways or Ways()
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            connector=wire.Connector(
                socket_factory=self._open,
                resolver=self._ways.resolver,
                ssl=self._ways.tls or True,
                ttl_dns_cache=10,
                limit=100,
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS, sock_read=SILENCE_SECONDS),
            headers={"User-Agent": self._user_agent, "Accept-Encoding": "gzip, deflate, br"},
            auto_decompress=False,
            trust_env=False,
            max_line_size=MAX_LINE,
            max_field_size=MAX_LINE,
            max_headers=MAX_HEADERS,
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
            HostResting: the host asked, not long ago, not to be read from.
            FetchFailed: no answer, too slow, too large, or a redirect that must not be followed.
        """
        url = places.asked(request.url)
        headers = dict(request.headers)
        hops: list[tuple[int, str]] = []
        left = request.timeout
        while True:
            response, left = await self._step(request, url, headers, left)
            location = response.headers.get("location", "")
            if not location or response.status not in _REDIRECTS or not _follows(request):
                return Response(
                    url=str(url), status=response.status, headers=response.headers, body=response.body, hops=tuple(hops)
                )
            if len(hops) >= request.max_redirects:
                raise FetchFailed(places.origin(request.url), f"more than {request.max_redirects} redirects")
            target = places.next_hop(url, location)
            hops.append((response.status, str(target)))
            headers = headers if target.origin() == url.origin() else _without_secrets(headers)
            url = target

    async def mail(self, envelope: Envelope) -> Reply:
        """Hand a mail over, to a server that the guard lets pass: mail has ports of its own, everything else is the same."""
        ports = mail.PORTS | (self._ports - addresses.PORTS)
        guard = mail.Guard(allowed=self._allowed, ports=ports, tls=self._ways.tls, resolver=self._resolver)
        return await mail.send(envelope, guard)

    def _resolver(self) -> AbstractResolver:
        return self._ways.resolver or ThreadedResolver()

    async def _step(
        self, request: Request, url: URL, headers: Mapping[str, str], seconds: float
    ) -> tuple[Response, float]:
        """Make one exchange when it is its turn; gives the answer and the seconds that are left. Waiting costs none."""
        loop = asyncio.get_running_loop()
        is_read = request.method in _READS
        async with self._gates.at(url, is_read=is_read):
            started = loop.time()
            response = await self._exchange(request, url, headers, seconds)
            seconds -= loop.time() - started
            if is_read and response.status in _RESTS:
                self._gates.rest(url, _rest(response, self._ways.clock()))
        return response, seconds

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
                body = await _read(answer, request.max_bytes)
                return Response(url=str(url), status=answer.status, headers=_headers(answer), body=body)
        except (aiohttp.ClientError, OSError, ValueError, *bodies.ERRORS) as error:
            raise failures.told(str(url), error) from error

    def _open(self, info: Any) -> socket.socket:
        """Open a socket, unless the guard refuses the address: after resolution, on every hop."""
        family, kind, protocol, _, address = info
        why = addresses.refusal(str(address[0]), int(address[1]), self._allowed, self._ports)
        if why is not None:
            raise PermissionError(errno.EACCES, why)
        opened = socket.socket(family, kind, protocol)
        opened.settimeout(0)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, wire.RECEIVE_BUFFER)
        return opened


def _follows(request: Request) -> bool:
    return request.max_redirects > 0 and request.method in _READS


def _without_secrets(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name.lower() not in _SECRET_HEADERS}


def _headers(answer: aiohttp.ClientResponse) -> dict[str, str]:
    return {name.lower(): ", ".join(answer.headers.getall(name)) for name in answer.headers}


def _rest(response: Response, now: datetime) -> float:
    wish, date = (response.headers.get(name, "") for name in ("retry-after", "date"))
    return schedule.retry_after(wish, now, date) or 0.0


async def _read(answer: aiohttp.ClientResponse, limit: int) -> bytes:
    """Read a body; headers and body together stay within the limit."""
    headers = sum(len(name) + len(value) for name, value in answer.raw_headers)
    if headers + (answer.content_length or 0) > limit:
        raise bodies.too_large(limit)
    encoding = ", ".join(answer.headers.getall("Content-Encoding", []))
    body = bodies.Body(bodies.decoder(encoding), limit, headers)
    async for chunk in answer.content.iter_chunked(_CHUNK):
        for _ in body.take(chunk):
            await asyncio.sleep(0)
    return body.whole()
