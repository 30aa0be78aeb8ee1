"""Names are found no worse than they were, in our own sentences and, where they lie beside the checkout, in public data.

The floors are what was measured, less a little; whoever raises a figure raises its floor.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.entities import crf, likeness
from monitor.entities.taggers import Plugged
from tests import names

DATA = Path(__file__).parents[1] / "../shared/data"
FLOORS = {"tune": {"PER": 0.95, "ORG": 0.93, "LOC": 0.96}, "report": {"PER": 0.86, "ORG": 0.88, "LOC": 0.92}}
NEWS = {"PER": 0.85, "ORG": 0.66, "LOC": 0.56}

beside = pytest.mark.skipif(not DATA.is_dir(), reason="the public data sets are not beside this checkout")


@pytest.mark.parametrize("half", FLOORS)
def test_names_are_found_in_sentences_of_our_own(half: str) -> None:
    found = names.sentences(half)

    assert {kind: each.f1 for kind, each in found.items() if each.f1 < FLOORS[half][kind]} == {}


def test_the_sentences_of_our_own_are_of_many_languages() -> None:
    lines = (names.CORPUS / "names.txt").read_text(encoding="utf-8").splitlines()
    languages = {line.split()[0] for line in lines if " | " in line}

    assert {"id", "en", "ar", "ru", "he", "de", "fr", "es", "tr", "fa", "zh"} <= languages


@beside
def test_names_are_found_in_indonesian_news() -> None:
    found = names.news(DATA / names.NEWS / "dev.txt")

    assert {kind: each.f1 for kind, each in found.items() if each.f1 < NEWS[kind]} == {}


@beside
def test_a_trained_tagger_finds_more_persons(tmp_path: Path) -> None:
    crf.train([DATA / names.NEWS / "train.txt"], tmp_path / "names.crf", "id")
    plugged = Plugged(tagger=crf.tagger(tmp_path / "names.crf"))

    assert names.news(DATA / names.NEWS / "dev.txt", plugged)["PER"].f1 >= 0.88
    assert (tmp_path / "names.crf").stat().st_size < 1_000_000


@beside
def test_spellings_are_joined_and_strangers_are_not() -> None:
    points = {point.start: point for point in names.curve(DATA)}
    may, same = points[likeness.MAYBE], points[likeness.SAME]

    assert may.main >= 0.75
    assert may.aliases >= 0.71
    assert may.spellings >= 0.97
    assert may.strangers <= 1
    assert same.known >= 0.85
    assert same.outsiders <= 1
    assert same.spellings >= 0.91
    assert same.near < 0.1
