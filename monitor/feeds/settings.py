"""What the configuration may say about a feed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One feed; `every` is in seconds, None lets Kabar find the right time."""

    url: str = field(metadata={"description": "Address of the feed; http or https."})
    publisher: str = field(default="", metadata={"description": "Name of the publisher; else the feed's title."})
    language: str = field(default="", metadata={"description": "ISO 639-1 code; else the feed's, else detected."})
    every: float | None = field(
        default=None, metadata={"description": "Fixed time between two polls, for example `5m`; else adaptive."}
    )
    first: Literal["learn", "tell"] = field(
        default="learn", metadata={"description": "Whether the first poll only learns what is known, or tells it."}
    )
    fulltext: bool = field(default=False, metadata={"description": "Fetch each article's page for its whole text."})
