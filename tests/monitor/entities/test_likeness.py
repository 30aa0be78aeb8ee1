"""Two spellings are one person's; near names are two persons'."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.entities import likeness, variants
from tests import names


@pytest.mark.parametrize(("one", "other"), names.near("one"))
def test_spellings_of_one_name_are_one_person(one: str, other: str) -> None:
    assert likeness.same(one, other)


def test_of_near_names_of_two_persons_fewer_than_one_in_ten_is_joined() -> None:
    pairs = names.near("two")

    assert len(pairs) > 60
    assert sum(likeness.same(*pair) for pair in pairs) < 0.1 * len(pairs)


@pytest.mark.parametrize(("one", "other"), names.near("two"))
def test_near_names_of_two_persons_never_share_an_id(one: str, other: str) -> None:
    assert variants.person_id(one) != variants.person_id(other)


def test_one_shared_word_does_not_make_two_names_one() -> None:
    assert not likeness.same("Ahmad Karimi", "Ahmad Nasser")
    assert not likeness.same("Karimi", "Ahmad Karimi")


@pytest.mark.parametrize(("one", "other"), names.near("two"))
def test_near_names_of_two_persons_are_never_surely_one(one: str, other: str) -> None:
    assert not likeness.sure(one, other)


def test_a_script_without_vowels_leaves_a_doubt() -> None:
    assert not likeness.sure("Hussein Rouhani", "حسن روحاني")
    assert not likeness.sure("Benjamin Netanyahu", "בנימין נתניהו")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Abdallah Farsakh", "Abdalla Farsakh"),
        ("Abdullah Farsakh", "Abdallah Farsakh"),
        ("Salim Elkhatibi", "Saleem al-Khatibi"),
        ("Nabil Elqadhari", "Nabeel Ghadari"),
        ("Reza Faridzadeh", "Reza Farid Zadeh"),
        ("Omar Najmeddine", "Omar Najm al-Din"),
        ("Karim Saifuddin", "Karim Saif ud-Din"),
    ],
)
def test_articles_written_on_and_old_spellings_are_one_name(one: str, other: str) -> None:
    assert likeness.same(one, other)


def test_two_common_names_say_less_than_two_rare_ones() -> None:
    assert likeness.likeness("Ahmad Hasan Rizqi", "Ahmad Hasan") < likeness.likeness(
        "Torvald Enok Brekke", "Torvald Brekke"
    )


def test_word_order_and_middle_names_do_not_part_a_name() -> None:
    assert likeness.same("KARIMI, Ahmad Reza", "Ahmed Reza Karimi")
    assert likeness.same("Ahmad Farrokh Karimi", "Ahmad Karimi")


@pytest.mark.parametrize(
    ("name", "other", "stranger"),
    [
        ("Reza Farrokh Karimi", "Reza Farokhi", "Farrokh Ahmad Sadiqi"),
        ("Ivan Petrovich Lastochkin", "Ivan Lastotschka", "Ivan Sergeyevich Molotilov"),
        ("Tamim Farsakh", "Tamim Farshaq", "Tamim Barghash"),
    ],
)
def test_a_doubt_is_settled_by_how_much_of_the_whole_is_alike(name: str, other: str, stranger: str) -> None:
    assert likeness.likeness(name, other) > likeness.likeness(name, stranger)
    assert not likeness.same(name, stranger)


def test_a_name_is_held_against_all_by_which_a_person_is_known() -> None:
    known = ["Tomas Elvik", "Haitham Ghazlan Mirdawi"]

    assert likeness.among("Haytham Mirdawi", known) >= likeness.SAME
    assert likeness.among("Sigurd Brekke", known) < likeness.MAYBE
    assert likeness.among("Tomas Elvik", []) == 0


def test_a_surname_that_a_father_and_a_son_share_is_no_proof() -> None:
    assert not likeness.same("Torvald Brekke", "Sigurd Brekke")
    assert not likeness.same("Sutarjo Wiguna", "Bambang Wiguna")


@given(st.text(), st.text())
def test_likeness_is_symmetric_and_a_share(one: str, other: str) -> None:
    like = likeness.likeness(one, other)

    assert like == pytest.approx(likeness.likeness(other, one))
    assert 0 <= like <= 1


@given(st.text(alphabet="abجدвгאבé -'’", max_size=20), st.text(alphabet="abجدвгאבé -'’", max_size=20))
def test_likeness_is_symmetric_across_scripts(one: str, other: str) -> None:
    assert likeness.likeness(one, other) == pytest.approx(likeness.likeness(other, one))
