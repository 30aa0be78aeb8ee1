"""What speaks for and against a person in a capitalised run, and how much."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from monitor.entities import lexicon
from monitor.entities.context import Left, Right
from monitor.entities.lexicon import Lexicon
from monitor.entities.runs import Run
from monitor.text import tables

# A run is a person from `PERSON` on. Set by hand and checked on the train part of idner-news-2k.
PERSON = 2.0
_WEIGHTS = {
    "title": 3.0,
    "weak title": 1.4,
    "cue": 3.0,
    "weak cue": 1.4,
    "holder of a post": 2.6,
    "speech before": 2.6,
    "verb": 1.6,
    "human verb": 3.6,
    "age": 3.0,
    "degree": 3.0,
    "apposition": 0.6,
    "role behind": 1.8,
    "organisation before": -2.6,
    "from": 0.8,
    "given name": 2.6,
    "second given name": 1.2,
    "particle": 1.5,
    "initial": 1.2,
    "two or three words": 0.9,
    "one word": -0.6,
    "many words": -1.4,
    "acronym": -2.2,
    "place before": -2.6,
    "opening word": -0.9,
    "everyday word": -3.0,
    "joined": 0.7,
    "beside a person": 1.2,
    "article before": -1.6,
    "office": -8.0,
    "quoted": -1.5,
}
_BEFORE = {
    "speech": "speech before", "place": "place before", "join": "joined", "body": "organisation before",
    "article": "article before", "post": "place before",
}  # fmt: skip
_PARTICLES = frozenset(["bin", "binti", "bint", "ibn", "al", "van", "von", "der", "den", "de", "da", "di", "la", "ter"])
_INITIAL = re.compile(r"[^\W\d_]\.?(?:[^\W\d_]\.)*")


def weigh(signs: Iterable[str]) -> float:
    """Add up what signs weigh."""
    return sum(map(_WEIGHTS.__getitem__, signs))


def of(run: Run, before: Left, behind: Right, words: Lexicon) -> tuple[str, ...]:
    """Give the signs around and inside a run."""
    return (*_outer(run, before, behind, words), *_inner(run.words))


def _outer(run: Run, before: Left, behind: Right, words: Lexicon) -> Iterator[str]:
    is_of = before.kind == "official" and before.nearest in words.of_words  # "the governor of Kebbi"
    if before.kind and not is_of:
        sort = "cue" if before.kind == "cue" else "title"
        is_weak = before.title in words.weak
        if not is_weak or len(run.words) > 1:
            yield f"weak {sort}" if is_weak else sort
    if before.sign == "post" and lexicon.is_given(run.words[0]):  # "kepala desa Ahmad", not "kepala desa Wondaru"
        yield "holder of a post"
    elif before.sign and not (before.sign == "article" and before.kind):
        yield _BEFORE[before.sign]
    if before.is_quoted:
        yield "quoted"
    if behind.sign:
        yield behind.sign
    if len(run.words) == 1:
        yield from _alone(run, before, words)


def _alone(run: Run, before: Left, words: Lexicon) -> Iterator[str]:
    """Give what speaks against a single word: it opens the sentence, it is a word of everyday language, or of an office."""
    word = run.words[0].lower()
    if run.is_opening and (word not in lexicon.given() or word in _also_words()):
        yield "opening word"
        if words.is_plain(word):
            yield "everyday word"
    elif before.kind and words.is_link(word):
        yield "office"


@lru_cache(maxsize=20_000)
def _inner(parts: tuple[str, ...]) -> tuple[str, ...]:
    names = [word.lower() for word in parts]
    given = lexicon.given()
    has_initial = len(names) > 1 and any(_INITIAL.fullmatch(word) for word in parts)
    long = sum(name not in _PARTICLES and not _INITIAL.fullmatch(name) for name in names) + has_initial
    signs = ["one word" if long == 1 else "many words" if long > 4 else "two or three words"]
    if names[0].split("-")[0] in given:
        signs.append("given name")
    if any(name in given for name in names[1:]):
        signs.append("second given name")
    if any(name in _PARTICLES for name in names[1:-1]):
        signs.append("particle")
    if has_initial:
        signs.append("initial")
    if any(len(word) > 1 and word.isupper() and "." not in word for word in parts):
        signs.append("acronym")

    return tuple(signs)


@cache
def _also_words() -> frozenset[str]:
    return frozenset(word for row in tables.read(__package__ or "", "words") for word in row.split())
