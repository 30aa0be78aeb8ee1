"""Secrets in a text, taken out by their values and by the forms that well-known ones have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote, quote_plus, urlsplit

MASK = "[secret]"

SHORTEST = 4
"""Characters of a secret below which taking it out would blank plain words."""

_KNOWN = re.compile(
    r"whsec_[\w+/=-]{8,}"
    r"|xox[a-z]-[\w-]{8,}"
    r"|(?<=hooks\.slack\.com/services/)[^\s\"'<>]+"
    r"|(?<=[Bb]earer )[\w.~+/=-]{8,}"
    r"|(?<=[Bb]asic )[\w+/=-]{8,}"
    r"|(?<=://)[^/\s:@\"']+:[^/\s@\"']+(?=@)"
)


def forms(secret: str) -> Iterator[str]:
    """Give the forms in which the contents of a secret's file may stand in a text.

    >>> sorted(forms("pass word"))
    ['pass word', 'pass%20word', 'pass+word']
    """
    lines = {secret.strip(), *(line.strip() for line in secret.splitlines())}
    named = {line.removeprefix("whsec_") for line in lines}
    paths = {part for line in lines if "://" in line for part in _parts(line)}
    for each in lines | named | paths:
        if len(each) >= SHORTEST:
            yield from {each, quote(each, safe=""), quote(each), quote_plus(each)}


def matcher(secrets: Iterable[str]) -> re.Pattern[str] | None:
    """Make one pattern of all secrets, the longest form first; None where there are none."""
    found = sorted({form for secret in secrets for form in forms(secret)}, key=len, reverse=True)

    return re.compile("|".join(map(re.escape, found))) if found else None


def hide(text: str, pattern: re.Pattern[str] | None) -> str:
    """Take secrets out of a text.

    >>> hide("POST https://desk.example/in?key=open+sesame failed", matcher(["open sesame"]))
    'POST https://desk.example/in?key=[secret] failed'
    >>> hide("postgres://reader:tea@db.example", None)
    'postgres://[secret]@db.example'
    """
    known = pattern.sub(MASK, text) if pattern else text

    return _KNOWN.sub(MASK, known)


def _parts(address: str) -> tuple[str, ...]:
    """Give the parts of an address that make it secret: its path and its query, as a client may name them alone."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ()

    return tuple(part for part in (parts.path.strip("/"), parts.query) if len(part) >= 2 * SHORTEST)
