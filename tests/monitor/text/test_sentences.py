"""Where sentences begin and end."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text import clean, sentences
from monitor.text.clean import Span


def split(text: str, language: str = "id") -> list[str]:
    spans = [Span(start=0, end=len(text))]
    return [text[found.start : found.end] for found in sentences.split(text, spans, language)]


@pytest.mark.parametrize(
    "expected",
    [
        ["Dr. Amir tiba.", "Ia diam."],
        ["Jenderal (Purn.) Amir tiba.", "Ia diam."],
        ["“Kami menunggu,” kata Amir.", "Ia pulang."],
        ["“Kami menunggu.”", "“Kami pulang.”"],
        ["“Kapan?” tanya Amir.", "Tidak ada jawaban!"],
        ["Ia bertemu H. Amir dan K. H. Budi di Jl. Mawar No. 5.", "Mereka diam."],
        ["Korban 19.667 orang.", "Sekitar 1,9 juta pergi."],
        ["Ia ditahan di penjara. .", "Ia juga dibebaskan."],
        ["Ia menunggu... lalu pulang.", "Selesai…", "Besok lagi."],
        ["Mereka membawa beras, air, dll.", "Mereka pergi."],
        ["Mereka membawa beras, air, dll.", "Pemerintah menolak."],
        ["Ia lahir di D.I. Yogyakarta pada 3 Okt. 1960.", "Ayahnya K.H. Budi."],
        ["Prof. Dr. Ir. H. Amir, M.Sc., Ph.D. hadir.", "Ia bicara."],
        ["Serangan terjadi pukul 03.15.", "Tiga orang tewas pada 2023.", "Tidak ada yang mengaku."],
        ["Ada tiga hal: 1. Waktu.", "2. Uang.", "3. Tempat."],
        ["Letjen (Purn.) Amir dan Brigjen. Budi tiba pukul 10.00 WIB.", "Mereka diam."],
    ],
)
def test_indonesian_sentences_end_at_stops_and_not_at_abbreviations(expected: list[str]) -> None:
    assert split(" ".join(expected)) == expected


@pytest.mark.parametrize(
    "expected",
    [
        ["Gen. Roe met J. K. Smith in the U.S. on Monday.", "They talked."],
        ["The U.N. Security Council met.", "It failed."],
        ["He left the U.S. last week.", "“Stop,” he said."],
        ["No. 5 won by 5.5 million votes.", "The rest lost."],
        ["“Will they come?” she asked.", "They came at 5 p.m. sharp."],
        ["They met at 5 p.m.", "Nobody spoke."],
        ["Mr. Smith met Gen. Roe at 10 a.m. on Monday.", "He left."],
        ["He arrived Nov. 3 from Washington, D.C.", "She did not."],
        ["The St. Mary's Church vs. the city, Art. 5.", "A ruling is due."],
        ["Father Cruz of Sta. Ana parish met Msgr. Reyes of Sto. Tomas.", "They talked."],
    ],
)
def test_english_sentences_end_at_stops_and_not_at_abbreviations(expected: list[str]) -> None:
    assert split(" ".join(expected), "en") == expected


def test_arabic_and_russian_sentences_end_too() -> None:
    assert len(split("وصل الوفد. ثم غادر. هل عاد؟ لا أحد يعلم.", "ar")) == 4
    assert split("Делегация прибыла. Она уехала.", "ru") == ["Делегация прибыла.", "Она уехала."]


def test_chinese_and_hindi_sentences_end_without_a_space_or_with_their_own_stop() -> None:
    assert split("他们到了。会谈开始了！谁知道？", "zh") == ["他们到了。", "会谈开始了！", "谁知道？"]
    assert split("दूत पहुंचा। वह चुप रहा।", "hi") == ["दूत पहुंचा।", "वह चुप रहा।"]
    assert split("قال د. أحمد إنه وصل. ثم غادر.", "ar") == ["قال د. أحمد إنه وصل.", "ثم غادر."]


def test_a_heading_is_one_sentence_and_counts_for_none() -> None:
    text = "Utusan tiba. Ia diam\nIa pulang. Ia tidur."
    found = sentences.split(text, [Span(start=0, end=20, is_heading=True), Span(start=21, end=len(text))], "id")
    assert [(one.position, one.is_heading) for one in found] == [(-1, True), (0, False), (1, False)]


def test_a_wall_of_text_comes_in_pieces() -> None:
    text = "kata " * 2000
    assert max(map(len, split(text))) <= 1500


@given(st.text(max_size=300), st.sampled_from(["id", "en", "ar"]))
def test_sentences_stand_in_order_inside_the_kept_spans(text: str, language: str) -> None:
    kept = clean.clean(text, language).kept
    found = sentences.split(text, kept, language)
    assert all(any(span.start <= one.start < one.end <= span.end for span in kept) for one in found)
    assert all(before.end <= after.start for before, after in itertools.pairwise(found))
    words = "".join("".join(text[one.start : one.end].split()) for one in found)
    assert words == "".join("".join(text[span.start : span.end].split()) for span in kept)
