"""A story's memory, and how it moves on with each article.

Guarantees: the state is a set of cells that only grows, and every shift is a pure function of them. The same articles in any
order, once or many times, leave the same state and the same shifts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from monitor.models import Claim, Shift, Story, TaggedArticle
from monitor.shifts import cells, view
from monitor.shifts.cells import Cell
from monitor.shifts.kinds import Kinds

KEPT = 200
"""Cells kept for one subject and stage: beyond that a story is loud, not better known; the earliest are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A story and all that is known of it, by cell id."""

    story: Story
    kinds: Kinds
    cells: Mapping[str, Cell] = field(default_factory=dict)


def advance(state: State, article: TaggedArticle, claims: Iterable[Claim]) -> tuple[State, tuple[Shift, ...]]:
    """Take an article's claims into the story, in the order of its text, and tell each shift that they moved.

    An article that says less and then more (asked, later in the text: offered) moves one shift twice: it rises.
    """
    moved: list[Shift] = []
    for cell in cells.of(article, claims, state.story, state.kinds):
        if cell.id in state.cells or _is_full(state, cell):
            continue
        before = _views(state, cell)
        state = replace(state, cells={**state.cells, cell.id: cell})
        moved += [shift for number, shift in _views(state, cell).items() if before.get(number) != shift]
    return state, tuple(moved)


def remember(state: State, known: Iterable[Cell]) -> State:
    """Give a story back the cells that were stored."""
    return replace(state, cells={**state.cells, **{cell.id: cell for cell in known}})


def learned(before: State, after: State) -> tuple[Cell, ...]:
    """List the cells by which `after` knows more than `before`: what has to be stored."""
    return tuple(cell for name, cell in after.cells.items() if name not in before.cells)


def shifts(state: State) -> tuple[Shift, ...]:
    """View the whole story: every shift of every subject and episode, in a fixed order."""
    keys = sorted({(cell.kind, cell.key) for cell in state.cells.values()})
    return tuple(shift for kind, key in keys for shift in _viewed(state, kind, key).values())


def _views(state: State, cell: Cell) -> dict[int, Shift]:
    return _viewed(state, cell.kind, cell.key)


def _viewed(state: State, kind: str, key: str) -> dict[int, Shift]:
    same = (cell for cell in state.cells.values() if cell.kind == kind and cell.key == key)
    return view.shifts(state.story, state.kinds, kind, same)


def _is_full(state: State, new: Cell) -> bool:
    same = [
        cell
        for cell in state.cells.values()
        if (cell.kind, cell.key, cell.stage, cell.side) == (new.kind, new.key, new.stage, new.side)
    ]
    return len(same) >= KEPT
