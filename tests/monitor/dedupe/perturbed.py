"""Invented texts, and what syndication does to them: all from a seed."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

_SYLLABLES = [consonant + vowel for consonant in "bdgjklmnprst" for vowel in "aeiou"]


def seeded(seed: int) -> Random:
    """Give the chance that a test runs on."""
    return Random(seed)


_CHANCE = seeded(7)
WORDS = ["".join(_CHANCE.choices(_SYLLABLES, k=_CHANCE.randint(1, 4))) for _ in range(4000)]
_WEIGHTS = [1 / (place + 5) for place in range(len(WORDS))]

Paragraphs = list[list[str]]


def article(chance: Random, *, words: int = 400) -> Paragraphs:
    """Invent an article whose words are as unevenly frequent as those of a language."""
    drawn = chance.choices(WORDS, weights=_WEIGHTS, k=words)
    return [drawn[start : start + 40] for start in range(0, words, 40)]


def written(paragraphs: Paragraphs) -> str:
    """Write an article down."""
    return "\n".join(" ".join(paragraph) + "." for paragraph in paragraphs)


def reworded(text: Paragraphs, chance: Random, share: float) -> Paragraphs:
    """Put other words in place of a share of them."""
    return [[chance.choice(WORDS) if chance.random() < share else word for word in paragraph] for paragraph in text]


def shuffled(text: Paragraphs, chance: Random) -> Paragraphs:
    """Put the paragraphs in another order."""
    return chance.sample(text, k=len(text))


def shortened(text: Paragraphs, chance: Random, share: float) -> Paragraphs:
    """Drop a share of the paragraphs."""
    kept = sorted(chance.sample(range(len(text)), k=round(len(text) * (1 - share))))
    return [text[place] for place in kept]


def padded(text: Paragraphs, chance: Random) -> Paragraphs:
    """Add a paragraph before and one behind that every page of the site has."""
    del chance
    return [WORDS[100:130], *text, WORDS[200:230]]


CHANGES: dict[str, Callable[[Paragraphs, Random], Paragraphs]] = {
    "5 percent of the words changed": lambda text, chance: reworded(text, chance, 0.05),
    "paragraphs shuffled": lambda text, chance: reworded(shuffled(text, chance), chance, 0.02),
    "a fifth dropped": lambda text, chance: shortened(text, chance, 0.2),
    "boilerplate added": padded,
    "cut to the first half": lambda text, _: text[: len(text) // 2],
}
