"""What several files say, laid together: ours below, a user's own above.

Within a layer a name has one meaning. A user's file may give a name of ours another meaning: that is what it is for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from monitor.errors import PackInvalid

# YAML reads the bare words yes and no as truth values, also where they are keys.
SPELT: Mapping[Any, str] = {True: "yes", False: "no"}


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file's name, and the part of it that is laid."""

    name: str
    part: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """All that files say of one language; `nouns` gives the word that each of them is read as.

    `learned` gives the chance that a claim of a kind needs which no rule found, `own` the ids of rules that are not Kabar's.
    """

    macros: Mapping[str, str]
    words: Mapping[str, Any]
    vetoes: Mapping[str, str]
    nouns: Mapping[str, str]
    cues: Sequence[Mapping[str, str]]
    rules: Sequence[Mapping[str, Any]]
    learned: Mapping[str, Any]
    own: frozenset[str]


def language(name: str, *layers: Sequence[File]) -> Language:
    """Lay a language's files together; a rule with the id of one below takes its place.

    Raises:
        PackInvalid: two files of one layer mean different things by one name.
    """
    return Language(
        macros=table(f"{name}: macros", "macros", *layers),
        words=table(f"{name}: words", "words", *layers),
        vetoes=table(f"{name}: vetoes", "vetoes", *layers),
        nouns=_laid(f"{name}: nouns", [[(file.name, _nouns(file.part)) for file in layer] for layer in layers]),
        cues=[cue for layer in layers for file in layer for cue in file.part.get("cues", ())],
        rules=_rules(name, layers),
        learned=table(f"{name}: learned", "learned", *layers),
        own=frozenset(
            str(row.get("id")) for layer in layers[1:] for file in layer for row in file.part.get("rules", ())
        ),
    )


def table(what: str, key: str, *layers: Sequence[File]) -> dict[str, Any]:
    """Lay the tables together that stand under a key of each file.

    >>> ours, own = File(name="words.yaml", part={"macros": {"W": "a"}}), File(name="mine.yaml", part={"macros": {"W": "b"}})
    >>> table("en: macros", "macros", [ours], [own])
    {'W': 'b'}
    """
    return _laid(what, [[(file.name, file.part.get(key) or {}) for file in layer] for layer in layers])


def _laid(what: str, layers: Iterable[Iterable[tuple[str, Mapping[str, Any]]]]) -> dict[str, Any]:
    laid: dict[str, Any] = {}
    for layer in layers:
        meant: dict[str, Any] = {}
        where: dict[str, str] = {}
        for file, entries in layer:
            for name, meaning in entries.items():
                if meant.setdefault(name, meaning) != meaning:
                    raise PackInvalid(
                        f"{what}: {name}: {where[name]} and {file} mean different things by it; rename one of them"
                    )
                where.setdefault(name, file)
        laid |= meant

    return laid


def _nouns(part: Mapping[str, Any]) -> dict[str, str]:
    return {word: name for name, listed in part.get("nouns", {}).items() for word in listed.split()}


def _rules(language: str, layers: Iterable[Sequence[File]]) -> list[Mapping[str, Any]]:
    """List the rules; those without an id are kept, to be refused by name of what they lack."""
    laid: dict[object, Mapping[str, Any]] = {}
    for layer in layers:
        where: dict[object, str] = {}
        for file in layer:
            for place, row in enumerate(file.part.get("rules", ())):
                key = row.get("id", (file.name, place))
                if key in where:
                    raise PackInvalid(
                        f"{language}: rules: {key}: stands twice, in {where[key]} and in {file.name}; rename one of them"
                    )
                where[key] = file.name
                laid[key] = {SPELT.get(name, name): value for name, value in row.items()}

    return list(laid.values())
