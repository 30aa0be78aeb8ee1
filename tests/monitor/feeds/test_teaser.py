"""What is a teaser, and what is the whole text."""

from __future__ import annotations

import pytest

from monitor.feeds import teaser
from monitor.feeds.teaser import Form
from monitor.text import tables

TABLE = tables.read("monitor.feeds", "teasers")
LONG = "Delegates met for three hours in the harbour and agreed on nothing that they would talk about. " * 8
CUES = [(language, text) for language, row in TABLE["more"].items() for text in row["teaser"]]
NO_CUES = [(language, text) for language, row in TABLE["more"].items() for text in row["whole"]]


@pytest.mark.parametrize(("language", "text"), CUES)
def test_a_text_that_sends_its_reader_on_is_a_teaser(language: str, text: str) -> None:
    assert teaser.points_on(text), language
    assert teaser.form("Title", f"Title\n\n{LONG}{text}") is Form.POINTS_ON


@pytest.mark.parametrize(("language", "text"), NO_CUES)
def test_the_same_words_inside_of_a_report_are_no_cue(language: str, text: str) -> None:
    assert not teaser.points_on(text), language
    assert teaser.form("Title", f"Title\n\n{LONG}{text}") is Form.WHOLE


@pytest.mark.parametrize("language", TABLE["more"])
def test_every_language_has_three_examples_of_each(language: str) -> None:
    assert len(TABLE["more"][language]["teaser"]) >= 3
    assert len(TABLE["more"][language]["whole"]) >= 3


@pytest.mark.parametrize("dots", ["…", "...", "[…]", "[...]", "(...)", "… ”", ".."])
def test_a_text_that_breaks_off_is_a_teaser(dots: str) -> None:
    assert teaser.form("Title", f"Title\n\n{LONG}and then the captain {dots}") is Form.CUT_OFF


def test_a_long_report_may_end_with_three_dots() -> None:
    assert teaser.form("Title", f"Title\n\n{LONG * 5}and so on ...") is Form.WHOLE


def test_dots_inside_of_a_text_break_nothing_off() -> None:
    assert teaser.form("Title", f"Title\n\n{LONG}He waited ... and left. {LONG}") is Form.WHOLE


@pytest.mark.parametrize("text", ["Title", "Title\n\n", ""])
def test_a_headline_alone_is_a_teaser(text: str) -> None:
    assert teaser.form("Title", text) is Form.BARE


def test_a_short_text_is_a_teaser_and_a_report_is_not() -> None:
    assert teaser.form("Title", "Title\n\nDelegates met in the harbour.") is Form.SHORT
    assert teaser.form("Title", f"Title\n\n{LONG}") is Form.WHOLE


@pytest.mark.parametrize("tail", TABLE["tails"]["cut"])
def test_what_blogs_write_under_a_summary_hides_no_cut(tail: str) -> None:
    assert teaser.form("Title", f"Title\n\n{LONG}and the captain […]\n{tail}") is Form.CUT_OFF


@pytest.mark.parametrize("line", TABLE["tails"]["keep"])
def test_a_last_line_of_the_report_itself_stays(line: str) -> None:
    assert teaser.form("Title", f"Title\n\nand the captain […]\n{line}") is Form.SHORT


def test_a_body_that_begins_with_its_title_is_known() -> None:
    assert teaser.body("Talks open", "Talks open in the capital.") == "in the capital."
    assert teaser.body("", "Talks open.") == "Talks open."
