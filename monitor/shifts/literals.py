"""Words that the matches of a pattern contain, read off the pattern."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, product
from math import fsum, inf, log, prod
from typing import Any

# The standard parser of `re` knows what a pattern must contain; it has no public name since `sre_parse` was retired.
_parser: Any = importlib.import_module("re._parser")
_SIGN = "§"
_WORD = re.compile(rf"{_SIGN}[A-Z]|[^\W\d_]+")
_LETTER = re.compile(r"\w")
_RANKS = 3  # So many sets are taken of each branch of a choice.
Way = frozenset[frozenset[str]]
Ways = tuple[Way, ...]
Edges = tuple[bool, bool]
_WHOLE, _OPEN = (True, True), (False, False)
_OFTEN = 0.3  # So many sentences have a common word, or a mark.
_LONG = 8  # A longer word is not rarer.
_HARDLY = 1.1
_MOST = 48  # So many ways of one pattern are told apart.
ANY: Ways = (frozenset(),)


class Chances(dict[frozenset[str], float]):
    """Guesses which share of sentences has a word of a set: of "break the ice" any has "the"; `common` are words like that.

    No guess hangs on the order of a set, which differs from one start of Python to the next.
    """

    def __init__(self, common: Iterable[str] = ()) -> None:
        super().__init__()
        self._words = dict.fromkeys(common, _OFTEN)
        self._ranks: dict[frozenset[str], tuple[float, list[str]]] = {}

    def __missing__(self, words: frozenset[str]) -> float:
        self[words] = chance = min(1.0, fsum(map(self._word, words)))

        return chance

    def rank(self, words: frozenset[str]) -> tuple[float, list[str]]:
        """Give what a set is ordered by, the rarest first; equally rare ones by their words."""
        if words not in self._ranks:
            self._ranks[words] = (self[words], sorted(words))

        return self._ranks[words]

    def of(self, ways: Iterable[Way]) -> float:
        """Guess which share of sentences has what one of several ways asks for."""
        return min(1.0, fsum(prod(sorted(map(self.__getitem__, way))) for way in ways))

    def _word(self, word: str) -> float:
        if word not in self._words:
            plain = word.strip()
            self._words[word] = self._words.get(plain) or (_OFTEN if plain.isupper() else 0.5 ** min(len(plain), _LONG))

        return self._words[word]


def ways(pattern: str, parts: Mapping[str, Ways] | None = None, chances: Chances | None = None) -> Ways:
    """Give the ways to match a pattern, each as sets of words: what matches contains one word of each set of one way.

    A space before or after a word says that it begins or ends there: a match is taken to stand between spaces.
    `parts` are characters, or marks like "§A", that stand for patterns of their own, with the ways to match those. Where ways
    are too many, some are taken for one, which asks for the rarest by `chances`. Of a mark the letter counts as a word: " P " of
    "§P3".

    >>> [sorted(map(sorted, one)) for one in ways("(?:mem)?bebaskan (?:para )?(?:sandera|tahanan)")]
    [[[' sandera ', ' tahanan '], ['bebaskan ']]]
    >>> [sorted(map(sorted, one)) for one in ways("hold talks|sit down")]
    [[[' hold '], [' talks ']], [[' down '], [' sit ']]]
    """
    return _Reader(parts or {}, Chances() if chances is None else chances).ways(_parser.parse(pattern), _WHOLE)


def either(choice: Iterable[Ways], chances: Chances) -> Ways:
    """Give the ways of a choice."""
    return _Reader({}, chances).either(choice)


def each(row: Iterable[Ways], chances: Chances) -> Ways:
    """Give the ways of what has all of several parts."""
    return _Reader({}, chances).each(row)


class _Reader:
    """Reads parsed patterns; `parts` are characters that stand for a pattern."""

    def __init__(self, parts: Mapping[str, Ways], chances: Chances) -> None:
        self._parts = parts
        self._chances = chances

    def ways(self, items: Iterable[Any], edges: Edges) -> Ways:
        """Give the ways through a sequence; `edges` say whether a word begins and ends where it does."""
        row = list(items)
        found: list[Ways] = []
        here = 0
        while here < len(row):
            stop = here
            while stop < len(row) and self._is_plain(row[stop]):
                stop += 1
            if stop > here:
                shared = self._shared(row, here, stop)
                run = "".join(chr(value) for _, value in row[here:shared])
                found += self._words(run, self._edges(row, here, shared, edges))
                if shared < stop:
                    within = self._edges(row, shared, stop + 1, edges)
                    found.append(self.either(self.ways([*row[shared:stop], *one], within) for one in row[stop][1][1]))
                    stop += 1
                elif run.endswith(_SIGN) and stop < len(row):
                    found.append(self._marks(row[stop]))
            else:
                stop = here + 1
                found.append(self._inside(row[here], self._edges(row, here, stop, edges)))
            here = stop

        return self.each(found)

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

    def _inside(self, item: Any, edges: Edges) -> Ways:
        name, value = str(item[0]), item[1]
        if name == "LITERAL":
            return _cut(self._parts[chr(value)], edges)
        if name == "IN":  # So the parser writes a choice of single characters.
            branches = [self._parts.get(chr(code), ANY) if str(kind) == "LITERAL" else ANY for kind, code in value]
            return _cut(self.either(branches), edges)
        if name == "BRANCH":
            return self.either(self.ways(branch, edges) for branch in value[1])

        return self.ways(_within(name, value), edges if name == "SUBPATTERN" or _is_once(name, value) else _OPEN)

    def each(self, row: Iterable[Ways]) -> Ways:
        """Give the ways through all parts of a sequence."""
        parts = [one for one in dict.fromkeys(row) if one != ANY]
        if all(len(one) == 1 for one in parts):
            return (frozenset().union(*(one[0] for one in parts)),)
        while prod(map(len, parts)) > _MOST:
            self._narrow(parts)

        return self._kept(_merged(frozenset().union(*some) for some in product(*parts)))

    def either(self, choice: Iterable[Ways]) -> Ways:
        """Give the ways of a choice, those that differ in one place taken together."""
        parts = list(dict.fromkeys(choice))
        if ANY in parts or len(parts) == 1:
            return ANY if ANY in parts else parts[0]
        found = _merged(chain(*parts))

        return self._kept(found) if len(found) <= _MOST else (self._one(found),)

    def _words(self, run: str, edges: Edges) -> Iterator[Ways]:
        """Give the words of a run of characters; those at its edges are whole where nothing else can go on with them."""
        for found in _WORD.finditer(run):
            word = found[0]
            if word.startswith(_SIGN):
                yield self._mark(word[1])
            elif len(word) > 1:
                left, right = found.start() or edges[0], found.end() < len(run) or edges[1]
                yield _said({f"{' ' * bool(left)}{word}{' ' * bool(right)}"})

    def _marks(self, item: Any) -> Ways:
        """Give the ways to have one of several marks: "§[GH]"."""
        if str(item[0]) != "IN" or any(str(kind) not in {"LITERAL", "RANGE"} for kind, _ in item[1]):
            return ANY
        ranges = ((code, code) if str(kind) == "LITERAL" else code for kind, code in item[1])

        return self.either(self._mark(chr(code)) for first, last in ranges for code in range(first, last + 1))

    def _mark(self, letter: str) -> Ways:
        return self._parts.get(_SIGN + letter) or _said({f" {letter} "})

    def _kept(self, ways: Ways) -> Ways:
        """Take ways for one where hardly more texts have that."""
        one = (self._one(ways),)

        return one if self._chances.of(one) <= self._chances.of(ways) * _HARDLY else ways

    def _narrow(self, parts: list[Ways]) -> None:
        """Take the ways of one part for one: of the part that costs least."""
        ones = [(self._one(part),) for part in parts]
        costs = [
            log(self._chances.of(one) / self._chances.of(part)) / log(len(part)) if len(part) > 1 else inf
            for one, part in zip(ones, parts, strict=True)
        ]
        least = costs.index(min(costs))
        parts[least] = ones[least]

    def _one(self, ways: Ways) -> Way:
        """Take ways for one: it has what all have, then the rarest set of each, then the next."""
        if len(ways) == 1:
            return ways[0]
        shared = frozenset.intersection(*ways)
        ranked = [sorted(sets - shared, key=self._chances.rank) for sets in ways]
        if not all(ranked):
            return shared
        most = min(max(map(len, ranked)), _RANKS)

        return shared.union(
            frozenset().union(*(sets[min(rank, len(sets) - 1)] for sets in ranked)) for rank in range(most)
        )


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


def _merged(ways: Iterable[Way]) -> Ways:
    """Take ways together that differ in one set: whoever says this or that with the same says one of both."""
    kept = dict.fromkeys(ways)
    if not all(kept):
        return ANY
    before = 0
    while len(kept) not in {1, before}:
        before = len(kept)
        listed = tuple(kept)
        beside: dict[Way, list[int]] = {}
        for place, way in enumerate(listed):
            for one in way:
                beside.setdefault(way - {one}, []).append(place)
        for rest, places in sorted(beside.items(), key=_by_number):
            alike = [listed[place] for place in places if listed[place] in kept]
            if len(alike) > 1:
                kept = {way: None for way in kept if way not in alike}
                kept[rest | {frozenset().union(*chain(*(way - rest for way in alike)))}] = None

    return tuple(kept)


def _by_number(row: tuple[Way, Sequence[int]]) -> tuple[int, Sequence[int]]:
    """Order ways that share a rest: the most first, and as many by where they stand, as the order of a set is none."""
    return -len(row[1]), row[1]


def _cut(ways: Ways, edges: Edges) -> Ways:
    """Give the ways of a part whose neighbours may be letters."""
    if edges == _WHOLE:
        return ways
    cut = str.lstrip if edges[1] else str.rstrip if edges[0] else str.strip

    return tuple(frozenset(frozenset(map(cut, one)) for one in way) for way in ways)


def _said(words: Iterable[str]) -> Ways:
    return (frozenset({frozenset(words)}),)
