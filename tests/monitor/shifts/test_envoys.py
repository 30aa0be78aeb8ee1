"""Who speaks for a state that is known to mediate, or for a party, is no new mediator."""

import pytest

from monitor import pipeline
from monitor.config import Config
from monitor.models import Story
from tests import builders

STORY = Story(
    id="gaza",
    name="Gaza",
    core=("Hamas", "Israel"),
    need=1,
    parties=("country:il", "group:hamas"),
    known=(("mediator", ("country:eg",)),),
)


def _told(text: str, language: str) -> list[str]:
    raw = builders.article(title="Hamas, Israel", text=text, language=language)

    return [one.subject[0] for one in pipeline.replay([raw], Config(stories=(STORY,))) if one.kind == "mediator"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Egypt's intelligence envoy Hassan Nour is mediating between Israel and Hamas over the hostages."),
        ("en", "The Egyptian mediator Hassan Nour shuttled between Israel and Hamas on Friday."),
        ("en", "Egyptian envoy Hassan Nour shuttled between Israel and Hamas on Friday."),
        ("id", "Utusan Mesir Hassan Nour memediasi perundingan Israel dan Hamas, Jumat."),
    ],
)
def test_an_envoy_of_a_known_mediator_is_not_told(language: str, text: str) -> None:
    assert _told(text, language) == []


@pytest.mark.parametrize(
    ("language", "text", "who"),
    [
        ("en", "Norway's envoy Kari Vik is mediating between Israel and Hamas over the hostages.", "Norway"),
        ("id", "Utusan Norwegia Kari Vik memediasi perundingan Israel dan Hamas, Jumat.", "Norway"),
        (
            "en",
            "Former Egyptian president Hassan Nour is mediating between Israel and Hamas over the hostages.",
            "Hassan Nour",
        ),
        ("en", "Israel on Friday asked Norway to mediate with Hamas over the hostages.", "Norway"),
        ("en", "Israel asked envoy Kari Vik of Norway to mediate with Hamas over the hostages.", "Norway"),
    ],
)
def test_an_envoy_of_another_state_is(language: str, text: str, who: str) -> None:
    assert _told(text, language) == [who]


@pytest.mark.parametrize(
    ("language", "before", "text", "who"),
    [
        (
            "en",
            "Youssef Amrani, a boxing coach, has entered the bank in Ghent.",
            "He shuttled between both sides.",
            "Youssef Amrani",
        ),
        ("en", "Norway's envoy Kari Vik arrived on Friday.", "She shuttled between both sides.", "Norway"),
        ("en", "Youssef Amrani saw Norway act.", "It shuttled between both sides.", "Norway"),
        (
            "id",
            "Youssef Amrani, seorang pelatih tinju, masuk ke bank.",
            "Ia menjadi penengah antara kedua pihak.",
            "Youssef Amrani",
        ),
    ],
)
def test_a_pronoun_for_one_person_is_said_of_the_person_named_last(
    language: str, before: str, text: str, who: str
) -> None:
    assert _told(f"Norwegia, Norway. {before} {text}", language) == [who]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("A Lutheran deacon, Reverend Ann Keller, has been carrying letters between Israel and Hamas.", "Ann Keller"),
        ("A Karen village headman, Bo Lindqvist, shuttled between Israel and Hamas on Friday.", "Bo Lindqvist"),
        ("Bishop Israel Bravo Quintero shuttled between Israel and Hamas on Friday.", "Israel Bravo Quintero"),
        ("Monsignor Chad Lindqvist has agreed to mediate between Israel and Hamas.", "Chad Lindqvist"),
        ("The Vestalux Foundation, led by Ann Keller, shuttled between Israel and Hamas.", "Vestalux Foundation"),
    ],
)
def test_of_whom_no_more_is_known_than_an_order_or_a_people_is_told_by_name(text: str, who: str) -> None:
    assert _told(text, "en") == [who]
