"""In the words of sport, film and drills "freed", "truce" and "mediator" tell no news; of captives who play or act, they do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from monitor import pipeline
from monitor.config import Config
from monitor.models import Story
from tests import builders

STORY = Story(id="captives", name="Captives", core=("Mali",), need=1)


def _told(title: str, text: str, language: str, *packs: Mapping[str, Any]) -> list[str]:
    raw = builders.article(title=title, text=f"{title}\n\n{text}", language=language)

    return [one.kind for one in pipeline.replay([raw], Config(stories=(STORY,), packs=packs))]


@pytest.mark.parametrize(
    ("title", "text", "language"),
    [
        (
            "Mali hostages freed, again",
            (
                "Two hostages were freed in Mali on Tuesday in front of an audience of nine hundred. The thriller premiered in "
                "Lyon with a new leading role for its old actor."
            ),
            "en",
        ),
        (
            "Rovers free Mali captain",
            (
                "Mali captain Ann Keller was released on Tuesday. Her contract expires in June, and no loan deal came before "
                "the transfer window shut."
            ),
            "en",
        ),
        (
            "Hostages freed in Mali",
            "Three hostages were freed in Mali on Tuesday by volunteers in a simulation. The drill ended when umpires called it.",
            "en",
        ),
        (
            "Sandera bebas di Mali",
            (
                "Dua sandera dibebaskan di Mali, Selasa, di layar lebar. Trailer dua menit itu diputar di bioskop; aktor "
                "utamanya menangis."
            ),
            "id",
        ),
        (
            "В Мали освободили заложников",
            "Двух заложников освободили в Мали условно: учения завершились, статисты разошлись, тренировка удалась.",
            "ru",
        ),
        (
            "الإفراج عن رهينتين في مالي",
            "أفرج خاطفون عن رهينتين في مالي، هكذا ينتهي الفيلم الذي يؤدي دور البطولة فيه ممثل شاب في قاعات السينما.",
            "ar",
        ),
    ],
)
def test_what_an_article_of_another_world_tells_is_no_news(title: str, text: str, language: str) -> None:
    assert _told(title, text, language) == []


@pytest.mark.parametrize(
    ("title", "text", "language"),
    [
        (
            "Striker's mother freed in Mali",
            (
                "The mother of striker Bo Lindqvist was freed by kidnappers in Mali on Tuesday, his club said. Team-mates and "
                "supporters had worn armbands for the footballer."
            ),
            "en",
        ),
        (
            "Film director freed in Mali",
            "Film director Ann Keller, held by gunmen in Mali, was freed on Tuesday. The film-maker is well.",
            "en",
        ),
        (
            "Two hostages freed in Mali",
            "Two hostages were freed in Mali on Tuesday, a day after a military exercise ended near the border.",
            "en",
        ),
        (
            "Dua sandera dibebaskan di Mali",
            "Dua sandera, seorang pelatih dan seorang pemain, dibebaskan penculik di Mali, Selasa, kata klub.",
            "id",
        ),
        (
            "Двух заложников освободили в Мали",
            "Двух заложников, тренера и футболиста, освободили в Мали во вторник.",
            "ru",
        ),
    ],
)
def test_whoever_plays_or_acts_may_be_freed(title: str, text: str, language: str) -> None:
    assert "release" in _told(title, text, language)


def test_a_desk_that_watches_such_a_matter_may_do_without() -> None:
    text = (
        "Mali captain Ann Keller was freed by rebels on Tuesday. "
        "Her contract expires in June; the transfer window is a free transfer away."
    )
    own: dict[str, Any] = {"languages": {"en": {"words": {"worlds": {}}}}}

    assert _told("Rovers captain freed in Mali", text, "en") == []
    assert _told("Rovers captain freed in Mali", text, "en", own) == ["release"]
