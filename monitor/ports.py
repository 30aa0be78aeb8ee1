"""The doors to the world, as protocols: HTTP, files, clock, sleep."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One HTTP request; `timeout` in seconds bounds the whole exchange, `max_bytes` the decompressed body."""

    url: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    timeout: float = 30.0
    max_bytes: int = 10_000_000
    max_redirects: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """One HTTP answer, decompressed; header names are lower case; `hops` are the redirects (status, location)."""

    url: str
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


class Append(Protocol):
    """Add whole lines to the end of a file, or to the standard output for ``-``; raise OSError where that cannot be done."""

    def __call__(self, path: str, data: bytes, /) -> Awaitable[None]:
        """Append the bytes."""
        ...
