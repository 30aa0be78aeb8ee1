"""The words around persons' names, per language."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

from monitor.text import tables

_PACKAGE = __package__ or ""
# Languages near enough to be read with another's words; every other language without a file is read as English.
_NEAR = {"ms": "id", "jv": "id", "su": "id", "uk": "ru", "be": "ru"}
_Words = frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """Words, all lower case; data/names says what each list is."""

    order: str
    link_shape: re.Pattern[str]
    officials: _Words
    plain: _Words
    weak: _Words
    cues: _Words
    former: _Words
    links: _Words
    speech_before: _Words
    speech_after: _Words
    adverbs: _Words
    appositions: _Words
    from_words: _Words
    of_words: _Words
    org_cues: _Words
    person_joins: _Words
    place_words: _Words
    org_heads: _Words
    stop: _Words

    def is_link(self, word: str) -> bool:
        """Tell whether a word may stand between a title and a name."""
        return word in self.links or self.link_shape.fullmatch(word) is not None

    def is_title(self, word: str) -> bool:
        """Tell whether a word announces a person by rank, role or relation."""
        return word in self.officials or word in self.plain or word in self.cues


@cache
def of(language: str) -> Lexicon:
    """Give the words of a language, or of the one nearest to it that is known."""
    known = tables.languages(_PACKAGE, "names")
    code = language if language in known else _NEAR.get(language, "en")
    row: dict[str, Any] = tables.read(_PACKAGE, f"names/{code}")
    words = {each.name: frozenset(row.get(each.name, ())) for each in fields(Lexicon) if each.type == "_Words"}

    return Lexicon(order=row["order"], link_shape=re.compile(row.get("link_shape", r"(?!)")), **words)


@cache
def given() -> frozenset[str]:
    """Give the given names that say "a person" by themselves."""
    rows: dict[str, str] = tables.read(_PACKAGE, "given")

    return frozenset(name for row in rows.values() for name in row.split())
