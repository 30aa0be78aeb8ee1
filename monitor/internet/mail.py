"""Mail goes out here: a socket that the guard has judged, then a session that must be encrypted where that was asked for."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Callable, Collection
from dataclasses import dataclass

import aiosmtplib
from aiohttp.abc import AbstractResolver
from aiohttp.resolver import ThreadedResolver

from monitor.errors import AddressForbidden, FetchFailed
from monitor.internet import addresses
from monitor.ports import Envelope, Reply

PORTS = frozenset({25, 465, 587, 2525})
"""Where mail servers are submitted to; other ports have to be allowed, as for everything else."""

CONNECT_SECONDS = 10.0

GOODBYE_SECONDS = 2.0

# What we call ourselves: ours is nobody's business, and to look it up may take seconds.
_NAME = "kabar.invalid"
_KINDS: tuple[tuple[type[Exception], str], ...] = (
    (aiosmtplib.SMTPTimeoutError, "the mail server says nothing"),
    (aiosmtplib.SMTPServerDisconnected, "the mail server hung up"),
    (aiosmtplib.SMTPConnectError, "the connection broke"),
    (aiosmtplib.SMTPException, "the mail server does not offer what was asked for"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """Who may be reached, and how names are resolved."""

    allowed: tuple[addresses.Network, ...] = ()
    ports: Collection[int] = PORTS
    resolver: Callable[[], AbstractResolver] = ThreadedResolver
    tls: ssl.SSLContext | None = None


async def send(envelope: Envelope, guard: Guard) -> Reply:
    """Hand a mail over; gives the server's last word, and when it was said.

    Raises:
        AddressForbidden: the guard refused every address of the server.
        FetchFailed: it cannot be reached, is too slow, or hung up.
    """
    where = f"smtp://{envelope.host}:{envelope.port}"
    session = _Session(envelope=envelope, tls=guard.tls)
    try:
        async with asyncio.timeout(envelope.timeout):
            return await session.held(await _connected(envelope, guard, where))
    except TimeoutError as error:
        raise FetchFailed(where, f"timed out ({session.step})") from error
    except (aiosmtplib.SMTPException, OSError, ValueError) as error:
        raise FetchFailed(where, f"{_why(error)} ({session.step})") from error


@dataclass(slots=True, kw_only=True)
class _Session:
    """One session, and how far it has come."""

    envelope: Envelope
    tls: ssl.SSLContext | None
    step: str = "connect"

    async def held(self, connected: socket.socket) -> Reply:
        """Hold the session from the greeting to the last word."""
        client = aiosmtplib.SMTP(
            hostname=self.envelope.host,
            sock=connected,
            use_tls=self.envelope.security == "tls",
            start_tls=False,
            tls_context=self.tls,
            local_hostname=_NAME,
            timeout=self.envelope.timeout,
        )
        try:
            await self._stepped(client)
        except aiosmtplib.SMTPRecipientsRefused as error:
            return Reply(code=error.recipients[0].code, step=self.step)
        except aiosmtplib.SMTPResponseException as error:
            return Reply(code=error.code, step=self.step)
        finally:
            client.close()
        return Reply(code=250, step=self.step)

    async def _stepped(self, client: aiosmtplib.SMTP) -> None:
        self.step = "greeting"
        await client.connect()
        if self.envelope.security == "starttls":
            self.step = "tls"
            await client.starttls()
        if self.envelope.user:
            self.step = "login"
            await client.login(self.envelope.user, self.envelope.password)
        self.step = "message"
        await client.sendmail(self.envelope.sender, [self.envelope.recipient], self.envelope.data)
        with contextlib.suppress(aiosmtplib.SMTPException, TimeoutError):  # It was taken; how we part changes nothing.
            await client.quit(timeout=GOODBYE_SECONDS)


async def _connected(envelope: Envelope, guard: Guard, where: str) -> socket.socket:
    """Connect to the first address that may be reached and answers; each is judged after the name was resolved."""
    refused: list[str] = []
    failed: OSError | None = None
    for family, address in await _resolved(envelope, guard, where):
        why = addresses.refusal(address, envelope.port, guard.allowed, guard.ports)
        if why is not None:
            refused.append(why)
            continue
        try:
            return await _opened(family, address, envelope.port)
        except OSError as error:
            failed = error
    if failed is None and refused:
        raise AddressForbidden(where, refused[0])
    raise FetchFailed(where, "cannot connect") from failed


async def _resolved(envelope: Envelope, guard: Guard, where: str) -> list[tuple[int, str]]:
    resolver = guard.resolver()
    try:
        found = await resolver.resolve(envelope.host, envelope.port, family=socket.AF_UNSPEC)
    except (OSError, UnicodeError) as error:
        raise FetchFailed(where, "the host name does not resolve") from error

    return [(int(each["family"]), str(each["host"])) for each in found]


async def _opened(family: int, address: str, port: int) -> socket.socket:
    opened = socket.socket(family, socket.SOCK_STREAM)
    try:
        opened.settimeout(0)
        async with asyncio.timeout(CONNECT_SECONDS):
            await asyncio.get_running_loop().sock_connect(opened, (address, port))
    except (OSError, TimeoutError):
        opened.close()
        raise

    return opened


def _why(error: Exception) -> str:
    """Say what went wrong in words of our own: a server's may hold anything."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"the TLS certificate is not acceptable: {cause.verify_message.rstrip('.')}"
        if isinstance(cause, ssl.SSLError):
            return f"the TLS handshake failed: {str(cause.reason or 'no reason given').replace('_', ' ').lower()}"
        cause = cause.__cause__
    return next((why for kind, why in _KINDS if isinstance(error, kind)), "the connection broke")
