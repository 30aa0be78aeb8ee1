"""Of a list, only the items that name the story tell anything of it."""

from __future__ import annotations

import pytest

from monitor import pipeline
from monitor.config import Config
from monitor.models import Story
from monitor.shifts import items
from tests import builders

STORY = Story(id="captives", name="Captives", core=("Mali", "JNIM"), need=2, known=(("mediator", ("Togo",)),))
HEAD = "Our morning letter\n\nGood morning. JNIM and Mali are in it, and much else.\n\n"


def _told(text: str) -> list[str]:
    raw = builders.article(title="Our morning letter", text=HEAD + text, language="en")

    return [one.kind for one in pipeline.replay([raw], Config(stories=(STORY,))) if one.kind == "release"]


@pytest.mark.parametrize(
    "text",
    [
        "1. CHAD. Two hostages were freed on Tuesday.\n\n2. PERU. Copper fell.\n\n3. SPAIN. It rained.",
        "1) Chad\n\nIt was hot.\n\nTwo hostages were freed on Tuesday.\n\n2) Peru\n\nCopper fell.\n\n3) Spain\n\nIt rained.",
        "Also:\n\n• Two hostages were freed in Chad on Tuesday.\n• Copper fell in Peru.\n• It rained in Spain.",
    ],
)
def test_an_item_that_names_nothing_of_the_story_is_of_another(text: str) -> None:
    assert _told(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "1. MALI. Two hostages were freed on Tuesday.\n\n2. PERU. Copper fell.\n\n3. SPAIN. It rained.",
        "1. CHAD. Two hostages were freed on Tuesday after talks in Togo.\n\n2. PERU. Copper fell.\n\n3. SPAIN. It rained.",
        "Two hostages were freed on Tuesday.\n\n1. CHAD. It was hot.\n\n2. PERU. Copper fell.\n\n3. SPAIN. It rained.",
        "1. CHAD. It was hot.\n\n2. PERU. Copper fell.\n\n3. SPAIN. It rained.\n\nTwo hostages were freed on Tuesday.",
        "2. Two hostages were freed on Tuesday.\n\nNothing more is known.",
    ],
)
def test_an_item_that_does_and_what_is_no_item_count(text: str) -> None:
    assert _told(text) == ["release"]


@pytest.mark.parametrize(
    "text", ["", "1. One.\n2. Two.", "• One\n• Two", "In 2024. 1. One 2. Two 3. Three", "3. C\n2. B\n1. A"]
)
def test_few_lines_or_numbers_that_do_not_count_up_are_no_list(text: str) -> None:
    assert items.of(text) == ()


def test_a_number_out_of_turn_does_not_end_an_item() -> None:
    text = "1. Chad.\n7. Not an item.\n2. Peru.\n3. Spain."

    assert [text[one.start : one.end] for one in items.of(text)] == [
        "1. Chad.\n7. Not an item.\n",
        "2. Peru.\n",
        "3. Spain.",
    ]
