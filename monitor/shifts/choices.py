"""Long choices of plain words, written so that a search does not try them one by one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_WORD = r"[^\W_](?:[\w '&-]*[^\W_])?"
_CHOICE = re.compile(rf"(?<=\()(\?:|\?P<\w+>)({_WORD}(?:\|{_WORD}){{3,}})(?=\))")


def factored(pattern: str) -> str:
    """Write the beginnings that the words of a choice share once; what matches, and in which order, stays the same.

    >>> factored("(?:tahanan|tawanan|awak|anak buah|anak)")
    '(?:ta(?:hanan|wanan)|a(?:wak|nak(?: buah|)))'
    """
    return _CHOICE.sub(lambda found: found[1] + _written(found[2].split("|")), pattern)


def compiled(pattern: str) -> re.Pattern[str]:
    """Compile a pattern, its choices factored."""
    return re.compile(factored(pattern))


class Lazy:
    """A pattern that is compiled when it is first tried: of hundreds of rules an hour of news asks for a few dozen."""

    __slots__ = ("_compiled", "source")

    def __init__(self, source: str) -> None:
        self.source = source
        self._compiled: re.Pattern[str] | None = None

    @property
    def is_compiled(self) -> bool:
        """Say whether it was tried, or compiled ahead of that."""
        return self._compiled is not None

    def compiled(self) -> re.Pattern[str]:
        """Compile it, once."""
        if self._compiled is None:
            self._compiled = compiled(self.source)
        return self._compiled

    def search(self, text: str) -> re.Match[str] | None:
        """Find the first match."""
        return self.compiled().search(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Find all matches."""
        return self.compiled().finditer(text)


def _written(words: Sequence[str]) -> str:
    """Write a choice: words with different first letters exclude each other, so only those with the same keep their order.

    An empty word excludes none, and stays where it stood.
    """
    parts: list[str] = []
    group: list[str] = []
    for word in words:
        if word:
            group.append(word)
        else:
            parts += [*_grouped(group), ""]
            group = []
    return "|".join([*parts, *_grouped(group)])


def _grouped(words: Sequence[str]) -> list[str]:
    firsts: dict[str, list[str]] = {}
    for word in words:
        firsts.setdefault(word[0], []).append(word[1:])
    return [first + (rest[0] if len(rest) == 1 else _tail(rest)) for first, rest in firsts.items()]


def _tail(rest: Sequence[str]) -> str:
    shared = 0
    while all(len(word) > shared and word[shared] == rest[0][shared] for word in rest):
        shared += 1
    return rest[0][:shared] + f"(?:{_written([word[shared:] for word in rest])})"
