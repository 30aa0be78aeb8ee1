"""What a story's cells mean: episodes, stages, sides, origins. A pure function of the cells, whatever their order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from monitor import ids
from monitor.models import Actor, Count, Shift, Status, Story
from monitor.shifts import origins
from monitor.shifts.cells import Cell
from monitor.shifts.kinds import Kind, Kinds

SHOWN = 5
"""Quotes that an alert carries; the rest are counted."""


def shifts(story: Story, kinds: Kinds, kind: str, cells: Iterable[Cell]) -> dict[int, Shift]:
    """View the cells of one kind and key: one shift for each episode that supports a stage or a side state."""
    row = kinds.kinds[kind]
    views = (_shift(story, row, number, part) for number, part in enumerate(_episodes(cells, row), start=1))
    return {view.episode: view for view in views if view is not None}


def _episodes(cells: Iterable[Cell], row: Kind) -> Iterator[list[Cell]]:
    """Split cells by time: silence for longer than the kind's episode starts a new one."""
    gap = timedelta(days=row.episode_days)
    episode: list[Cell] = []
    for cell in sorted(cells, key=_when):
        if episode and cell.at - episode[-1].at > gap:
            yield episode
            episode = []
        episode.append(cell)
    if episode:
        yield episode


def _when(cell: Cell) -> tuple[object, ...]:
    return cell.at, cell.article, cell.id


def _shift(story: Story, row: Kind, number: int, cells: Sequence[Cell]) -> Shift | None:
    stage, side = _stage(cells, row), _side(cells, row)
    if stage is None and side is None:
        return None
    support = [cell for cell in cells if (cell.stage == stage if stage else cell.side == side)]
    counter = [cell for cell in cells if cell.speaks_against]
    groups = origins.group(support)
    subject = _subject(support)
    return Shift(
        id=ids.shift(story.id, row.name, [cells[0].key], number),
        story=story.id,
        kind=row.name,
        subject=subject,
        episode=number,
        stage=stage or side or "",
        side=side,
        modality=support[0].modality,
        count=_count(support),
        status=_status(counter, len(groups), story.confirm),
        evidence=tuple(dict.fromkeys(cell.evidence for cell in origins.in_turn(groups)))[:SHOWN],
        counter=tuple(cell.evidence for cell in counter[:SHOWN]),
        origins=len(groups),
        articles=len({cell.article for cell in support}),
        first_at=support[0].at,
        last_at=max(cell.at for cell in support),
        version=len(cells),
        is_told=_is_told(cells, row),
        speakers=tuple(sorted({cell.speaker for cell in support if cell.speaker})),
    )


def _stage(cells: Sequence[Cell], row: Kind) -> str | None:
    reached = [cell.stage for cell in cells if cell.stage is not None]
    return max(reached, key=row.stages.index, default=None)


def _side(cells: Sequence[Cell], row: Kind) -> str | None:
    """The side state reached last, unless the story went on to its highest stage after it."""
    first: dict[str, Cell] = {}
    for cell in cells:
        if cell.side is not None:
            first.setdefault(cell.side, cell)
    if not first:
        return None
    side, cell = max(first.items(), key=lambda item: (item[1].at, item[0]))
    stage = _stage(cells, row)
    risen = next((other for other in cells if stage is not None and other.stage == stage), None)
    return side if risen is None or cell.at >= risen.at else None


def _is_told(cells: Sequence[Cell], row: Kind) -> bool:
    """Does something that is neither of a baseline nor late say more than the baseline did?"""
    stages = {cell.stage for cell in cells if cell.is_baseline and cell.stage}
    known = max((row.stages.index(stage) for stage in stages), default=-1)
    sides = {cell.side for cell in cells if cell.is_baseline}
    return any(
        row.stages.index(cell.stage) > known if cell.stage else bool(cell.side) and cell.side not in sides
        for cell in cells
        if not cell.is_baseline and not cell.is_late
    )


def _status(counter: Sequence[Cell], reporting: int, confirm: int) -> Status:
    if counter:
        return Status.DISPUTED
    return Status.CONFIRMED if reporting >= confirm else Status.UNCONFIRMED


def _count(cells: Sequence[Cell]) -> Count | None:
    counts = [cell.count for cell in cells if cell.count is not None]
    if not counts:
        return None
    return Count(low=min(count.low for count in counts), high=max(count.high for count in counts))


def _subject(cells: Sequence[Cell]) -> tuple[Actor, ...]:
    """Everybody whom the supporting cells name; of several spellings of one id the earliest is shown."""
    actors: dict[str, Actor] = {}
    for cell in cells:
        for actor in cell.subject:
            actors.setdefault(actor.id, actor)
    return tuple(sorted(actors.values(), key=lambda actor: actor.name))
