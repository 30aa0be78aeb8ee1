"""A story's memory, and how it moves on with each article.

Guarantees: the state is a set of cells that only grows, beside the volume of the last days, and every shift is a pure function
of them. The same articles in any order, once or many times, leave the same state and the same shifts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import reduce

from monitor.models import Claim, Shift, Story, TaggedArticle
from monitor.shifts import cells, newcomer, report, surge, view, volume
from monitor.shifts.cells import Cell, Learned
from monitor.shifts.kinds import Kinds
from monitor.shifts.report import Report
from monitor.shifts.volume import Volume

KEPT = 200
"""Cells kept for one subject and stage: beyond that a story is loud, not better known; the first to come are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A story and all that is known of it, by subject and cell id; when its first claim came; how much was written on it.

    `views` holds what was seen last of some kinds and subjects, so that it need not be seen twice.
    """

    story: Story
    kinds: Kinds
    subjects: Mapping[str, Mapping[str, Cell]] = field(default_factory=dict)
    views: Mapping[tuple[str, str], Mapping[int, Shift]] = field(default_factory=dict, compare=False, repr=False)
    begun: datetime | None = None
    volume: Volume = field(default_factory=Volume)

    def cells(self) -> Iterator[Cell]:
        """Walk over all cells."""
        return (cell for subject in self.subjects.values() for cell in subject.values())


def advance(state: State, article: TaggedArticle, claims: Iterable[Claim]) -> tuple[State, tuple[Shift, ...]]:
    """Take an article's claims into the story, in the order of its text, and tell each shift that they moved.

    An article that says less and then more (asked, later in the text: offered) moves one shift twice: it rises.
    """
    moved: list[Shift] = []
    for cell in cells.of(article, claims, state.story, state.kinds):
        if _is_known(state, cell):
            continue
        before, after = state, _with(state, cell)
        seen = {(kind, cell.key): _viewed(after, kind, cell.key) for kind in state.kinds.touched(cell.kind)}
        state = replace(after, views={**after.views, **seen})
        for (kind, key), now in seen.items():
            known = _viewed(before, kind, key)
            moved += [shift for number, shift in now.items() if known.get(number) != shift]
    state, counted = _count(state, article)
    return state, (*moved, *counted)


def moved_by(article: TaggedArticle, shifts: Iterable[Shift]) -> tuple[Shift, ...]:
    """Note on shifts which article moved them: when it was fetched and published. Their stories keep nothing of it."""
    raw = article.unique.article
    return tuple(replace(shift, fetched_at=raw.fetched_at, published_at=raw.published_at) for shift in shifts)


def remember(state: State, known: Iterable[Learned], reports: Iterable[Report] = ()) -> State:
    """Give a story back the cells and the reports that were stored."""
    subjects = {key: dict(subject) for key, subject in state.subjects.items()}
    begun = state.begun
    for cell in (cell for learned in known for cell in learned.cells):
        subjects.setdefault(cell.key, {})[cell.id] = cell
        begun = min(begun or cell.seen, cell.seen)
    return replace(state, subjects=subjects, views={}, begun=begun, volume=reduce(volume.add, reports, state.volume))


def learned(before: State, after: State) -> tuple[Learned, ...]:
    """List by claim the cells by which `after` knows more than `before`: what has to be stored."""
    found: dict[str, list[Cell]] = {}
    for key, subject in after.subjects.items():
        known = before.subjects.get(key, {})
        if subject is not known:
            for cell in (cell for name, cell in subject.items() if name not in known):
                found.setdefault(cell.claim, []).append(cell)
    return tuple(Learned(id=claim, cells=tuple(new)) for claim, new in found.items())


def counted(before: State, after: State) -> tuple[Report, ...]:
    """List the reports that `after` holds and `before` does not: what has to be stored."""
    return volume.apart(after.volume, before.volume)


def outdated(before: State, after: State) -> tuple[Report, ...]:
    """List the reports that were let go: what need not be stored any longer."""
    return volume.apart(before.volume, after.volume)


def shifts(state: State) -> tuple[Shift, ...]:
    """View the whole story: every shift of every subject and episode, in a fixed order."""
    keys = sorted({(cell.kind, cell.key) for cell in state.cells()})
    told = [shift for kind, key in keys for shift in _viewed(state, kind, key).values()]
    written = (*surge.shifts(state.story, state.volume), *newcomer.shifts(state.story, state.volume))
    return (*told, *(shift for shift in written if _is_watched(state.story, shift.kind)))


def _with(state: State, cell: Cell) -> State:
    subject = {**state.subjects.get(cell.key, {}), cell.id: cell}
    begun = min(state.begun or cell.seen, cell.seen)
    is_later = begun == state.begun or not state.story.warmup
    views = {at: seen for at, seen in state.views.items() if at[1] != cell.key} if is_later else {}
    return replace(state, subjects={**state.subjects, cell.key: subject}, views=views, begun=begun)


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


def _viewed(state: State, kind: str, key: str) -> Mapping[int, Shift]:
    known = state.views.get((kind, key))
    if known is not None:
        return known
    return view.shifts(state.story, state.kinds, kind, state.subjects.get(key, {}).values(), state.begun)


def _is_known(state: State, new: Cell) -> bool:
    """Ask whether a cell adds nothing: it is there already, or there are enough of its sort."""
    subject = state.subjects.get(new.key, {})
    if new.id in subject or len(subject) < KEPT:
        return new.id in subject
    kind, stage, side = new.kind, new.stage, new.side
    same = [None for cell in subject.values() if cell.stage == stage and cell.kind == kind and cell.side == side]
    return len(same) >= KEPT
