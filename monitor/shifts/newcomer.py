"""Who is new in a story and suddenly frequent: named by several articles of several origins within a day, and not before.

Guarantees: a pure function of the story's volume. A story that has been watched for less than two days knows no newcomers.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from monitor import ids
from monitor.models import Actor, Evidence, Modality, Shift, Status, Story
from monitor.shifts import origins, volume, words
from monitor.shifts.report import BUCKETS, Report, when
from monitor.shifts.volume import KEPT, Volume

NAME = "newcomer"
ARTICLES = 3
ORIGINS = 2
"""As the European Media Monitor has it: several articles, several origins."""

SUDDEN = timedelta(hours=24)
WATCHED = timedelta(days=2)
NEW = 14
"""Days of silence after which a name is new (again)."""

COMPARED = 7 * BUCKETS
"""Buckets before the first mention whose reports those that name a newcomer are compared with, to say what changed."""

LOUD = 40
USUAL = 100
SHOWN = 5


def shifts(story: Story, counted: Volume) -> tuple[Shift, ...]:
    """View who is new in a story and frequent."""
    days = [day for number, day in counted.days.items() if number >= _earliest(counted)]
    entities = sorted({entity for day in days for entity in day.named})
    views = (_shift(story, counted, entity, _sudden(counted, entity)) for entity in entities)

    return tuple(view for view in views if view is not None)


def moved(story: Story, counted: Volume, new: Report) -> Iterator[Shift]:
    """Give the newcomers that a new report shows, or shows once more."""
    for named in new.named:
        reports = _sudden(counted, named.actor.id)
        shift = _shift(story, counted, named.actor.id, reports) if new in reports else None
        if shift is not None:
            yield shift


def _earliest(counted: Volume) -> int:
    """Give the first day before which a whole history is kept."""
    return (counted.newest or 0) // BUCKETS - (KEPT - NEW)


def _sudden(counted: Volume, entity: str) -> list[Report]:
    """List the fresh reports of the day that begins with the first mention; none where that is no beginning."""
    days = [number for number, day in counted.days.items() if entity in day.named]
    if not days or min(days) < _earliest(counted) or counted.first is None:
        return []
    kept = (counted.days[number] for number in sorted(days))
    reports = sorted((day.reports[one] for day in kept for one in day.named[entity]), key=when)
    first = reports[0]
    if not first.is_fresh or first.at - counted.first.at < WATCHED:
        return []

    return [each for each in reports if each.is_fresh and each.at - first.at <= SUDDEN]


def _shift(story: Story, counted: Volume, entity: str, reports: list[Report]) -> Shift | None:
    articles = len({each.article for each in reports})
    groups = origins.group(reports[:LOUD])
    if articles < ARTICLES or len(groups) < ORIGINS or _is_of_the_story(story, entity, reports[0]):
        return None
    number = reports[0].day // NEW  # Two first mentions are at least so far apart: each has a number of its own.

    return Shift(
        id=ids.shift(story.id, NAME, [entity], number),
        story=story.id,
        kind=NAME,
        subject=(_name(reports[0], entity),),
        episode=number,
        stage="seen",
        side=None,
        modality=Modality.OCCURRED,
        count=None,
        status=Status.CONFIRMED if len(groups) >= story.confirm else Status.UNCONFIRMED,
        evidence=tuple(_quoted(each, entity) for each in origins.in_turn(groups))[:SHOWN],
        counter=(),
        origins=len(groups),
        articles=articles,
        first_at=reports[0].at,
        last_at=reports[-1].at,
        version=len(reports),
        is_told=True,
        words=words.changed(reports[:LOUD], _before(counted, reports[0])),
    )


def _before(counted: Volume, first: Report) -> list[Report]:
    return volume.between(counted, first.bucket - COMPARED, first.bucket - 1)[-USUAL:]


def _is_of_the_story(story: Story, entity: str, report: Report) -> bool:
    """Parties, known actors and core terms are no newcomers, nor are the places and offices that speak for them."""
    named = next(each for each in report.named if each.actor.id == entity)

    return not {entity, named.speaks_for, named.actor.name}.isdisjoint(story.named)


def _name(report: Report, entity: str) -> Actor:
    return next(each.actor for each in report.named if each.actor.id == entity)


def _quoted(report: Report, entity: str) -> Evidence:
    return report.quoted(next(each.passage for each in report.named if each.actor.id == entity))
