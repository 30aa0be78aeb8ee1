"""Which language a text is in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text import language


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Utusan Negeri Utara tiba di ibu kota untuk membicarakan nasib para pelaut yang ditahan.", "id"),
        (
            "Perdana Menteri berkata beliau akan melawat negara jiran itu pada minggu hadapan kerana jemputan rasmi.",
            "id",
        ),
        ("Polis menahan dua lelaki selepas kemalangan jalan raya berhampiran pejabat kerajaan.", "id"),
        ("The envoy arrived in the capital to discuss the fate of the sailors who were detained.", "en"),
        ("Посланник прибыл в столицу, чтобы обсудить судьбу задержанных моряков.", "ru"),
        ("وصل المبعوث إلى العاصمة لبحث مصير البحارة المحتجزين منذ مارس.", "ar"),
        ("L'envoyé est arrivé dans la capitale pour discuter du sort des marins détenus.", "fr"),
        ("השליח הגיע לבירה כדי לדון בגורלם של המלחים העצורים.", "he"),
    ],
)
def test_a_sentence_names_its_language(text: str, expected: str) -> None:
    assert language.detect(text) == expected


def test_a_few_words_are_in_no_language_unless_the_feed_says_so() -> None:
    assert language.detect("Vladimir Putin") == "und"
    assert language.detect("Vladimir Putin", hint="id-ID") == "id"


def test_a_hint_does_not_override_what_the_text_says() -> None:
    assert language.detect("The envoy arrived in the capital to discuss the fate of the sailors.", hint="id") == "en"


@pytest.mark.parametrize(
    ("hint", "expected"), [("ms", "id"), ("in-ID", "id"), ("en_GB", "en"), ("iw", "he"), ("nonsense", ""), ("", "")]
)
def test_a_tag_is_reduced_to_its_code(hint: str, expected: str) -> None:
    assert language.tag(hint) == expected


@given(st.text(max_size=200), st.text(max_size=8))
def test_any_text_gets_an_answer_and_never_malay(text: str, hint: str) -> None:
    found = language.detect(text, hint)
    assert found == "und" or (len(found) == 2 and found != "ms")
