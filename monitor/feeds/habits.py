"""What is usual for a feed: its languages, the length of its texts, its silences; learned from its own history.

Each poll that brings entries is a `Batch`. The latest batches are the present (`recent`); what leaves it becomes the usual.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median_low
from typing import NamedTuple

from monitor.models import RawArticle
from monitor.text import language

# The present: so many entries out of so many polls, since one poll may bring a batch of something special.
PRESENT_ENTRIES = 8
PRESENT_POLLS = 3
# The usual is made of the last 200 entries or so; of fewer than 20 nothing is called usual.
MEMORY = 200.0
KNOWN = 20
# A language with less than a tenth of the entries is an exception: a paper prints letters and agency copy in others.
SHARE = 0.1
LENGTHS = 25
FEW_LENGTHS = 8
# The longest silences of twelve weeks: a holiday is remembered for a season.
WEEKS = 12
_WEEK = 7 * 86_400
_YEAR = timedelta(days=365)


class Batch(NamedTuple):
    """The entries of one poll: how many, in which languages (where known), and how long they are in the middle."""

    at: datetime
    entries: int
    languages: tuple[tuple[str, int], ...]
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """What a feed does, and has done lately.

    `failed_at` is when the failures began that still last, `hollow_at` the emptiness; `hollows` counts how often it was empty
    for a while. `wait` is the rest (seconds) that was planned after the last good answer. `silences` holds the longest silence
    of each of the last weeks in which one ended, `gaps` how many ended at all, and `begun_at` where this history begins.
    """

    failed_at: datetime | None = None
    hollow_at: datetime | None = None
    hollow_polls: int = 0
    hollows: int = 0
    wait: float = 0.0
    recent: tuple[Batch, ...] = ()
    languages: tuple[tuple[str, float], ...] = ()
    lengths: tuple[int, ...] = ()
    counted: int = 0
    silences: tuple[tuple[int, float], ...] = ()
    gaps: int = 0
    begun_at: datetime | None = None

    @property
    def usual_languages(self) -> tuple[str, ...]:
        """Name the languages of more than a few entries; none where too little is known."""
        total = sum(weight for _, weight in self.languages)
        if total < KNOWN:
            return ()
        return tuple(code for code, weight in self.languages if weight >= SHARE * total)

    @property
    def usual_length(self) -> int | None:
        """Give the usual length of a text; None where too little is known."""
        return median_low(self.lengths) if len(self.lengths) >= FEW_LENGTHS and self.counted >= KNOWN else None


def batch(articles: Sequence[RawArticle], at: datetime, given: str) -> Batch:
    """Sum up the entries of a poll; `given` is the language that the user names, which says nothing about the texts."""
    codes = (language.detect(each.text) if given else each.language for each in articles)
    counted = Counter(code for code in codes if code != language.UNKNOWN)
    length = median_low([len(each.text) for each in articles])
    return Batch(at, len(articles), tuple(sorted(counted.items())), length)


def noted(habits: Habits, new: Batch, *, with_languages: bool, with_lengths: bool) -> Habits:
    """Take a batch into the present; what leaves it becomes usual, unless the present is an ailment in that respect."""
    recent = (*habits.recent, new)
    while _is_enough(recent[1:]):
        habits = _usual(habits, recent[0], with_languages=with_languages, with_lengths=with_lengths)
        recent = recent[1:]
    return replace(habits, recent=recent)


def silent(habits: Habits, seconds: float, at: datetime, most: float | None) -> Habits:
    """Remember a silence that ended; one beyond all measure (`most`) counts only as far as that."""
    week = int(at.timestamp()) // _WEEK
    rows = dict(habits.silences)
    rows[week] = max(rows.get(week, 0.0), seconds if most is None else min(seconds, most))
    kept = tuple(sorted(rows.items())[-WEEKS:])
    return replace(habits, silences=kept, gaps=habits.gaps + 1)


def begun(habits: Habits, dates: Sequence[datetime], now: datetime) -> Habits:
    """Begin the history of silences with the dates of the first document, where it has any."""
    past = sorted(date for date in dates if now - _YEAR < date <= now)
    habits = replace(habits, begun_at=past[0] if past else now)
    for before, after in pairwise((*past, now)):
        habits = silent(habits, (after - before).total_seconds(), after, None)
    return habits


def _is_enough(recent: Sequence[Batch]) -> bool:
    return len(recent) >= PRESENT_POLLS and sum(each.entries for each in recent) >= PRESENT_ENTRIES


def _usual(habits: Habits, old: Batch, *, with_languages: bool, with_lengths: bool) -> Habits:
    if with_languages:
        weights = Counter(dict(habits.languages))
        weights.update(dict(old.languages))
        shrink = min(1.0, MEMORY / max(sum(weights.values()), 1.0))
        kept = sorted((code, weight * shrink) for code, weight in weights.items() if weight * shrink >= 0.5)
        habits = replace(habits, languages=tuple(kept))
    if with_lengths:
        lengths = (*habits.lengths, old.length)[-LENGTHS:]
        habits = replace(habits, lengths=lengths, counted=habits.counted + old.entries)
    return habits
