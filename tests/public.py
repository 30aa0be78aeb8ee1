"""How well near-copies are found, on invented texts."""

from __future__ import annotations

from monitor.dedupe import fingerprint
from monitor.dedupe.fingerprint import Sketch
from monitor.dedupe.index import Index
from tests import builders
from tests.monitor.dedupe import perturbed

_TEXTS = 60


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
