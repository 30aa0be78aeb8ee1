"""The words around persons' names, per language."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from functools import cache, lru_cache
from typing import Any

from monitor.entities import variants
from monitor.text import tables

_PACKAGE = __package__ or ""
# Languages near enough to be read with another's words; every other language without a file is read as English.
_NEAR = {"ms": "id", "jv": "id", "su": "id", "uk": "ru", "be": "ru"}
_Words = frozenset[str]
# What makes a title of a title.
_AFFIX = re.compile(
    r"^(?:vice|ex|co|deputy|under|acting|wakil|eks)-|-(?:elect|designate|general|in-chief|at-large|major)$"
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lexicon:
    """Words, all lower case; data/names says what each list is."""

    order: str
    link_shape: re.Pattern[str]
    opening_shape: re.Pattern[str]
    joint: re.Pattern[str]
    seat: re.Pattern[str]
    seat_name: re.Pattern[str]
    seat_state: re.Pattern[str]
    civil: re.Pattern[str]
    nameless: re.Pattern[str]
    officials: _Words
    plain: _Words
    ranks: _Words
    titles: _Words
    weak: _Words
    cues: _Words
    former: _Words
    links: _Words
    speech_before: _Words
    speech_after: _Words
    human: _Words
    adverbs: _Words
    appositions: _Words
    from_words: _Words
    of_words: _Words
    org_cues: _Words
    person_joins: _Words
    place_words: _Words
    articles: _Words
    org_heads: _Words
    place_heads: _Words
    other_heads: _Words
    joining_heads: _Words
    gaps: _Words
    local_heads: _Words
    districts: _Words
    directions: _Words
    faiths: _Words
    faith_gaps: _Words
    owners: _Words
    state_heads: _Words
    posts: _Words
    where_words: _Words
    paired: _Words
    relatives: _Words
    clergy: _Words
    stop: _Words

    def is_link(self, word: str) -> bool:
        """Tell whether a word may stand between a title and a name."""
        return word in self.links or self.link_shape.fullmatch(word) is not None

    def is_linked(self, before: str, word: str) -> bool:
        """Tell whether a word goes on with a title; one that may begin a name or a place does so only behind its own title."""
        if word in given() or word in self.place_heads:
            return f"{before} {word}" in self.paired

        return self.is_link(word)

    def is_body(self, word: str) -> bool:
        """Tell whether a head word says a body, no place and nothing else."""
        return word in self.org_heads and word not in self.place_heads and word not in self.other_heads

    def is_plain(self, word: str) -> bool:
        """Tell whether a word is one of everyday language: on any of the lists."""
        return (
            self.is_title(word)
            or self.is_link(word)
            or word in self.stop
            or word in self.org_heads
            or word in self.org_cues
        )

    def is_title(self, word: str) -> bool:
        """Tell whether a word announces a person by rank, role or relation."""
        return word in self.titles or self.is_office(word)

    def is_post(self, word: str) -> bool:
        """Tell whether a word of place behind this one may be part of a post, so that its holder's name follows.

        "Kepala desa", "insinyur jalan"; the people of a place are called after it.
        """
        return self.is_title(word) and not (word in self.weak and word in self.plain)

    def is_office(self, word: str) -> bool:
        """Tell whether a word is an official's title with something to it: "governor-general", "minister-designate"."""
        return "-" in word and _AFFIX.sub("", word) in self.officials


def languages() -> tuple[str, ...]:
    """Name the languages that have words of their own."""
    return tuple(tables.languages(_PACKAGE, "names"))


@cache
def of(language: str) -> Lexicon:
    """Give the words of a language, or of the one nearest to it that is known."""
    known = tables.languages(_PACKAGE, "names")
    code = language if language in known else _NEAR.get(language, "en")
    row: dict[str, Any] = tables.read(_PACKAGE, f"names/{code}")
    words: dict[str, Any] = {
        each.name: frozenset(row.get(each.name, ())) for each in fields(Lexicon) if each.type == "_Words"
    }
    words["ranks"] = (words["ranks"] | _ranks()) - words["officials"]
    words["plain"] |= words["ranks"]
    words["titles"] = words["officials"] | words["plain"] | words["cues"]

    shapes: dict[str, Any] = {
        each.name: re.compile(row.get(each.name, r"(?!)")) for each in fields(Lexicon) if "Pattern" in str(each.type)
    }

    return Lexicon(order=row["order"], **shapes, **words)


@cache
def _ranks() -> _Words:
    rows: dict[str, str] = tables.read(_PACKAGE, "ranks")

    return frozenset(word for row in rows.values() for word in row.split())


@lru_cache(maxsize=20_000)
def is_given(word: str) -> bool:
    """Tell whether a word is a given name in whatever spelling ("Soesilo" for Susilo)."""
    low = word.lower()

    return low in given() or (len(low) > 4 and variants.spell(low) in _given_keys())


@cache
def _given_keys() -> frozenset[str]:
    return frozenset(variants.spell(name) for name in given() if len(name) > 4)


@cache
def given() -> frozenset[str]:
    """Give the given names that say "a person" by themselves."""
    rows: dict[str, str] = tables.read(_PACKAGE, "given")

    return frozenset(name for row in rows.values() for name in row.split())
