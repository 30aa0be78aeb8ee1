"""Lines that speak of their page or to its reader, and lines that look like them."""

from __future__ import annotations

import pytest

from monitor.text import clean, signs, tables

TABLE = tables.read("monitor.text", "signs")
LANGUAGES = [code for code, row in TABLE.items() if isinstance(row, dict) and "cut" in row]
CUT = [(code, line) for code in LANGUAGES for line in TABLE[code]["cut"]]
KEEP = [(code, line) for code in LANGUAGES for line in TABLE[code]["keep"]]
ARTICLE = {
    "en": [
        "The envoy of Northland arrived on Monday to discuss the fate of the sailors held since March.",
        "The talks will last two days, the head of the harbour office said, and are closed to the press.",
    ],
    "id": [
        "Utusan Negeri Utara tiba di ibu kota pada Senin pagi untuk membicarakan nasib para pelaut yang ditahan.",
        "Kepala kantor pelabuhan mengatakan pembicaraan itu akan berlangsung dua hari dan tertutup.",
    ],
}


def kept(text: str, language: str) -> list[str]:
    return [text[span.start : span.end] for span in clean.clean(text, language).kept]


@pytest.mark.parametrize(("language", "line"), CUT)
def test_a_line_that_speaks_to_the_reader_is_cut_at_the_end(language: str, line: str) -> None:
    assert kept("\n".join([*ARTICLE[language], line]), language) == ARTICLE[language]


@pytest.mark.parametrize(("language", "line"), KEEP)
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_line_that_looks_like_one_is_kept_between_paragraphs(language: str, line: str, gap: str) -> None:
    first, second = ARTICLE[language]
    assert kept(gap.join([first, line, second]), language) == [first, line, second]


def test_a_cut_says_which_signs_it_stands_on() -> None:
    text = "\n".join([*ARTICLE["en"], "Help us keep this newsroom."])
    assert [cut.reason for cut in clean.clean(text, "en").cuts] == ["end:ask+we+self"]


def test_the_words_of_the_article_weigh_against() -> None:
    line = "Tell us what you know of the sailors and the envoy"
    assert signs.weigh(line, "en", frozenset({"sailors", "envoy"})).weight < signs.weigh(line, "en").weight
    assert signs.weigh(line, "en", frozenset({"sailors"})) == signs.weigh(line, "en")


def test_a_country_is_no_pronoun() -> None:
    assert signs.weigh("US reporters and their newsroom", "en").weight == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_class_of_words_has_its_weight_or_its_use(language: str) -> None:
    used = {
        "before",
        "after",
        "told",
        "small",
        "grave",
        "parts",
        "bio",
        "time",
        "prefixes",
        "question",
        "cut",
        "keep",
    } | {"being", "bylines", "if"}
    assert set(TABLE[language]) <= set(TABLE["weights"]) | used


def test_an_unknown_language_has_the_signs_of_all() -> None:
    assert signs.weigh("Dukung kerja kami dengan berlangganan", "xx").weight >= signs.enough("body")
    assert signs.weigh("Support our newsroom and subscribe", "xx").weight >= signs.enough("body")
