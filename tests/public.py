"""Figures on public data that lies beside the repository (names), and on invented texts (near-copies)."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from pathlib import Path

from rapidfuzz import fuzz

from monitor.dedupe import fingerprint
from monitor.dedupe.fingerprint import Sketch
from monitor.dedupe.index import Index
from monitor.entities import gazetteer, tag, variants
from monitor.models import EntityKind
from tests import builders
from tests.monitor.dedupe import perturbed

_NER = Path("ner_id_idner2k") / "dev.txt"
_ALIASES = Path("names_sanctions_aliases") / "ofac_aliases_even.jsonl"
_STRANGERS = 20_000
_TEXTS = 60
_ALIKE = 70
_CLOSES = frozenset(".,;:!?)%”")

Span = tuple[int, int]


def persons(data: Path) -> tuple[int, int, int]:
    """Find the persons of Indonesian news: how many are right, how many were found, how many there are."""
    names = gazetteer.load()
    right = found = there = 0
    for words in _tagged(data / _NER):
        text, places = _joined([word for word, _ in words])
        wanted = {(places[start][0], places[end - 1][1]) for start, end in _persons([label for _, label in words])}
        given = {(one.start, one.end) for one in tag.mentions(text, "id", names) if one.kind is EntityKind.PERSON}
        right, found, there = right + len(wanted & given), found + len(given), there + len(wanted)

    return right, found, there


def _tagged(path: Path) -> Iterator[list[tuple[str, str]]]:
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        if words := [(line.split()[0], line.split()[-1]) for line in block.splitlines() if line.strip()]:
            yield words


def _joined(words: list[str]) -> tuple[str, list[Span]]:
    """Write words as a newspaper does: the corpus has a space before every mark."""
    text, places, is_open = "", [], False
    for word in words:
        is_closed = word in _CLOSES or text[-1:] in {"", "(", "“"} or (is_open and '"' in {word, text[-1:]})
        text += "" if is_closed else " "
        is_open ^= word == '"'
        places.append((len(text), len(text) + len(word)))
        text += word

    return text, places


def _persons(labels: list[str]) -> Iterator[Span]:
    start: int | None = None
    for place, label in enumerate([*labels, "O"]):
        if start is not None and label != "I-PER":
            yield start, place
            start = None
        if label == "B-PER":
            start = place


def aliases(data: Path) -> dict[str, float]:
    """Compare the names of one person with each other, and with those of strangers."""
    lines = (data / _ALIASES).read_text(encoding="utf-8").splitlines()
    people = [[_ordered(name) for name in (row["name"], *row["aliases"])] for row in map(json.loads, lines)]
    pairs = [pair for names in people for pair in itertools.combinations(names, 2)]
    spelt = [pair for pair in pairs if fuzz.token_sort_ratio(*pair) >= _ALIKE]
    strangers = list(_strangers(people))

    return {
        "aliases joined": _joins(pairs),
        "spellings joined": _joins(spelt),
        "strangers joined per 1,000": 1000 * _joins(strangers),
    }


def _ordered(name: str) -> str:
    """Turn `FAMILY, Given` around."""
    return " ".join(part.strip() for part in reversed(name.split(",", 1))).title()


def _strangers(people: list[list[str]]) -> Iterator[tuple[str, str]]:
    chance = perturbed.seeded(1)
    for _ in range(_STRANGERS):
        one, other = chance.sample(people, 2)
        yield chance.choice(one), chance.choice(other)


def _joins(pairs: list[tuple[str, str]]) -> float:
    return sum(likeness.same(*pair) for pair in pairs) / len(pairs)


def copies() -> dict[str, tuple[int, int]]:
    """Find what syndication made of a text, among others: how many of how many, by what was done, and false ones."""
    chance = perturbed.seeded(11)
    texts = [perturbed.article(chance) for _ in range(_TEXTS)]
    index = Index()
    for place, text in enumerate(texts):
        index.add(_sketch(f"text{place}", text))
    names = [_sketch(f"text{place}", text).article for place, text in enumerate(texts)]
    found: dict[str, tuple[int, int]] = {}
    wrong = 0
    for what, change in perturbed.CHANGES.items():
        matches = [{one.article for one in index.find(_sketch("other", change(text, chance)))} for text in texts]
        found[what] = (sum(name in given for name, given in zip(names, matches, strict=True)), _TEXTS)
        wrong += sum(len(given - {name}) for name, given in zip(names, matches, strict=True))

    return found | {"others taken for copies": (wrong, _TEXTS * (_TEXTS - 1) * len(perturbed.CHANGES))}


def _sketch(name: str, text: perturbed.Paragraphs) -> Sketch:
    return fingerprint.sketch(builders.article(name), perturbed.written(text))
