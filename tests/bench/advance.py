"""Microseconds to take an article's claims into a story that knows two hundred cells."""

from __future__ import annotations

import itertools
import statistics
import time
from collections.abc import Iterator

from monitor.models import Claim, Modality, TaggedArticle
from monitor.shifts import packs, story
from monitor.shifts.story import State
from tests import builders

CELLS = 200
TIMES = 400
PEOPLE = [f"Dana {letter}evi" for letter in "LBDGKMNPRSTVZHJ"]
MODALITIES = (Modality.PROMISED, Modality.OCCURRED)

Told = tuple[TaggedArticle, list[Claim]]


def measured() -> dict[str, float]:
    """Measure a story of many subjects, and one that has a single loud one; the median of many that may come next."""
    return {
        f"{CELLS} cells of {len(PEOPLE)} subjects": _median(PEOPLE),
        f"{CELLS} cells of one subject": _median(PEOPLE[:1]),
    }


def _median(people: list[str]) -> float:
    told = _told(people)
    state = State(story=builders.story(), kinds=packs.load().kinds)
    for article, claims in itertools.islice(told, CELLS):
        state, _ = story.advance(state, article, claims)
    assert len(list(state.cells())) == CELLS
    spent: list[float] = []
    for article, claims in itertools.islice(_told(people, since=CELLS), TIMES):
        start = time.perf_counter()
        story.advance(state, article, claims)
        spent.append(time.perf_counter() - start)

    return statistics.median(spent) * 1e6


def _told(people: list[str], since: int = 0) -> Iterator[Told]:
    """Tell of one after another that they will be, and were, released: an article each half hour, from `since` on all in one."""
    for number in itertools.count(since):
        who = people[number % len(people)]
        raw = builders.article(f"n{number}", hours=(since or number) / 2, publisher=f"Publisher {number % 12}")
        yield builders.tagged(raw), [builders.claim(raw, "release", [who], MODALITIES[number // len(people) % 2])]
