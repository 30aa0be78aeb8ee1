"""Development sentences: how many claims are found, how they are read, and that nothing is said to have occurred that has not."""

import json
import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest

from monitor.models import Claim
from monitor.shifts import claims, examples, packs

_CORPUS = Path(__file__).parents[2] / "corpus"
_LETTERS = {
    "person": "P",
    "country": "G",
    "place": "L",
    "organisation": "O",
    "group": "H",
    "media": "M",
    "unknown": "X",
}


@dataclass
class Score:
    """What came out of a corpus."""

    found: int = 0
    wanted: int = 0
    read: int = 0
    occurred: int = 0
    overstated: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)


def _marked(row: dict[str, object]) -> str:
    text = str(row["text"])
    entities = row["entities"]
    assert isinstance(entities, list)
    for surface, kind, _, *actor in sorted(entities, key=lambda one: -len(one[0])):
        mark = f"<{_LETTERS[kind]} {surface}{'=' + actor[0] if actor else ''}>"
        text = re.sub(rf"(?<![\w<]){re.escape(surface)}(?!\w)(?![^<]*>)", mark, text)

    return text


def _is_of(claim: Claim, wanted: dict[str, object]) -> bool:
    names = {one.name for one in claim.who}
    who = set(wanted["who"]) if isinstance(wanted["who"], list) else set()

    return claim.kind == wanted["kind"] and (not who or who <= names)


def score(language: str) -> Score:
    """Read a corpus."""
    extractor = claims.Extractor(packs.load())
    total = Score()
    for line in (_CORPUS / f"dev_{language}.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        found = extractor.extract(examples.tagged(_marked(row), language, datetime.fromisoformat(row["published"])))
        for wanted in row["claims"]:
            hits = [one for one in found if _is_of(one, wanted)]
            total.wanted += 1
            total.found += bool(hits)
            is_read = any(one.modality.value == wanted["modality"] for one in hits)
            total.read += is_read
            if not is_read:
                total.missed.append(f"{wanted} but {[examples.said(one) for one in found]}: {row['text']}")
        for one in found:
            if one.modality.value == "occurred":
                total.occurred += 1
                if not any(_is_of(one, wanted) and wanted["modality"] == "occurred" for wanted in row["claims"]):
                    total.overstated.append(f"{one.rule} {examples.said(one)}: {row['text']}")

    return total


@pytest.mark.parametrize("language", ["id", "en"])
def test_nothing_is_said_to_have_occurred_that_has_not(language: str) -> None:
    assert score(language).overstated == []


@pytest.mark.parametrize("language", ["id", "en"])
def test_nine_of_ten_claims_are_found_and_read_as_they_stand(language: str) -> None:
    total = score(language)

    assert total.read >= 0.9 * total.wanted, "\n".join(total.missed)
