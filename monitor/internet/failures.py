"""What went wrong in an exchange, in one clause that holds nothing of the URL but its origin."""

from __future__ import annotations

import errno
import zlib

import aiohttp
import brotli
from aiohttp import http_exceptions

from monitor.errors import AddressForbidden, FetchFailed
from monitor.internet import places
from monitor.internet.bodies import Unacceptable
from monitor.internet.wire import Babble

# In this order: some of these are kinds of others.
_CLAUSES: tuple[tuple[type[Exception], str], ...] = (
    (aiohttp.ClientConnectorDNSError, "the host name does not resolve"),
    (aiohttp.ClientConnectorError, "cannot connect"),
    (Babble, "the server sends much and answers nothing"),
    (aiohttp.ClientPayloadError, "the body ends early or is damaged"),
    (aiohttp.ServerDisconnectedError, "the server hung up"),
    (aiohttp.InvalidURL, "malformed URL"),
    (TimeoutError, "timed out"),
    (aiohttp.ClientError, "malformed or broken answer"),
    (OSError, "the connection broke"),
    (zlib.error, "the compressed body is damaged"),
    (brotli.error, "the compressed body is damaged"),
    (UnicodeError, "malformed host name or header"),
)


def told(url: str, error: Exception) -> FetchFailed:
    """Turn what aiohttp, a socket or a decoder raised into an error that may be shown."""
    where = places.origin(url)
    if isinstance(error, Unacceptable):
        return FetchFailed(where, str(error))
    if isinstance(error, aiohttp.ClientConnectorError) and error.os_error.errno == errno.EACCES:
        return AddressForbidden(where, str(error.os_error.strerror or "address refused"))
    return FetchFailed(where, _about_tls(error) or _about_headers(error) or _clause(error))


def _clause(error: Exception) -> str:
    return next((why for kind, why in _CLAUSES if isinstance(error, kind)), "malformed request or answer")


def _about_tls(error: Exception) -> str:
    """Give OpenSSL's own reason: an operator has to see an expired certificate."""
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        reason = getattr(error.certificate_error, "verify_message", "") or "it does not verify"
        return f"the TLS certificate is not acceptable: {reason.rstrip('.')}"
    if isinstance(error, aiohttp.ClientConnectorSSLError):
        reason = getattr(error.os_error, "reason", "") or "no reason given"
        return f"the TLS handshake failed: {str(reason).replace('_', ' ').lower()}"
    return ""


def _about_headers(error: Exception) -> str:
    """Find the parser's complaint about a line too long, or too many of them, behind the client's error."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, http_exceptions.LineTooLong) or "Too many headers" in str(cause):
            return "the headers are too large"
        cause = cause.__cause__
    return ""
