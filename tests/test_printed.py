"""Sixty articles as pages print them: what has to be told of them, and what must never be."""

from __future__ import annotations

import pytest

from tests.printed import given, played

HOLDING = 59


def test_there_are_sixty_of_six_domains_in_both_languages() -> None:
    articles = [article for each in given() for article in each.articles]
    languages = [article.language for article in articles]

    assert len({article.text for article in articles}) >= 60
    assert len({each.name.split()[0] for each in given()}) == 6
    assert min(languages.count("en"), languages.count("id")) >= 20


@pytest.mark.parametrize("number", range(60))
def test_nothing_is_told_that_must_not_be(number: int) -> None:
    assert [line for line in played()[number].differences if line.startswith("- not")] == []


def test_as_many_come_out_as_expected_as_did() -> None:
    assert sum(each.holds for each in played()) >= HOLDING
