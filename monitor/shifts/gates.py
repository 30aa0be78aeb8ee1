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
_LETTER = re.compile(r"\w")
Sets = list[frozenset[str]]
Edges = tuple[bool, bool]
_WHOLE, _OPEN = (True, True), (False, False)
_COMMONER = 3  # A common word is worth a third of another of its length.


def literals(
    pattern: str, parts: Mapping[str, Sets] | None = None, common: frozenset[str] = frozenset()
) -> tuple[frozenset[str], ...]:
    """Give sets of words: every match of a pattern contains one word of each set.

    A space before or after a word says that it begins or ends there: a match is taken to stand between spaces.
    `parts` are characters that stand for patterns of their own, with the sets that those require. Where one of several sets is
    to be chosen, one without a `common` word is.

    >>> [sorted(one) for one in literals("(?:mem)?bebaskan (?:para )?(?:sandera|tahanan)")]
    [['bebaskan '], [' sandera ', ' tahanan ']]
    """
    return tuple(_Reader(parts or {}, common).required(_parser.parse(pattern), _WHOLE))


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
        asked: list[dict[int, list[int]]] = [{} for _ in words]
        places = {word: place for place, word in enumerate(words)}
        for index, rule in enumerate(needs):
            for sets in filter(None, rule):
                need = sum(bits[one] for one in frozenset(sets))
                for word in min(sets, key=len):
                    asked[places[word]].setdefault(need, []).append(index)
        self._needs = [list(each.items()) for each in asked]
        self._automaton = ahocorasick_rs.AhoCorasick([word.translate(_APART) for word in words]) if words else None

    def open(self, text: str) -> list[int]:
        """Give the indexes of rules that may match a lower-cased text, in order."""
        if self._automaton is None:
            return list(self._always)
        matches = self._automaton.find_matches_as_indexes(f" {text} ".translate(_APART), overlapping=True)
        words = {word for word, _, _ in matches}
        found = 0
        for word in words:
            found |= self._bits[word]
        opened = [indexes for word in words for need, indexes in self._needs[word] if found & need == need]

        return sorted(self._free.union(*opened)) if opened else list(self._always)


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


class _Apart(dict[int, int]):
    """Letters as they are, a space for all else, so that words stand between spaces."""

    def __missing__(self, code: int) -> int:
        self[code] = code if chr(code).isalpha() else ord(" ")
        return self[code]


_APART = _Apart()


class _Reader:
    """Reads parsed patterns; `parts` are characters that stand for a pattern, `common` words that any text may have."""

    def __init__(self, parts: Mapping[str, Sets], common: frozenset[str]) -> None:
        self._parts = parts
        self._common = common

    def required(self, items: Iterable[Any], edges: Edges) -> Sets:
        """Collect what every part of a sequence requires; `edges` say whether a word begins and ends where it does."""
        row = list(items)
        sets: Sets = []
        here = 0
        while here < len(row):
            stop = here
            while stop < len(row) and self._is_plain(row[stop]):
                stop += 1
            if stop > here:
                shared = self._shared(row, here, stop)
                run = "".join(chr(value) for _, value in row[here:shared])
                sets += _words(run, self._edges(row, here, shared, edges))
                if shared < stop:
                    ways = [[*row[shared:stop], *branch] for branch in row[stop][1][1]]
                    within = self._edges(row, shared, stop + 1, edges)
                    sets += self._union([self.required(way, within) for way in ways])
                    stop += 1
            else:
                stop = here + 1
                sets += self._inside(row[here], self._edges(row, here, stop, edges))
            here = stop

        return sets

    def _shared(self, row: list[Any], here: int, stop: int) -> int:
        """Give where the letters begin that a choice behind them shares: the parser reads "give|gives" as "give(?:|s)"."""
        if stop == len(row) or str(row[stop][0]) != "BRANCH":
            return stop
        while stop > here and _LETTER.match(chr(row[stop - 1][1])):
            stop -= 1

        return stop

    def _is_plain(self, item: Any) -> bool:
        return str(item[0]) == "LITERAL" and chr(item[1]) not in self._parts

    def _edges(self, row: list[Any], start: int, stop: int, edges: Edges) -> Edges:
        """Say whether words end on both sides of a part of a sequence."""
        return (self._is_apart(row[:start], -1, edges[0]), self._is_apart(row[stop:], 0, edges[1]))

    def _is_apart(self, items: Iterable[Any], side: int, beyond: bool) -> bool:  # noqa: FBT001  # What lies beyond is a yes or no.
        """Say whether every way through a sequence ends (side -1) or begins (side 0) with what belongs to no word."""
        row = list(items)
        if not row:
            return beyond
        name, value = row[side]
        rest = row[:-1] if side else row[1:]
        match str(name):
            case "LITERAL":
                return self._is_plain(row[side]) and not _LETTER.match(chr(value))
            case "ASSERT" | "ASSERT_NOT" | "AT":
                return self._is_apart(rest, side, beyond)
            case "SUBPATTERN" | "BRANCH":
                branches = value[1] if str(name) == "BRANCH" else [value[3]]
                further = self._is_apart(rest, side, beyond)
                return all(self._is_apart(branch, side, further) for branch in branches)
            case "MAX_REPEAT" | "MIN_REPEAT":
                is_within = self._is_apart(value[2], side, beyond=False)
                return is_within and (value[0] > 0 or self._is_apart(rest, side, beyond))
        return False

    def _inside(self, item: Any, edges: Edges) -> Sets:
        name, value = str(item[0]), item[1]
        if name == "LITERAL":
            return _cut(self._parts[chr(value)], edges)
        if name == "IN":  # So the parser writes a choice of single characters.
            branches = [self._parts.get(chr(code), []) if str(kind) == "LITERAL" else [] for kind, code in value]
            return _cut(self._union(branches), edges)
        if name == "BRANCH":
            return self._union([self.required(branch, edges) for branch in value[1]])

        return self.required(_within(name, value), edges if name == "SUBPATTERN" or _is_once(name, value) else _OPEN)

    def _union(self, branches: Sequence[Sets]) -> Sets:
        """Of a choice, a match has what one branch requires: take of each the set whose shortest word is longest."""
        if not all(branches):
            return []
        best = (max(sets, key=lambda words: (min(map(self._rarity, words)), -len(words))) for sets in branches)

        return [frozenset().union(*best)]

    def _rarity(self, word: str) -> float:
        """Rank a word by its length: of "break the ice" any text has "the"."""
        return len(word) / _COMMONER if word.strip() in self._common else len(word)


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


def _is_once(name: str, value: Any) -> bool:
    return name.endswith("REPEAT") and value[1] == 1


def _cut(sets: Sets, edges: Edges) -> Sets:
    """Give the sets of a part whose neighbours may be letters."""
    return sets if edges == _WHOLE else [frozenset(map(str.strip, one)) for one in sets]


def _words(run: str, edges: Edges) -> Sets:
    """Give the words of a run of characters; those at its edges are whole where nothing else can go on with them."""
    found = [
        (" " if one.start() or edges[0] else "") + one[0] + (" " if one.end() < len(run) or edges[1] else "")
        for one in _WORD.finditer(run)
        if len(one[0]) > 1
    ]

    return [frozenset({word}) for word in found]
