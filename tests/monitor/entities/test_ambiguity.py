"""A country behind a given name is somebody's surname, but for names that are months and feasts."""

from __future__ import annotations

import pytest

from monitor.entities import gazetteer, tag
from monitor.models import EntityKind

NAMES = gazetteer.load()


def states(text: str, language: str) -> list[str]:
    return [one.name for one in tag.mentions(text, language, NAMES) if one.kind is EntityKind.COUNTRY]


@pytest.mark.parametrize(
    ("text", "language", "state"),
    [
        ("In April Qatar mediated.", "en", "Qatar"),
        ("On 6 May Niger closed the border.", "en", "Niger"),
        ("On May 6 Niger closed the border.", "en", "Niger"),
        ("Since last August Togo has been silent.", "en", "Togo"),
        ("The army said that by June Oman would answer.", "en", "Oman"),
        ("Over Easter Kenya hosted them.", "en", "Kenya"),
        ("Sejak April Turki diam.", "id", "Turkey"),
        ("Selama Ramadan Mesir menutup perbatasan.", "id", "Egypt"),
    ],
)
def test_a_state_behind_a_month_or_feast_is_one(text: str, language: str, state: str) -> None:
    assert states(text, language) == [state]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Her sister April Jordan wrote a letter.", "en"),
        ("The nurse, June Chad, wrote a letter.", "en"),
        ("In London Michael Jordan wrote a letter.", "en"),
        ("Kata August Jordan, surat itu palsu.", "id"),
    ],
)
def test_a_person_whose_given_name_is_a_month_keeps_the_surname(text: str, language: str) -> None:
    assert states(text, language) == []
