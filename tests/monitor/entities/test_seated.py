"""Offices and bodies that are called after a name speak for themselves, and for no state."""

from __future__ import annotations

import pytest

from monitor.entities import gazetteer, tag
from monitor.models import EntityKind

NAMES = gazetteer.load()


def acting(text: str, language: str = "en") -> dict[str, str]:
    """Give who may act in a text, each with whom it speaks for."""
    found = tag.mentions(text, language, NAMES)

    return {
        one.surface: one.actor.name if one.actor else one.name
        for one in found
        if one.kind not in {EntityKind.CONCEPT, EntityKind.MEDIA}
    }


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("Both clans thanked the Emir of Kazaure for his patience.", "Emir of Kazaure"),
        ("The rebels trusted only the auxiliary bishop of Kidapawan, they said.", "auxiliary bishop of Kidapawan"),
        ("It was the bishop of Malta who carried the letter.", "bishop of Malta"),
        ("The diocese of Goma offered its hall to both sides.", "diocese of Goma"),
        ("A Tama reconciliation committee went from village to village.", "Tama reconciliation committee"),
        ("Nobody had asked the Moldovan chamber of commerce to help.", "Moldovan chamber of commerce"),
        ("The men were handed to the Hausa traders' association on Friday.", "Hausa traders' association"),
        ("They had asked the Acholi Teachers' League to carry it.", "Acholi Teachers' League"),
        ("It was the Wolof Women's Forum that spoke to both.", "Wolof Women's Forum"),
        ("It was the Serbian Orthodox Church that spoke to both.", "Serbian Orthodox Church"),
        ("He thanked the Lutheran Church in Liberia and its synod.", "Lutheran Church in Liberia"),
        ("It was the Kenyan Nurses' Union that called off the strike.", "Kenyan Nurses' Union"),
        ("Kin thanked the Honduran Red Cross for the letters.", "Honduran Red Cross"),
    ],
)
def test_such_an_office_or_body_is_whole(text: str, whole: str) -> None:
    found = acting(text)

    assert list(found) == [whole]
    assert found[whole].lower() == whole.lower()


@pytest.mark.parametrize(
    ("text", "language", "whole"),
    [
        ("Kedua marga berdamai di depan Dewan Adat Paniai kemarin.", "id", "Dewan Adat Paniai"),
        ("Surat itu dibawa Kamar Dagang Malaysia ke sana.", "id", "Kamar Dagang Malaysia"),
        ("Para sopir memercayai gereja Katolik Honduras sejak lama.", "id", "gereja Katolik Honduras"),
    ],
)
def test_it_is_so_where_the_head_comes_first(text: str, language: str, whole: str) -> None:
    assert list(acting(text, language)) == [whole]


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("The king of Bahrain spoke to both of them.", "Bahrain"),
        ("The Finnish Foreign Ministry spoke to both of them.", "Finland"),
        ("The Omani mission spoke to both of them.", "Oman"),
        ("The Polish government's committee spoke to both of them.", "Poland"),
        ("Envoys of Chile and the church spoke to both of them.", "Chile"),
    ],
)
def test_who_speaks_for_a_state_still_does(text: str, state: str) -> None:
    assert state in acting(text).values()


def test_a_given_name_that_is_a_faith_stays_with_its_surname() -> None:
    assert "Christian Mbala" in acting("Villagers thanked Cardinal Christian Mbala for his patience.")


def test_an_ombudsman_is_known_by_name() -> None:
    assert "Teresa Quiroz" in acting("Miners trusted Ombudswoman Teresa Quiroz, who spoke to both.")


@pytest.mark.parametrize(
    "text",
    [
        "Herders thanked the Sultan of Kazaure, Sani Bello, for his patience.",
        "Herders thanked Sani Bello, the young Oba of Kazaure, for his patience.",
    ],
)
def test_beside_the_name_of_who_holds_it_an_office_is_a_title(text: str) -> None:
    assert acting(text) == {"Sani Bello": "Sani Bello", "Kazaure": "Kazaure"}


def test_a_church_whose_leader_is_named_does_not_act() -> None:
    assert "Papuan church" not in acting("A Papuan church leader, Rev. Yonas Kogoya, walked to the camp.")


def test_a_body_without_a_name_is_not_its_country() -> None:
    found = tag.mentions("It was a small Portuguese aid group that spoke to both.", "en", NAMES)

    assert [(one.kind, one.actor) for one in found if one.surface == "Portuguese"] == [(EntityKind.PLACE, None)]


def test_half_of_a_word_with_a_hyphen_is_nobody() -> None:
    found = acting(
        "The Nairobi-based Harvest Institute and the Franco-German cyclist agreed, and so did Ann-Marie Lee."
    )

    assert not [surface for surface in found if surface.startswith("-") or surface.endswith("-")]
    assert {"Harvest Institute", "Ann-Marie Lee"} <= found.keys()


@pytest.mark.parametrize(
    ("text", "language", "office", "holder"),
    [
        (
            "The Bishop of Goma offered to help.\n\nThe Bishop of Goma, Jean Mbala, said so.",
            "en",
            "Bishop of Goma",
            "Jean Mbala",
        ),
        (
            "Warga meminta Uskup Timika menengahi.\n\nUskup Timika Mgr. Yonas Kogoya bersedia.",
            "id",
            "Uskup Timika",
            "Yonas Kogoya",
        ),
    ],
)
def test_an_office_is_who_holds_it_where_the_text_says_who(text: str, language: str, office: str, holder: str) -> None:
    found = {one.surface: one.name for one in tag.mentions(text, language, NAMES)}

    assert found[office] == holder


def test_whoever_only_stands_near_does_not_hold_the_office() -> None:
    found = acting("The Bishop of Goma met Ann Lee at the gate of the camp.")

    assert found == {"Bishop of Goma": "Bishop of Goma", "Ann Lee": "Ann Lee"}


def test_a_word_for_who_holds_it_no_longer_is_no_part_of_a_body() -> None:
    assert "Harbour Court" in acting("Retired Harbour Court judges were asked by both sides.")


def test_of_a_people_somebody_is_no_place() -> None:
    assert "Ana Ruiz" in acting("Warga memercayai pemimpin masyarakat adat Ana Ruiz sejak lama.", "id")
