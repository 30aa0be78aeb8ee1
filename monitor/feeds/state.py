"""What we remember of a feed between two polls."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from monitor.ailments import Ailment
from monitor.feeds.habits import Habits
from monitor.feeds.subscription import Subscription
from monitor.models import RawArticle


class Seen(NamedTuple):
    """An entry met before: its keys, the article it became, and the hash of its words.

    `guid` is empty where the document has it not or twice, `url` where the article is still named by its URL.
    """

    guid: str
    url: str
    article: str
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """An article that went on with its teaser, and whose page is tried again; `tries` counts the visits that failed."""

    article: RawArticle
    tries: int = 0
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """A feed's memory; `msgspec` writes and reads it.

    `url` is what is asked (it differs from the feed's own after a lasting redirect), `etag` and `last_modified` are echoed
    to the letter, `body` is the hash of the last readable answer. `baseline_at` is when the first document was learned: it is
    set once and never again. `next_at` is None only where `disabled` says why. `entries` counts those of the last document;
    `habits` and `ailments` are learned and judged after each poll (`monitor/feeds/health.py`).
    """

    url: str
    etag: str = ""
    last_modified: str = ""
    body: str = ""
    next_at: datetime | None = None
    checked_at: datetime | None = None
    succeeded_at: datetime | None = None
    changed_at: datetime | None = None
    baseline_at: datetime | None = None
    errors: int = 0
    reason: str = ""
    disabled: str = ""
    pace: float | None = None
    ttl: float = 0.0
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()
    hub: str = ""
    topic: str = ""
    push: Subscription | None = None
    moved_to: str = ""
    moved_times: int = 0
    moved_since: datetime | None = None
    seen: tuple[Seen, ...] = ()
    owed: tuple[Owed, ...] = ()
    entries: int | None = None
    habits: Habits = field(default_factory=Habits)
    ailments: tuple[Ailment, ...] = ()


def woken(state: FeedState) -> FeedState:
    """Give the state of a feed that somebody wants asked now, even where a 410 had disabled it."""
    return replace(state, disabled="", next_at=None)


def is_due(state: FeedState | None, now: datetime) -> bool:
    """Say whether a feed may be asked now; a feed never met is always due, a disabled one never."""
    if state is None:
        return True
    return not state.disabled and (state.next_at is None or state.next_at <= now)
