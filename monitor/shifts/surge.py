"""Whether much more is written on a story than is usual for it: a Poisson CUSUM over half hours.

Guarantees: a pure function of the story's volume. What is usual for a day is learned from the whole days before it, so that
neither the day itself nor its future can change it; a story that has been watched for less than two whole days never surges.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import log, sqrt

from monitor import ids
from monitor.models import Actor, Modality, Shift, Status, Story
from monitor.shifts import origins, volume, words
from monitor.shifts.report import BUCKETS, Report
from monitor.shifts.volume import EMPTY, Volume

NAME = "surge"
RATIO = 3.0
"""The rise that is looked for; smaller ones add up more slowly, below 1.8 they do not."""

ALARM = 8.0
"""The sum of log-likelihood ratios that is told, and beyond which it does not grow."""

LEARNED = 7
"""Whole days from which the usual is learned: each day of the week once."""

LEAST = 2
WATCHED = 7
"""Whole days before today that are looked at again with every report."""

FLOOR = 0.1
"""Articles that are usual in a half hour at the least: a story that sleeps does not surge by three."""

PRIOR = 4.0
"""Articles by which an hour's share is drawn towards the mean, so that few days do not make a pattern."""

DOUBT = 0.5
"""Standard deviations that an hour is given above what was seen. With these figures streams that are flat, or have a day's or a
week's rhythm, are told 0 to 0.2 times in 30 days (0.3 to 2.4 without); a rise by eight from 0.2 is told in 3.5 hours (2.75)."""

REST = 48
"""Buckets since the sum was back at zero after which a surge is over: a night's rest does not make it two."""

SETTLED = 4
"""Buckets for which feeds may still bring articles: the end of a surge is told after them."""

LOUD = 40
"""Reports of a surge whose origins are counted: the earliest."""

SHOWN = 5

COMPARED = 7 * BUCKETS
"""Buckets before a surge whose reports it is compared with, to say what changed."""

USUAL = 100
"""Reports among them that are read: the latest."""

_GAIN = log(RATIO)
_HOURS = 24


@dataclass(frozen=True, slots=True)
class Sum:
    """The CUSUM after some bucket, and the surge that it is in or may become.

    `onset` is the bucket in which it left zero, `rest` the one in which it came back there after its last alarm.
    """

    value: float = 0.0
    onset: int | None = None
    is_alarmed: bool = False
    rest: int | None = None


_NOTHING = Sum()


@dataclass(frozen=True, slots=True)
class Episode:
    """A surge, from the bucket in which it began to the one in which it was over."""

    onset: int
    end: int | None

    def holds(self, bucket: int) -> bool:
        """Ask whether a bucket lies in the surge."""
        return self.onset <= bucket and (self.end is None or bucket <= self.end)


def shifts(story: Story, counted: Volume) -> tuple[Shift, ...]:
    """View a story's volume: one shift for each surge of the days that are watched."""
    return tuple(_shift(story, counted, episode) for episode in _episodes(counted))


def moved(story: Story, before: Volume, after: Volume, new: Report) -> Iterator[Shift]:
    """Give the surges that a new report began, added to, or showed to be over."""
    found = _episodes(after)
    known = {each.onset: each for each in _episodes(before)} if found else {}
    for episode in found:
        if episode.holds(new.bucket) or known.get(episode.onset, episode) != episode:
            yield _shift(story, after, episode)


def expected(counted: Volume, day: int) -> tuple[float, ...] | None:
    """Say how many articles are usual in a half hour of each hour of a day; None where too little is known."""
    if counted.first is None:
        return None
    days = range(max(counted.first.day + 1, day - LEARNED), day)

    return _usual(tuple(counted.days.get(each, EMPTY).every for each in days)) if len(days) >= LEAST else None


@lru_cache(maxsize=512)
def _usual(days: tuple[bytes, ...]) -> tuple[float, ...]:
    """Learn the rate and each hour's share of it; few days may not be typical, so that n of them count for a day more."""
    hours = [sum(day[2 * hour] + day[2 * hour + 1] for day in days) + PRIOR for hour in range(_HOURS)]
    mean = sum(hours) / _HOURS
    rate = (mean - PRIOR) / (2 * len(days)) * (len(days) + 1) / len(days)

    return tuple(max(FLOOR, rate * (hour + DOUBT * sqrt(hour)) / mean) for hour in hours)


def _episodes(counted: Volume) -> list[Episode]:
    """Find the surges that began in the days that are watched; of two that begin on one day the second continues the first."""
    found: dict[int, Episode] = {}
    window = ((counted.newest or 0) // BUCKETS - WATCHED) * BUCKETS
    for episode in _runs(counted):
        day = episode.onset // BUCKETS
        if episode.onset > window:
            found[day] = Episode(found[day].onset if day in found else episode.onset, episode.end)

    return list(found.values())


def _runs(counted: Volume) -> Iterator[Episode]:
    newest = counted.newest
    if newest is None:
        return
    carried = _NOTHING
    for day in range(newest // BUCKETS - WATCHED, newest // BUCKETS + 1):
        usual = expected(counted, day)
        if usual is None:
            continue
        fresh = counted.days.get(day, EMPTY).fresh
        carried, ended = _through(carried, day * BUCKETS, fresh[: newest - day * BUCKETS + 1], usual)
        for onset, end in ended:
            yield Episode(onset, end + SETTLED if end + SETTLED <= newest else None)
    if carried.is_alarmed and carried.onset is not None:
        yield Episode(carried.onset, None)


@lru_cache(maxsize=512)
def _through(
    carried: Sum, start: int, fresh: bytes, usual: tuple[float, ...]
) -> tuple[Sum, tuple[tuple[int, int], ...]]:
    """Carry the sum through a day's buckets, and give the surges that ended in it, as onset and end."""
    ended: list[tuple[int, int]] = []
    for slot, count in enumerate(fresh):
        if not count and carried is _NOTHING:
            continue  # From nothing it does not sink.
        gain = count * _GAIN - usual[slot // 2] * (RATIO - 1)
        following = _next(carried, start + slot, gain)
        if carried.is_alarmed and not following.is_alarmed and carried.onset is not None:
            ended.append((carried.onset, start + slot))
        carried = following

    return carried, tuple(ended)


def _next(carried: Sum, bucket: int, gain: float) -> Sum:
    value = max(0.0, min(ALARM, carried.value + gain))
    onset = bucket if carried.onset is None else carried.onset
    if value >= ALARM:
        return Sum(value, onset, is_alarmed=True)
    if value > 0:
        return Sum(value, onset, carried.is_alarmed, carried.rest)
    rest = bucket if carried.rest is None else carried.rest
    if carried.is_alarmed and bucket - rest < REST:
        return Sum(0.0, onset, is_alarmed=True, rest=rest)

    return _NOTHING


def _shift(story: Story, counted: Volume, episode: Episode) -> Shift:
    last = counted.newest if episode.end is None else episode.end
    reports = [each for each in volume.between(counted, episode.onset, last or episode.onset) if each.is_fresh]
    groups = origins.group(reports[:LOUD])
    subject = Actor(id=f"story:{story.id}", name=story.name)
    number = episode.onset // BUCKETS

    return Shift(
        id=ids.shift(story.id, NAME, [subject.id], number),
        story=story.id,
        kind=NAME,
        subject=(subject,),
        episode=number,
        stage="up",
        side=None if episode.end is None else "over",
        modality=Modality.OCCURRED,
        count=None,
        status=Status.CONFIRMED if len(groups) >= story.confirm else Status.UNCONFIRMED,
        evidence=tuple(each.quoted(0) for each in origins.in_turn(groups) if each.passages)[:SHOWN],
        counter=(),
        origins=len(groups),
        articles=len({each.article for each in reports}),
        first_at=reports[0].at,
        last_at=reports[-1].at,
        version=2 * len(reports) + (episode.end is not None),
        is_told=episode.end is None,
        words=words.changed(
            reports[:LOUD], volume.between(counted, episode.onset - COMPARED, episode.onset - 1)[-USUAL:]
        ),
    )
