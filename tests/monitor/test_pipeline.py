"""The flow in memory."""

from __future__ import annotations

import pytest

from monitor import pipeline
from monitor.config import Config
from monitor.entities.taggers import Chosen
from monitor.errors import TaggerUnusable
from tests import builders


def told(text: str, *, mediators: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """Tell what one English article shifts in a story between Israel and Hamas."""
    known = (("mediator", mediators),)
    watched = builders.story(core=("Hamas", "Israel", "hostage"), parties=("Israel", "Hamas"), known=known)
    article = builders.article(text=text, title=text.partition("\n")[0])
    return [(alert.kind, " + ".join(alert.subject)) for alert in pipeline.replay([article], Config(stories=(watched,)))]


NEWS = "Norway offered on Friday to mediate between Israel and Hamas over the hostages, its foreign ministry said."


def test_a_new_mediator_is_told() -> None:
    assert told(NEWS) == [("mediator", "Norway")]


def test_a_mediator_that_the_configuration_knows_is_no_news() -> None:
    assert told(NEWS, mediators=("Norway",)) == []


def test_a_known_person_in_no_list_is_recognised_in_another_spelling() -> None:
    news = "Envoy Mikhail Ostrovskiy offered on Friday to mediate between Israel and Hamas over the hostages."
    assert told(news) != []
    assert told(news, mediators=("Mikhail Ostrovsky",)) == []


def test_an_article_that_comes_twice_tells_once() -> None:
    watched = builders.story(core=("Hamas", "Israel", "hostage"), parties=("Israel", "Hamas"))
    article = builders.article(text=NEWS)
    assert len(list(pipeline.replay([article, article], Config(stories=(watched,))))) == 1


def test_an_article_on_another_matter_tells_nothing() -> None:
    assert told("The tax office released new forms on Friday, and the league asked Norway to mediate.") == []


def test_a_party_called_by_two_names_is_one_side() -> None:
    watched = builders.story(core=("Hamas", "Israel"), parties=("Israel", "Hamas", "Kremlin", "Moscow", "Izz ad-Din"))
    (resolved,) = pipeline.rooms(Config(stories=(watched,))).stories

    assert [side.name for side in resolved.sides] == ["Israel", "Hamas", "Kremlin", "Izz ad-Din"]
    assert resolved.parties == tuple(side.id for side in resolved.sides)


def test_a_tagger_that_cannot_be_used_stops_the_flow_at_its_start() -> None:
    with pytest.raises(TaggerUnusable, match="name its model file"):
        pipeline.rooms(Config(tagger=Chosen(name="crf")))
