"""The sketches of what was seen, found again by likeness and let go by age."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from datetime import datetime

from monitor.dedupe import likeness
from monitor.dedupe.bands import Bands
from monitor.dedupe.fingerprint import Sketch
from monitor.dedupe.likeness import Likeness

_LEAST = 1024  # Fewer gone sketches than this are not worth a new count.


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """An article seen before of which the asked one is a copy, or the other way round."""

    article: str
    likeness: Likeness


class Index:
    """Sketches by article, and by the bands of their signatures.

    It holds what was added and neither more nor less: its answers do not depend on the order of additions. Sketches are
    numbered as they come; the gone leave holes, and where these are too many all are numbered anew.
    """

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._sketches: list[Sketch | None] = []
        self._bands = Bands()
        self._ages: list[tuple[datetime, str]] = []

    def __len__(self) -> int:
        return len(self._numbers)

    def get(self, article: str) -> Sketch | None:
        """Give what is remembered of an article."""
        number = self._numbers.get(article)
        return None if number is None else self._sketches[number]

    def find(self, sketch: Sketch) -> tuple[Match, ...]:
        """Find all other articles that are copies of this one or of which it is a copy, the likest first."""
        if not sketch.shingles:
            return ()
        near = (self._sketches[number] for number in self._bands.find(sketch.signature))
        matches = (self._match(sketch, other) for other in near if other and other.article != sketch.article)
        return tuple(
            sorted((match for match in matches if match), key=lambda match: (-match.likeness.jaccard, match.article))
        )

    def add(self, sketch: Sketch) -> None:
        """Remember an article; an earlier sketch of it is replaced."""
        self._forget(sketch.article)
        number = len(self._sketches)
        self._numbers[sketch.article] = number
        self._sketches.append(sketch)
        heapq.heappush(self._ages, (sketch.seen_at, sketch.article))
        if sketch.shingles:
            self._bands.add(number, sketch.signature)
        if number > 2 * len(self._numbers) + _LEAST:
            self._renumber()

    def evict(self, before: datetime) -> tuple[str, ...]:
        """Forget what was seen before a time, and name it."""
        gone: list[str] = []
        while self._ages and self._ages[0][0] < before:
            seen_at, article = heapq.heappop(self._ages)
            held = self.get(article)
            if held and held.seen_at == seen_at:
                self._forget(article)
                gone.append(article)
        if gone and not self._numbers:
            self._renumber()
        return tuple(gone)

    def _match(self, sketch: Sketch, other: Sketch) -> Match | None:
        found = likeness.copied(sketch, other)
        return Match(article=other.article, likeness=found) if found else None

    def _forget(self, article: str) -> None:
        number = self._numbers.pop(article, None)
        if number is not None:
            self._sketches[number] = None

    def _renumber(self) -> None:
        held = sorted((sketch for sketch in self._sketches if sketch), key=lambda sketch: not sketch.shingles)
        self._sketches = list(held)
        self._numbers = {sketch.article: number for number, sketch in enumerate(held)}
        self._bands.fill([sketch.signature for sketch in held if sketch.shingles])
