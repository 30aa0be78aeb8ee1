import pytest

from monitor.errors import PackInvalid
from monitor.models import Modality
from monitor.shifts import kinds, packs

_KINDS = packs.load().kinds


@pytest.mark.parametrize(
    ("kind", "act", "modality", "stage", "side"),
    [
        ("release", "release", Modality.PROMISED, "promised", None),
        ("release", "release", Modality.OCCURRED, "released", None),
        ("release", "release", Modality.DENIED, None, "denied"),
        ("mediation", "mediate", Modality.REQUESTED, "requested", None),
        ("mediation", "suspend", Modality.OCCURRED, None, "suspended"),
        ("mediation", "mediate", Modality.DENIED, None, None),
        ("talks", "hold", Modality.REFUSED, None, "refused"),
    ],
)
def test_a_claim_has_its_place(kind: str, act: str, modality: Modality, stage: str | None, side: str | None) -> None:
    placed = _KINDS.stage(kind, act, modality)

    assert placed is not None
    assert (stage, side) == (placed.stage, placed.side)


@pytest.mark.parametrize("modality", [Modality.BACKGROUND, Modality.CONDITIONAL, Modality.REQUESTED, Modality.DEMANDED])
def test_a_release_that_is_wanted_or_long_past_shifts_nothing(modality: Modality) -> None:
    assert _KINDS.stage("release", "release", modality) is None


def test_background_shifts_nothing_whatever_the_kind() -> None:
    assert [key for key in _KINDS.table if key[2] is Modality.BACKGROUND] == []


def test_stages_rise() -> None:
    ranks = [_KINDS.rank("mediator", stage) for stage in ("requested", "offered", "accepted", "active")]

    assert sorted(ranks) == ranks == [0, 1, 2, 3]


@pytest.mark.parametrize(
    "row",
    [
        {"stages": ["a"], "claims": {"x": {"x": {"occurred": "b"}}}},
        {"stages": ["a"], "claims": {"x": {"x": {"perhaps": "a"}}}},
        {"stags": ["a"]},
        {"stages": ["a"], "subject": "whom"},
    ],
)
def test_a_mistake_in_a_kind_is_refused(row: dict[str, object]) -> None:
    with pytest.raises(PackInvalid):
        kinds.load({"toy": row})
