"""Cheap filters in front of patterns, by words of which a match must contain at least one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate, chain, pairwise

import ahocorasick_rs

from monitor.shifts import choices, literals
from monitor.shifts.literals import Ways

_MOST = 1 << 15  # Words of texts that a gate keeps in mind.
Asked = tuple[tuple[int, tuple[int, ...]], ...]


def words(text: str) -> list[str]:
    """Give the runs of letters of a lower-cased text; of a mark its letter, which is a capital.

    >>> words("§P0 's cease-fire")
    ['P', 's', 'cease', 'fire']
    """
    return text.translate(_APART).split()


def each(texts: Sequence[str]) -> list[list[str]]:
    """Give the words of each of several texts."""
    apart = "".join(texts).translate(_APART)
    ends = list(accumulate(map(len, texts), initial=0))

    return [apart[start:end].split() for start, end in pairwise(ends)]


class Gate:
    """Says which of many rules may match a text; each is given as alternatives of sets of words that it needs.

    Every set is a bit: a text's bits are those of its words, and a rule is open where they cover one of its alternatives. An
    alternative is asked only where a word of its rarest set, by `chances`, was found. `alike` are words read as another, too.
    """

    def __init__(
        self, needs: Sequence[Ways], alike: Mapping[str, str] | None = None, chances: literals.Chances | None = None
    ) -> None:
        bits: dict[frozenset[str], int] = {}
        for one in chain(*chain(*needs)):
            bits.setdefault(one, 1 << len(bits))
        often = literals.Chances() if chances is None else chances
        asked: dict[frozenset[str], dict[int, list[int]]] = {one: {} for one in bits}
        for index, rule in enumerate(needs):
            for sets in rule if all(rule) else ():
                rarest = asked[min(sets, key=often.__getitem__)]
                rarest.setdefault(sum(bits[one] for one in sets), []).append(index)
        self._free = frozenset(index for index, rule in enumerate(needs) if not all(rule))
        self._always = sorted(self._free)
        self._known = _Known(
            {
                one: (bit, tuple((need, tuple(indexes)) for need, indexes in asked[one].items()))
                for one, bit in bits.items()
            },
            alike or {},
        )

    def open(self, text: str) -> list[int]:
        """Give the indexes of rules that may match a lower-cased text, in order."""
        return self.among(text.split())

    def among(self, said: Iterable[str]) -> list[int]:
        """Give the indexes of rules that may match a text of these words, or of what stands between its spaces, in order."""
        told = list(filter(None, map(self._known.__getitem__, said)))
        found = 0
        for bits, _ in told:
            found |= bits
        opened = [indexes for _, asked in told for need, indexes in asked if found & need == need]

        return sorted(self._free.union(*opened)) if opened else list(self._always)


class _Known(dict[str, tuple[int, Asked] | None]):
    """What a word of a text is good for: its bits, and what is asked where it was found. News says the same words again."""

    def __init__(self, sets: Mapping[frozenset[str], tuple[int, Asked]], alike: Mapping[str, str]) -> None:
        super().__init__()
        self._sets = tuple(sets.values())
        said: dict[str, list[int]] = {}
        for place, one in enumerate(sets):
            for word in one:
                said.setdefault(word, []).append(place)
        self._said = tuple(said.values())
        self._automaton = ahocorasick_rs.AhoCorasick(list(said)) if said else None
        self._alike: dict[str, set[str]] = {}
        for word, other in alike.items():
            self._alike.setdefault(max(words(word), key=len, default=""), set()).update(words(other))

    def __missing__(self, word: str) -> tuple[int, Asked] | None:
        if len(self) >= _MOST:
            self.clear()
        parts = words(word)
        text = f" {' '.join([*parts, *chain(*(self._alike.get(part, ()) for part in parts))])} "
        places = set(self._automaton.find_matches_as_indexes(text, overlapping=True)) if self._automaton else set()
        found = [self._sets[one] for one in sorted({one for place, _, _ in places for one in self._said[place]})]
        bits = 0
        for bit, _ in found:
            bits |= bit
        self[word] = known = (bits, tuple(each for _, asked in found for each in asked)) if found else None

        return known


class Gated:
    """Patterns behind a gate: only those that may match a text are worth trying."""

    def __init__(self, patterns: Sequence[str], alike: Mapping[str, str] | None = None) -> None:
        self._patterns = tuple(map(choices.Lazy, patterns))
        self._gate = Gate(list(map(literals.ways, patterns)), alike)

    @property
    def patterns(self) -> tuple[choices.Lazy, ...]:
        """Give all patterns."""
        return self._patterns

    def may(self, said: Iterable[str]) -> bool:
        """Say whether any pattern may match a text of these words."""
        return bool(self._gate.among(said))

    def among(self, said: Iterable[str]) -> list[re.Pattern[str]]:
        """Give the patterns that may match a text of these words, in order."""
        return [self._patterns[index].compiled() for index in self._gate.among(said)]

    def numbered(self, text: str) -> list[tuple[int, re.Pattern[str]]]:
        """Give the patterns that may match a lower-cased text, each with its place among all."""
        return [(index, self._patterns[index].compiled()) for index in self._gate.open(text)]


class _Apart(dict[int, int]):
    """Letters as they are, a space for all else, so that words stand between spaces."""

    def __missing__(self, code: int) -> int:
        self[code] = code if chr(code).isalpha() else ord(" ")
        return self[code]


_APART = _Apart()
