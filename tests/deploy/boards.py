"""The committed boards, and what they ask Prometheus."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from deploy.grafana.written import FOLDER

BOARDS: dict[str, dict[str, Any]] = {
    path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))
}


class Asked(NamedTuple):
    """A question of a board, and where it stands."""

    where: str
    expr: str
    is_instant: bool


def panels(board: dict[str, Any]) -> list[dict[str, Any]]:
    """Give the pictures of a board."""
    return [panel for panel in board["panels"] if panel["type"] != "row"]


def questions() -> Iterator[Asked]:
    """Walk over everything that the boards ask: panels and annotations."""
    for name, board in BOARDS.items():
        for panel in panels(board):
            for target in panel["targets"]:
                yield Asked(f"{name}: {panel['title']} {target['refId']}", target["expr"], target["instant"])
        for mark in board["annotations"]["list"]:
            yield Asked(f"{name}: marks of {mark['name']}", mark["target"]["expr"], is_instant=False)


def filled(expr: str, *, rate: str = "5m", shown: str = "6h") -> str:
    """Put in what Grafana puts in: ranges, and all of each choice."""
    return re.sub(r"\$\w+", ".*", expr.replace("$__rate_interval", rate).replace("$__range", shown))
