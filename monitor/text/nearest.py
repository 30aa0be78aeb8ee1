"""What somebody may have meant."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz, process

_CLOSE = 65
"""Of 100 by fuzz.ratio: `uot` for `out` scores 67, `sinkz` for `sinks` 80, `evry` for `every` 89; `opml` for `url` 29."""


def hint(word: str, choices: Iterable[str]) -> str:
    """Propose the choice that looks most like the word, or list them all.

    >>> hint("evry", ["url", "every"]), hint("x", ["url", "every"])
    ('did you mean "every"?', 'one of url, every')
    """
    known = list(dict.fromkeys(choices))
    best = process.extractOne(word, known, scorer=fuzz.ratio, processor=str.casefold, score_cutoff=_CLOSE)
    if best is not None:
        return f'did you mean "{best[0]}"?'

    return f"one of {', '.join(known)}" if known else "there is none"
