"""How a story stands: each subject's state with the cells that it rests on, and how each person is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.models import Actor, Shift, Status
from monitor.shifts import cells, story, view
from monitor.shifts.cells import Cell
from monitor.shifts.kinds import STATUSES, Kinds
from monitor.shifts.story import State

_FINAL = len(STATUSES) - 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A shift as it stands, and every cell behind it, the earliest first."""

    shift: Shift
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """How a person or a group of captives is, since when, by which shift; disputed where that shift is."""

    actor: Actor
    status: str
    since: datetime
    is_disputed: bool
    shift: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A whole story."""

    story: str
    name: str
    begun: datetime | None
    articles: int
    persons: tuple[Person, ...]
    entries: tuple[Entry, ...]


def of(state: State) -> Board:
    """View a story: everything that it knows, whether it was told or not."""
    entries = tuple(_entry(state, shift) for shift in story.shifts(state))

    return Board(
        story=state.story.id,
        name=state.story.name,
        begun=state.begun,
        articles=len({cell.article for cell in state.cells()}),
        persons=_persons(entries, state.kinds),
        entries=entries,
    )


def _entry(state: State, shift: Shift) -> Entry:
    """Find the cells of an episode: those of its kind and subject that are seen together."""
    grouping = state.kinds.kinds[shift.kind].grouping
    subject = state.subjects.get("*" if grouping == "shared" else cells.key(shift.subject), {})
    same = [cell for cell in subject.values() if cell.kind == shift.kind]
    parts = view.episodes(state.story, state.kinds.kinds[shift.kind], same)

    return Entry(shift=shift, cells=tuple(parts.get(shift.episode, ())))


def _persons(entries: Iterable[Entry], kinds: Kinds) -> tuple[Person, ...]:
    """Say how each person is: held, promised, released or dead, whichever is furthest; of two ends the later one."""
    found: dict[str, list[Person]] = {}
    for shift in (entry.shift for entry in entries):
        status = kinds.kinds[shift.kind].means.get(shift.stage)
        if status is not None and len(shift.subject) == 1:
            (actor,) = shift.subject
            disputed = shift.status in {Status.DISPUTED, Status.DENIED}
            found.setdefault(actor.id, []).append(
                Person(actor=actor, status=status, since=shift.first_at, is_disputed=disputed, shift=shift.id)
            )

    return tuple(_furthest(states) for _, states in sorted(found.items()))


def _furthest(states: Sequence[Person]) -> Person:
    """What is disputed counts only where nothing else is known that far."""

    def rank(person: Person) -> tuple[int, bool, datetime]:
        return min(STATUSES.index(person.status), _FINAL), not person.is_disputed, person.since

    return max(states, key=rank)
