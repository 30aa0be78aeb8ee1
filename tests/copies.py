"""How well copies are told from other texts, on invented ones; and how fast, beside datasketch.

Some of the texts are strangers that share what real ones do: the background of a story, or the form of a table of prices.
"""

from __future__ import annotations

import gc
import itertools
import math
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from random import Random

import xxhash

from monitor.dedupe import fingerprint
from monitor.dedupe.fingerprint import Sketch
from monitor.dedupe.index import Index
from monitor.text import normalize
from tests import builders
from tests.monitor.dedupe import perturbed

SHARED, APART = 0.6, 0.4
"""What has at least so many word triples in common must be found; what has fewer than so many must not be joined."""
_BACKGROUND = 0.3  # of a text, where it shares its background with another
_word = re.compile(r"\w+")
_TEN = "10 percent of the words changed"
_Triples = frozenset[tuple[str, str, str]]


@dataclass(kw_only=True)
class Tally:
    """What came of a set of texts: copies found of those that must be, by what was done to them; strangers joined."""

    found: dict[str, int] = field(default_factory=dict)
    wanted: dict[str, int] = field(default_factory=dict)
    joined: int = 0
    pairs: int = 0
    texts: int = 0


CHANGES: dict[str, Callable[[perturbed.Paragraphs, Random], perturbed.Paragraphs]] = {
    **perturbed.CHANGES,
    _TEN: lambda text, chance: perturbed.reworded(text, chance, 0.1),
    "all of it": lambda text, chance: perturbed.padded(
        perturbed.shuffled(perturbed.shortened(perturbed.reworded(text, chance, 0.03), chance, 0.1), chance), chance
    ),
}


def judged(texts: int = 3000, copied: int = 150) -> Tally:
    """Invent texts, of which some share a background; then look for all, and for copies of some."""
    chance = perturbed.seeded(17)
    invented = list(_invented(chance, texts))
    sketches = [_sketch(f"text{place}", perturbed.written(text)) for place, text in enumerate(invented)]
    index = Index()
    for sketch in sketches:
        index.add(sketch)
    tally = Tally(texts=texts, pairs=texts * (texts - 1) // 2)
    places = {sketch.article: place for place, sketch in enumerate(sketches)}
    for place, sketch in enumerate(sketches):
        for match in index.find(sketch):
            tally.joined += _common(invented[place], invented[places[match.article]]) < APART
    for place in range(copied):
        for what, change in CHANGES.items():
            _look(tally, what, invented[place], change(invented[place], chance), (index, sketches[place].article))
    return tally


def _invented(chance: Random, texts: int) -> Iterator[perturbed.Paragraphs]:
    background: perturbed.Paragraphs = []
    for place in range(texts):
        if place % 10 == 0:
            background = perturbed.article(chance, words=200)
        words = chance.randint(120, 600)
        own = perturbed.article(chance, words=words)
        shared = background[: round(len(own) * _BACKGROUND / (1 - _BACKGROUND))] if place % 2 else []
        yield own + shared


def _look(
    tally: Tally,
    what: str,
    text: perturbed.Paragraphs,
    changed: perturbed.Paragraphs,
    known: tuple[Index, str],
) -> None:
    is_part = "first half" in what
    if not is_part and _common(text, changed) < SHARED:
        return
    index, article = known
    matches = {match.article for match in index.find(_sketch("changed", perturbed.written(changed)))}
    tally.wanted[what] = tally.wanted.get(what, 0) + 1
    tally.found[what] = tally.found.get(what, 0) + (article in matches)


def _common(one: perturbed.Paragraphs, other: perturbed.Paragraphs) -> float:
    a, b = _triples(perturbed.written(one)), _triples(perturbed.written(other))
    return len(a & b) / len(a | b)


def _triples(text: str) -> _Triples:
    words = normalize.tokens(text)
    return frozenset(zip(words, words[1:], words[2:], strict=False))


def _sketch(name: str, text: str) -> Sketch:
    return fingerprint.sketch(builders.article(name), text)


def lines() -> Iterator[tuple[str, int, int]]:
    """Give the figures, each as what it is, some, of how many."""
    tally = judged()
    for what, wanted in tally.wanted.items():
        yield what, tally.found[what], wanted
    yield "all", sum(tally.found.values()), sum(tally.wanted.values())
    yield f"strangers joined below {APART}", tally.joined, tally.pairs


def race(texts: int = 600, rounds: int = 3) -> Iterator[tuple[str, float, float]]:
    """Sketch, look up and remember texts; gives each way with its microseconds for one text and the share of copies found.

    Each has its best of some rounds, which take turns: other work on the machine spoils one of them, seldom all.
    datasketch reads texts in the shortest way that gives the same triples; in batches it makes its permutations once for all.
    """
    chance = perturbed.seeded(23)
    invented = [perturbed.article(chance, words=chance.randint(300, 600)) for _ in range(texts)]
    copies = [perturbed.reworded(text, chance, 0.05) for text in invented[: texts // 4]]
    written = [perturbed.written(text) for text in itertools.chain(invented, copies)]
    best: dict[str, tuple[float, float]] = {}
    for _, (name, way) in itertools.product(range(rounds), _WAYS.items()):
        with _alone():
            took, found = way(written)
        share = sum(place < texts for place in found) / len(copies)
        best[name] = min(best.get(name, (math.inf, share)), (took / len(written) * 1e6, share))
    yield from ((name, each, share) for name, (each, share) in best.items())


@contextmanager
def _alone() -> Iterator[None]:
    """Keep what other measurements left in memory out of the collector's way: one full collection costs more than the race."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _ours(written: Sequence[str]) -> tuple[float, list[int]]:
    articles = [builders.article(f"text{place}") for place in range(len(written))]
    names = {article.id: place for place, article in enumerate(articles)}
    fingerprint.sketch(articles[0], written[0])  # Tables are made once.
    index, found, start = Index(), list[int](), time.process_time()
    for article, text in zip(articles, written, strict=True):
        sketch = fingerprint.sketch(article, text)
        found += [names[match.article] for match in index.find(sketch)]
        index.add(sketch)
    return time.process_time() - start, found


def _our_index(written: Sequence[str]) -> tuple[float, list[int]]:
    sketches = [_sketch(f"text{place}", text) for place, text in enumerate(written)]
    names = {sketch.article: place for place, sketch in enumerate(sketches)}
    index, found, start = Index(), list[int](), time.process_time()
    for sketch in sketches:
        found += [names[match.article] for match in index.find(sketch)]
        index.add(sketch)
    return time.process_time() - start, found


def _by_their_manual(written: Sequence[str]) -> tuple[float, list[int]]:
    """Hash one triple after the other, as the first page of its manual does."""
    from datasketch import MinHash  # noqa: PLC0415  (an optional dependency)

    def minhash(text: str) -> object:
        made = MinHash(num_perm=fingerprint.PERMUTATIONS)
        for shingle in _shingles(text):
            made.update(shingle)
        return made

    start = time.process_time()
    _, found = _looked_up(list(map(minhash, written)))
    return time.process_time() - start, found


def _theirs(written: Sequence[str], hashed: Callable[[bytes], int] | None = None) -> tuple[float, list[int]]:
    _looked_up(list(_minhashes(written[:1], hashed)))  # What is imported and made once does not count.
    start = time.process_time()
    minhashes = list(_minhashes(written, hashed))
    _, found = _looked_up(minhashes)
    return time.process_time() - start, found


def _their_index(written: Sequence[str]) -> tuple[float, list[int]]:
    return _looked_up(list(_minhashes(written)))


_WAYS: dict[str, Callable[[Sequence[str]], tuple[float, list[int]]]] = {
    "kabar": _ours,
    "datasketch, by the first page of its manual": _by_their_manual,
    "datasketch, in batches": _theirs,
    "datasketch, in batches, xxhash in place of its SHA-1": partial(_theirs, hashed=xxhash.xxh32_intdigest),
    "kabar, index only": _our_index,
    "datasketch, index only": _their_index,
}


def _minhashes(written: Iterable[str], hashed: Callable[[bytes], int] | None = None) -> Iterator[object]:
    from datasketch import MinHash  # noqa: PLC0415  (an optional dependency)

    shingles = map(_shingles, written)
    made: Iterator[object] = MinHash.generator(shingles, num_perm=fingerprint.PERMUTATIONS, hashfunc=hashed)
    return made


def _shingles(text: str) -> list[bytes]:
    """Give the different word triples of a plain text, in one go."""
    words = _word.findall(text.lower())
    return list({" ".join(triple).encode() for triple in zip(words, words[1:], words[2:], strict=False)})


def _looked_up(minhashes: Sequence[object]) -> tuple[float, list[int]]:
    from datasketch import MinHashLSH  # noqa: PLC0415  (as above)

    start = time.process_time()
    index, found = MinHashLSH(num_perm=fingerprint.PERMUTATIONS, params=(32, 4)), list[int]()
    for place, minhash in enumerate(minhashes):
        found += index.query(minhash)
        index.insert(place, minhash)
    return time.process_time() - start, found
