"""One form for words that are written in several."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text import normalize


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("CAFÉ", "cafe"),
        ("Jum’at", "jum'at"),
        ("Qurʼan", "qur'an"),
        ("Ｋａｂａｒ", "kabar"),
        ("Straße", "strasse"),
        ("Зелёный й", "зеленый й"),
        ("مُحَمَّد", "محمد"),
        ("ســـلام", "سلام"),
        ("שָׁלוֹם", "שלום"),
        ("zero\u200bwidth", "zerowidth"),
    ],
)
def test_spellings_fold_to_one(written: str, folded: str) -> None:
    assert normalize.fold(written) == folded


def test_figures_are_one_token_with_their_separators() -> None:
    assert normalize.tokens("19.667 orang, 1,9 juta (1/11)") == ["19.667", "orang", "1,9", "juta", "1/11"]


@given(st.text(max_size=100))
def test_case_and_composition_never_matter(text: str) -> None:
    assert normalize.fold(normalize.fold(text)) == normalize.fold(text)
    normalize.tokens(text)
