"""How a story stands, with all that it rests on."""

from __future__ import annotations

import json
from typing import Any

import pytest

from monitor.errors import PackInvalid
from monitor.models import Modality
from monitor.shifts import board, kinds, packs, story
from monitor.shifts.story import State
from monitor.show import story as shown
from tests import builders


def told(*claims: tuple[str, Modality, float]) -> State:
    """Tell of Dana Levi, an article for each claim."""
    state = State(story=builders.story(), kinds=packs.load().kinds)
    for number, (kind, modality, hours) in enumerate(claims):
        raw = builders.article(f"n{number}", hours=hours)
        state, _ = story.advance(state, builders.tagged(raw), [builders.claim(raw, kind, ["Dana Levi"], modality)])
    return state


HELD = ("captivity", Modality.OCCURRED, 0)
PROMISED = ("release", Modality.PROMISED, 5)
FREED = ("release", Modality.OCCURRED, 9)
DEAD = ("death", Modality.OCCURRED, 7)


@pytest.mark.parametrize(
    ("claims", "status"),
    [
        ([HELD], "held"),
        ([HELD, PROMISED], "promised"),
        ([PROMISED, HELD], "promised"),
        ([HELD, PROMISED, FREED], "released"),
        ([FREED, PROMISED], "released"),
        ([HELD, DEAD], "dead"),
        ([HELD, DEAD, FREED], "released"),
        ([HELD, FREED, ("death", Modality.OCCURRED, 90)], "dead"),
    ],
)
def test_a_person_is_held_then_promised_then_released_or_dead(claims: list[Any], status: str) -> None:
    (person,) = board.of(told(*claims)).persons
    assert person.status == status


def test_a_release_that_is_denied_leaves_the_person_disputed() -> None:
    (person,) = board.of(told(FREED, ("release", Modality.DENIED, 10))).persons
    assert (person.status, person.is_disputed) == ("released", True)


def test_every_cell_is_linked_to_its_evidence() -> None:
    record = json.loads(shown.story(board.of(told(HELD, PROMISED, FREED)), as_json=True))
    cells = [cell for shift in record["shifts"] for cell in shift["cells"]]
    assert [cell["says"] for cell in cells] == ["held", "promised", "released"]
    assert all(cell["evidence"]["url"].startswith("https://example.org/n") for cell in cells)
    assert record["persons"][0]["status"] == "released"


def test_people_read_who_is_how_and_on_whose_word() -> None:
    lines = shown.story(board.of(told(HELD, FREED)), as_json=False).splitlines()
    assert "  Dana Levi: released since 2024-11-01 21:00 UTC" in lines
    assert any(line.startswith("release: Dana Levi: released: unconfirmed, articles 1 / origins 1") for line in lines)


def test_a_kind_cannot_make_persons_anything_else() -> None:
    with pytest.raises(PackInvalid, match="means must give stages one of held"):
        kinds.load({"recall": {"stages": ["made"], "means": {"made": "sold"}, "claims": {}}})


def test_what_contradicts_has_to_be_a_table() -> None:
    with pytest.raises(PackInvalid, match="contrary must be a mapping"):
        kinds.load({"recall": {"stages": ["made"], "contrary": ["made"], "claims": {}}})
