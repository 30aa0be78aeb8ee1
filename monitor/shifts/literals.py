"""Words that every match of a pattern contains, read off the pattern."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

# The standard parser of `re` knows what a pattern must contain; it has no public name since `sre_parse` was retired.
_parser: Any = importlib.import_module("re._parser")
_SIGN = "§"
_WORD = re.compile(rf"{_SIGN}[A-Z]|[^\W\d_]+")
_LETTER = re.compile(r"\w")
_RANKS = 3  # So many sets are taken of each branch of a choice.
Sets = list[frozenset[str]]
Edges = tuple[bool, bool]
_WHOLE, _OPEN = (True, True), (False, False)
_COMMONER = 3  # A common word is worth a third of another of its length.


def required(
    pattern: str, parts: Mapping[str, Sets] | None = None, common: frozenset[str] = frozenset()
) -> tuple[frozenset[str], ...]:
    """Give sets of words: every match of a pattern contains one word of each set.

    A space before or after a word says that it begins or ends there: a match is taken to stand between spaces.
    `parts` are characters that stand for patterns of their own, with the sets that those require. Where one of several sets is
    to be chosen, one without a `common` word is. Of a mark the letter counts as a word: " P " of "§P3".

    >>> [sorted(one) for one in required("(?:mem)?bebaskan (?:para )?(?:sandera|tahanan)")]
    [['bebaskan '], [' sandera ', ' tahanan ']]
    """
    return tuple(_Reader(parts or {}, common).required(_parser.parse(pattern), _WHOLE))


def either(ways: Sequence[Sets], common: frozenset[str] = frozenset()) -> Sets:
    """Say what is required where one of several ways is gone."""
    return _Reader({}, common).union(ways)


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
                    sets += self.union([self.required(way, within) for way in ways])
                    stop += 1
                elif run.endswith(_SIGN) and stop < len(row):
                    sets += _marks(row[stop])
            else:
                stop = here + 1
                sets += self._inside(row[here], self._edges(row, here, stop, edges))
            here = stop

        return sets

    def _shared(self, row: list[Any], here: int, stop: int) -> int:
        """Give where the letters begin that a choice behind them shares: the parser reads "give|gives" as "give(?:|s)"."""
        if stop == len(row) or str(row[stop][0]) != "BRANCH":
            return stop
        while stop > here and (_LETTER.match(chr(row[stop - 1][1])) or chr(row[stop - 1][1]) == _SIGN):
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
            return _cut(self.union(branches), edges)
        if name == "BRANCH":
            return self.union([self.required(branch, edges) for branch in value[1]])

        return self.required(_within(name, value), edges if name == "SUBPATTERN" or _is_once(name, value) else _OPEN)

    def union(self, branches: Sequence[Sets]) -> Sets:
        """Of a choice, a match has what one branch requires: the set of each whose shortest word is longest, then the next."""
        if not all(branches):
            return []
        ranked = [sorted(sets, key=self._rank, reverse=True) for sets in branches]
        most = min(max(map(len, ranked)), _RANKS)

        return [frozenset().union(*(sets[min(rank, len(sets) - 1)] for sets in ranked)) for rank in range(most)]

    def _rank(self, words: frozenset[str]) -> tuple[float, int]:
        return min(map(self._rarity, words)), -len(words)

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

    return [frozenset({f" {word.strip()[1]} " if _SIGN in word else word}) for word in found]


def _marks(item: Any) -> Sets:
    """Give the letters of which a mark has one: "§[GH]"."""
    if str(item[0]) != "IN" or any(str(kind) not in {"LITERAL", "RANGE"} for kind, _ in item[1]):
        return []
    ranges = ((code, code) if str(kind) == "LITERAL" else code for kind, code in item[1])

    return [frozenset(f" {chr(code)} " for first, last in ranges for code in range(first, last + 1))]
