"""How what was found in a line is asserted at the words that say it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.models import Modality
from monitor.shifts import modality, packs
from monitor.shifts.lines import Line
from monitor.shifts.modality import Reading
from monitor.shifts.scene import Scene

PLAIN = frozenset({Modality.OCCURRED, Modality.BACKGROUND})


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What was found in a sentence and by which rule, with the span of its trigger.

    `more` are all spans by which the second reader found it, the strongest first.
    """

    rule: str
    kind: str
    act: str
    span: tuple[int, int]
    fixed: Modality | None = None
    more: tuple[tuple[int, int], ...] = ()


def readings(line: Line, said: Said, claimed: packs.Claimed, *, is_past: bool) -> list[Reading]:
    """Read how something is asserted at each of its spans; `is_past` where the sentence before told of what was long ago."""
    return [
        modality.read(
            Scene(
                masked=line.masked,
                start=start,
                end=end,
                lexis=line.pack.lexis,
                today=line.today,
                kind=said.kind,
                future=claimed.future,
                fixed=said.fixed,
                is_lead=line.is_lead,
                is_inherited=is_past,
                is_open=claimed.is_open,
                is_fresh=claimed.is_fresh,
                is_thing=claimed.is_thing,
                is_end=claimed.is_end,
                article=line.article.text,
                language=line.article.language,
            )
        )
        for start, end in said.more or (said.span,)
    ]


def first(found: Sequence[Reading]) -> Reading:
    """Of readings at several words take the first that says that it has not just happened."""
    return next((one for one in found if one.modality not in PLAIN), found[0])
