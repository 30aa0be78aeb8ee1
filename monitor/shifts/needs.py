"""What a sentence must have for a rule to come to a claim, beside the words of its pattern."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from monitor.shifts import literals
from monitor.shifts.literals import Ways
from monitor.shifts.macros import Macros

ANYBODY, TWO = "Y", "W"
"""Marks that no sentence has once it is masked: of any name, and of names for two who act."""

_TITLED = "§A"
_BESIDE = frozenset({"right", "of"})
_NAMED = ("(?P<who>", "(?P<with>")


class Needs:
    """Reads off the rules of a language which words their claims take."""

    def __init__(self, macros: Macros, words: Mapping[str, Any], casts: Mapping[str, str]) -> None:
        self._macros = macros
        self._casts = casts
        if merges := words.get("merges"):
            macros.mark(_TITLED, map(str, merges))
        phrase = words.get("phrase") or {}
        self._pronoun = self._words(words["pronoun"])
        self._heads = self._words(phrase["heads"]) if "heads" in phrase else literals.ANY
        self._has_phrase = bool(phrase)
        self._victims = self._words(words["victims"])
        self._them = self._words(rf"(?:{words['them']})\w*") if "them" in words else None
        self._anybody = self._words(phrase["anybody"]) if "anybody" in phrase else None

    @property
    def kinds(self) -> frozenset[str]:
        """Give the kinds of claim that there are."""
        return frozenset(self._casts)

    def of(self, row: Mapping[str, Any], pattern: str) -> Ways:
        """Give the ways, of one of which a sentence has a word of each set, where a pattern of a rule makes a claim."""
        every = [self._words(pattern)]
        if row.get("beside"):
            every.append(self._words(row["beside"]))
        least = int(row.get("least", 1))
        if least > 0:
            where = row.get("find", {}).get("who", "").split()
            cast = self._casts[row["kind"]]
            every += self._captives(row, pattern, where) if cast == "captives" else self._actors(where, least)

        return literals.each(every, self._macros.chances)

    def _words(self, pattern: object) -> Ways:
        return self._macros.ways(str(pattern))

    def _actors(self, where: list[str], least: int) -> Iterator[Ways]:
        """Whoever acts has a name, or is spoken of by a pronoun, which stands for one."""
        spoken = [self._pronoun] if "left" in where else []
        yield literals.either([_marked(ANYBODY), *spoken], self._macros.chances)
        if least > 1:
            yield _marked(ANYBODY)
            yield literals.either([_marked(TWO), *spoken], self._macros.chances)

    def _captives(self, row: Mapping[str, Any], pattern: str, where: list[str]) -> Iterator[Ways]:
        """Whoever is held is called by a noun or a name, where no part of the pattern says it."""
        if not where or "meant" in where or any(name in self._macros[pattern] for name in _NAMED):
            return
        if _BESIDE.isdisjoint(where):
            ways = [self._victims, self._pronoun, *([self._heads] if self._has_phrase else [])]
            yield literals.either(ways, self._macros.chances)
        elif self._has_phrase:
            ways = [self._heads, *(each for each in (self._them,) if each is not None)]
            if "anybody" in where and self._anybody is not None:
                ways.append(self._anybody)
            yield literals.either(ways, self._macros.chances)
            if row.get("then") and "of" not in where:
                yield self._words(row["then"])


def _marked(letter: str) -> Ways:
    return (frozenset({frozenset({f" {letter} "})}),)
