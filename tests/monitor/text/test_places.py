"""What a line is by where it stands."""

from __future__ import annotations

import pytest

from monitor.text import clean, moments

TITLE = "Envoy of Northland arrives to talk about the sailors"
FIRST = "The envoy of Northland arrived on Monday to discuss the fate of the sailors held since March."
SECOND = "The talks will last two days, the head of the harbour office said, and are closed to the press."
THIRD = "Relatives of the sailors waited at the gate of the harbour with blankets and bread."


def kept(*lines: str, language: str = "en") -> list[str]:
    text = "\n".join(lines)
    return [text[span.start : span.end] for span in clean.clean(text, language).kept]


def reasons(*lines: str, language: str = "en") -> dict[str, str]:
    text = "\n".join(lines)
    return {text[cut.start : cut.end]: cut.reason for cut in clean.clean(text, language).cuts}


@pytest.mark.parametrize("line", ["Coast Courier", "The Quiet Letter", "PRESS STATEMENT", "Desk of the South"])
def test_what_stands_above_the_title_is_the_site_or_the_section(line: str) -> None:
    assert reasons(line, TITLE, FIRST, SECOND) == {line: "masthead"}


def test_a_short_title_above_a_longer_second_one_is_about_the_article() -> None:
    assert kept("Envoy in harbour", TITLE, FIRST, SECOND)[0] == "Envoy in harbour"


@pytest.mark.parametrize(
    "headline",
    [
        "Two hostages found dead in tunnel near Marib",
        "Rebels agree to a truce in the eastern hills",
        "Oil settles higher after refinery blaze",
        "Cycling: Moreno wins the mountain stage",
    ],
)
def test_a_headline_that_heads_nothing_is_of_another_page(headline: str) -> None:
    assert reasons(TITLE, FIRST, headline, SECOND, THIRD) == {headline: "headline"}


@pytest.mark.parametrize(
    "subheading",
    ["What the envoy wants", "The gate", "Relatives of the sailors wait at the gate", "Who is held?", "Day two"],
)
def test_a_subheading_stays(subheading: str) -> None:
    assert kept(TITLE, FIRST, SECOND, subheading, THIRD) == [TITLE, FIRST, SECOND, subheading, THIRD]


def test_a_name_beside_a_time_is_who_wrote_it() -> None:
    assert kept(TITLE, "Ada Roe in Cairo", "Mon 4 Nov 2024 10.00 GMT", FIRST, SECOND) == [TITLE, FIRST, SECOND]


def test_who_wrote_it_is_told_again_at_the_end() -> None:
    last = "Ada Roe is a member of the harbour choir and keeps bees."
    assert reasons(TITLE, "By Ada Roe", FIRST, SECOND, last)[last] == "author"
    assert last in kept(TITLE, FIRST, SECOND, last)


def test_a_person_of_the_article_is_not_its_author() -> None:
    last = "Omar Satu lives in the harbour with two sons."
    assert kept(FIRST, "Omar Satu, a cook, was among them, the office said.", SECOND, last)[-1] == last


def test_the_sort_of_text_is_cut_before_a_title() -> None:
    assert kept(f"WATCH | {TITLE}", FIRST, SECOND) == [TITLE, FIRST, SECOND]


@pytest.mark.parametrize(
    ("line", "is_time"),
    [
        ("Mumbai, Sept 4", True),
        ("Updated - September 05, 2024 at 09:18 AM.", True),
        ("Kota Utara, 02 December, 2024 / 4:15 pm (Harbour News).", True),
        ("12 min", True),
        ("14.40", True),
        ("Levee overtopped at 2.15pm", False),
        ("Northland 2-11", False),
        ("Three boats sank on 4 March", False),
        ("The gate was shut on 4 March 2024.", False),
    ],
)
def test_a_line_that_is_only_a_time(line: str, is_time: bool) -> None:  # noqa: FBT001  # A table.
    assert moments.is_time(line, len(line.split()), "en") is is_time


def test_the_article_goes_on_after_a_link_in_short_sentences_about_the_same() -> None:
    after = [
        "Terdakwa meminta putusan dibaca ulang karena pendengarannya terganggu.",
        "Penasihat hukumnya menyatakan banding.",
        "Uang sitaan dirampas untuk negara.",
    ]
    before = [
        "Mantan kepala dinas divonis enam tahun penjara karena menerima suap izin tambang di kota itu.",
        "Majelis hakim menyatakan terdakwa terbukti menerima uang dalam kardus sebanyak delapan kali di rumahnya.",
    ]
    lines = [*before, "Berita Terkait", "Perahu Tabrak Tiang Jembatan", *after]
    assert kept(*lines, language="id") == [*before, *after]


def test_a_chronology_within_an_article_is_no_list_of_links() -> None:
    days = [
        "Timeline",
        "4 March: Convoy seized near the river",
        "11 March: First call",
        "2 May 2024: Two drivers freed",
    ]
    assert kept(TITLE, FIRST, *days, SECOND) == [TITLE, FIRST, *days, SECOND]


@pytest.mark.parametrize("line", ["4 March: Convoy seized", "Turnout: 61 percent", "City 0 United 3", "Annex B: Maps"])
def test_a_record_stays_where_it_stands(line: str) -> None:
    assert kept(TITLE, FIRST, line, SECOND) == [TITLE, FIRST, line, SECOND]


def test_a_label_goes_with_the_headlines_below_it() -> None:
    lines = ["Also today", "Fire guts the bakery on Quay Street", "Pilgrims die as ferry sinks off the cape"]
    assert kept(TITLE, FIRST, SECOND, *lines) == [TITLE, FIRST, SECOND]


def test_a_row_of_names_below_the_title_is_the_site() -> None:
    assert kept(TITLE, "World | Politics · Change", FIRST, SECOND) == [TITLE, FIRST, SECOND]


def test_a_paragraph_that_comes_again_was_a_caption_above_the_article() -> None:
    caption = "Relatives wait at the gate of the harbour on Monday."
    assert kept(TITLE, caption, FIRST, caption, SECOND) == [TITLE, FIRST, SECOND]
    assert kept(TITLE, FIRST, caption, SECOND, caption) == [TITLE, FIRST, caption, SECOND]


def test_a_sentence_that_asks_stays_within_the_article() -> None:
    line = "Keep the newspaper out of the rain, and the ink will hold for a year."
    assert kept(TITLE, FIRST, line, SECOND) == [TITLE, FIRST, line, SECOND]
