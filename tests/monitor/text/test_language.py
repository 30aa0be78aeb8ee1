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
        ("Посланець прибув до столиці, щоб обговорити долю моряків.", "uk"),
        ("نماینده ویژه برای گفتگو وارد پایتخت شد.", "fa"),
        ("وزیر اعظم نے کہا ہے کہ مذاکرات جاری ہیں", "ur"),
        ("他们昨天抵达莫斯科举行会谈", "zh"),
        ("代表団は昨日モスクワに到着しました", "ja"),
        ("대표단이 어제 모스크바에 도착했다", "ko"),
        ("คณะผู้แทนเดินทางถึงมอสโกเมื่อวานนี้", "th"),
        ("Hamas Bebaskan Tiga Sandera di Gaza", "id"),
        ("Hamas frees three hostages in Gaza", "en"),
        ('"Aku wis ora kuat," kata Slamet, yang menangis saat menceritakan penahanan itu kepada wartawan.', "id"),
    ],
)
def test_a_sentence_names_its_language(text: str, expected: str) -> None:
    assert language.detect(text) == expected


def test_a_few_words_are_in_no_language_unless_the_feed_says_so() -> None:
    assert language.detect("Vladimir Putin") == "und"
    assert language.detect("Vladimir Putin", hint="id-ID") == "id"


MALAY = "Polis berkata rundingan itu ditangguhkan kerana kemalangan, selepas syarikat itu enggan melepaskan mangsa."
INDONESIAN = (
    "Polisi mengatakan perundingan itu ditunda karena kecelakaan, setelah perusahaan itu menolak melepas sandera."
)


def test_malay_is_read_as_indonesian_and_said_to_be_malay() -> None:
    assert (language.look(MALAY).code, language.look(MALAY).variety) == ("id", "ms")
    assert (language.look(INDONESIAN).code, language.look(INDONESIAN).variety) == ("id", "")


def test_a_malay_word_in_a_quote_does_not_make_an_indonesian_text_malay() -> None:
    quoted = (
        f'{INDONESIAN} "Mereka bebas kerana rundingan," kata utusan Kuala Lumpur, karena ia ikut, namun polisi diam.'
    )
    assert language.look(quoted).variety == ""


def test_a_language_comes_with_how_sure_it_is_and_by_what() -> None:
    assert language.look(INDONESIAN).by == "words"
    assert language.look("Посланник прибыл в столицу").by == "script"
    assert (language.look("Vladimir Putin", "id").by, language.look("Vladimir Putin").sureness) == ("feed", 0)
    assert 0.5 < language.look(INDONESIAN).sureness <= 1


def test_what_a_page_opens_with_does_not_decide() -> None:
    names = "Benjamin Netanyahu, Joe Biden, Antony Blinken, Isaac Herzog, David Barnea, Bill Burns. " * 8
    assert language.detect(names + INDONESIAN * 3) == "id"


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
