"""A local mail server: STARTTLS or TLS, a login, and refusals on demand. It needs aiosmtpd, which is no part of Kabar."""

from __future__ import annotations

import asyncio
import ssl
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One message as it came: the envelope, the raw bytes, and whether the way was encrypted."""

    sender: str
    recipient: str
    data: bytes
    is_encrypted: bool

    @property
    def message(self) -> EmailMessage:
        """Read the message."""
        return message_from_bytes(self.data, policy=policy.default)


class _Server(SMTP):
    """One connection."""

    def abort(self) -> None:
        """End it without a word, unless it is at its end already."""
        if isinstance(self.transport, asyncio.Transport) and not self.transport.is_closing():
            self.transport.abort()


@dataclass(kw_only=True)
class Mailbox:
    """Takes mail for anybody; `answers` are said, one after the other, in place of taking a message."""

    tls: ssl.SSLContext | None = None
    is_implicit: bool = False
    login: tuple[str, str] | None = None
    answers: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    is_cut: bool = False
    silence: float = 0.0
    sessions: int = 0
    logins: list[str] = field(default_factory=list)
    _connections: set[_Server] = field(default_factory=set)

    @asynccontextmanager
    async def serve(self) -> AsyncIterator[int]:
        """Listen on a free loopback port; gives the port."""
        loop = asyncio.get_running_loop()
        server = await loop.create_server(self._session, "127.0.0.1", 0, ssl=self.tls if self.is_implicit else None)
        try:
            yield int(server.sockets[0].getsockname()[1])
        finally:
            server.close()
            for each in self._connections:
                each.abort()
            await server.wait_closed()

    async def handle_RCPT(  # noqa: N802  # aiosmtpd calls it so.
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take a recipient, or refuse it."""
        if self.refusals:
            return self.refusals.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: _Server, session: Session, envelope: Envelope) -> str:  # noqa: N802  # As above.
        """Take a message, or say what was prepared; a cut connection takes it and says nothing."""
        await asyncio.sleep(self.silence)
        if self.answers:
            return self.answers.pop(0)
        data = envelope.original_content or b""
        for recipient in envelope.rcpt_tos:
            is_encrypted = session.ssl is not None or self.is_implicit
            self.taken.append(
                Taken(sender=envelope.mail_from or "", recipient=recipient, data=data, is_encrypted=is_encrypted)
            )
        if self.is_cut:
            server.abort()
        return "250 OK: queued"

    def _session(self) -> SMTP:
        self.sessions += 1
        with warnings.catch_warnings():  # aiosmtpd does not see that a way with implicit TLS is encrypted already.
            warnings.simplefilter("ignore", UserWarning)
            made = self._server()
        self._connections.add(made)
        return made

    def _server(self) -> _Server:
        return _Server(
            self,
            hostname="mail.local",
            loop=asyncio.get_running_loop(),
            tls_context=None if self.is_implicit else self.tls,
            require_starttls=bool(self.tls) and not self.is_implicit,
            auth_required=self.login is not None,
            auth_require_tls=not self.is_implicit,
            authenticator=self._authenticate,
        )

    def _authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, mechanism: str, given: Any
    ) -> AuthResult:
        self.logins.append(mechanism)
        is_right = isinstance(given, LoginPassword) and self.login == (given.login.decode(), given.password.decode())
        return AuthResult(success=is_right, handled=False)
