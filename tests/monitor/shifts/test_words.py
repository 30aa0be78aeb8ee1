"""What changed, in words."""

from __future__ import annotations

from dataclasses import replace

from monitor.shifts import report, words
from monitor.shifts.report import Passage, Report
from tests import builders


def reports(*leads: str, language: str = "en") -> list[Report]:
    """One report a lead."""
    made = []
    for number, lead in enumerate(leads):
        noted = report.of(builders.tagged(builders.article(f"n{number}", language=language)))
        made.append(replace(noted, passages=(Passage(start=0, end=len(lead), quote=lead),)))
    return made


USUAL = reports(*["The crew waited for news on the quay."] * 30)
NEW = reports(*["A concert for the crew filled the quay."] * 5)


def test_the_words_that_were_not_usual_are_named_and_the_usual_are_not() -> None:
    assert set(words.changed(NEW, USUAL)) == {"concert", "filled"}


def test_what_only_two_reports_say_is_their_own_affair() -> None:
    assert words.changed(NEW[:2], USUAL) == ()


def test_without_anything_usual_nothing_has_changed() -> None:
    assert words.changed(NEW, []) == ()
    assert words.changed([], USUAL) == ()


def test_little_words_of_another_language_are_no_news() -> None:
    theirs = reports(*["Para awak menunggu kabar di dermaga."] * 30, language="id")
    assert "the" not in words.changed(NEW, [*USUAL[:10], *theirs])
