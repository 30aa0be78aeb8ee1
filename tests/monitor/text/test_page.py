"""Short lines in which a page speaks of itself: every example of the table is a test."""

from __future__ import annotations

from typing import Any

import pytest

from monitor.text import page, tables

ROWS: dict[str, Any] = tables.read("monitor.text", "page")
CUT = [(language, line) for language, row in ROWS.items() for line in row["cut"]]
KEEP = [(language, line) for language, row in ROWS.items() for line in row["keep"]]


@pytest.mark.parametrize(("language", "line"), CUT)
def test_a_line_of_words_of_pages_alone_is_furniture(language: str, line: str) -> None:
    assert page.speaks(line, language)


@pytest.mark.parametrize(("language", "line"), KEEP)
def test_a_line_with_a_word_of_something_else_is_kept(language: str, line: str) -> None:
    assert not page.speaks(line, language)


def test_english_words_of_pages_count_in_every_language() -> None:
    assert page.speaks("Share this: Facebook", "id")
    assert page.speaks("Download aplikasi", "id")


def test_a_sentence_needs_more_and_a_quotation_is_none() -> None:
    assert not page.speaks("Read this page.", "en")
    assert page.speaks("Subscribe and read more articles.", "en")
    assert not page.speaks('"Read more comments"', "en")


@pytest.mark.parametrize("language", ROWS)
def test_no_word_is_on_two_lists(language: str) -> None:
    listed = [word for sort in ("page", "likely", "plain") for word in ROWS[language][sort].split()]
    assert len(listed) == len(set(listed))
