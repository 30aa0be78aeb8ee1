"""A second reader: what it learned from sentences that people had read, beside rules that somebody wrote.

Three linear models a language, logistic regressions that `tests/training.py` fits. One over the words of a masked sentence
gives how likely a claim of each kind is in it; one over the same words, and what the rules say of them, how it is asserted; one
over the words in and around a noun phrase how likely it is whom a claim is about. A sentence is a bag of words, of pairs of words
and of their beginnings, weighted by rarity and scaled to length one (tf-idf; Salton and Buckley 1988, "Term-weighting approaches
in automatic text retrieval"). Nothing but the tables is needed to read; a language without one is read by its rules alone.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from itertools import pairwise
from math import exp
from typing import Any

import numpy as np
from numpy.typing import NDArray

from monitor.shifts.features import Stems, Words, of_word

NAME = "learned"
FILE = "learned.json"
_MANY = 200_000  # Words of which the weight is kept.
SCALE = 1000
_LEAST_ODDS = -500.0  # What is as unlikely as that has no chance, and `exp` no number for it.


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A linear model: `places` are the rows of features; a row is the idf squared, then a weight, times idf, for each output.

    A feature that is unknown says nothing, and as it is as rare as `rare`, takes weight from what the others say: of a sentence
    on other matters no two words decide.
    """

    outputs: tuple[str, ...]
    places: Mapping[str, int]
    rows: NDArray[np.float32]
    bias: Sequence[float]
    rare: float

    def chances(self, features: Collection[str]) -> Mapping[str, float]:
        """Give the chance of each output, between 0 and 1."""
        known = sorted(
            place for place in map(self.places.get, features) if place is not None
        )  # A sum hangs on its order.
        square, *scores = self.rows.take(known, axis=0).sum(axis=0).tolist()
        length = (square + (len(features) - len(known)) * self.rare**2) ** 0.5 or 1.0
        odds = (score / length + bias for score, bias in zip(scores, self.bias, strict=True))

        return {output: 1 / (1 + exp(-max(each, _LEAST_ODDS))) for output, each in zip(self.outputs, odds, strict=True)}

    def weight(self, feature: str, output: str) -> float:
        """Say how much a feature speaks for an output; nothing where it is unknown."""
        place = self.places.get(feature)

        return 0.0 if place is None else float(self.rows[place, self.outputs.index(output) + 1])


class Hints(dict[str, float]):
    """What words of a text say for any kind, as a cheap sign before a sentence is masked that it may make a claim."""

    def __init__(self, weights: Mapping[str, float], least: float, stems: Mapping[str, str]) -> None:
        super().__init__()
        self._weights = weights
        self._least = least
        self._stems = stems

    def __missing__(self, word: str) -> float:
        if len(self) >= _MANY:
            self.clear()
        self[word] = weight = sum(self._weights.get(one, 0.0) for one in of_word(word, self._stems))

        return weight

    def has(self, said: Collection[str]) -> bool:
        """Say whether the words of a sentence, in small letters, are such as claims are made with."""
        return sum(map(self.__getitem__, set(said))) >= self._least


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """What was learned of a language: `least` is the chance from which on a claim of a kind is told, `acts` what it then is.

    Where there is less to go by the chance must be `firm`: who is held is asked for in an article that does not speak of
    captivity, or few words say it. In a heading and below the first sentence, where little is new, it must be that of `later`; a
    kind in `against` must be less likely. Who acts is meant with a chance of `actor` at least. Below the chance in
    `most_unlikely` no rule is believed that it happened.
    """

    stems: Stems
    said: Table
    how: Table
    whom: Table
    hints: Hints
    acts: Mapping[str, str]
    least: Mapping[str, float]
    firm: Mapping[str, float]
    later: Mapping[str, float]
    actor: float
    against: Mapping[str, Sequence[str]]
    most_unlikely: Mapping[str, float]


@cache
def load(language: str) -> Learned | None:
    """Read the tables of a language; None where it has none."""
    file = resources.files("monitor.shifts") / "data" / language / FILE

    return read(json.loads(file.read_text(encoding="utf-8"))) if file.is_file() else None


def read(row: Mapping[str, Any]) -> Learned:
    """Make tables of what `write` wrote."""
    stems = Stems(row["stems"])

    return Learned(
        stems=stems,
        said=table(row["said"]),
        how=table(row["how"]),
        whom=table(row["whom"]),
        hints=_hints(row["hints"], stems),
        acts=row["acts"],
        least=row["least"],
        firm=row["firm"],
        later=row["later"],
        actor=row["actor"],
        against=row["against"],
        most_unlikely=row["most_unlikely"],
    )


def strict(tables: Learned, least: Mapping[str, float]) -> Learned:
    """Ask for other chances; what is more than is asked where something speaks against a claim is asked there, too."""
    firm, later = (
        {kind: max(chance, least.get(kind, chance)) for kind, chance in one.items()}
        for one in (tables.firm, tables.later)
    )

    return replace(tables, least={**tables.least, **least}, firm=firm, later=later)


def _hints(row: Mapping[str, Any], stems: Stems) -> Hints:
    weights = {feature: weight / SCALE for feature, weight in row["features"].items()}

    return Hints(weights, row["least"] / SCALE, stems)


def table(row: Mapping[str, Any]) -> Table:
    """Make one table of what was written."""
    numbers = _scaled(list(row["features"].values()))

    return Table(
        outputs=tuple(row["outputs"]),
        places={feature: place for place, feature in enumerate(row["features"])},
        rows=numbers[:, :1] * numbers,
        bias=[each / SCALE for each in row["bias"]],
        rare=row["rare"] / SCALE,
    )


def _scaled(numbers: Sequence[Any]) -> NDArray[np.float32]:
    return (np.array(numbers) / SCALE).astype(np.float32)


def strongest(table: Table, words: Words, kind: str) -> Iterator[tuple[float, int]]:
    """Give each word's place with what it weighs for a kind, alone, by its stem and in pairs of stems."""
    stems = words.stems
    pairs = [table.weight(f"{one}~{other}", kind) for one, other in pairwise(stems)]
    for place, (one, stem) in enumerate(zip(words.said, stems, strict=True)):
        beside = sum(pairs[max(place - 1, 0) : place + 1])
        yield table.weight(one, kind) + table.weight(f"{stem}~", kind) + beside / 2, place
