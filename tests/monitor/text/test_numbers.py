"""Counts, and what is none."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text import numbers


def counts(text: str, language: str) -> list[tuple[str, int, int]]:
    return [(text[found.start : found.end], found.low, found.high) for found in numbers.find(text, language)]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("dua puluh empat sandera", 24, 24),
        ("seratus dua puluh empat sandera", 124, 124),
        ("tiga ribu lima ratus orang", 3500, 3500),
        ("dua belas orang", 12, 12),
        ("seorang sandera", 1, 1),
        ("19.667 orang tewas", 19667, 19667),
        ("1,9 juta warga", 1_900_000, 1_900_000),
        ("Ketiganya dibebaskan", 3, 3),
        ("Ketiga pelaut itu", 3, 3),
        ("sekitar 240 lainnya", 240, 240),
        ("dua ratusan orang", 200, 299),
        ("ratusan ribu warga", 100_000, 999_000),
        ("jutaan orang", 1_000_000, 9_999_999),
        ("dua-tiga orang", 2, 3),
        ("sepasang suami istri", 2, 2),
        ("setengah lusin pelaut", 6, 6),
        ("kedua direktur itu", 2, 2),
        ("86 wanita", 86, 86),
        ("24,000 orang", 24000, 24000),
        ("belasan anak", 11, 19),
        ("antara 10 dan 20 orang", 10, 20),
        ("10-15 orang", 10, 15),
        ("dua atau tiga orang", 2, 3),
        ("2 juta hingga 3 juta orang", 2_000_000, 3_000_000),
    ],
)
def test_an_indonesian_count_is_found(text: str, low: int, high: int) -> None:
    assert [(found[1], found[2]) for found in counts(text, "id")] == [(low, high)]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("two dozen hostages", 24, 24),
        ("twenty-four men", 24, 24),
        ("a hundred and twenty soldiers", 120, 120),
        ("24,000 people", 24000, 24000),
        ("1.5 million people", 1_500_000, 1_500_000),
        ("2 to 3 million people", 2_000_000, 3_000_000),
        ("between 10 and 12 captives", 10, 12),
        ("dozens of people", 24, 99),
        ("scores of people", 40, 99),
        ("a score of men", 20, 20),
        ("half a dozen men", 6, 6),
        ("a couple of soldiers", 2, 2),
        ("a pair of journalists", 2, 2),
        ("tens of thousands of people", 20_000, 99_000),
        ("hundreds of thousands of people", 200_000, 999_000),
        ("nearly 1.5m people", 1_500_000, 1_500_000),
        ("both men", 2, 2),
        ("at least 240 others", 240, 240),
    ],
)
def test_an_english_count_is_found(text: str, low: int, high: int) -> None:
    assert [(found[1], found[2]) for found in counts(text, "en")] == [(low, high)]


@pytest.mark.parametrize(
    "text",
    [
        "pada 7 Oktober 2023",
        "hari ke-42",
        "Jumat (1/11)",
        "pukul 18.35 WIB",
        "90 persen penduduk",
        "salah satu sandera",
        "Rp 5 juta",
        "tahap kedua perjanjian",
        "untuk ketiga kalinya",
        "sandera kedua dibebaskan",
        "Amir (62) tiba",
        "62 tahun",
        "tahun 2019",
        "5 kilometer",
        "2024-10-24",
    ],
)
def test_a_date_a_share_an_ordinal_or_a_measure_is_no_count_in_indonesian(text: str) -> None:
    assert counts(text, "id") == []


@pytest.mark.parametrize(
    "text",
    [
        "on 7 October 2023",
        "the 21st day",
        "50 percent",
        "$3 million",
        "one of them",
        "an F-16 jet",
        "a 100m race",
        "the G20 summit",
        "Resolution 2728",
        "a 62-year-old man",
        "a three-day truce",
        "18:35 GMT",
    ],
)
def test_a_date_a_share_an_ordinal_or_a_measure_is_no_count_in_english(text: str) -> None:
    assert counts(text, "en") == []


@pytest.mark.parametrize(
    ("text", "count"),
    [("أحد عشر ممرضا", 11), ("اثني عشر شيخا", 12), ("اثنتا عشرة رهينة", 12), ("ثلاثة عشر جنديا", 13), ("عشر نساء", 10)],
)
def test_arabic_counts_on_from_ten_in_two_words(text: str, count: int) -> None:
    assert [(low, high) for _, low, high in counts(text, "ar")] == [(count, count)]


def test_arabic_figures_are_figures() -> None:
    assert counts("٢٤ رهينة", "ar") == [("٢٤", 24, 24)]


@given(st.integers(min_value=1, max_value=999_999))
def test_a_figure_reads_the_same_with_and_without_its_separators(value: int) -> None:
    written = f"{value:,}"
    plain = f"{value} orang" if not 1900 <= value <= 2099 else f"{written} orang"
    found = [counts(text, "id")[0][1] for text in (plain, f"{written} orang", f"{written.replace(',', '.')} orang")]
    assert found == [value] * 3


@given(st.text(max_size=200), st.sampled_from(["id", "en", "und"]))
def test_counts_stand_in_order_inside_any_text(text: str, language: str) -> None:
    found = numbers.find(text, language)
    assert all(0 <= one.start < one.end <= len(text) and one.low <= one.high for one in found)
    assert all(before.end <= after.start for before, after in itertools.pairwise(found))
