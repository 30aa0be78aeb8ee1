"""Which of the feeds that are due may be asked now, so that no host is crowded.

A host is visited by at most two polls at once, and one poll begins no sooner than `spacing` after the last one. All feeds of a
host are polled by the same worker, so this holds for the whole service.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

AT_ONCE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A feed that is due, since when, and the host that serves it."""

    url: str
    host: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Visits:
    """How hosts stand: how many polls are under way, and when the last one began."""

    open: Mapping[str, int] = field(default_factory=dict)
    last: Mapping[str, datetime] = field(default_factory=dict)


def chosen(due: Iterable[Due], visits: Visits, now: datetime, spacing: timedelta) -> Iterator[Due]:
    """Give the feeds to ask now, those that wait longest first; without spacing a host gets as many as it may have at once.

    >>> noon = datetime(2024, 11, 1, 12)
    >>> feeds = [Due(url=name, host="example.org", at=noon) for name in ("a", "b", "c")]
    >>> [each.url for each in chosen(feeds, Visits(), noon, timedelta(seconds=1))]
    ['a']
    >>> [each.url for each in chosen(feeds, Visits(), noon, timedelta(0))]
    ['a', 'b']
    """
    open_, last = dict(visits.open), dict(visits.last)
    for each in sorted(due, key=lambda one: one.at):
        begun = last.get(each.host)
        is_rested = begun is None or now - begun >= spacing
        if is_rested and open_.get(each.host, 0) < AT_ONCE:
            open_[each.host] = open_.get(each.host, 0) + 1
            last[each.host] = now
            yield each
