"""The doors to the world, as protocols: HTTP, mail, files, clock, sleep."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Request:
    """One HTTP request; `timeout` in seconds bounds the whole exchange, `max_bytes` the decompressed body.

    Its representation names the host only: path, headers and body may hold secrets.
    """

    url: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    timeout: float = 30.0
    max_bytes: int = 10_000_000
    max_redirects: int = 5

    def __repr__(self) -> str:
        return f"Request({self.method} {'/'.join(self.url.split('/', 3)[:3])})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """One HTTP answer, decompressed; header names are lower case; `hops` are the redirects (status, location)."""

    url: str = field(repr=False)
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    hops: tuple[tuple[int, str], ...] = ()


class Http(Protocol):
    """Send a request; raise `FetchFailed` (or `AddressForbidden`) where no answer can be had."""

    def __call__(self, request: Request, /) -> Awaitable[Response]:
        """Send the request."""
        ...


class Clock(Protocol):
    """Tell the time, with a time zone."""

    def __call__(self) -> datetime:
        """Give the time."""
        ...


class Sleep(Protocol):
    """Wait for a number of seconds."""

    def __call__(self, seconds: float, /) -> Awaitable[None]:
        """Wait."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """One mail for one recipient; `security` is `starttls`, `tls` or `none`, `timeout` bounds the whole session in seconds."""

    host: str
    port: int
    security: str
    sender: str
    recipient: str
    data: bytes = field(repr=False)
    user: str = ""
    password: str = field(default="", repr=False)
    timeout: float = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a mail server said last: its code, and at which step (`greeting`, `tls`, `login`, `message`)."""

    code: int
    step: str


class Mail(Protocol):
    """Hand a mail to a server; raise `FetchFailed` (or `AddressForbidden`) where it cannot be reached or does not answer."""

    def __call__(self, envelope: Envelope, /) -> Awaitable[Reply]:
        """Hand it over."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A title and a text for one channel that Apprise knows by its URL, which is a secret."""

    url: str = field(repr=False)
    title: str
    text: str
    timeout: float = 30.0


class Notify(Protocol):
    """Hand a notice to Apprise; says whether the channel took it. Raises `ConfigInvalid` where Apprise cannot use the URL."""

    def __call__(self, notice: Notice, /) -> Awaitable[bool]:
        """Hand it over."""
        ...


class Append(Protocol):
    """Add whole lines to the end of a file, or to the standard output for ``-``; raise OSError where that cannot be done."""

    def __call__(self, path: str, data: bytes, /) -> Awaitable[None]:
        """Append the bytes."""
        ...
