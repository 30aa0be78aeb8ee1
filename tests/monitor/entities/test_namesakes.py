"""A name that two countries share is that of the one which the text tells of."""

from __future__ import annotations

import pytest

from monitor.entities import catalogue, gazetteer, namesakes, tag
from monitor.models import EntityKind

NAMES = gazetteer.load()


def states(text: str, language: str = "en") -> list[str]:
    """Give the countries named in a text, in order."""
    return [one.id for one in tag.mentions(text, language, NAMES) if one.kind is EntityKind.COUNTRY]


@pytest.mark.parametrize(
    ("text", "language", "state"),
    [
        ("Congolese troops fought near Goma.", "en", "country:cd"),
        ("Congolese troops left. Talks in Kinshasa failed.", "en", "country:cd"),
        ("Congo and the M23 rebels are back at the table.", "en", "country:cd"),
        ("In Brazzaville, Congo voted on Sunday.", "en", "country:cg"),
        ("In Brazzaville, the Congolese cabinet met.", "en", "country:cg"),
        ("The Congolese cabinet met in Brazzaville.", "en", "country:cg"),
        ("Le gouvernement congolais a quitté Brazzaville.", "fr", "country:cg"),
        ("Конголезские власти в Браззавиле отказались.", "ru", "country:cg"),
        ("Конголезские власти в Киншасе отказались.", "ru", "country:cd"),
        ("قالت السلطات الكونغولية في برازافيل", "ar", "country:cg"),
    ],
)
def test_a_shared_name_is_that_of_the_country_whose_towns_stand_beside_it(text: str, language: str, state: str) -> None:
    assert states(text, language) == [state]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The Congolese cabinet met.", "en"),
        ("Die kongolesische Regierung lehnte ab.", "de"),
        ("El gobierno congoleño se negó.", "es"),
        ("Pemerintah Kongo menolak.", "id"),
    ],
)
def test_with_nothing_beside_it_the_likelier_country_is_meant(text: str, language: str) -> None:
    assert states(text, language) == ["country:cd"]


def test_where_both_are_named_the_nearer_one_before_is_meant() -> None:
    text = "In Kinshasa and in Brazzaville Congolese police waited; in Kinshasa Congolese police left."

    assert states(text) == ["country:cg", "country:cd"]


def test_what_one_country_bears_alone_is_no_shared_name() -> None:
    shared = namesakes.shared(catalogue.entities())

    assert "Congolese" in shared
    assert not {"Guinea", "Guinea-Bissau", "Niger", "Nigeria", "South Korea", "DR Congo"} & shared.keys()
    assert all(len({each.id for each in bearers}) > 1 for bearers in shared.values())
