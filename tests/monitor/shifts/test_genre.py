"""What the title calls an obituary, a review, a look back or a what-if tells no news."""

from __future__ import annotations

import pytest

from monitor import pipeline
from monitor.config import Config
from monitor.models import Story
from tests import builders

STORY = Story(id="captives", name="Captives", core=("Mali",), need=1)
BODY = {
    "en": "Two hostages were freed in Mali on Monday.",
    "id": "Dua sandera dibebaskan di Mali, Senin.",
    "ru": "Двух заложников освободили в Мали.",
    "ar": "أفرج خاطفون عن رهينتين في مالي.",
}


def _told(title: str, language: str) -> list[str]:
    raw = builders.article(title=title, text=f"{title}\n\n{BODY[language]}", language=language)

    return [one.kind for one in pipeline.replay([raw], Config(stories=(STORY,))) if one.kind == "release"]


@pytest.mark.parametrize(
    ("title", "language"),
    [
        ("Obituary: the man who carried letters to Mali", "en"),
        ("Film review: the desert takes the best lines in Mali", "en"),
        ("2024 in kidnappings: Mali and its neighbours", "en"),
        ("Looking back at the Mali file", "en"),
        ("What if Algeria mediates in Mali?", "en"),
        ("OPINI: Mali dan para penengahnya", "id"),
        ("Kaleidoskop 2024: Mali dan tetangganya", "id"),
        ("Mungkinkah Aljazair menengahi di Mali?", "id"),
        ("Итоги года: Мали и соседи", "ru"),
        ("Сможет ли Алжир помирить Мали?", "ru"),
        ("حصاد العام: مالي وجيرانها", "ar"),
        ("ماذا لو توسطت الجزائر في مالي؟", "ar"),
    ],
)
def test_such_an_article_tells_nothing(title: str, language: str) -> None:
    assert _told(title, language) == []


@pytest.mark.parametrize(
    ("title", "language"),
    [
        ("Two hostages freed in Mali after film crew's appeal", "en"),
        ("Mali reviews army's conduct as two walk free", "en"),
        ("Families look to Bamako: what will Mali say?", "en"),
        ("Dua sandera bebas, keluarga di Mali berterima kasih", "id"),
        ("Двое заложников на свободе: Мали подводит итоги операции", "ru"),
        ("الإفراج عن رهينتين في مالي", "ar"),
    ],
)
def test_other_titles_with_the_same_words_do_not_silence_theirs(title: str, language: str) -> None:
    assert _told(title, language) == ["release"]
