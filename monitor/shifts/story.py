"""A story's memory, and how it moves on with each article.

Guarantees: the state is a set of cells that only grows, beside the volume of the last days, and every shift is a pure function
of them. The same articles in any order, once or many times, leave the same state and the same shifts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce

from monitor.models import Claim, Shift, Story, TaggedArticle
from monitor.shifts import cells, newcomer, report, surge, view, volume
from monitor.shifts.cells import Cell
from monitor.shifts.kinds import Kinds
from monitor.shifts.report import Report
from monitor.shifts.volume import Volume

KEPT = 200
"""Cells kept for one subject and stage: beyond that a story is loud, not better known; the earliest are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A story and all that is known of it, by cell id; and how much was written on it."""

    story: Story
    kinds: Kinds
    cells: Mapping[str, Cell] = field(default_factory=dict)
    volume: Volume = field(default_factory=Volume)


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
    state, counted = _count(state, article)
    return state, (*moved, *counted)


def remember(state: State, known: Iterable[Cell], reports: Iterable[Report] = ()) -> State:
    """Give a story back the cells and the reports that were stored."""
    counted = reduce(volume.add, reports, state.volume)
    return replace(state, cells={**state.cells, **{cell.id: cell for cell in known}}, volume=counted)


def learned(before: State, after: State) -> tuple[Cell, ...]:
    """List the cells by which `after` knows more than `before`: what has to be stored."""
    return tuple(cell for name, cell in after.cells.items() if name not in before.cells)


def counted(before: State, after: State) -> tuple[Report, ...]:
    """List the reports that `after` holds and `before` does not: what has to be stored."""
    return volume.apart(after.volume, before.volume)


def outdated(before: State, after: State) -> tuple[Report, ...]:
    """List the reports that were let go: what need not be stored any longer."""
    return volume.apart(before.volume, after.volume)


def shifts(state: State) -> tuple[Shift, ...]:
    """View the whole story: every shift of every subject and episode, in a fixed order."""
    keys = sorted({(cell.kind, cell.key) for cell in state.cells.values()})
    told = [shift for kind, key in keys for shift in _viewed(state, kind, key).values()]
    written = (*surge.shifts(state.story, state.volume), *newcomer.shifts(state.story, state.volume))
    return (*told, *(shift for shift in written if _is_watched(state.story, shift.kind)))


def _count(state: State, article: TaggedArticle) -> tuple[State, tuple[Shift, ...]]:
    """Count an article, whatever it claims, and view what its coming shows."""
    if not any(_is_watched(state.story, kind) for kind in (surge.NAME, newcomer.NAME)):
        return state, ()
    new = report.of(article)
    after = volume.add(state.volume, new)
    if after is state.volume:
        return state, ()
    risen = surge.moved(state.story, state.volume, after, new)
    moved = (*risen, *newcomer.moved(state.story, after, new))
    return replace(state, volume=after), tuple(shift for shift in moved if _is_watched(state.story, shift.kind))


def _is_watched(story: Story, kind: str) -> bool:
    return not story.watch or kind in story.watch


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
