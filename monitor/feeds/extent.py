"""How much of an article a feed carries: a teaser or the full text."""

from __future__ import annotations

import re

FEW = 80
"""Words; the leads that wires and outlets put into their feeds have 15 to 60, their shortest reports about a hundred."""

_unfinished = re.compile(
    r"(?:\[?(?:…|\.\.\.)\]?|\b(?:read more|continue reading|baca selengkapnya|selengkapnya)\W{0,4})\s*$", re.IGNORECASE
)


def is_teaser(title: str, text: str) -> bool:
    """Say whether a text is only the beginning of an article.

    >>> is_teaser("Talks open", "Talks open. Delegates met in the capital [...]")
    True
    """
    body = text.strip().removeprefix(title.strip())

    return len(body.split()) < FEW or _unfinished.search(body) is not None
