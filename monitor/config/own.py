"""The packs that a configuration names: kinds of shift, languages and rules of the user's own."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from monitor.config import check
from monitor.config.secret import why
from monitor.shifts import own
from monitor.text import marked
from monitor.text.marked import Marked, Mistake

Packs = tuple[Mapping[str, Any], ...]


def read(tree: Mapping[str, Any], folder: Path) -> tuple[Packs, list[Mistake]]:
    """Read the files of the section `packs`, whose paths start at the configuration file, and try each rule's examples."""
    found: list[Mapping[str, Any]] = []
    mistakes: list[Mistake] = []
    named = tree.get("packs")
    for position, name in enumerate(named if isinstance(named, list) else ()):
        if not isinstance(name, str):
            continue
        pack, wrong = _read(folder / name)
        wrong = wrong or own.mistakes(pack, () if mistakes else found, name)
        if wrong:
            mistakes.append(Mistake(at=("packs", position), what=f"{name}: {'; '.join(wrong)}"))
        if isinstance(pack, Mapping):
            found.append({**pack, "file": name})

    return tuple(found), mistakes


def kinds(packs: Packs, known: Mapping[str, Collection[str]]) -> dict[str, Collection[str]]:
    """Add the kinds of shift that packs bring, with their states, to those that are known."""
    listed = [pack["shifts"] for pack in packs if isinstance(pack.get("shifts"), Mapping)]
    rows = {name: row for shifts in listed for name, row in shifts.items() if isinstance(row, Mapping)}

    return {**known, **{name: (*row.get("stages", ()), *row.get("sides", ())) for name, row in rows.items()}}


def _read(path: Path) -> tuple[Any, tuple[str, ...]]:
    try:
        document = marked.read(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:  # The second: a name that is none, bytes that are no UTF-8.
        return None, (why(error),)

    return document.value, tuple(_said(document, mistake) for mistake in document.mistakes)


def _said(document: Marked, mistake: Mistake) -> str:
    return f"line {mistake.line or document.line(mistake.at)}: {check.said(mistake)}"
