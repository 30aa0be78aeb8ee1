"""Labelled text in IOB files: a word and its label a line, a blank line between sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from monitor.entities.taggers import Span
from monitor.errors import TaggerUnusable
from monitor.models import EntityKind

KINDS = {
    "PER": EntityKind.PERSON,
    "ORG": EntityKind.ORGANISATION,
    "LOC": EntityKind.PLACE,
}
"""What the labels of most corpora are called, and what they mean here; other labels count as none."""

_ALSO = {"PERSON": "PER", "GPE": "LOC", "PLACE": "LOC", "FAC": "LOC", "NOR": "ORG", "ORGANISATION": "ORG"}
_CLOSES = frozenset(".,;:!?)%”")
_OPENS = frozenset({"", "(", "“"})


def texts(file: Path) -> Iterator[tuple[str, tuple[Span, ...]]]:
    """Give each sentence of a file as a newspaper would print it, with its names.

    Raises:
        TaggerUnusable: the file cannot be read, or a line has no label.
    """
    for rows in _sentences(file):
        text, places = _printed([word for word, _ in rows])
        yield text, tuple(_spans([label for _, label in rows], places))


def _sentences(file: Path) -> Iterator[list[tuple[str, str]]]:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise TaggerUnusable(f"{file}: cannot be read as UTF-8 text ({type(error).__name__})") from error
    rows: list[tuple[str, str]] = []
    for number, line in enumerate([*lines, ""], 1):
        columns = line.split()
        if len(columns) == 1:
            raise TaggerUnusable(f"{file}:{number}: a word needs its label: {line.strip()!r}")
        if columns and columns[0] != "-DOCSTART-":
            rows.append((columns[0], columns[-1]))
        elif rows:
            yield rows
            rows = []


def _printed(words: Sequence[str]) -> tuple[str, list[tuple[int, int]]]:
    """Write words as a newspaper does: such files have a space before every mark."""
    text, places, is_open = "", [], False
    for word in words:
        is_closed = word in _CLOSES or text[-1:] in _OPENS or (is_open and '"' in {word, text[-1:]})
        text += "" if is_closed else " "
        is_open ^= word == '"'
        places.append((len(text), len(text) + len(word)))
        text += word

    return text, places


def _spans(labels: Sequence[str], places: Sequence[tuple[int, int]]) -> Iterator[Span]:
    start, kind = 0, ""
    for place, label in enumerate([*labels, "O"]):
        mark, _, name = label.upper().partition("-")
        name = _ALSO.get(name, name)
        if kind and (mark != "I" or name != kind):
            yield Span(start=places[start][0], end=places[place - 1][1], kind=KINDS[kind])
            kind = ""
        if name in KINDS and not kind:
            start, kind = place, name
