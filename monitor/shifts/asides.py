"""Sentences without what is said by the way, so that a subject stands beside its verb, and a doubt beside what it doubts.

"Ann Lee, a nurse abducted in May, has been freed" is also read as "Ann Lee has been freed".
"""

from __future__ import annotations

from monitor.shifts import mask
from monitor.shifts.lexis import Lexis
from monitor.shifts.mask import Masked

_HOST = 90  # Signs in which a subject with what belongs to it ends.


def without(masked: Masked, lexis: Lexis) -> Masked | None:
    """Leave out appositions and relative clauses that stand between a subject and its verb; None where there are none.

    What is left keeps its places in the article. An aside that weighs what is told ("officials denied") stays.
    """
    text = masked.text
    dropped = [
        found.span()
        for place, pattern in lexis.asides.numbered(text)
        for found in pattern.finditer(text)
        if lexis.hosts[place].search(text, max(found.start() - _HOST, 0), found.start())
        and not lexis.weighing.search(found[0])
    ]
    if not dropped:
        return None
    kept = (
        unit
        for unit, at in zip(masked.units, masked.at, strict=True)
        if not any(start <= at < end for start, end in dropped)
    )

    return mask.join(tuple(kept))
