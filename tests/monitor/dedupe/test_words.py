"""The words of a text as numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.dedupe import words


def hashes(text: str) -> list[int]:
    return [int(each) for each in words.read(text).hashes]


def spelled(text: str) -> tuple[str, ...]:
    return words.named(text, range(1 << 16))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The bridge opened", "the BRIDGE – opened!"),
        ("Jum’at, café", "Jum'at cafe"),
        ("cafe\u0301", "café"),
        ("Ｇａｚａ", "gaza"),
        ("сте\u0301ны", "стены"),
        ("مُحَمَّد", "محمد"),
        ("soft\u00adhyphen", "softhyphen"),
    ],
)
def test_case_width_marks_and_punctuation_do_not_count(one: str, other: str) -> None:
    assert hashes(one) == hashes(other)


def test_a_word_has_the_same_number_in_every_process() -> None:
    assert hashes("sandera") == [11394119882798770048]


def test_words_are_told_apart_wherever_they_stand() -> None:
    one, two, three = hashes("tiba tiba pergi")
    assert one == two != three


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("pertanggungjawaban", "pertanggungjawabam"),
        ("antidisestablishmentarianism", "antidisestablishmentarianisn"),
        ("а", "0"),  # Cyrillic: the lower half of its code is that of the figure.
        ("Ш", "H"),
        ("a", "aa"),
        ("abcdefgh", "abcdefghabcdefgh"),
    ],
)
def test_words_that_differ_in_one_letter_are_told_apart(one: str, other: str) -> None:
    assert hashes(one) != hashes(other)


def test_a_word_is_the_same_beside_words_of_another_script() -> None:
    assert hashes("antidisestablishmentarianism, Шойгу 他")[0] == hashes("antidisestablishmentarianism")[0]


@given(st.text(alphabet=st.characters(max_codepoint=127), max_size=200))
def test_a_plain_text_is_read_as_it_is_beside_an_accent(text: str) -> None:
    plain, wide = words.read(text), words.read(f"{text} é")
    assert plain.hashes.tolist() == wide.hashes[:-1].tolist()
    assert plain.starts.tolist() == wide.starts[:-1].tolist()
    assert plain.tells.tolist() == wide.tells[:-1].tolist()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("tiba di Oman", ("Oman",)),
        ("tiba. Oman pergi", ()),  # The first word of a sentence may be any.
        ("tiba  Oman", ()),
        ("tiba,\nOman", ()),
        ("naik ke PT", ()),
        ("pukul 7 di A4", ("7",)),
        ("7 Oktober, Gaza", ("7", "Oktober", "Gaza")),
        ("pukul ٧", ("٧",)),
        ("pukul ๑๒", ("๑๒",)),
        ("لقاء NATO", ("NATO",)),
        ("жители Москвы", ("Москвы",)),
        ("seventeen responsibilities", ("seventeen",)),
    ],
)
def test_what_makes_news_is_told_by_the_signs_in_and_before_it(text: str, found: tuple[str, ...]) -> None:
    assert spelled(text) == found


def test_each_letter_is_a_word_where_no_spaces_are_written() -> None:
    assert len(hashes("他们到了。会谈")) == 6
    assert hashes("会谈到了")[:2] == hashes("会谈")


def test_figures_numerals_and_names_inside_a_sentence_make_news() -> None:
    text = "Menurut Amir, 24 sandera di Gaza dan dua perawat bebas. Mereka pulang bersama Tim SAR."
    assert spelled(text) == ("Amir", "24", "Gaza", "dua", "Tim", "SAR")


def test_only_the_wanted_words_are_spelled_out() -> None:
    wanted = int(words.read("di Oman").facts[0])
    assert words.named("tiba di Oman dan Qatar", {wanted}) == ("Oman",)


def test_an_empty_text_has_no_words() -> None:
    assert hashes("") == hashes(" .\n") == []


@given(st.text(alphabet=st.characters(), max_size=200))
def test_any_text_is_read_and_its_words_lie_in_order(text: str) -> None:
    found = words.read(text)
    assert len(found.hashes) == len(found.starts) == len(found.ends) == len(found.tells)
    assert (found.starts < found.ends).all()
    assert (found.ends[:-1] <= found.starts[1:]).all()
    assert np.array_equal(words.read(f"  {text} ").hashes, found.hashes)
    assert words.named(text, ()) == ()
