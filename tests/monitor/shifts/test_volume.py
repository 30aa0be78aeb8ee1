"""What the counts keep of a story stays small, and is the same in any order."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import reduce

import msgspec
import pytest

from monitor.models import Sentence, TaggedArticle
from monitor.shifts import report, volume
from monitor.shifts.report import Report
from monitor.shifts.volume import Volume
from tests.monitor.shifts import written
from tests.monitor.shifts.written import HOUR, START


def counted(reports: list[Report]) -> Volume:
    return reduce(volume.add, reports, Volume())


def held(kept: Volume) -> set[str]:
    return {each.id for each in volume.apart(kept, Volume())}


def test_a_report_comes_back_from_the_log_as_it_was() -> None:
    made = report.of(written.article("one", START, "Mira Talsen", "country:Norway"))

    assert msgspec.msgpack.decode(msgspec.msgpack.encode(made), type=Report) == made


def test_only_the_last_days_are_kept_and_the_first_report_of_all() -> None:
    reports = [report.of(written.article(str(n), START + n * HOUR)) for n in range(24 * 60)]
    kept = counted(reports)

    assert len(kept.days) == volume.KEPT + 1
    assert len(held(kept)) == 24 * (volume.KEPT + 1) + 1
    assert kept.first == reports[0]


def test_of_a_loud_half_hour_the_earliest_reports_are_kept_in_any_order() -> None:
    reports = [report.of(written.article(str(n), START + n * HOUR / 400, "Mira Talsen")) for n in range(150)]
    mixed = random.Random(1).sample(reports, len(reports))
    kept = counted(reports)

    assert held(kept) == {each.id for each in reports[: volume.MOST]}
    assert counted(mixed) == kept
    assert sum(kept.days[reports[0].day].every) == volume.MOST


def test_an_article_and_its_copies_count_once_whichever_comes_first() -> None:
    first = written.article("first", START)
    copy = written.article("copy", START + HOUR, copies=[first.unique.article.id])
    other = written.article("other", START + 2 * HOUR)
    reports = [report.of(each) for each in (first, copy, other)]

    assert counted(reports) == counted(reports[::-1])
    assert sum(counted(reports).days[reports[0].day].every) == 2


def test_an_edited_article_counts_once() -> None:
    plain = written.article("one", START)
    edited = written.article("one", START + HOUR, "Mira Talsen")
    reports = [report.of(plain), report.of(edited)]

    assert sum(counted(reports).days[reports[0].day].every) == 1
    assert counted(reports) == counted(reports[::-1])


def walled(text: str, start: int) -> TaggedArticle:
    plain = written.article("wall", START, "Mira Talsen")
    raw = replace(plain.unique.article, text=text)
    mention = replace(plain.mentions[0], start=start, end=start + 11)
    whole = Sentence(start=0, end=len(text), position=0)

    return replace(plain, unique=replace(plain.unique, article=raw), sentences=(whole,), mentions=(mention,))


@pytest.mark.parametrize("before", [0, 5_000, 99_000])
def test_a_wall_of_text_is_quoted_around_the_name(before: int) -> None:
    text = "x" * before + "Mira Talsen" + "y" * (100_000 - before)
    made = report.of(walled(text, before))

    assert all(text[each.start : each.end] == each.quote for each in made.passages)
    assert all(len(each.quote) <= 2 * report.LONG + 11 for each in made.passages)
    assert "Mira Talsen" in made.quoted(made.named[0].passage).quote


def test_an_article_without_sentences_counts_and_quotes_nothing() -> None:
    made = report.of(replace(written.article("bare", START), sentences=(), mentions=()))

    assert made.passages == ()
    assert sum(counted([made]).days[made.day].every) == 1
