"""Where a person reads why an alert was told: addresses that open one page and no other.

Guarantees: the key of an address follows from a secret and opens that page alone; it does not tell the secret. Without a
secret there are no keys, and without an address of the service no links.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable

FEED = "alerts.atom"
"""The name under which the list of alerts has its key."""

_LENGTH = 32


def key(secret: str, name: str) -> str:
    """Make the key of a page: half of an HMAC over its name.

    >>> key("s" * 16, "k1") == key("s" * 16, "k1") != key("s" * 16, "k2")
    True
    """
    return hmac.new(secret.encode(), f"kabar page {name}".encode(), hashlib.sha256).hexdigest()[:_LENGTH]


def is_key(shown: str, secrets: Iterable[str], name: str) -> bool:
    """Tell whether a key opens a page; every secret is tried, so that the time tells nothing."""
    given = shown.encode("utf-8", "surrogateescape")

    return sum(hmac.compare_digest(given, key(secret, name).encode()) for secret in secrets) > 0


def page(base: str, secret: str, alert: str) -> str:
    """Give the address of an alert's page; nothing without an address of the service.

    >>> page("https://kabar.example/", "", "k1")
    'https://kabar.example/alerts/k1'
    """
    return _address(base, secret, f"alerts/{alert}", alert)


def feed(base: str, secret: str) -> str:
    """Give the address of the list of alerts, for feed readers."""
    return _address(base, secret, FEED, FEED)


def _address(base: str, secret: str, path: str, name: str) -> str:
    if not base:
        return ""
    query = f"?key={key(secret, name)}" if secret else ""

    return f"{base.rstrip('/')}/{path}{query}"
