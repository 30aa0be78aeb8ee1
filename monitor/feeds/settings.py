"""What the configuration may say about a feed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

SHORTEST = 1.0
LONGEST = 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One feed to poll; `every` is in seconds, None lets Kabar find the right time."""

    url: str = field(metadata={"description": "Address of the feed; http or https."})
    publisher: str = field(default="", metadata={"description": "Name of the publisher; else the feed's title."})
    language: str = field(default="", metadata={"description": "ISO 639-1 code; else the feed's, else detected."})
    every: float | None = field(
        default=None, metadata={"description": "Fixed time between two polls, for example `5m`; else adaptive."}
    )
    first: Literal["learn", "tell"] = field(
        default="learn", metadata={"description": "Whether the first poll only learns what is known, or tells it."}
    )
    fulltext: bool = field(
        default=False,
        metadata={
            "description": "Read the page of an article for its text where the feed gives only a teaser; robots.txt is honoured."
        },
    )
    push: bool = field(
        default=True, metadata={"description": "Whether its hub, where it names one, is asked to push; needs `websub`."}
    )

    def __post_init__(self) -> None:
        """Refuse what can never work, all of it in one message."""
        mistakes = [*_about_url(self.url), *_about_pace(self.every)]
        if self.first not in {"learn", "tell"}:
            mistakes.append(f'first: {self.first!r} is neither "learn" nor "tell"')
        if self.language and not (self.language.isalpha() and self.language.islower() and len(self.language) == 2):
            mistakes.append(f"language: {self.language!r} is no ISO 639-1 code such as id or en")
        if mistakes:
            raise ValueError("; ".join(mistakes))

    @property
    def host(self) -> str:
        """The host that serves it, in lower case: feeds of one host share its patience."""
        return urlsplit(self.url).hostname or ""


def _about_url(url: str) -> list[str]:
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return ["url: malformed"]
    if parts.scheme not in {"http", "https"} or not host:
        return ["url: must start with http:// or https:// and name a host"]
    return ["url: user names and passwords do not belong here"] if "@" in parts.netloc else []


def _about_pace(every: float | None) -> list[str]:
    if every is None or SHORTEST <= every <= LONGEST:
        return []
    return [f"every: must lie between {SHORTEST:g} s and {LONGEST:g} s"]
