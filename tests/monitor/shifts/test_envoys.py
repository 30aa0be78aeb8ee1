"""Who speaks for a state that is known to mediate, or for a party, is no new mediator."""

from datetime import UTC, datetime

import pytest

from monitor import ids, pipeline
from monitor.config import Config
from monitor.models import DateSource, RawArticle, Story

STORY = Story(
    id="gaza",
    name="Gaza",
    core=("Hamas", "Israel"),
    need=1,
    parties=("country:il", "group:hamas"),
    known=(("mediator", ("country:eg",)),),
)


def _told(text: str, language: str) -> list[str]:
    url = f"https://paper.example/{ids.digest('article', text)}"
    at = datetime(2026, 3, 12, 9, tzinfo=UTC)
    raw = RawArticle(
        id=ids.article(url),
        url=url,
        link=url,
        title="Hamas, Israel",
        text=text,
        language=language,
        publisher="Paper",
        feed="https://paper.example/feed",
        published_at=at,
        date_source=DateSource.PUBLISHED,
        fetched_at=at,
    )

    return [one.subject[0] for one in pipeline.replay([raw], Config(stories=(STORY,))) if one.kind == "mediator"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Egypt's intelligence envoy Hassan Nour is mediating between Israel and Hamas over the hostages."),
        ("en", "The Egyptian mediator Hassan Nour shuttled between Israel and Hamas on Thursday."),
        ("en", "Egyptian envoy Hassan Nour shuttled between Israel and Hamas on Thursday."),
        ("id", "Utusan Mesir Hassan Nour memediasi perundingan Israel dan Hamas, Kamis."),
    ],
)
def test_an_envoy_of_a_known_mediator_is_not_told(language: str, text: str) -> None:
    assert _told(text, language) == []


@pytest.mark.parametrize(
    ("language", "text", "who"),
    [
        ("en", "Norway's envoy Kari Vik is mediating between Israel and Hamas over the hostages.", "Norway"),
        ("id", "Utusan Norwegia Kari Vik memediasi perundingan Israel dan Hamas, Kamis.", "Norway"),
        (
            "en",
            "Former Egyptian president Hassan Nour is mediating between Israel and Hamas over the hostages.",
            "Hassan Nour",
        ),
        ("en", "Israel on Monday asked Norway to mediate with Hamas over the hostages.", "Norway"),
        ("en", "Israel asked envoy Kari Vik of Norway to mediate with Hamas over the hostages.", "Norway"),
    ],
)
def test_an_envoy_of_another_state_is(language: str, text: str, who: str) -> None:
    assert _told(text, language) == [who]
