"""What a story's cells mean: episodes, stages, sides, origins. A pure function of the cells, whatever their order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter

from monitor import ids
from monitor.models import Actor, Count, Evidence, Shift, Status, Story
from monitor.shifts import origins
from monitor.shifts.cells import ALIKE, VAGUE, Cell
from monitor.shifts.kinds import Kind, Kinds

SHOWN = 5
"""Quotes that an alert carries; the rest are counted."""

HISTORY = 0
"""The number of what nothing but old articles tell; episodes count from 1."""

SETTLED = timedelta(hours=12)
"""Time after the last denial from which reports answer it: those before are what it denies, or its echo."""

PASSED = timedelta(hours=24)
"""Time after the last word of a passing side state from which its stage counts again: shorter ones are its echo."""


_when = attrgetter("at", "article", "id")


RENEWED = timedelta(hours=48)
"""Time after the last word of a closing side state from which a stage begins anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Everything that a shift is seen from: the story, the kind, its cells, those of other kinds that may contradict it.

    `until` is when the story's warm-up ends.
    """

    story: Story
    row: Kind
    cells: Sequence[Cell]
    against: Sequence[Cell] = ()
    until: datetime | None = None


def shifts(
    story: Story, kinds: Kinds, kind: str, cells: Iterable[Cell], begun: datetime | None = None
) -> dict[int, Shift]:
    """View the cells of one subject: one shift for each episode of the kind that supports a stage or a side state.

    Cells of other kinds are those that may contradict it.
    """
    row = kinds.kinds[kind]
    every = list(cells)
    own = [cell for cell in every if cell.kind == kind]
    if not own:
        return {}
    against = sorted((cell for cell in every if _is_contrary(cell, row)), key=_when) if row.contrary else []
    until = begun + timedelta(seconds=story.warmup) if begun and story.warmup else None
    views = {
        number: _shift(Seen(story=story, row=row, cells=part, against=against, until=until), number)
        for number, part in episodes(story, row, own).items()
    }

    return {number: view for number, view in views.items() if view is not None}


def _is_contrary(cell: Cell, row: Kind) -> bool:
    """Ask whether a cell of another kind can contradict this one; of a group some may be free and others dead."""
    if cell.stage is None or cell.stage not in row.contrary.get(cell.kind, ()):
        return False

    return not any(actor.id.startswith("group:") for actor in cell.subject)


def episodes(story: Story, row: Kind, cells: Iterable[Cell]) -> dict[int, list[Cell]]:
    """Split cells by time: a long silence, or an end and then a stage, starts a new episode.

    Old articles that come now change no number.
    """
    gap = timedelta(days=story.memory_days or row.episode_days)
    ordered = sorted(cells, key=_when)
    is_short = bool(ordered) and ordered[-1].at - ordered[0].at <= gap
    if is_short and not row.closing and not [None for cell in ordered if cell.is_late]:  # Lists are faster than `any`.
        return {1: ordered}
    parts: list[list[Cell]] = []
    late: list[Cell] = []
    for cell in ordered:
        if cell.is_late:
            late.append(cell)
        elif parts and cell.at - parts[-1][-1].at <= gap and not (row.closing and _begins_anew(cell, parts[-1], row)):
            parts[-1].append(cell)
        else:
            parts.append([cell])
    numbered = dict(enumerate(parts, start=1))
    if not late:
        return numbered
    spans = [(part[0].at - gap, part[-1].at + gap) for part in parts]
    history: list[Cell] = []
    for cell in late:
        near = next((part for part, (start, end) in zip(parts, spans, strict=True) if start <= cell.at <= end), history)
        near.append(cell)
    numbered = {number: sorted(part, key=_when) for number, part in numbered.items()}

    return numbered | {HISTORY: history} if history else numbered


def _begins_anew(cell: Cell, part: Sequence[Cell], row: Kind) -> bool:
    """Ask whether a cell tells a stage well after the last word of the end: of another truce, not of the one that ended."""
    if cell.stage is None:
        return False
    ends = [one.at for one in part if one.side in row.closing]

    return bool(ends) and cell.at - ends[-1] >= RENEWED


def _shift(seen: Seen, number: int) -> Shift | None:
    story, row, cells = seen.story, seen.row, seen.cells
    stage, side = _stage(cells, row), _side(cells, row)
    if stage is None and side is None:
        return None
    support = [cell for cell in cells if (cell.side == side if side else cell.stage == stage)]
    counter = _counter(seen, support, side)
    groups = origins.group(support)
    heard = {cell.speaker.id for cell in (*cells, *counter) if cell.speaker}

    return Shift(
        id=ids.shift(story.id, row.name, [cells[0].key], number),
        story=story.id,
        kind=row.name,
        subject=_subject(support),
        episode=number,
        stage=stage or side or "",
        side=side,
        modality=support[0].modality,
        count=_count(support),
        status=_status(counter, support, groups, story.confirm),
        evidence=_quotes(origins.in_turn(groups)),
        counter=_quotes(counter),
        origins=len(groups),
        articles=len({cell.article for cell in support}),
        first_at=support[0].at,
        last_at=support[-1].at,
        version=len(cells) + len(seen.against),
        is_told=_is_told(seen),
        speakers=tuple(sorted({cell.speaker.name for cell in support if cell.speaker})),
        heard=tuple(side.name for side in story.sides if side.id in heard),
        silent=tuple(side.name for side in story.sides if side.id not in heard),
        rules=tuple(sorted({cell.rule for cell in support if cell.rule})),
        event_at=next((cell.event_at for cell in support if cell.event_at), None),
    )


def _quotes(cells: Iterable[Cell]) -> tuple[Evidence, ...]:
    found: dict[Evidence, None] = {}
    for cell in cells:
        found[cell.evidence] = None
        if len(found) == SHOWN:
            break

    return tuple(found)


def _counter(seen: Seen, support: Sequence[Cell], side: str | None) -> list[Cell]:
    """What speaks against: denials, and what of another kind cannot be true as well, told at the same time or after it.

    A denial of a side state ("has not withdrawn") speaks against that alone.
    """
    first = support[0].at
    denials = [
        cell
        for cell in seen.cells
        if cell.speaks_against and (cell.denies == side if side else cell.denies not in seen.row.sides)
    ]
    others = [cell for cell in seen.against if first <= cell.at <= first + timedelta(days=seen.row.episode_days)]

    return sorted((*denials, *others), key=_when)


def _stage(cells: Sequence[Cell], row: Kind) -> str | None:
    reached = {cell.stage for cell in cells if cell.stage is not None}
    return max(reached, key=row.stages.index, default=None)


def _side(cells: Sequence[Cell], row: Kind) -> str | None:
    """The side state reached last, unless the story went on to its highest stage after it.

    A side state that can pass ("mediation suspended") has passed when the stage is told again well after its last word.
    """
    first: dict[str, Cell] = {}
    last: dict[str, Cell] = {}
    for cell in cells:
        if cell.side is not None:
            first.setdefault(cell.side, cell)
            last[cell.side] = cell
    if not first:
        return None
    side, cell = max(first.items(), key=lambda item: (item[1].at, item[0]))
    stage = _stage(cells, row)
    reached = [other.at for other in cells if stage is not None and other.stage == stage and not other.is_late]
    if side in row.passing and any(at - last[side].at >= PASSED for at in reached):
        return None
    risen = next((other for other in cells if stage is not None and other.stage == stage), None)

    return side if risen is None or cell.at >= risen.at else None


def _is_told(seen: Seen) -> bool:
    """Does something that is neither known nor late say more than what is known: a baseline, and what a warm-up taught?"""
    known = [cell for cell in seen.cells if cell.is_baseline]
    if seen.until is not None:
        known += [cell for cell in seen.cells if not cell.is_late and cell.seen < seen.until]
    stages = {cell.stage for cell in known if cell.stage}
    reached = max((seen.row.stages.index(stage) for stage in stages), default=-1)
    sides = {cell.side for cell in known}

    return any(
        seen.row.stages.index(cell.stage) > reached if cell.stage else bool(cell.side) and cell.side not in sides
        for cell in seen.cells
        if not cell.is_late  # What is known reaches no further than itself.
    )


def _status(counter: Sequence[Cell], support: Sequence[Cell], groups: Sequence[Sequence[Cell]], confirm: int) -> Status:
    """A denial disputes, until as many origins as confirm say it again, well after the last denial."""
    if counter:
        after = [cell for cell in support if cell.at - counter[-1].at >= SETTLED and not cell.is_late]
        return Status.CONFIRMED if len(origins.group(after)) >= confirm else Status.DISPUTED

    return Status.CONFIRMED if len(groups) >= confirm else Status.UNCONFIRMED


def _count(cells: Sequence[Cell]) -> Count | None:
    counts = [cell.count for cell in cells if cell.count is not None]
    if not counts:
        return None
    return Count(low=min(count.low for count in counts), high=max(count.high for count in counts))


def _subject(cells: Sequence[Cell]) -> tuple[Actor, ...]:
    """Everybody whom the supporting cells name; of several spellings of one id the earliest is shown.

    "Hostages" says nothing that "crew" does not.
    """
    actors: dict[str, Actor] = {}
    for cell in cells:
        for actor in cell.subject:
            if actor.id not in actors:
                actors[actor.id] = actor
    if not actors.keys().isdisjoint(ALIKE - VAGUE):
        actors = {name: actor for name, actor in actors.items() if name not in VAGUE}
    elif actors.keys() >= VAGUE:
        del actors["group:people"]
    return tuple(sorted(actors.values(), key=lambda actor: actor.name))
