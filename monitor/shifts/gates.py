"""Cheap literal filters that are derived from the rules: words of which a match must contain at least one."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable, Sequence
from typing import Any

import ahocorasick_rs

# The standard parser of `re` knows what a pattern must contain; it has no public name since `sre_parse` was retired.
_parser: Any = importlib.import_module("re._parser")
_WORD = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*")


def literals(pattern: str) -> frozenset[str]:
    """Give words of which every match of a pattern contains one; the empty set where there is no such set.

    >>> sorted(literals("(?:mem)?bebaskan (?:para )?(?:sandera|tahanan)"))
    ['sandera', 'tahanan']
    """
    return _required(_parser.parse(pattern)) or frozenset()


class Gate:
    """Says which of many rules may match a text."""

    def __init__(self, needs: Sequence[frozenset[str]]) -> None:
        self._always = frozenset(index for index, words in enumerate(needs) if not words)
        words = sorted(frozenset().union(*needs)) if needs else []
        self._rules = [frozenset(index for index, need in enumerate(needs) if word in need) for word in words]
        self._automaton = ahocorasick_rs.AhoCorasick(words) if words else None

    def open(self, text: str) -> frozenset[int]:
        """Give the indexes of rules that may match a lower-cased text."""
        if self._automaton is None:
            return self._always
        found = {one[0] for one in self._automaton.find_matches_as_indexes(text, overlapping=True)}

        return self._always.union(*(self._rules[index] for index in found))


def _required(items: Iterable[Any]) -> frozenset[str] | None:
    """Of all sets that a sequence requires, take the one whose shortest word is longest."""
    run = ""
    sets: list[frozenset[str]] = []
    for name, value in items:
        if str(name) == "LITERAL":
            run += chr(value)
            continue
        sets += _words(run)
        run = ""
        if (found := _inside(str(name), value)) is not None:
            sets.append(found)
    sets += _words(run)

    return max(sets, key=lambda words: (min(map(len, words)), -len(words)), default=None)


def _words(run: str) -> list[frozenset[str]]:
    return [frozenset({word}) for word in _WORD.findall(run) if len(word) > 1]


def _inside(name: str, value: Any) -> frozenset[str] | None:
    match name:
        case "SUBPATTERN":
            return _required(value[3])
        case "MAX_REPEAT" | "MIN_REPEAT":
            return _required(value[2]) if value[0] > 0 else None
        case "ASSERT":
            return _required(value[1]) if value[0] > 0 else None
        case "BRANCH":
            branches = [_required(branch) for branch in value[1]]
            return _union(branches)
        case _:
            return None


def _union(branches: Sequence[frozenset[str] | None]) -> frozenset[str] | None:
    found = [branch for branch in branches if branch]

    return frozenset().union(*found) if found and len(found) == len(branches) else None
