"""A newcomer is named by several articles of several origins within a day, and was not named before."""

from __future__ import annotations

import itertools
import random
from datetime import datetime, timedelta
from typing import Any

import pytest

from monitor.models import Shift, Status, TaggedArticle
from monitor.shifts import story
from monitor.shifts.story import State
from tests.monitor.shifts import written
from tests.monitor.shifts.written import HOUR, START

DAY = 24 * HOUR
THEN = START + 5 * DAY
HISTORY = [written.article(f"old {n}", START + n * 8 * HOUR, "Ana Reis") for n in range(15)]


def begun(*watch: str) -> State:
    return written.begun(*(watch or ("newcomer",)))


def naming(name: str, *hours: float, since: datetime = THEN, **fields: Any) -> list[TaggedArticle]:
    return [written.article(f"{name} {hour}", since + hour * HOUR, name, **fields) for hour in hours]


def run(*articles: TaggedArticle) -> list[Shift]:
    return written.run(begun(), [*HISTORY, *articles])[1]


def test_a_name_that_is_new_and_frequent_is_told_with_the_third_article() -> None:
    articles = naming("Mira Talsen", 0, 3, 9)

    assert run(*articles[:2]) == []
    (shift,) = run(*articles)
    assert (shift.kind, shift.stage, shift.side, shift.is_told) == ("newcomer", "seen", None, True)
    assert [actor.name for actor in shift.subject] == ["Mira Talsen"]
    assert (shift.articles, shift.origins, shift.status) == (3, 3, Status.CONFIRMED)


def test_the_evidence_is_the_sentences_that_name_it() -> None:
    articles = naming("Mira Talsen", 0, 3, 9)
    texts = {each.unique.article.id: each.unique.article.text for each in articles}
    (shift,) = run(*articles)

    assert all(texts[each.article][each.start : each.end] == each.quote for each in shift.evidence)
    assert [each.quote for each in shift.evidence] == [
        f"Mira Talsen spoke in Mira Talsen {hour}." for hour in (0, 3, 9)
    ]


def test_further_articles_are_the_same_shift() -> None:
    shifts = run(*naming("Mira Talsen", *range(12)))

    assert len({shift.id for shift in shifts}) == 1
    assert [shift.version for shift in shifts] == list(range(3, 13))


def test_a_name_that_was_there_a_week_ago_is_not_new() -> None:
    assert run(*naming("Ana Reis", 0, 1, 2, 3)) == []


def test_a_name_that_was_away_for_a_month_is_new_again() -> None:
    between = [written.article(f"later {n}", THEN + n * DAY) for n in range(40)]
    again = naming("Mira Talsen", 0, 1, 2, since=THEN + 40 * DAY)
    shifts = run(*naming("Mira Talsen", 0, 1, 2), *between, *again)

    assert len(shifts) == len({shift.id for shift in shifts}) == 2


def test_a_name_that_was_told_and_stays_is_not_told_again() -> None:
    shifts = run(*naming("Mira Talsen", *range(0, 24 * 40, 5)))

    assert len({shift.id for shift in shifts}) == 1


def test_three_articles_over_three_days_are_not_sudden() -> None:
    assert run(*naming("Mira Talsen", 0, 25, 50, 75)) == []


def test_three_articles_of_one_wire_are_one_origin() -> None:
    assert run(*naming("Mira Talsen", 0, 1, 2, wire="reuters")) == []


def test_an_article_and_its_copies_are_one_origin() -> None:
    first, *_ = naming("Mira Talsen", 0)

    assert run(first, *naming("Mira Talsen", 1, 2, 3, copies=[first.unique.article.id])) == []


def test_a_young_story_knows_no_newcomers() -> None:
    young = [written.article("first", THEN - 40 * HOUR), *naming("Mira Talsen", 0, 1, 2)]

    assert written.run(begun(), young)[1] == []


@pytest.mark.parametrize(
    "name",
    [
        "country:Israel",
        "country:Qatar",
        "group:Hamas",
        "place:Tel Aviv:israel",
        "organisation:Foreign Office:qatar",
        "media:The Courier",
        "concept:hostage",
        "unknown:Orlen",
    ],
)
def test_what_belongs_to_the_story_or_is_no_actor_is_no_newcomer(name: str) -> None:
    assert run(*naming(name, 0, 1, 2)) == []


@pytest.mark.parametrize(
    "name", ["country:Norway", "place:Oslo:norway", "organisation:Red Crescent", "person:Ida:israel"]
)
def test_countries_places_organisations_and_any_person_can_be(name: str) -> None:
    assert len(run(*naming(name, 0, 1, 2))) == 1


@pytest.mark.parametrize("old", [{"is_baseline": True}, {"late": timedelta(days=4)}])
def test_what_is_old_or_of_a_baseline_makes_a_name_known_and_tells_nothing(old: dict[str, Any]) -> None:
    assert run(*naming("Mira Talsen", 0, 1, 2, 3, **old)) == []
    assert run(*naming("Mira Talsen", -30, **old), *naming("Mira Talsen", 0, 1, 2)) == []


def test_only_what_is_watched_is_told() -> None:
    articles = [*HISTORY, *naming("Mira Talsen", 0, 1, 2)]

    assert written.run(begun("surge"), articles)[1] == []
    assert written.run(begun("surge", "newcomer"), articles)[1] != []
    assert written.run(written.begun(), articles)[1] != []
    assert not written.run(begun("release"), articles)[0].volume.days


STREAM = [*HISTORY, *naming("Mira Talsen", 0, 3, 9, 12, 30), *naming("country:Norway", 1, 2, 3, 40)]


def test_any_order_with_repetitions_gives_the_same_newcomers() -> None:
    plain, _ = written.run(begun(), STREAM)
    for seed in range(20):
        chance = random.Random(seed)
        mixed = [*STREAM, *chance.sample(STREAM, 8)]
        chance.shuffle(mixed)
        other, _ = written.run(begun(), mixed)
        assert story.shifts(other) == story.shifts(plain)

    assert [shift.subject[0].name for shift in story.shifts(plain)] == ["Mira Talsen", "Norway"]


@pytest.mark.parametrize("cut", range(len(HISTORY), len(STREAM)))
def test_a_story_that_is_given_back_its_reports_goes_on_as_if_nothing_had_happened(cut: int) -> None:
    before, _ = written.run(begun(), STREAM[:cut])
    again = story.remember(begun(), (), story.counted(begun(), before))

    assert written.run(again, STREAM[cut:])[1] == written.run(before, STREAM[cut:])[1]


def test_each_article_is_one_record_and_is_let_go_when_it_is_old() -> None:
    states = [begun()]
    for each in [*HISTORY, *naming("Mira Talsen", 24 * 30)]:
        states.append(story.advance(states[-1], each, ())[0])
    pairs = list(itertools.pairwise(states))

    assert [len(story.counted(before, after)) for before, after in pairs] == [1] * len(pairs)
    assert [len(story.outdated(before, after)) for before, after in pairs] == [0] * 15 + [14]
