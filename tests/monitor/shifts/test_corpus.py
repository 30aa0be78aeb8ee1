"""Development sentences: how many claims are found, how they are read, and that nothing is said to have occurred that has not."""

from dataclasses import dataclass, field

import pytest

from monitor.models import Claim
from monitor.shifts import claims, examples, packs
from tests import dev


@dataclass
class Score:
    """What came out of a corpus."""

    found: int = 0
    wanted: int = 0
    read: int = 0
    occurred: int = 0
    overstated: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)


def _is_of(claim: Claim, wanted: dict[str, object]) -> bool:
    names = {one.name for one in claim.who}
    who = set(wanted["who"]) if isinstance(wanted["who"], list) else set()

    return claim.kind == wanted["kind"] and (not who or who <= names)


def score(language: str) -> Score:
    """Read a corpus."""
    extractor = claims.Extractor(packs.load())
    total = Score()
    for row in dev.rows(language):
        found = extractor.extract(dev.tagged(row, language))
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
