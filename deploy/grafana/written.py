"""The files of boards as Grafana loads them."""

from __future__ import annotations

from pathlib import Path

from deploy.grafana.board import Board, written
from deploy.grafana.boards import delivery, feeds, overview, runtime, stories

FOLDER = Path(__file__).with_name("dashboards")
BOARDS: tuple[Board, ...] = (overview.BOARD, feeds.BOARD, stories.BOARD, delivery.BOARD, runtime.BOARD)


def files() -> dict[Path, str]:
    """Write every board."""
    return {FOLDER / f"{board.name}.json": written(board) for board in BOARDS}
