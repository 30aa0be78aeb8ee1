"""Real articles that lie beside the checkout, never in it: every entity found, one id per person, none from furniture."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from monitor.entities import gazetteer, tag
from monitor.models import EntityKind

FOLDER = Path(__file__).parents[3] / "../shared/articles"
NAMES = gazetteer.load()

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the sample articles are not beside this checkout")


def articles() -> list[dict[str, Any]]:
    if not FOLDER.is_dir():
        return []
    listed: list[dict[str, Any]] = yaml.safe_load((FOLDER / "manifest.yaml").read_text(encoding="utf-8"))["articles"]

    return listed


def text_of(article: dict[str, Any]) -> str:
    return (FOLDER / str(article["file"])).read_text(encoding="utf-8")


@pytest.mark.parametrize("article", articles(), ids=lambda article: str(article["file"])[:3])
def test_every_listed_entity_is_found(article: dict[str, Any]) -> None:
    found = {one.name for one in tag.mentions(text_of(article), "id", NAMES)}

    assert set(article["entities"]) - found == set()


@pytest.mark.parametrize("article", articles(), ids=lambda article: str(article["file"])[:3])
def test_every_person_is_one_of_the_listed(article: dict[str, Any]) -> None:
    found = {one.name: one.id for one in tag.mentions(text_of(article), "id", NAMES) if one.kind is EntityKind.PERSON}

    assert set(found) <= set(article["entities"])
    assert len(set(found.values())) == len(found)


@pytest.mark.parametrize("article", articles(), ids=lambda article: str(article["file"])[:3])
def test_furniture_yields_nothing(article: dict[str, Any]) -> None:
    text = text_of(article)
    start = text.index(article["furniture_from"]) if "furniture_from" in article else len(text)

    assert [one.surface for one in tag.mentions(text, "id", NAMES) if one.start >= start] == []
