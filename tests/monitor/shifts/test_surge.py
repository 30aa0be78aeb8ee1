"""A surge is told when much more is written than is usual for the story."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from monitor.models import Modality, Shift, Status, TaggedArticle
from monitor.shifts import story, surge
from monitor.shifts.report import BUCKETS
from monitor.shifts.story import State
from tests.monitor.shifts import written
from tests.monitor.shifts.written import HOUR, START

RISE = 10 * 48 + 20
RISEN = START + 10 * 24 * HOUR + 10 * HOUR


def begun() -> State:
    return written.begun("surge")


def rising(base: float, factor: float, buckets: int = 24) -> Callable[[int], float]:
    return lambda bucket: base * (factor if RISE <= bucket < RISE + buckets else 1)


def daily(base: float, swing: float) -> Callable[[int], float]:
    return lambda bucket: base * (1 + swing * math.cos((bucket % 48 - 24) / 24 * math.pi))


def working_hours(bucket: int) -> float:
    return 3 if 16 <= bucket % 48 < 32 else 0.05


def weekly(bucket: int) -> float:
    return 0.8 if bucket // 48 % 7 in {5, 6} else 2


def told(articles: list[TaggedArticle]) -> list[tuple[TaggedArticle, Shift]]:
    """Each shift that would be told, with the article that brought it."""
    state, found = begun(), []
    for each in articles:
        state, shifts = story.advance(state, each, ())
        found += [(each, shift) for shift in shifts if shift.is_told]

    return found


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("base", [0.02, 0.2, 2])
def test_a_steady_story_never_surges(base: float, seed: int) -> None:
    assert told(written.paced(lambda _: base, 30, seed)) == []


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("pace", [daily(0.2, 0.6), daily(2, 0.6), daily(1, 0.95), working_hours, weekly])
def test_the_rhythm_of_days_and_weeks_is_no_surge(pace: Callable[[int], float], seed: int) -> None:
    assert told(written.paced(pace, 30, seed)) == []


def test_a_rise_by_eight_is_told_within_about_three_hours() -> None:
    delays = sorted(
        (told(written.paced(rising(0.2, 8), 11, seed))[0][0].unique.article.fetched_at - RISEN) / HOUR
        for seed in range(11)
    )

    assert delays[0] > 0
    assert delays[5] <= 3
    assert delays[-1] <= 6


@pytest.mark.parametrize("seed", range(5))
def test_a_surge_is_one_shift_from_its_first_article_to_its_end(seed: int) -> None:
    _, shifts = written.run(begun(), written.paced(rising(0.2, 12), 14, seed))

    assert len({shift.id for shift in shifts}) == 1
    assert [shift.version for shift in shifts] == sorted({shift.version for shift in shifts})
    assert (shifts[0].stage, shifts[0].side, shifts[0].is_told) == ("up", None, True)
    assert (shifts[-1].stage, shifts[-1].side, shifts[-1].is_told) == ("up", "over", False)


def test_a_rise_that_stays_becomes_the_usual() -> None:
    _, shifts = written.run(begun(), written.paced(rising(0.2, 8, buckets=1000), 30, 1))

    assert len({shift.id for shift in shifts}) == 1
    assert shifts[-1].side == "over"


def test_a_second_rise_days_later_is_a_second_shift() -> None:
    _, shifts = written.run(
        begun(), written.paced(lambda bucket: 3 if bucket % (48 * 10) >= 48 * 10 - 12 else 0.2, 24, 1)
    )

    assert len({shift.id for shift in shifts}) == 2


def test_a_story_without_two_days_of_history_never_surges() -> None:
    loud = written.paced(lambda bucket: 0.2 if bucket < 60 else 10, 2, 1)

    assert len(loud) > 100
    assert written.run(begun(), loud)[1] == []


def test_a_story_that_slept_for_weeks_can_surge() -> None:
    first = written.article("first", START)
    woken = [written.article(f"woken {n}", START + 40 * 24 * HOUR + n * HOUR / 6) for n in range(12)]

    assert {shift.stage for shift in written.run(begun(), [first, *woken])[1]} == {"up"}


def test_the_subject_is_the_story_and_the_evidence_how_its_articles_begin() -> None:
    articles = written.paced(rising(0.2, 12), 11, 1)
    shift = written.run(begun(), articles)[1][-1]
    texts = {each.unique.article.id: each.unique.article.text for each in articles}

    assert [(actor.id, actor.name) for actor in shift.subject] == [("story:s", "The story")]
    assert (shift.kind, shift.modality, shift.status) == ("surge", Modality.OCCURRED, Status.CONFIRMED)
    assert len(shift.evidence) == 5
    assert all(texts[each.article][each.start : each.end] == each.quote for each in shift.evidence)
    assert all(each.quote.startswith("This is how") for each in shift.evidence)
    assert shift.articles >= shift.origins > 5


def test_a_surge_of_one_wire_is_of_one_origin_and_says_so() -> None:
    articles = written.paced(rising(0.2, 12), 11, 1)
    wired = [replace(each, unique=replace(each.unique, wire="reuters")) for each in articles]
    shift = written.run(begun(), wired)[1][-1]

    assert (shift.origins, shift.status) == (1, Status.UNCONFIRMED)


def test_reprints_of_one_article_are_no_surge() -> None:
    articles = written.paced(lambda _: 0.2, 10, 1)
    at = articles[-1].unique.article.fetched_at
    first = written.article("first", at)
    ids = (first.unique.article.id,)
    reprints = [written.article(f"reprint {n}", at + n * HOUR / 12, copies=ids) for n in range(1, 30)]

    assert written.run(begun(), [*articles, first, *reprints])[1] == []


@pytest.mark.parametrize("late", [{"late": timedelta(days=4)}, {"is_baseline": True}])
def test_what_is_old_or_of_a_baseline_is_history_and_no_surge(late: dict[str, Any]) -> None:
    articles = written.paced(lambda _: 0.2, 10, 1)
    at = articles[-1].unique.article.fetched_at
    old = [written.article(f"old {n}", at - 5 * HOUR + n * HOUR / 12, **late) for n in range(60)]
    state, shifts = written.run(begun(), [*articles, *old])
    day = (state.volume.newest or 0) // BUCKETS + 1
    usual = [surge.expected(each.volume, day) for each in (written.run(begun(), articles)[0], state)]

    assert shifts == []
    assert sum(usual[0] or ()) < sum(usual[1] or ())


def test_a_date_in_the_future_counts_as_now() -> None:
    articles = written.paced(rising(0.2, 12), 11, 1)
    odd = written.article("odd", START + 2000 * 24 * HOUR, late=-1999 * 24 * HOUR)
    plain = written.article("odd", START + 24 * HOUR)

    assert written.run(begun(), [odd, *articles])[1] == written.run(begun(), [plain, *articles])[1]


STREAM = written.paced(rising(0.5, 8), 13, 7)


@pytest.mark.parametrize("seed", range(4))
def test_any_order_with_repetitions_gives_the_same_surges(seed: int) -> None:
    chance = random.Random(seed)
    mixed = [*STREAM, *chance.sample(STREAM, 50)]
    chance.shuffle(mixed)
    plain, _ = written.run(begun(), STREAM)
    other, _ = written.run(begun(), mixed)

    assert [shift.kind for shift in story.shifts(plain)] == ["surge"]
    assert story.shifts(other) == story.shifts(plain)
    assert other.volume == plain.volume


def test_articles_out_of_order_within_a_day_tell_the_same_surge_once() -> None:
    _, plain = written.run(begun(), STREAM)
    mixed = list(written.shuffled_days(STREAM, random.Random(3)))
    _, other = written.run(begun(), mixed)

    assert {shift.id for shift in other} == {shift.id for shift in plain}


@pytest.mark.parametrize("cut", [0.3, 0.76, 0.8, 0.9])
def test_a_story_that_is_given_back_its_reports_goes_on_as_if_nothing_had_happened(cut: float) -> None:
    place = int(len(STREAM) * cut)
    before, _ = written.run(begun(), STREAM[:place])
    stored = story.counted(begun(), before)
    again = story.remember(begun(), (), reversed(stored))

    assert written.run(again, STREAM[place:])[1] == written.run(before, STREAM[place:])[1]
