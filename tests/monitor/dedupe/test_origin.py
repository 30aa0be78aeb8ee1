"""Who reported it first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.dedupe import origin

BODY = "Utusan itu tiba di ibu kota pada Senin dan akan tinggal dua hari."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"CAIRO (Reuters) - {BODY}", "reuters"),
        (f"Jakarta (ANTARA) - {BODY}", "antara"),
        (f"{BODY}\n\nREUTERS", "reuters"),
        (f"{BODY}\n\nAFP/Antara\n", "afp"),
        (f"{BODY} (Reuters)", "reuters"),
        (f"{BODY}\n\nSumber: Antara", "antara"),
        (f"{BODY}\n\nSource: AFP", "afp"),
        (f"{BODY} Hal itu lapor kantor berita pemerintah Tass.", "tass"),
        (f"{BODY} Sumber mengatakannya kepada Axios.", "axios"),
        (f"{BODY} Ia mengatakannya dalam wawancara dengan Sputnik.", "sputnik"),
        (f"{BODY} Demikian dilansir dari Al Jazeera.", "al-jazeera"),
        ("The envoy told The Associated Press on Monday that he would stay.", "ap"),
        ("The envoy will stay, Reuters reported, citing two officials.", "reuters"),
        (f"Dilansir dari laman Al Jazeera, utusan tiba. {BODY}", "al-jazeera"),
        (f"Hal itu dilaporkan kantor berita resmi Rusia, RIA Novosti. {BODY}", "ria"),
        (f"Kepada wartawan AFP, utusan mengaku lelah. {BODY}", "afp"),
        (f"Laporan Axios menyebutkan utusan tiba. {BODY}", "axios"),
        ("The envoy will stay, Russia's TASS news agency reported.", "tass"),
        ("The envoy will stay, state news agency SANA said.", "sana"),
        (f"(AFP) - {BODY}", "afp"),
        (f"MOSCOW, November 1. /TASS/. {BODY}", "tass"),
        (f"{BODY}\nEditor: Ani\nCopyright © ANTARA 2024", "antara"),
        (f"{BODY}\nThe Associated Press contributed to this report.", "ap"),
        (f"{BODY}\n© Agence France-Presse", "afp"),
        (f"Посланник прибыл, сообщает ТАСС. {BODY}", "tass"),
        (f"وصل المبعوث، حسب وكالة رويترز. {BODY}", "reuters"),
    ],
)
def test_a_credited_agency_is_the_origin(text: str, expected: str) -> None:
    assert origin.wire(text, "Utusan Tiba") == expected


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        f"{BODY}\n\nFoto: AP Photo/Jane Roe",
        f"{BODY}\n\nAP Photo/Jane Roe",
        f"Kepala pelabuhan. REUTERS/Jane Roe\n\n{BODY}",
        f"Foto: Warga menanti kabar. (ANTARA/Budi)\n\n{BODY}",
        f"Photo by Jane Roe | Reuters\n\n{BODY}",
        f"Keterangan foto: dermaga kosong (AFP)\n\n{BODY}",
        f"Image: Sputnik\n\n{BODY}",
        f"{BODY} Wartawan Reuters ditahan di perbatasan.",
        f"{BODY} Kantor Al Jazeera ditutup.",
        f"Gedung kantor berita Reuters di London terbakar. {BODY}",
        f"Reuters menolak berkomentar. {BODY}",
        f"A Reuters journalist was killed in the strike. {BODY}",
        f"Wartawan AFP ditahan di perbatasan. {BODY}",
        f"He watched CNN and read the New York Times. {BODY}",
        f"Utusan itu dulu bekerja untuk BBC. {BODY}",
    ],
)
def test_a_photo_credit_or_a_mere_mention_is_none(text: str) -> None:
    assert origin.wire(text, "Utusan Tiba") is None


@pytest.mark.parametrize("text", [f"{BODY}\n\n(ANTARA/Budi)", f"Foto: {BODY} {BODY} {BODY} {BODY}\n\nSumber: Antara"])
def test_beside_a_picture_the_credit_of_the_text_still_counts(text: str) -> None:
    assert origin.wire(f"Foto: dermaga kosong (AFP)\n\n{text}", "Utusan Tiba") == "antara"


def test_a_credit_line_outweighs_those_cited_inside() -> None:
    assert origin.wire(f"{BODY} Hal itu lapor kantor berita Tass.\n\nREUTERS", "") == "reuters"


def test_an_aside_far_down_is_not_where_the_story_comes_from() -> None:
    text = f"{BODY} " * 40 + "Bloomberg melaporkan hal serupa."
    assert origin.wire(text, "") is None


@pytest.mark.parametrize(
    ("publisher", "url", "expected"),
    [
        ("Detikcom", "https://news.detik.com/berita/1", "trans-media"),
        ("CNN Indonesia", "https://www.cnnindonesia.com/x", "trans-media"),
        ("Kabar Kota", "https://www.kabarkota.example/1", "kabarkota.example"),
        ("Kabar Kota", "https://news.google.com/x", "kabar-kota"),
        ("Kabar Kota", "", "kabar-kota"),
    ],
)
def test_sites_of_one_house_are_one_family(publisher: str, url: str, expected: str) -> None:
    assert origin.family(publisher, url) == expected


@given(st.text(max_size=200), st.text(max_size=50))
def test_any_text_has_an_origin_or_none(text: str, title: str) -> None:
    origin.wire(text, title)
    origin.family(title, text)


def test_a_credit_comes_with_the_words_that_give_it() -> None:
    cited, lined = origin.credit(f"Utusan tiba, lapor Tass. {BODY}", ""), origin.credit(f"{BODY}\n\nREUTERS", "")
    assert cited is not None
    assert lined is not None
    assert (cited.agency, cited.quote, cited.is_line) == ("tass", "lapor Tass", False)
    assert (lined.agency, lined.quote, lined.is_line) == ("reuters", "REUTERS", True)
