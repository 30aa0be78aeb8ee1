"""The five sample articles beside the repository: every claim of the manifest, and nothing said to have occurred beyond it."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from monitor.entities import gazetteer, tag
from monitor.models import Claim, Sameness, Story, TaggedArticle, UniqueArticle
from monitor.shifts import claims, examples, packs

_SHARED = Path(__file__).parents[4] / "shared" / "articles"
_STORY = Story(id="samples", name="Samples", core=("Hamas", "Israel", "Gaza", "hostage"), need=2)

pytestmark = pytest.mark.skipif(
    not _SHARED.exists(), reason="the sample articles are publishers' text and not ours to ship"
)


def _rows() -> list[dict[str, Any]]:
    if not _SHARED.exists():
        return []
    rows = yaml.safe_load((_SHARED / "manifest.yaml").read_text(encoding="utf-8"))["articles"]

    return list(rows)


def _tagged(row: dict[str, Any]) -> TaggedArticle:
    text = (_SHARED / row["file"]).read_text(encoding="utf-8")
    raw = examples.article(text, "id", datetime.fromisoformat(str(row["published"])))
    unique = UniqueArticle(article=raw, sameness=Sameness.FIRST)
    (tagged,) = tag.Tagger(gazetteer.load(), (_STORY,)).tag(unique)

    return tagged


def _answers(claim: Claim, wanted: dict[str, Any]) -> bool:
    return (
        claim.kind == wanted["kind"]
        and claim.modality.value == wanted["modality"]
        and wanted["quote"] in claim.evidence.quote
        and (wanted.get("count") is None or (claim.count is not None and claim.count.low == wanted["count"]))
        and (not wanted.get("who") or {one.name for one in claim.who} == set(wanted["who"]))
    )


@pytest.mark.parametrize("row", _rows(), ids=lambda row: str(row["file"]))
def test_every_claim_of_the_manifest_is_found(row: dict[str, Any]) -> None:
    found = claims.Extractor(packs.load()).extract(_tagged(row))

    assert [one for one in row["claims"] if not any(_answers(claim, one) for claim in found)] == []


@pytest.mark.parametrize("row", _rows(), ids=lambda row: str(row["file"]))
def test_no_release_death_capture_mediation_or_truce_is_said_to_have_occurred(row: dict[str, Any]) -> None:
    found = claims.Extractor(packs.load()).extract(_tagged(row))

    assert [
        (one.rule, one.evidence.quote)
        for one in found
        if one.modality.value == "occurred" and one.kind not in {"talks", "aid"}
    ] == []


@pytest.mark.parametrize("row", _rows(), ids=lambda row: str(row["file"]))
def test_every_quote_is_the_original_text(row: dict[str, Any]) -> None:
    tagged = _tagged(row)
    text = tagged.unique.article.text

    for one in claims.Extractor(packs.load()).extract(tagged):
        assert one.evidence.quote == text[one.evidence.start : one.evidence.end]
