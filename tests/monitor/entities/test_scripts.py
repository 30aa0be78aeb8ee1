"""Names in Cyrillic and Arabic letters: particles, offices before them, and letters that are written in several ways."""

from __future__ import annotations

import pytest

from monitor.entities import gazetteer, tag
from monitor.models import EntityKind


def persons(text: str, language: str) -> list[str]:
    found = tag.mentions(text, language, gazetteer.load())

    return [one.surface for one in found if one.kind is EntityKind.PERSON]


def actors(text: str, language: str) -> list[str]:
    found = tag.mentions(text, language, gazetteer.load())

    return [one.actor.name for one in found if one.actor is not None]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Инженера Халеда аль-Масри отпустили в субботу.", ["Халеда аль-Масри"]),
        ("Медсестра Анна ван дер Берг вернулась домой.", ["Анна ван дер Берг"]),
        ("Епископ Сальвадор Мендес встретился с родными.", ["Сальвадор Мендес"]),
        ("Священник Пётр Ковальски выступил на площади.", ["Пётр Ковальски"]),
    ],
)
def test_a_russian_name_has_its_particles_and_not_the_word_before_it(text: str, named: list[str]) -> None:
    assert persons(text, "ru") == named


@pytest.mark.parametrize("text", ["Ван подъехал к воротам.", "Врач вышел из отделения.", "Сальвадор подписал договор."])
def test_a_word_that_may_lead_a_name_is_none(text: str) -> None:
    assert persons(text, "ru") == []


@pytest.mark.parametrize(
    ("text", "language", "actor"),
    [
        ("قالت أنقرة كلمتها.", "ar", "Turkey"),
        ("وصل الوفد أمس، وردت أسمرة وانتهى كل شيء.", "ar", "Eritrea"),
        ("Посредники из Египта ждут ответа.", "ru", "Egypt"),
        ("Нуакшот ответил отказом.", "ru", "Mauritania"),
    ],
)
def test_a_state_is_known_by_its_capital_and_its_cases(text: str, language: str, actor: str) -> None:
    assert actor in actors(text, language)
