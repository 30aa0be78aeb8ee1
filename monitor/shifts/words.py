"""What changed: the words by which some reports differ from others, by log-odds with a Dirichlet prior.

An explanation, never a reason to tell. Words are counted once a report, among what a report quotes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain
from math import log, sqrt

from monitor.shifts.report import Report
from monitor.text import normalize

MOST = 6
SURE = 1.96
"""Standard deviations by which a word has to differ: one in forty would by chance."""

FEWEST = 3
"""Reports that must have a word; what only two have is their own affair."""

PRIOR = 0.5
"""Reports that every word is taken to be in beforehand, on either side."""

_WORD = re.compile(r"[^\W\d_](?:[\w'’-]*\w)?")
_SHORTEST = 3


def changed(new: Sequence[Report], usual: Sequence[Report]) -> tuple[str, ...]:
    """List the words that are in more of the new reports than is usual, the farthest from it first; none without a usual.

    Monroe, Colaresi and Quinn, "Fightin' Words" (2008): the difference of log-odds over its standard deviation.
    """
    ours, theirs = _in_one_language(new, usual)
    if not ours or not theirs:
        return ()
    before = _counted(theirs)
    counts = {word: count for word, count in _counted(ours).items() if count >= FEWEST}
    odds = {word: _odds(count, len(ours), before[word], len(theirs)) for word, count in counts.items()}
    found = {word: odd for word, odd in odds.items() if odd >= SURE * _deviation(counts[word], before[word])}

    return tuple(sorted(found, key=lambda word: (-found[word], word))[:MOST])


def _in_one_language(*sides: Sequence[Report]) -> tuple[list[Report], ...]:
    """Keep the language of most new reports: its little words must not pass for news where the mixture differs."""
    languages = Counter(report.language for report in sides[0])
    main = min(languages, key=lambda name: (-languages[name], name), default="")

    return tuple([report for report in side if report.language == main] for side in sides)


def _odds(one: int, of_one: int, other: int, of_other: int) -> float:
    return log((one + PRIOR) / (of_one - one + PRIOR)) - log((other + PRIOR) / (of_other - other + PRIOR))


def _deviation(one: int, other: int) -> float:
    return sqrt(1 / (one + PRIOR) + 1 / (other + PRIOR))


def _counted(reports: Iterable[Report]) -> Counter[str]:
    return Counter(
        chain.from_iterable(_words(tuple(passage.quote for passage in report.passages)) for report in reports)
    )


@lru_cache(maxsize=4096)
def _words(quotes: tuple[str, ...]) -> frozenset[str]:
    text = normalize.fold(" ".join(quotes))

    return frozenset(word for word in _WORD.findall(text) if len(word) >= _SHORTEST)
