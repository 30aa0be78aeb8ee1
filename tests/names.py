"""How well names are found: in Indonesian news, in sentences of our own, and across the spellings of one person's name."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rapidfuzz import fuzz

from monitor.entities import gazetteer, iob, likeness, tag
from monitor.entities.taggers import Plugged, Span
from monitor.models import EntityKind
from tests.monitor.dedupe import perturbed

NEWS = Path("ner_id_idner2k")
ALIASES = Path("names_sanctions_aliases") / "ofac_aliases_even.jsonl"
CORPUS = Path(__file__).parent / "corpus"
KINDS = {
    "PER": {EntityKind.PERSON},
    "ORG": {EntityKind.ORGANISATION, EntityKind.GROUP, EntityKind.MEDIA},
    "LOC": {EntityKind.COUNTRY, EntityKind.PLACE},
}
FROM = (likeness.MAYBE, 0.2, 0.3, likeness.SAME, 0.6, 0.75)
_STRANGERS = 60_000
_ALIKE = 70
_MARKED = re.compile(r"\[(PER|ORG|LOC) ([^]]+)\]")


@dataclass(kw_only=True)
class Found:
    """What came of one sort of name."""

    right: int = 0
    found: int = 0
    there: int = 0
    misses: list[str] = field(default_factory=list, repr=False)

    @property
    def f1(self) -> float:
        """Give the harmonic mean of precision and recall."""
        return 2 * self.right / max(1, self.found + self.there)


def news(file: Path, plugged: Plugged | None = None) -> dict[str, Found]:
    """Find the names of Indonesian news: the whole span or nothing."""
    return _counted(((text, "id", spans) for text, spans in iob.texts(file)), plugged)


def sentences(half: str | None = None) -> dict[str, Found]:
    """Find the names of our own sentences, in several languages."""
    return _counted(_own(half), None)


def _own(half: str | None) -> Iterator[tuple[str, str, list[Span]]]:
    for line in (CORPUS / "names.txt").read_text(encoding="utf-8").splitlines():
        where, _, marked = line.partition(" | ")
        if marked and half in {None, where.split()[1]}:
            text, spans = _unmarked(marked)
            yield text, where.split()[0], spans


def _unmarked(marked: str) -> tuple[str, list[Span]]:
    text, spans, place = "", [], 0
    for match in _MARKED.finditer(marked):
        text += marked[place : match.start()]
        spans.append(Span(start=len(text), end=len(text) + len(match[2]), kind=iob.KINDS[match[1]]))
        text += match[2]
        place = match.end()

    return text + marked[place:], spans


def _counted(rows: Iterable[tuple[str, str, Sequence[Span]]], plugged: Plugged | None) -> dict[str, Found]:
    known = gazetteer.load()
    tally = {name: Found() for name in KINDS}
    for text, language, spans in rows:
        mentions = tag.mentions(text, language, known, plugged)
        for name, kinds in KINDS.items():
            wanted = {(one.start, one.end) for one in spans if one.kind is iob.KINDS[name]}
            given = {(one.start, one.end) for one in mentions if one.kind in kinds}
            _count(tally[name], text, wanted, given)

    return tally


def _count(tally: Found, text: str, wanted: set[tuple[int, int]], given: set[tuple[int, int]]) -> None:
    tally.right += len(wanted & given)
    tally.found += len(given)
    tally.there += len(wanted)
    tally.misses += [f"MISSED {text[start:end]} | {text}" for start, end in sorted(wanted - given)]
    tally.misses += [f"WRONG {text[start:end]} | {text}" for start, end in sorted(given - wanted)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One point of the curve: what shares are joined from this likeness on."""

    start: float
    aliases: float
    main: float
    spellings: float
    strangers: float
    near: float
    known: float
    outsiders: float


def curve(data: Path) -> tuple[Point, ...]:
    """Compare the names of one person with each other, with those of strangers, and near names of two persons.

    `aliases` are all pairs of one person's names, `main` those with the name in the first place, `spellings` those that look
    alike at all: many an alias is another name altogether. `known` are names held against all the other names of the same
    person, as a list of persons does with its aliases, and `outsiders` names held so against all those of somebody else.
    """
    lines = (data / ALIASES).read_text(encoding="utf-8").splitlines()
    people = [[_ordered(name) for name in (row["name"], *row["aliases"])] for row in map(json.loads, lines)]
    pairs = [pair for names in people for pair in itertools.combinations(names, 2)]
    scored = [
        _scores(sort)
        for sort in (
            pairs,
            [(names[0], other) for names in people for other in names[1:]],
            [pair for pair in pairs if fuzz.token_sort_ratio(*pair) >= _ALIKE],
            _strangers(people),
            near("two"),
        )
    ]
    scored += [[likeness.among(*held) for held in sort] for sort in (_held(people), _outsiders(people))]

    return tuple(Point(**_shares(start, scored)) for start in FROM)


def _shares(start: float, scored: Sequence[Sequence[float]]) -> dict[str, float]:
    aliases, main, spellings, strangers, near, known, outsiders = (
        sum(one >= start for one in each) / len(each) for each in scored
    )

    return {
        "start": start, "aliases": aliases, "main": main, "spellings": spellings, "strangers": 1000 * strangers, "near": near,
        "known": known, "outsiders": 1000 * outsiders,
    }  # fmt: skip


def _scores(pairs: Iterable[tuple[str, str]]) -> list[float]:
    return [likeness.likeness(*pair) for pair in pairs]


def near(sort: str) -> list[tuple[str, str]]:
    """Give pairs of our own: spellings of `one` person, or near names of `two`."""
    lines = (CORPUS / "near_names.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split(" | ") for line in lines if line.startswith(f"{sort} | ")]

    return [(row[1], row[2]) for row in rows]


def _ordered(name: str) -> str:
    """Turn `FAMILY, Given` around."""
    return " ".join(part.strip() for part in reversed(name.split(",", 1))).title()


def _held(people: list[list[str]]) -> Iterator[tuple[str, list[str]]]:
    """Give each name with all the others of the same person."""
    for names in people:
        for place, name in enumerate(names):
            yield name, [*names[:place], *names[place + 1 :]]


def _outsiders(people: list[list[str]]) -> Iterator[tuple[str, list[str]]]:
    """Give names, each with all those of somebody else."""
    chance = perturbed.seeded(2)
    for _ in range(_STRANGERS // 2):
        one, other = chance.sample(people, 2)
        yield chance.choice(one), other


def _strangers(people: list[list[str]]) -> Iterator[tuple[str, str]]:
    chance = perturbed.seeded(1)
    for _ in range(_STRANGERS):
        one, other = chance.sample(people, 2)
        yield chance.choice(one), chance.choice(other)
