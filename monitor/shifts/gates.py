"""Cheap literal filters that are derived from the rules: words of which a match must contain at least one."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import ahocorasick_rs

from monitor.shifts import choices

# The standard parser of `re` knows what a pattern must contain; it has no public name since `sre_parse` was retired.
_parser: Any = importlib.import_module("re._parser")
_WORD = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*")


Sets = list[frozenset[str]]


def literals(pattern: str, parts: Mapping[str, Sets] | None = None) -> tuple[frozenset[str], ...]:
    """Give sets of words: every match of a pattern contains one word of each set.

    `parts` are characters that stand for patterns of their own, with the sets that those require.

    >>> [sorted(one) for one in literals("(?:mem)?bebaskan (?:para )?(?:sandera|tahanan)")]
    [['bebaskan'], ['sandera', 'tahanan']]
    """
    return tuple(_Reader(parts or {}).required(_parser.parse(pattern)))


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
        self._always = sorted(self._free)
        self._needs: list[list[tuple[int, int]]] = [[] for _ in words]
        places = {word: place for place, word in enumerate(words)}
        for index, rule in enumerate(needs):
            for sets in filter(None, rule):
                need = (sum(bits[one] for one in frozenset(sets)), index)
                for word in min(sets, key=len):
                    self._needs[places[word]].append(need)
        self._automaton = ahocorasick_rs.AhoCorasick(words) if words else None

    def open(self, text: str) -> list[int]:
        """Give the indexes of rules that may match a lower-cased text, in order."""
        if self._automaton is None:
            return list(self._always)
        matches = self._automaton.find_matches_as_indexes(text, overlapping=True)
        words = {word for word, _, _ in matches}
        found = 0
        for word in words:
            found |= self._bits[word]
        opened = [index for word in words for need, index in self._needs[word] if found & need == need]

        return sorted(self._free.union(opened)) if opened else list(self._always)


class Gated:
    """Patterns behind a gate: only those that may match a text are worth trying."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self._patterns = tuple(map(choices.Lazy, patterns))
        self._gate = Gate([(literals(one),) for one in patterns])

    @property
    def patterns(self) -> tuple[choices.Lazy, ...]:
        """Give all patterns."""
        return self._patterns

    def open(self, text: str) -> list[re.Pattern[str]]:
        """Give the patterns that may match a lower-cased text, in order."""
        return [pattern for _, pattern in self.numbered(text)]

    def numbered(self, text: str) -> list[tuple[int, re.Pattern[str]]]:
        """Give the patterns that may match a lower-cased text, each with its place among all."""
        return [(index, self._patterns[index].compiled()) for index in self._gate.open(text)]


class _Reader:
    """Reads parsed patterns; `parts` are characters that stand for a pattern."""

    def __init__(self, parts: Mapping[str, Sets]) -> None:
        self._parts = parts

    def required(self, items: Iterable[Any]) -> Sets:
        """Collect what every part of a sequence requires."""
        run = ""
        sets: Sets = []
        for name, value in items:
            if str(name) == "LITERAL" and chr(value) not in self._parts:
                run += chr(value)
                continue
            sets += _words(run) + self._inside(str(name), value)
            run = ""

        return sets + _words(run)

    def _inside(self, name: str, value: Any) -> Sets:
        match name:
            case "LITERAL":
                return self._parts[chr(value)]
            case "IN":  # So the parser writes a choice of single characters.
                branches = [self._parts.get(chr(code), []) if str(kind) == "LITERAL" else [] for kind, code in value]
                return _union(branches)
            case "BRANCH":
                return _union([self.required(branch) for branch in value[1]])
            case _:
                return self.required(_within(name, value))


def _within(name: str, value: Any) -> Iterable[Any]:
    """Give the part of an item that every match passes through."""
    match name:
        case "SUBPATTERN":
            return value[3]  # type: ignore[no-any-return]  # The parser of `re` is untyped.
        case "MAX_REPEAT" | "MIN_REPEAT":
            return value[2] if value[0] > 0 else ()
        case "ASSERT":
            return value[1] if value[0] > 0 else ()
        case _:
            return ()


def _words(run: str) -> Sets:
    return [frozenset({word}) for word in _WORD.findall(run) if len(word) > 1]


def _union(branches: Sequence[Sets]) -> Sets:
    """Of a choice, a match has what one branch requires: take of each the set whose shortest word is longest."""
    if not all(branches):
        return []
    best = (max(sets, key=lambda words: (min(map(len, words)), -len(words))) for sets in branches)

    return [frozenset().union(*best)]
