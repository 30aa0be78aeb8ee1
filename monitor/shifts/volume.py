"""How much is written on a story, and whom it names: one report an article, by day.

Guarantees: a pure function of the reports that were added, whatever their order and however often they came. What is older than
`KEPT` days before the newest is let go, and so is what a half hour holds beyond `MOST`, its latest first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from monitor.shifts.report import BUCKETS, Report, when

KEPT = 16
"""Whole days before the newest: 14 of history for a name that is new, and two in which it becomes frequent."""

MOST = 32
"""Reports kept for one half hour: beyond that a story is loud, not better known."""

_NOTHING = bytes(BUCKETS)
_NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The reports of one UTC day, counted by half hour: `every` counts all of them, `fresh` those that can be news.

    A count is a byte, as it is `MOST` at most; bytes know their hash, by which `surge` finds again what it has worked out.
    An article that resembles an earlier one of its day, or the same third one, is not counted again. `links` are all articles
    and their copies, `named` gives the reports that name an entity.
    """

    reports: Mapping[str, Report] = field(default_factory=dict)
    every: bytes = _NOTHING
    fresh: bytes = _NOTHING
    links: frozenset[str] = frozenset()
    named: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """The reports on a story by day, the newest bucket, and the first fresh report ever: since then the story is watched."""

    days: Mapping[int, Day] = field(default_factory=dict)
    newest: int | None = None
    first: Report | None = None


EMPTY = Day()


def add(volume: Volume, new: Report) -> Volume:
    """Count a report in; gives the same volume where it is known or too old."""
    newest = new.bucket if volume.newest is None else max(volume.newest, new.bucket)
    oldest = newest // BUCKETS - KEPT
    first = _first(volume.first, new)
    before = volume.days.get(new.day, EMPTY)
    after = _with(before, new) if new.day >= oldest else before
    if after is before and first is volume.first:
        return volume
    days = {**volume.days, new.day: after} if after is not before else volume.days

    return Volume(days={number: day for number, day in days.items() if number >= oldest}, newest=newest, first=first)


def apart(one: Volume, other: Volume) -> tuple[Report, ...]:
    """List the reports that one volume holds and the other does not."""
    found = {
        report.id: report
        for number, day in one.days.items()
        if day is not other.days.get(number)
        for report in day.reports.values()
    }
    if one.first is not None:
        found[one.first.id] = one.first

    return tuple(report for report in found.values() if not _holds(other, report))


def between(volume: Volume, first: int, last: int) -> list[Report]:
    """List the reports of these buckets, both included, in the order of publication."""
    days = (volume.days.get(number, EMPTY) for number in range(first // BUCKETS, last // BUCKETS + 1))
    found = (report for day in days for report in day.reports.values())

    return sorted((report for report in found if first <= report.bucket <= last), key=when)


def _holds(volume: Volume, report: Report) -> bool:
    kept = volume.days.get(report.day, EMPTY).reports

    return report.id in kept or (volume.first is not None and volume.first.id == report.id)


def _first(known: Report | None, new: Report) -> Report | None:
    if not new.is_fresh or (known is not None and when(known) <= when(new)):
        return known

    return new


def _with(day: Day, new: Report) -> Day:
    if new.id in day.reports:
        return day
    reports = {**day.reports, new.id: new}
    same = [one for one in reports.values() if one.bucket == new.bucket] if len(reports) > MOST else []
    if len(same) > MOST:
        last = max(same, key=when)

        return day if last is new else _of(one for one in reports.values() if one is not last)
    names = {one.actor.id: day.named.get(one.actor.id, _NOBODY).union((new.id,)) for one in new.named}
    every, fresh = _counted(day, new, reports)

    return Day(
        reports=reports,
        every=every,
        fresh=fresh,
        links=day.links.union((new.article,), new.copies),
        named={**day.named, **names},
    )


def _of(reports: Iterable[Report]) -> Day:
    day = EMPTY
    for each in reports:
        day = _with(day, each)

    return day


def _counted(day: Day, new: Report, reports: Mapping[str, Report]) -> tuple[bytes, bytes]:
    """Count one more; only where it is linked with another, which may be later, all are counted anew."""
    if not day.links.isdisjoint((new.article, *new.copies)):
        return _counts(reports.values())

    return _more(day.every, new), _more(day.fresh, new) if new.is_fresh else day.fresh


def _more(counts: bytes, new: Report) -> bytes:
    more = bytearray(counts)
    more[new.bucket % BUCKETS] += 1

    return bytes(more)


def _counts(reports: Iterable[Report]) -> tuple[bytes, bytes]:
    every, fresh = bytearray(BUCKETS), bytearray(BUCKETS)
    links: set[str] = set()
    for each in sorted(reports, key=when):
        linked = (each.article, *each.copies)
        if links.isdisjoint(linked):
            every[each.bucket % BUCKETS] += 1
            fresh[each.bucket % BUCKETS] += each.is_fresh
        links.update(linked)

    return bytes(every), bytes(fresh)
