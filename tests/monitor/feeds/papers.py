"""Who publishes: papers, offices, wires and blogs, each with days and nights of its own; they begin before we watch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from tests.monitor.feeds.months import DAY, START, Post, days, posts, spread

HOUR = timedelta(hours=1)


def weekday(day: datetime) -> bool:
    return day.weekday() < 5


def paper(**given: Any) -> list[Post]:
    """A paper that sleeps at night: thirty entries a day, and a third of that on Sundays."""
    all_days = days(60)
    full = [day for day in all_days if day.weekday() < 6]
    sunday = [day for day in all_days if day.weekday() == 6]
    return posts(sorted([*spread(full, 30, (0, 15)), *spread(sunday, 10, (2, 13))]), **given)


def office(count: int = 75, quiet: Callable[[datetime], bool] = lambda _: False) -> list[Post]:
    """A ministry: six entries on working days."""
    return posts(spread(days(count, before=20, only=lambda day: weekday(day) and not quiet(day)), 6, (2, 10)))


def wire(**given: Any) -> list[Post]:
    """Five hundred entries a day, fewer at night."""
    return posts(
        sorted([*spread(days(40, before=1), 400, (0, 16)), *spread(days(40, before=1), 100, (16, 24))]), **given
    )


def monthly() -> list[Post]:
    """A blog with an entry a month, more or less, for three years."""
    chance = Random(3)
    return posts([START + (30 * number + chance.uniform(-9, 9)) * DAY for number in range(-18, 18)])


def bursts() -> list[Post]:
    """A blog whose writer travels: five entries in a week, and then none for up to two months."""
    chance, at, times = Random(5), START - 300 * DAY, []
    while at < START + 400 * DAY:
        times += [at + each * 30 * HOUR for each in range(5)]
        at += chance.uniform(30, 65) * DAY
    return posts(times)


def mixed(share: float, seed: int = 7) -> list[Post]:
    """A paper in two languages; what is in the second one comes by chance, and on Fridays six at once."""
    chance = Random(seed)
    made = [replace(each, language="en" if chance.random() < share else "id") for each in paper()]
    digests = [Post(at=day + 10.001 * HOUR, language="en") for day in days(60) if day.weekday() == 4 for _ in range(6)]
    return sorted([*made, *digests], key=lambda post: post.at)


def briefs() -> list[Post]:
    """Long reads, and a third of two lines, which come together in the morning."""
    chance = Random(11)
    return [
        replace(each, sentences=1 if each.at.hour < 5 or chance.random() < 0.1 else each.sentences * 3)
        for each in paper()
    ]


def warnings() -> list[Post]:
    """Three a day, at any hour."""
    return posts(spread(days(40), 3, (0, 24)))
