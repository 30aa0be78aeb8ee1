"""Cheap literal filters that are derived from the rules: words of which a match must contain at least one."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable, Sequence
from typing import Any

import ahocorasick_rs

from monitor.shifts import choices

# The standard parser of `re` knows what a pattern must contain; it has no public name since `sre_parse` was retired.
_parser: Any = importlib.import_module("re._parser")
_WORD = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*")


def literals(pattern: str) -> tuple[frozenset[str], ...]:
    """Give sets of words: every match of a pattern contains one word of each set.

    >>> [sorted(one) for one in literals("(?:mem)?bebaskan (?:para )?(?:sandera|tahanan)")]
    [['bebaskan'], ['sandera', 'tahanan']]
    """
    return tuple(_required(_parser.parse(pattern)))


class Gate:
    """Says which of many rules may match a text; each is given as alternatives of sets of words that it needs.

    Every set is a bit: a text's bits are those of its words, and a rule is open where they cover one of its alternatives. An
    alternative is asked only where a word of its smallest set was found.
    """

    def __init__(self, needs: Sequence[Sequence[tuple[frozenset[str], ...]]]) -> None:
        bits = {one: 1 << index for index, one in enumerate({one for rule in needs for sets in rule for one in sets})}
        words = sorted(frozenset().union(*bits))
        self._bits = [sum(bit for one, bit in bits.items() if word in one) for word in words]
        self._free = {index for index, rule in enumerate(needs) for sets in rule if not sets}
        self._needs: dict[int, list[tuple[int, int]]] = {}
        places = {word: place for place, word in enumerate(words)}
        for index, rule in enumerate(needs):
            for sets in filter(None, rule):
                need = (sum(bits[one] for one in frozenset(sets)), index)
                for word in min(sets, key=len):
                    self._needs.setdefault(places[word], []).append(need)
        self._automaton = ahocorasick_rs.AhoCorasick(words) if words else None

    def open(self, text: str) -> list[int]:
        """Give the indexes of rules that may match a lower-cased text, in order."""
        if self._automaton is None:
            return sorted(self._free)
        words = {word for word, _, _ in self._automaton.find_matches_as_indexes(text, overlapping=True)}
        found = 0
        for word in words:
            found |= self._bits[word]
        asked = (need for word in words if word in self._needs for need in self._needs[word])

        return sorted(self._free.union(index for need, index in asked if found & need == need))


class Gated:
    """Patterns behind a gate: only those that may match a text are worth trying."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self._patterns = tuple(map(choices.compiled, patterns))
        self._gate = Gate([(literals(one),) for one in patterns])

    def open(self, text: str) -> list[re.Pattern[str]]:
        """Give the patterns that may match a lower-cased text, in order."""
        return [self._patterns[index] for index in self._gate.open(text)]

    def matches(self, text: str) -> bool:
        """Say whether one of the patterns matches a lower-cased text."""
        return any(one.search(text) for one in self.open(text))


def _required(items: Iterable[Any]) -> list[frozenset[str]]:
    """Collect what every part of a sequence requires."""
    run = ""
    sets: list[frozenset[str]] = []
    for name, value in items:
        if str(name) == "LITERAL":
            run += chr(value)
            continue
        sets += _words(run) + _inside(str(name), value)
        run = ""

    return sets + _words(run)


def _words(run: str) -> list[frozenset[str]]:
    return [frozenset({word}) for word in _WORD.findall(run) if len(word) > 1]


def _inside(name: str, value: Any) -> list[frozenset[str]]:
    match name:
        case "SUBPATTERN":
            return _required(value[3])
        case "MAX_REPEAT" | "MIN_REPEAT":
            return _required(value[2]) if value[0] > 0 else []
        case "ASSERT":
            return _required(value[1]) if value[0] > 0 else []
        case "BRANCH":
            return _union([_required(branch) for branch in value[1]])
        case _:
            return []


def _union(branches: Sequence[Sequence[frozenset[str]]]) -> list[frozenset[str]]:
    """Of a choice, a match has what one branch requires: take of each the set whose shortest word is longest."""
    if not all(branches):
        return []
    best = (max(sets, key=lambda words: (min(map(len, words)), -len(words))) for sets in branches)

    return [frozenset().union(*best)]
