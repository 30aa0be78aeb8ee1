"""What of a text is the article, and what is furniture around it: kept spans, and cuts with their reason.

Every character of the text that is not white space lies in exactly one span or cut: nothing is lost silently.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from monitor.text import furniture, lines
from monitor.text.furniture import Within
from monitor.text.lines import Line

_NAME_WORDS = 4
_STOPS = frozenset(".!?…\"”’')")
_DATELINES = 3  # A dateline opens the article: it is looked for in so many paragraphs.


class Span(NamedTuple):
    """A kept line, or the kept part of one."""

    start: int
    end: int
    is_heading: bool = False


class Cut(NamedTuple):
    """A piece of furniture and why it is one."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """A text taken apart, in order; offsets point into the original."""

    kept: tuple[Span, ...]
    cuts: tuple[Cut, ...]


@lru_cache(maxsize=16)  # Several stages clean the same text, one soon after the other.
def clean(text: str, language: str) -> Cleaned:
    r"""Part a text into the article and its furniture.

    >>> cleaned = clean("Bridge opens\n\nCAIRO (Reuters) - The bridge opened on Monday.\n\nRead more", "en")
    >>> [(span.start, span.end, span.is_heading) for span in cleaned.kept], [cut.reason for cut in cleaned.cuts]
    ([(0, 12, True), (32, 60, False)], ['dateline', 'headline-above'])
    """
    rules = furniture.of(language).within(text)
    return _parted(lines.marked(text, language, rules), rules)


def _parted(marked: Sequence[Line], rules: Within) -> Cleaned:
    kept: list[Span] = []
    cuts: list[Cut] = []
    proses = 0
    for line in marked:
        if line.reason:
            cuts.append(Cut(start=line.start, end=line.end, reason=line.reason))
            continue
        may_open = line.is_prose and proses < _DATELINES
        proses += line.is_prose
        may_open = may_open or not (line.is_prose or proses)
        if not may_open and rules.is_quiet(line.start, line.end):
            kept.append(Span(line.start, line.end, not line.is_prose))
            continue
        pieces = _pieces(line, rules, may_open=may_open)
        for start, end, reason in pieces:
            if reason:
                cuts.append(Cut(start=start, end=end, reason=reason))
            else:
                kept.append(Span(start=start, end=end, is_heading=line.is_heading))
    return Cleaned(kept=tuple(kept), cuts=tuple(cuts))


def _pieces(line: Line, rules: Within, *, may_open: bool) -> list[tuple[int, int, str]]:
    """Part one line into kept pieces and pieces of furniture, as (start, end, reason) in the whole text."""
    gone: list[tuple[int, int, str]] = []
    opening = rules.opening(line.start, line.end) if may_open and line.is_prose else 0
    if opening:
        gone.append((0, opening, "dateline"))
    kicker = 0 if line.is_prose else rules.kicker(line.start, line.end)
    if kicker:
        gone.append((0, kicker, "kicker"))
    if line.is_prose and not rules.is_quiet(line.start, line.end):
        gone.extend((start, end, "insertion") for start, end in rules.insertions(line.start, line.end))
        credit = rules.credit(line.start, line.end)
        if credit is not None and _is_name_alone(line.text[:credit]):
            return [(line.start, line.end, "credit")]
        if credit is not None:
            gone.append((credit, len(line.text), "credit"))
    return _between(line, gone) if gone else [(line.start, line.end, "")]


def _is_name_alone(before: str) -> bool:
    """Tell a few words without a stop: before a credit they are who wrote or took it."""
    return before.count(" ") < _NAME_WORDS and before.rstrip()[-1:] not in _STOPS


def _between(line: Line, gone: Sequence[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    pieces: list[tuple[int, int, str]] = []
    at = 0
    for start, end, reason in [*sorted(gone), (len(line.text), len(line.text), "")]:
        _add(pieces, line, (at, start), "")
        _add(pieces, line, (max(at, start), end), reason)
        at = max(at, end)
    return pieces


def _add(pieces: list[tuple[int, int, str]], line: Line, bounds: tuple[int, int], reason: str) -> None:
    """Add a piece without the white space around it, unless nothing is left of it."""
    piece = line.text[bounds[0] : bounds[1]]
    stripped = piece.strip()
    if stripped:
        start = line.start + bounds[0] + piece.index(stripped[0])
        pieces.append((start, start + len(stripped), reason))
