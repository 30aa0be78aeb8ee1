"""The forms a name takes in a language that inflects names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from monitor.entities.entity import Case, Name

_CYRILLIC = re.compile(r"[А-яЁёІіЇї]")

# Ending -> endings in the other cases, the first that fits: words in -ия, -а, -я, -ь, -й; surnames in -ский; adjectives;
# surnames in -ов, -ев, -ин; other consonants.
_CASES = (
    ("ский", ("ского", "скому", "ским", "ском", "ская", "ской", "скую", "ские", "ских", "скими", "ское")),
    ("ия", ("ии", "ии", "ию", "ией", "ии")),
    ("ья", ("ьи", "ье", "ью", "ьей", "ье")),
    ("а", ("ы", "е", "у", "ой", "е", "и")),
    ("я", ("и", "е", "ю", "ей", "е")),
    ("ль", ("ля", "лю", "лем", "ле")),
    ("ь", ("я", "ю", "ем", "е", "и", "ью")),
    ("ий", ("ия", "ию", "ием", "ии")),
    ("й", ("я", "ю", "ем", "е")),
    ("ов", ("ова", "ову", "овым", "ове")),
    ("ев", ("ева", "еву", "евым", "еве")),
    ("ин", ("ина", "ину", "иным", "ине")),
    ("", ("а", "у", "ом", "е", "ем")),
)
_FIXED = "оеуюэиыёіО"


def forms(name: Name) -> Iterator[Name]:
    """Give a name and, where it is Cyrillic and not an acronym, its other cases: every word in the same one."""
    yield name
    if name.is_stem or name.case is Case.EXACT or not _CYRILLIC.search(name.text):
        return
    words = [[word, *_cases(word)] for word in name.text.split()]
    longest = max(len(each) for each in words)
    for place in range(1, longest):
        text = " ".join(each[min(place, len(each) - 1)] for each in words)
        if text != name.text:
            yield replace(name, text=text)


def _cases(word: str) -> list[str]:
    if word[-1] in _FIXED or word.isupper() or not word[-1].isalpha():
        return []
    ending, others = next((ending, others) for ending, others in _CASES if word.endswith(ending))

    return [word.removesuffix(ending) + other for other in others] if ending else [word + other for other in others]
