"""Packs that a user brings: whether they are well formed, and whether their examples come out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from monitor.errors import PackInvalid
from monitor.shifts import examples, packs
from monitor.shifts.layers import SPELT

_PARTS = {"shifts": dict, "claims": dict, "languages": dict}
_RULE: Mapping[str, tuple[type, ...]] = {
    **dict.fromkeys(("id", "kind", "act", "modality", "then", "when", "beside", "unless"), (str,)),
    **dict.fromkeys(("yes", "no"), (list,)),
    "pattern": (str, list),
    "find": (dict,),
    "least": (int,),
    **dict.fromkeys(("lead", "sure"), (bool,)),
}
_LANGUAGE = {"macros": dict, "words": dict, "nouns": dict, "cues": list, "rules": list, "vetoes": dict, "learned": dict}


def mistakes(pack: object, before: Sequence[Mapping[str, Any]] = (), file: str = "this file") -> tuple[str, ...]:
    """Say what is wrong with one pack, laid beside those before it; its rules are compiled and their examples run.

    >>> mistakes({"rules": []})
    ('unknown part "rules"; a pack has shifts, claims, languages',)
    """
    wrong = tuple(_misshapen(pack))
    if wrong or not isinstance(pack, Mapping):
        return wrong
    try:
        loaded = packs.load((*before, {**pack, "file": file}))
        own = frozenset(_rules(pack))
        for each in loaded.languages.values():
            for rule in each.rules:
                if rule.id in own:
                    packs.prove(rule)

        return tuple(examples.failures(loaded, own))
    except PackInvalid as error:
        return (str(error),)


def _misshapen(pack: object) -> Iterator[str]:
    yield from _unlike(pack, "a pack", _PARTS)
    if isinstance(pack, Mapping):
        yield from _entries(pack.get("shifts"), "shifts", (dict,))
        yield from _entries(pack.get("claims"), "claims", (dict, type(None)))
    languages = pack.get("languages") if isinstance(pack, Mapping) else None
    for language, given in languages.items() if isinstance(languages, Mapping) else ():
        yield from _unlike(given, f"languages: {language}", _LANGUAGE)
        if isinstance(given, Mapping):
            yield from _entries(given.get("macros"), f"languages: {language}: macros", (str,))
            yield from _entries(given.get("vetoes"), f"languages: {language}: vetoes", (str,))
            yield from _entries(given.get("nouns"), f"languages: {language}: nouns", (str,))
            yield from _listed(given.get("rules"), f"languages: {language}: rules")


def _entries(value: object, what: str, kinds: tuple[type, ...]) -> Iterator[str]:
    """Say which entries of a mapping are of another sort."""
    for key, entry in value.items() if isinstance(value, Mapping) else ():
        if not isinstance(key, str) or not isinstance(entry, kinds):
            yield f"{what}: {key}: should be {'text' if str in kinds else 'a mapping'}"


def _listed(rules: object, what: str) -> Iterator[str]:
    for position, rule in enumerate(rules if isinstance(rules, list) else ()):
        if not isinstance(rule, Mapping):
            yield f"{what}[{position}]: should be a mapping"
            continue
        for key, value in rule.items():
            if not isinstance(value, _RULE.get(SPELT.get(key, key), (object,))):
                yield f"{what}[{position}]: {SPELT.get(key, key)}: is of the wrong sort"


def _unlike(value: object, what: str, parts: Mapping[str, type]) -> Iterator[str]:
    """Say where a value is no mapping of the given parts."""
    if not isinstance(value, Mapping):
        yield f"{what}: should be a mapping of {', '.join(parts)}"
        return
    for key, part in value.items():
        if key not in parts:
            yield f'unknown part "{key}"; {what} has {", ".join(parts)}'
        elif not isinstance(part, parts[key]):
            yield f"{what}: {key}: should be a {'list' if parts[key] is list else 'mapping'}"


def _rules(pack: Mapping[str, Any]) -> Iterator[str]:
    for language, given in pack.get("languages", {}).items():
        yield from (f"{language}.{rule.get('id')}" for rule in given.get("rules", []))
