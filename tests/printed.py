"""Sixty articles as pages print them, played."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from monitor import config, pipeline, scenarios
from monitor.scenarios import Played, Scenario

FOLDER = Path(__file__).parent / "corpus" / "printed"


@cache
def played() -> list[Played]:
    """Play all of them."""
    found = config.load(FOLDER / "kabar.yaml")
    rooms = pipeline.rooms(found)

    return [scenarios.play(each, found, rooms) for each in given()]


@cache
def given() -> list[Scenario]:
    """Read all of them."""
    found = config.load(FOLDER / "kabar.yaml")

    return [each for file in scenarios.find(found) for each in scenarios.read(file, found)]
