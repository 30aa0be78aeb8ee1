"""What a feed can suffer from, and the record that says what it suffers from; all times carry a time zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class AilmentKind(StrEnum):
    """What a feed can suffer from."""

    FAILING = "failing"
    UNREADABLE = "unreadable"
    GONE = "gone"
    EMPTY = "empty"
    STALE = "stale"
    LANGUAGE = "language"
    COLLAPSED = "collapsed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ailment:
    """Something that is wrong with a feed, since when, and in a word or figure why."""

    kind: AilmentKind
    since: datetime
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What a feed suffers from, as its poller saw it at a moment; no ailments: it is well again."""

    feed: str
    publisher: str
    ailments: tuple[Ailment, ...]
    at: datetime
