"""How well a feed is: months of virtual time in which nothing is wrong, and months in which something is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import msgspec
import pytest

from monitor.feeds import health
from monitor.feeds.settings import Feed
from monitor.feeds.state import FeedState
from tests.monitor.feeds.months import DAY, START, URL, Post, Trouble, Watched, days, posts
from tests.monitor.feeds.papers import HOUR, briefs, bursts, mixed, monthly, office, paper, warnings, wire

MONTH = 30 * DAY
MINUTE = timedelta(minutes=1)


def christmas(day: datetime) -> bool:
    return (day.month, day.day) in {(12, 24), (12, 25), (12, 26), (12, 27)}


def year_end(day: datetime) -> bool:
    return (day.month == 12 and day.day >= 24) or (day.month == 1 and day.day <= 2)


def hiccups(now: datetime) -> str:
    """Four minutes of trouble each six hours."""
    return "down" if now.hour % 6 == 0 and now.minute < 4 else ""


def single(now: datetime) -> str:
    """One request in twenty fails."""
    return "lost" if Random(int(now.timestamp())).random() < 0.05 else ""


def hollow(now: datetime) -> str:
    """Warnings are in force for half of each day."""
    return "empty" if (now.hour // 6) % 2 == 0 else ""


EVERY_DAY = Feed(url=URL, every=86_400.0)
TEN_MINUTES = Feed(url=URL, every=600.0)

WELL: dict[str, tuple[Callable[[], Watched], timedelta]] = {
    "a paper that sleeps at night": (lambda: Watched(posts=paper()), MONTH),
    "a paper that takes a day off": (
        lambda: Watched(posts=[each for each in paper() if each.at.date() != (START + 31 * DAY).date()]),
        1.5 * MONTH,
    ),
    "an office with free week-ends": (lambda: Watched(posts=office()), 2 * MONTH),
    "an office over Christmas": (lambda: Watched(posts=office(quiet=christmas)), 2.3 * MONTH),
    "an office over the end of the year": (lambda: Watched(posts=office(quiet=year_end)), 2.3 * MONTH),
    "a monthly blog": (lambda: Watched(posts=monthly(), feed=Feed(url=URL, every=21_600.0)), 12 * MONTH),
    "a blog that comes in bursts": (lambda: Watched(posts=bursts(), feed=Feed(url=URL, every=21_600.0)), 12 * MONTH),
    "a wire of 500 entries a day": (lambda: Watched(posts=wire(), feed=TEN_MINUTES, holds=50), MONTH),
    "a newsletter polled once a day": (
        lambda: Watched(posts=posts([day + 8 * HOUR for day in days(90)]), feed=EVERY_DAY),
        3 * MONTH,
    ),
    "a paper in two languages": (lambda: Watched(posts=mixed(0.5)), MONTH),
    "a paper with some entries in another language": (lambda: Watched(posts=mixed(0.04)), MONTH),
    "the same, its language named": (lambda: Watched(posts=mixed(0.04), feed=Feed(url=URL, language="id")), MONTH),
    "the same in two, one of them named": (
        lambda: Watched(posts=mixed(0.5), feed=Feed(url=URL, language="en")),
        MONTH,
    ),
    "entries without text": (lambda: Watched(posts=paper(sentences=0)), MONTH),
    "entries of names alone": (lambda: Watched(posts=paper(sentences=0, language="")), MONTH),
    "long reads and briefs": (lambda: Watched(posts=briefs()), MONTH),
    "a server with hiccups of minutes": (lambda: Watched(posts=paper(), trouble=hiccups), MONTH),
    "a server that fails one request in twenty": (lambda: Watched(posts=paper(), trouble=single), MONTH),
    "warnings that are not always in force": (lambda: Watched(posts=warnings(), trouble=hollow), MONTH),
    "a feed that has never had an entry": (lambda: Watched(posts=[]), MONTH),
}


@pytest.mark.parametrize("name", WELL)
async def test_a_feed_that_is_as_it_always_is_suffers_from_nothing(name: str) -> None:
    make, span = WELL[name]
    watched = await make().until(START + span)

    assert watched.log == []


def since(at: datetime, what: str) -> Trouble:
    return lambda now: what if now >= at else ""


def stopped(made: list[Post], at: datetime) -> list[Post]:
    return [each for each in made if each.at < at]


def turned(made: list[Post], at: datetime, **changes: object) -> list[Post]:
    return [replace(each, **changes) if each.at >= at else each for each in made]  # type: ignore[arg-type]  # Fields.


# Half past eight in the morning of a Wednesday, after three weeks.
THEN = START + 23 * DAY + 8.5 * HOUR
ILL: dict[str, tuple[str, Callable[[], Watched], timedelta]] = {
    "a paper's server is down": ("failing", lambda: Watched(posts=paper(), trouble=since(THEN, "down")), 130 * MINUTE),
    "a wire's server is down": (
        "failing",
        lambda: Watched(posts=wire(), feed=Feed(url=URL, every=120.0), trouble=since(THEN, "down"), now=THEN - DAY),
        20 * MINUTE,
    ),
    "a feed polled each second is down": (
        "failing",
        lambda: Watched(posts=paper(), feed=Feed(url=URL, every=1.0), trouble=since(THEN, "down"), now=THEN - MINUTE),
        timedelta(seconds=12),
    ),
    "a name is not found any more": (
        "failing",
        lambda: Watched(posts=paper(), trouble=since(THEN, "lost")),
        130 * MINUTE,
    ),
    "a feed never answered": ("failing", lambda: Watched(posts=[], trouble=lambda _: "down", now=THEN), 20 * MINUTE),
    "a consent page instead of the feed": (
        "unreadable",
        lambda: Watched(posts=paper(), trouble=since(THEN, "page")),
        130 * MINUTE,
    ),
    "a feed is closed": ("gone", lambda: Watched(posts=paper(), trouble=since(THEN, "gone")), 45 * MINUTE),
    "a document is empty": ("empty", lambda: Watched(posts=paper(), trouble=since(THEN, "empty")), 2 * HOUR),
    "a paper stands still": ("stale", lambda: Watched(posts=stopped(paper(), THEN)), 60 * HOUR),
    "an office stands still": ("stale", lambda: Watched(posts=stopped(office(), THEN)), 12 * DAY),
    "a wire stands still": (
        "stale",
        lambda: Watched(posts=stopped(wire(), THEN), feed=TEN_MINUTES, holds=50, now=THEN - 16 * DAY),
        5 * HOUR,
    ),
    "a monthly blog stands still": (
        "stale",
        lambda: Watched(posts=stopped(monthly(), THEN), feed=Feed(url=URL, every=21_600.0)),
        210 * DAY,
    ),
    "a paper turns to another language": (
        "language",
        lambda: Watched(posts=turned(paper(), THEN, language="en")),
        8 * HOUR,
    ),
    "a paper turns from the language that the user names": (
        "language",
        lambda: Watched(posts=turned(paper(), THEN, language="en"), feed=Feed(url=URL, language="id")),
        8 * HOUR,
    ),
    "a feed was never in the language that the user names": (
        "language",
        lambda: Watched(posts=paper(language="en"), feed=Feed(url=URL, language="id"), now=THEN),
        8 * HOUR,
    ),
    "full texts become teasers": (
        "collapsed",
        lambda: Watched(posts=turned(paper(sentences=12), THEN, sentences=1)),
        8 * HOUR,
    ),
    "every page became a consent page": (
        "collapsed",
        lambda: Watched(
            posts=turned(wire(sentences=8), THEN, sentences=0), feed=TEN_MINUTES, holds=50, now=THEN - 4 * DAY
        ),
        2 * HOUR,
    ),
}


@pytest.mark.parametrize("name", ILL)
async def test_a_feed_that_is_no_longer_as_it_was_is_found_in_time_and_for_nothing_else(name: str) -> None:
    kind, make, within = ILL[name]
    watched = await make().until(THEN + within)

    assert watched.ailments == {kind}
    assert watched.found(kind) >= THEN


def between(begin: datetime, end: datetime, what: str) -> Trouble:
    return lambda now: what if begin <= now < end else ""


ENDS: dict[str, Callable[[], Watched]] = {
    "failing": lambda: Watched(posts=paper(), trouble=between(THEN, THEN + DAY, "down")),
    "unreadable": lambda: Watched(posts=paper(), trouble=between(THEN, THEN + DAY, "page")),
    "empty": lambda: Watched(posts=paper(), trouble=between(THEN, THEN + DAY, "empty")),
    "stale": lambda: Watched(posts=[each for each in paper() if not THEN <= each.at < THEN + 3 * DAY]),
    "language": lambda: Watched(posts=turned(turned(paper(), THEN, language="en"), THEN + DAY, language="id")),
    "collapsed": lambda: Watched(posts=turned(turned(paper(), THEN, sentences=0), THEN + DAY, sentences=6)),
}


@pytest.mark.parametrize("kind", ENDS)
async def test_an_ailment_comes_once_and_ends_on_evidence(kind: str) -> None:
    watched = await ENDS[kind]().until(THEN + 8 * DAY)

    assert [kinds for _, kinds in watched.log] == [(kind,), ()]
    assert watched.log[1][0] >= THEN + DAY


async def test_what_fails_now_as_a_page_and_now_as_an_error_is_one_ailment() -> None:
    def either(now: datetime) -> str:
        return "" if now < THEN else ("page", "down")[now.minute % 2]

    watched = await Watched(posts=paper(), trouble=either).until(THEN + 2 * DAY)

    assert len(watched.log) == 1


async def test_a_feed_of_ten_days_is_too_young_to_be_stale() -> None:
    watched = await Watched(posts=stopped(paper(), START + 10 * DAY)).until(START + 25 * DAY)

    assert watched.log == []
    assert watched.state is not None
    assert health.patience(watched.state) is None


async def test_a_feed_in_its_first_days_has_no_usual_language_or_length() -> None:
    at = START + DAY
    watched = await Watched(posts=turned(paper(), at, language="en", sentences=0)).until(START + 3 * DAY)

    assert watched.log == []


async def test_days_in_which_we_slept_ourselves_are_no_silence_of_the_feed() -> None:
    watched = await Watched(posts=paper()).until(THEN)
    watched.now = THEN + 6 * DAY
    assert watched.state is not None
    usual = health.patience(watched.state)
    await watched.until(THEN + 7 * DAY)

    assert watched.log == []
    assert health.patience(watched.state) == usual


async def test_what_has_lasted_for_a_month_is_how_the_feed_is_now() -> None:
    watched = await Watched(posts=turned(paper(), START + 20 * DAY, language="en")).until(START + 55 * DAY)

    assert [kinds for _, kinds in watched.log] == [("language",), ()]
    assert watched.log[1][0] - watched.log[0][0] >= 29 * DAY


async def test_an_ailment_keeps_its_beginning_and_survives_a_restart() -> None:
    watched = await Watched(posts=paper(), trouble=since(THEN, "down")).until(THEN + DAY)
    (first,) = watched.state.ailments if watched.state else ()
    watched.state = msgspec.msgpack.decode(msgspec.msgpack.encode(watched.state), type=FeedState)
    await watched.until(THEN + 3 * DAY)

    assert watched.state is not None
    assert watched.state.ailments == (first,)
    assert len(watched.log) == 1


async def test_a_state_from_before_there_was_health_is_taken_as_well() -> None:
    watched = await Watched(posts=paper()).until(THEN)
    old = {
        key: value
        for key, value in msgspec.to_builtins(watched.state).items()
        if key not in {"entries", "habits", "ailments"}
    }
    watched.state = msgspec.convert(old, FeedState)
    await watched.until(THEN + 16 * DAY)

    assert watched.log == []
    assert health.patience(watched.state) is not None
