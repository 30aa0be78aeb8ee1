"""Furniture is cut from invented pages no worse than it was, and the article is left.

The floors are what was measured; whoever raises a figure raises its floor. `python -m tests.quality --half tune --misses` lists
what is left or wrongly cut in the half that rules may learn from. Nothing here names the misses of the other half.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from monitor.text import clean
from tests import pages

FLOORS = {
    # furniture cut; of it teasers of other events; article left whole
    ("furniture", "id", "tune"): (0.98, 1.00, 1.00),
    ("furniture", "en", "tune"): (0.98, 0.98, 1.00),
    ("furniture", "id", "report"): (0.98, 1.00, 0.98),
    ("furniture", "en", "report"): (0.98, 0.96, 0.98),
    ("wide", "id", "tune"): (0.98, 1.00, 1.00),
    ("wide", "en", "tune"): (0.98, 1.00, 1.00),
    ("wide", "id", "report"): (0.87, 0.96, 1.00),
    ("wide", "en", "report"): (0.87, 0.88, 0.96),
}


def kept(text: str, language: str) -> list[str]:
    return [text[span.start : span.end] for span in clean.clean(text, language).kept]


def thinned() -> Iterator[tuple[str, str]]:
    """Give each page, and each page without one of its lines."""
    for some, language in itertools.product(pages.SETS, pages.LANGUAGES):
        for row in pages.rows(language, pages=some):
            lines = pages.parted(row["text"])[0].splitlines()
            yield language, "\n".join(lines)
            yield from ((language, "\n".join(lines[:place] + lines[place + 1 :])) for place in range(len(lines)))


@pytest.mark.parametrize(("some", "language", "half"), list(FLOORS))
def test_as_much_furniture_is_cut_and_as_much_article_left_as_was(some: str, language: str, half: str) -> None:
    cut, teasers, article = FLOORS[some, language, half]
    tally = pages.judged(language, half, some)

    assert tally.cut >= cut * tally.furniture
    assert tally.teasers_cut >= teasers * tally.teasers
    assert tally.article - tally.harmed >= article * tally.article


@pytest.mark.parametrize("language", pages.LANGUAGES)
def test_a_third_of_the_pieces_are_article(language: str) -> None:
    tally = pages.judged(language)

    assert tally.furniture + tally.article >= 200
    assert tally.article >= tally.furniture / 2


def test_what_was_cleaned_has_no_furniture_left() -> None:
    for language, text in thinned():
        left = kept(text, language)
        assert kept("\n\n".join(left), language) == left
        assert kept("\n".join(left), language) == left


def test_a_page_is_its_text_with_the_brackets_taken_out() -> None:
    text, pieces = pages.parted("⟦KOTA -⟧ Utusan tiba.\n⟪Baca juga: Banjir Surut⟫\n")

    assert text == "KOTA - Utusan tiba.\nBaca juga: Banjir Surut\n"
    assert [(text[piece.start : piece.end].strip(), piece.kind) for piece in pieces] == [
        ("KOTA -", "other"),
        ("Utusan tiba.", "kept"),
        ("Baca juga: Banjir Surut", "teaser"),
    ]
