"""The script of the demonstration says something worth showing."""

import pytest

from monitor.demo import script

SCRIPT = script.load()
SOONEST, LATEST = 30, 45


def test_at_least_thirty_articles_arrive_over_half_a_minute() -> None:
    later = [article for article in SCRIPT.articles if article.at > 0]

    assert len(SCRIPT.articles) >= 30
    assert len(later) >= 25
    assert SOONEST <= SCRIPT.seconds <= LATEST


def test_every_outlet_carries_something_from_the_start() -> None:
    assert all(SCRIPT.carried(outlet.id, 0) for outlet in SCRIPT.outlets)


def test_both_languages_and_both_formats_are_there() -> None:
    assert {"id", "en"} == {outlet.language for outlet in SCRIPT.outlets}
    assert {"rss", "atom"} == {outlet.format for outlet in SCRIPT.outlets}


def test_an_edit_replaces_the_article_under_its_address() -> None:
    slug = "tarama-minta-oman-jadi-mediator"
    first = [article for article in SCRIPT.carried("kabar-selatan", 16) if article.slug == slug]
    then = [article for article in SCRIPT.carried("kabar-selatan", 17) if article.slug == slug]

    assert 1 == len(first) == len(then)
    assert first[0].text != then[0].text


def test_a_copy_has_the_words_of_its_original() -> None:
    original = SCRIPT.printed("http://x/brigade-janji-bebaskan-dimas")[0]
    copy = SCRIPT.printed("http://x/janji-untuk-masinis-kedua")[0]

    assert original.text == copy.text
    assert original.outlet != copy.outlet


@pytest.mark.parametrize("article", SCRIPT.articles, ids=lambda article: f"{article.slug}@{article.at:g}")
def test_a_text_is_prose_of_some_length(article: script.Article) -> None:
    assert 60 <= len(article.text.split()) <= 300


def test_an_article_that_must_not_raise_a_stage_says_why() -> None:
    assert all(article.why for article in SCRIPT.articles if article.never)
