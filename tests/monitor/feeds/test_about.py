"""Whether a page is the article that its feed announced."""

from __future__ import annotations

import pytest

from monitor.feeds import about, page
from monitor.feeds.about import Same, Why
from monitor.text import tables
from tests.monitor.feeds import site
from tests.monitor.feeds.site import ENGLISH, STORIES, Story

WALLS = tables.read("monitor.feeds", "teasers")["walls"]


def read(markup: str) -> str:
    return page.text(markup.encode(), "https://harbour.example/1", "text/html")


@pytest.mark.parametrize("story", STORIES, ids=lambda each: each.language)
def test_the_article_itself_is_about_the_same(story: Story) -> None:
    assert isinstance(about.judge(story.title, story.teaser, "\n".join(story.paragraphs)), Same)


@pytest.mark.parametrize("story", STORIES, ids=lambda each: each.language)
def test_a_headline_alone_is_enough_to_know_the_article(story: Story) -> None:
    assert isinstance(about.judge(story.title, "", "\n".join(story.paragraphs)), Same)


@pytest.mark.parametrize("story", STORIES, ids=lambda each: each.language)
@pytest.mark.parametrize(
    "markup",
    [site.CONSENT, site.LOG_IN, site.SOFT_404, site.other(ENGLISH), site.front(ENGLISH)],
    ids=["consent", "log-in", "soft 404", "another article", "front page"],
)
def test_what_is_not_the_article_never_becomes_it(story: Story, markup: str) -> None:
    assert about.judge(story.title, story.teaser, read(markup)) in set(Why)


def test_a_page_that_shows_no_more_than_the_teaser_is_not_longer() -> None:
    assert about.judge(ENGLISH.title, ENGLISH.teaser, read(site.paywall(ENGLISH))) is Why.SHORTER
    assert about.judge(ENGLISH.title, ENGLISH.teaser, ENGLISH.teaser) is Why.SHORTER


def test_nothing_is_empty() -> None:
    assert about.judge(ENGLISH.title, ENGLISH.teaser, "") is Why.EMPTY
    assert about.judge(ENGLISH.title, ENGLISH.teaser, "Please enable JavaScript to go on.") is Why.EMPTY


@pytest.mark.parametrize("language", WALLS)
def test_lines_of_walls_are_left_out_and_lines_of_news_are_not(language: str) -> None:
    for line in WALLS[language]["cut"]:
        assert about.without_walls(f"First.\n{line}") == "First."
    for line in WALLS[language]["keep"]:
        assert about.without_walls(f"First.\n{line}") == f"First.\n{line}"


def test_a_text_without_blanks_between_words_is_compared_by_pairs_of_letters() -> None:
    assert {"渡轮", "轮船", "船员"} <= about.stems("渡轮船员")
    body = "渡轮船员将于黎明获释，调解人在港口告诉记者。\n九名水手自两周前渡轮在风暴中被扣押以来一直被关在岛上，等待调解人。"
    assert isinstance(about.judge("渡轮船员将于黎明获释", "", body), Same)
    assert (
        about.judge("渡轮船员将于黎明获释", "", "洋葱切碎，用黄油炒至金黄，给它比你想象的更多的时间。豆子需要浸泡。")
        is Why.UNRELATED
    )


def test_words_without_letters_enough_say_nothing() -> None:
    assert about.judge("At 9", "", "At 9 he was in. " * 20) is Why.UNRELATED
