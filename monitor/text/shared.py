"""Which words of a line the paragraphs of its page use too: a subheading shares some, the headline of another article none."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from monitor.text import signs
from monitor.text.furniture import Within

if TYPE_CHECKING:  # Lines are marked with the help of this room.
    from monitor.text.lines import Line

_STEM, _SHORTEST = 5, 4


class Words:
    """The words of the paragraphs of a page, each with its place; found when first asked for."""

    def __init__(self, lines: Sequence[Line], language: str, rules: Within) -> None:
        self._language = language
        self._lines = lines
        self._rules = rules
        self._stems: list[tuple[int, frozenset[str]]] | None = None
        self._told: frozenset[str] | None = None

    def paragraphs(self) -> list[tuple[int, str]]:
        """Give the paragraphs that are not furniture, each with its place, and without its dateline."""
        opening = self._rules.opening

        return [
            (place, line.text[opening(line.start, line.end) :])
            for place, line in enumerate(self._lines)
            if line.is_prose and not line.reason
        ]

    def share(self, line: str, place: int = 0, among: int | None = None, without: int = -1) -> float:
        """Tell how much of what a line tells stands in the paragraphs from a place on, in all or in so many of them.

        The paragraph at the place `without` is left out: a line shares all with itself.
        """
        words = signs.content(line, self._language)
        if not words:
            return 0.0
        if self._stems is None:
            self._stems = [
                (at, stems(signs.content(text, self._language), self._language)) for at, text in self.paragraphs()
            ]
        following = [theirs for at, theirs in self._stems if at >= place and at != without][:among]
        found = sum(any(not theirs.isdisjoint(stems([word], self._language)) for theirs in following) for word in words)

        return found / len(words)

    def told(self) -> frozenset[str]:
        """Give the words of the paragraphs that tell, and do not speak to the reader."""
        if self._told is None:
            telling = (text for _, text in self.paragraphs() if signs.weigh(text, self._language).weight <= 1)
            self._told = frozenset(word for text in telling for word in text.lower().split())

        return self._told


def stems(words: Collection[str], language: str) -> frozenset[str]:
    """Give how words begin, with and without the syllables that their language puts before them.

    >>> sorted(stems(["dibebaskan"], "id")), sorted(stems(["freed"], "en"))
    (['bebas', 'dibeb'], ['freed'])
    """
    befores = signs.prefixes(language)
    if not befores:
        return frozenset(word[:_STEM] for word in words)
    bare = (word[len(each) :] for word in words for each in befores if word.startswith(each))
    return frozenset(word[:_STEM] for word in (*words, *bare) if len(word) >= _SHORTEST)
