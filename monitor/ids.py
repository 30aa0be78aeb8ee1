"""Identities made from meaning, so that doing a thing twice is doing it once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

_SEPARATOR = "\x1f"


def digest(*parts: str) -> str:
    """Give 16 hexadecimal digits (64 bits of SHA-256) over the parts.

    >>> digest("a", "b") == digest("a", "b") != digest("ab")
    True
    """
    return hashlib.sha256(_SEPARATOR.join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def article(canonical_url: str) -> str:
    """Name an article by its canonical URL."""
    return "a" + digest("article", canonical_url)


def claim(article_id: str, rule: str, start: int, end: int) -> str:
    """Name a claim by where it stands and what found it."""
    return "c" + digest("claim", article_id, rule, str(start), str(end))


def shift(story: str, kind: str, subject: Iterable[str], episode: int) -> str:
    """Name a shift by story, kind, subject (entity ids, in any order) and episode."""
    return "s" + digest("shift", story, kind, *sorted(subject), str(episode))


def alert(shift_id: str) -> str:
    """Name an alert by its shift."""
    return "k" + digest("alert", shift_id)


def coverage() -> str:
    """Name the one alert that says how many feeds are well."""
    return "k" + digest("coverage")


def digest_of(sink: str, alerts: Iterable[str]) -> str:
    """Name the message that stands for several at a sink, by what it stands for."""
    return "k" + digest("digest", sink, *alerts)


def trouble(kind: str, name: str, since: str) -> str:
    """Name the alert about a part of the service that does not work, each time anew."""
    return "k" + digest("trouble", kind, name, since)
