"""The words that numbers are made of, per language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from monitor.text import chunks, tables


class Numerals(NamedTuple):
    """One language's words; those of every language where it is unknown."""

    ones: Mapping[str, int]
    starts: Mapping[str, int]
    teens: frozenset[str]
    scales: Mapping[str, int]
    ranges: Mapping[str, tuple[int, int]]
    open: Mapping[str, int]
    times: Mapping[str, int]
    of: frozenset[str]
    fixed: Mapping[str, tuple[tuple[tuple[str, ...], int], ...]]
    done: re.Pattern[str] | None
    collective: Mapping[str, int]
    ordinal_after: frozenset[str]
    ordinal_before: frozenset[str]
    joins: frozenset[str]
    to: frozenset[str]
    between: Mapping[str, tuple[str, ...]]
    not_after: frozenset[str]
    not_before: frozenset[str]
    partitive: frozenset[str]
    triggers: frozenset[str]
    starters: frozenset[str]


@cache
def of(language: str) -> Numerals:
    """Give the words of a language."""
    table = tables.read("monitor.text", "numbers")
    rows = [table[language]] if language in table else list(table.values())

    def merged(key: str) -> dict[str, Any]:
        return {str(name): value for row in rows for name, value in row[key].items()}

    def every(key: str) -> frozenset[str]:
        return frozenset(str(word) for row in rows for word in row[key])

    done = "|".join(row["done"] for row in rows if row["done"])
    fixed = _fixed(merged("fixed"))
    triggers = frozenset(word for key in ("ones", "ones_more", "ranges", "collective") for word in merged(key))
    triggers |= chunks.telling(merged("fixed"))
    return Numerals(
        ones=merged("ones"),
        starts=merged("ones_more"),
        teens=every("teen"),
        scales=merged("scales"),
        ranges={name: (low, high) for name, (low, high) in merged("ranges").items()},
        open=merged("open"),
        times=merged("times"),
        of=every("of"),
        fixed=fixed,
        done=re.compile(done) if done else None,
        collective=merged("collective"),
        ordinal_after=every("ordinal_after"),
        ordinal_before=every("ordinal_before"),
        joins=every("and"),
        to=every("to"),
        between={name: tuple(words) for name, words in merged("between").items()},
        not_after=every("not_after"),
        not_before=every("not_before"),
        partitive=every("partitive"),
        triggers=triggers,
        starters=triggers | frozenset(merged("between")) | frozenset(fixed),
    )


def _fixed(phrases: Mapping[str, int]) -> dict[str, tuple[tuple[tuple[str, ...], int], ...]]:
    """Sort phrases by their first word, the longest first."""
    split = sorted(((tuple(phrase.split()), value) for phrase, value in phrases.items()), key=lambda row: -len(row[0]))
    return {first[0]: tuple(row for row in split if row[0][0] == first[0]) for first, _ in split}
