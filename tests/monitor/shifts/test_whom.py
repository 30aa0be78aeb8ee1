"""Whom the second reader takes for the mediator where a rule names another."""

from typing import Any

import pytest

from monitor.models import Modality
from monitor.shifts import learned
from tests.monitor.shifts.test_second import claims, tables


def of_mediators() -> learned.Learned:
    """Tables by which whoever stands behind "from" mediates, and hardly anybody else."""
    kind = "mediation"
    manners = [f"{kind} {value}" for value in Modality]
    nothing = {
        "outputs": manners,
        "bias": [0] * len(manners),
        "rare": 300,
        "features": {"!": [1000, *(0 for _ in manners)]},
    }
    said = {"outputs": [kind], "bias": [4000], "rare": 300, "features": {"mediate": [1000, 1000]}}
    whom = {"outputs": [kind], "bias": [-3000], "rare": 300, "features": {"<0from": [1000, 60_000]}}
    own: dict[str, Any] = {
        "how": nothing,
        "whom": whom,
        "acts": {kind: "mediate"},
        "least": {kind: 0.7},
        "firm": {kind: 0.9},
    }

    return tables({}, said_in=said, later={kind: 0.9}, against={}, hints={"least": 0, "features": {}}, **own)


@pytest.mark.parametrize(
    ("notation", "names"),
    [
        ("<G Togo> has mediated between the two armies since a bishop came in from <G Malta>.", {"Malta"}),
        ("<G Togo> turned down a plea from <G Malta> to mediate between the two armies.", {"Togo"}),
    ],
)
def test_who_hardly_acts_gives_way_to_who_is_meant_but_where_the_rule_knows_who_is_asked(
    notation: str, names: set[str]
) -> None:
    found = [one for one in claims(notation, of_mediators()) if one.kind == "mediation"]

    assert {who.name for one in found for who in one.who} == names
