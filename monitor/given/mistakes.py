"""What is wrong with something given, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MOST = 50
"""So many mistakes are listed; of the rest only the number is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """One thing that is wrong: `index` counts the objects from 0, `line` the lines from 1; `is_size`: too much of it."""

    what: str
    field: str = ""
    hint: str = ""
    source: str = ""
    line: int = 0
    index: int = 0
    is_size: bool = False

    def __str__(self) -> str:
        """Say it in one line: ``file:line: field: what; hint``."""
        place = f"{self.source}:{self.line}: " if self.line else f"{self.source}: " if self.source else ""
        said = ": ".join(part for part in (self.field, self.what) if part)

        return f"{place}{said}; {self.hint}" if self.hint else f"{place}{said}"


def told(mistakes: Sequence[Mistake], count: int | None = None) -> str:
    r"""List mistakes, the first of them where there are many; `count` is how many there are in all.

    >>> told([Mistake(field="url", what="is missing", source="a.jsonl", line=3)], 5)
    'a.jsonl:3: url: is missing\n... and 4 more mistakes'
    """
    lines = [str(each) for each in mistakes[:MOST]]
    rest = (len(mistakes) if count is None else count) - len(lines)
    if rest > 0:
        lines.append(f"... and {rest} more mistake{'s' if rest > 1 else ''}")

    return "\n".join(lines)
