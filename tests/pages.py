"""Invented pages with their furniture marked by hand, and how much of it is cut.

In `corpus/furniture_*.yaml` and, of other sites, in `corpus/wide_*.yaml` ⟦furniture⟧ and ⟪a teaser of another event⟫ stand in
brackets; what stands outside them is the article. A piece is a line, or the part of a line inside or outside brackets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from monitor.text import clean

Row = dict[str, Any]

LANGUAGES = ("id", "en")
SETS = ("furniture", "wide")
CORPUS = Path(__file__).parent / "corpus"
_piece = re.compile(r"⟪(?P<teaser>[^⟫\n]*)⟫|⟦(?P<other>[^⟧\n]*)⟧|(?P<kept>[^⟪⟦\n]*[^⟪⟦\s][^⟪⟦\n]*)")


@dataclass(kw_only=True)
class Tally:
    """What became of the pieces of some pages."""

    furniture: int = 0
    cut: int = 0
    teasers: int = 0
    teasers_cut: int = 0
    article: int = 0
    harmed: int = 0
    misses: list[str] = field(default_factory=list, repr=False)


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A piece of a page, and what it is: teaser, other, kept."""

    start: int
    end: int
    kind: str


def rows(language: str, half: str | None = None, pages: str = SETS[0]) -> list[Row]:
    """Read the pages of a language, or those of one half."""
    found = yaml.safe_load((CORPUS / f"{pages}_{language}.yaml").read_text(encoding="utf-8"))

    return [row | {"language": language} for row in found if half is None or row["half"] == half]


def parted(marked: str) -> tuple[str, list[Piece]]:
    """Take the brackets out of a page; gives its text, and its pieces in order."""
    pieces: list[Piece] = []
    text = ""
    last = 0
    for match in _piece.finditer(marked):
        kind = match.lastgroup or "kept"
        text += marked[last : match.start()]
        start = len(text)
        text += match[kind]
        pieces.append(Piece(start=start, end=len(text), kind=kind))
        last = match.end()

    return text + marked[last:], pieces


def judged(language: str, half: str | None = None, pages: str = SETS[0]) -> Tally:
    """Clean the pages of a language and compare with what is marked."""
    tally = Tally()
    for row in rows(language, half, pages):
        text, pieces = parted(row["text"])
        gone = {place for cut in clean.clean(text, language).cuts for place in range(cut.start, cut.end)}
        for piece in pieces:
            _count(tally, row, text[piece.start : piece.end], piece, _share(text, piece, gone))

    return tally


def _share(text: str, piece: Piece, gone: set[int]) -> float:
    signs = [place for place in range(piece.start, piece.end) if not text[place].isspace()]

    return sum(place in gone for place in signs) / len(signs)


def _count(tally: Tally, row: Row, said: str, piece: Piece, share: float) -> None:
    if piece.kind == "kept":
        tally.article += 1
        tally.harmed += share > 0
        tally.misses += [f"CUT [{row['id']}] {said}"] if share else []
        return
    is_cut = share == 1
    tally.furniture += 1
    tally.cut += is_cut
    tally.teasers += piece.kind == "teaser"
    tally.teasers_cut += is_cut and piece.kind == "teaser"
    tally.misses += [] if is_cut else [f"LEFT {piece.kind} [{row['id']}] {said}"]


def lines(language: str, half: str, pages: str = SETS[0]) -> Iterator[tuple[str, int, int]]:
    """Give the figures of a half, each as what it is, some, of how many."""
    tally = judged(language, half, pages)
    yield "furniture cut", tally.cut, tally.furniture
    yield "of it teasers of other events", tally.teasers_cut, tally.teasers
    yield "cut pieces that are furniture", tally.cut, tally.cut + tally.harmed
    yield "article left whole", tally.article - tally.harmed, tally.article
