"""Who may come in: those who hold one of the tokens."""

from __future__ import annotations

import hmac

import structlog
from aiohttp import web

from monitor import config
from monitor.errors import ConfigInvalid

log = structlog.get_logger()


def refusal(request: web.Request, settings: config.Web) -> web.Response | None:
    """Judge who asks, before a byte of the body is read; None lets them in."""
    try:
        good = config.tokens(settings)
    except ConfigInvalid as error:
        log.warning("tokens unreadable", why=str(error))
        return said(503, "the tokens cannot be read; the log says why")
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    shown = token.strip().encode("utf-8", "surrogateescape")
    # Every token is compared, so that the time tells nothing about which one is near.
    is_known = sum(hmac.compare_digest(shown, each.encode()) for each in good) > 0
    if scheme.lower() != "bearer" or not is_known:
        return said(401, "a token is needed: Authorization: Bearer ...", {"WWW-Authenticate": "Bearer"})

    return None


def said(status: int, why: str, headers: dict[str, str] | None = None) -> web.Response:
    """Answer with a status and why."""
    return web.json_response({"error": why}, status=status, headers=headers)
