"""The boards are fresh, whole, and ask only what Prometheus can answer; the journey asks all of it of a real one."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest
import yaml

from deploy.grafana import written
from deploy.prometheus import objectives
from deploy.prometheus import written as rules
from monitor.metrics import TABLE
from tests.deploy import boards, promtool
from tests.deploy.boards import BOARDS, Asked
from tests.deploy.test_rules import names_in
from tests.house import tracked
from tests.monitor import reference

RECORDED = {record.name for record in objectives.records()}
PROCESS = {"up", *(f"process_{what}" for what in ("start_time_seconds", "cpu_seconds_total", "open_fds", "max_fds"))}
KNOWN = {row.name for row in TABLE} | PROCESS | {"process_resident_memory_bytes"}


def metrics_in(expr: str) -> set[str]:
    """Give the metrics that an expression names, without what is recorded and its labels."""
    plain = re.sub(r"kabar:\w+:\w+|(?:by|on) \([^)]*\)", "", expr)
    return {re.sub(r"(_origins)_(bucket|count|sum)$", r"\1", name) for name in names_in(plain)}


def test_the_boards_are_fresh() -> None:
    assert {path: path.read_text(encoding="utf-8") for path in written.FOLDER.glob("*.json")} == written.files(), (
        reference.STALE
    )


@pytest.mark.parametrize("asked", list(boards.questions()), ids=lambda asked: asked.where)
def test_a_board_asks_for_what_there_is(asked: Asked) -> None:
    assert metrics_in(asked.expr) <= KNOWN
    assert set(re.findall(r"kabar:\w+:\w+", asked.expr)) <= RECORDED


def test_every_question_is_a_good_expression(tmp_path: Path) -> None:
    asked = [
        {"record": f"kabar:asked:{number}", "expr": boards.filled(each.expr)}
        for number, each in enumerate(boards.questions())
    ]
    path = tmp_path / "asked.yaml"
    path.write_text(yaml.safe_dump({"groups": [{"name": "asked", "rules": asked}]}), encoding="utf-8")

    assert f"{len(asked)} rules found" in promtool.run("promtool", "check", "rules", path)


def test_every_metric_is_shown_on_a_board_or_watched_by_a_rule() -> None:
    exprs = [each.expr for each in boards.questions()]
    exprs += [each.expr for each in rules.rules()] + [each.expr for each in objectives.records()]
    used = set().union(*map(metrics_in, exprs))

    assert {row.name for row in TABLE} - used == set()


@pytest.mark.parametrize("name", BOARDS)
def test_a_panel_can_be_told_from_others_and_says_what_it_shows(name: str) -> None:
    board = BOARDS[name]
    panels = boards.panels(board)

    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])
    assert board["uid"] == f"kabar-{name}"
    assert board["templating"]["list"][0]["name"] == "datasource"
    for panel in panels:
        letters = [target["refId"] for target in panel["targets"]]
        assert all(letters)
        assert len(set(letters)) == len(letters)
        assert panel["description"].endswith(".")
        assert {each["datasource"]["uid"] for each in (panel, *panel["targets"])} == {"${datasource}"}


@pytest.mark.parametrize("name", BOARDS)
def test_no_panel_lies_over_another(name: str) -> None:
    cells = [
        {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        for at in (panel["gridPos"] for panel in BOARDS[name]["panels"])
    ]

    assert all(first.isdisjoint(second) for first, second in itertools.combinations(cells, 2))
    assert all(x < 24 for each in cells for x, _ in each)


def test_grafana_is_given_the_boards_and_where_to_ask() -> None:
    folder = tracked.ROOT / "deploy" / "grafana" / "provisioning"
    (provider,) = yaml.safe_load((folder / "dashboards" / "kabar.yaml").read_text(encoding="utf-8"))["providers"]
    sources = yaml.safe_load((folder / "datasources" / "kabar.yaml").read_text(encoding="utf-8"))["datasources"]

    assert provider["type"] == "file"
    assert [each["type"] for each in sources if each.get("isDefault")] == ["prometheus"]
