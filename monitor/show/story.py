"""How a story stands, for people and for programs: each cell with the quote that it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from monitor.alerts import render
from monitor.models import Shift
from monitor.shifts.board import Board, Entry, Person
from monitor.shifts.cells import Cell
from monitor.show import form

QUOTED = 160


def story(board: Board, *, as_json: bool) -> str:
    """Show a story's state; as JSON every cell is linked to its evidence."""
    return form.line(_record(board)) if as_json else "\n".join(_lines(board))


def _record(board: Board) -> dict[str, Any]:
    return {
        "story": board.story,
        "name": board.name,
        "begun": _at(board.begun),
        "articles": board.articles,
        "persons": [_person(each) for each in board.persons],
        "shifts": [_entry(each) for each in board.entries],
    }


def _person(person: Person) -> dict[str, Any]:
    return {
        "id": person.actor.id,
        "name": person.actor.name,
        "status": person.status,
        "since": _at(person.since),
        "disputed": person.is_disputed,
        "shift": person.shift,
    }


def _entry(entry: Entry) -> dict[str, Any]:
    shift = entry.shift

    return {
        "id": shift.id,
        "kind": shift.kind,
        "subject": [{"id": actor.id, "name": actor.name} for actor in shift.subject],
        "episode": shift.episode,
        "stage": shift.stage,
        "side": shift.side,
        "status": shift.status.value,
        "count": [shift.count.low, shift.count.high] if shift.count else None,
        "origins": shift.origins,
        "articles": shift.articles,
        "heard": list(shift.heard),
        "silent": list(shift.silent),
        "words": list(shift.words),
        "first_at": _at(shift.first_at),
        "last_at": _at(shift.last_at),
        "told": shift.is_told,
        "evidence": [render.passage(each) for each in shift.evidence],
        "cells": [_cell(each) for each in entry.cells],
    }


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "id": cell.id,
        "says": cell.says,
        "modality": cell.modality.value,
        "count": [cell.count.low, cell.count.high] if cell.count else None,
        "at": _at(cell.at),
        "seen": _at(cell.seen),
        "article": cell.article,
        "origin": cell.source,
        "speaker": cell.speaker.name if cell.speaker else None,
        "baseline": cell.is_baseline,
        "late": cell.is_late,
        "evidence": render.passage(cell.evidence),
    }


def _lines(board: Board) -> Iterator[str]:
    yield f"{board.name} ({board.story}): {form.count(len(board.entries), 'shifts')} on {form.count(board.articles, 'articles')}"
    for person in board.persons:
        disputed = ", disputed" if person.is_disputed else ""
        yield f"  {person.actor.name}: {person.status} since {render.moment(person.since)}{disputed}"
    for entry in board.entries:
        yield f"\n{_headline(entry.shift)}"
        for cell in entry.cells:
            yield f"  {render.moment(cell.at)}  {cell.says:<10} {_from(cell)}: {_short(cell.evidence.quote)}"


def _headline(shift: Shift) -> str:
    who = ", ".join(actor.name for actor in shift.subject) or "nobody named"
    state = shift.stage if shift.side in {None, shift.stage} else f"{shift.stage}, {shift.side}"
    count = f" ({render.figure(shift.count)})" if shift.count else ""
    told = "" if shift.is_told else ", known"
    sides = f"; silent: {', '.join(shift.silent)}" if shift.silent and shift.heard else ""

    return (
        f"{shift.kind}: {who}{count}: {state}: {shift.status.value}{told}, "
        f"articles {shift.articles} / origins {shift.origins}{sides}"
    )


def _from(cell: Cell) -> str:
    notes = [note for note, holds in (("baseline", cell.is_baseline), ("late", cell.is_late)) if holds]

    return " ".join([cell.evidence.publisher or cell.source, *(f"[{note}]" for note in notes)])


def _short(text: str) -> str:
    flat = " ".join(text.split())

    return flat if len(flat) <= QUOTED else flat[: QUOTED - 1] + "…"


def _at(moment: Any) -> str | None:
    return moment.isoformat() if moment else None
