"""The sketches of what was seen, found again by likeness and let go by age or number."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from struct import Struct

import numpy as np
import numpy.typing as npt

from monitor.dedupe import likeness
from monitor.dedupe.bands import Bands
from monitor.dedupe.fingerprint import LEAD, LEADS, PERMUTATIONS, ROW, Sketch

_LEAST = 1024  # Fewer gone sketches than this are not worth a new count.
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_ROOM = 32  # bits for a number, beside the age
_columns = np.dtype(
    [
        ("signature", ROW, PERMUTATIONS),
        ("lead", LEAD, LEADS),
        ("title", "<u8"),
        ("content", "<u8"),
        ("seen", "<i8"),
        ("shingles", "<u4"),
    ]
)
_packed = Struct(f"<{PERMUTATIONS * ROW.itemsize}s{LEADS * LEAD.itemsize}sQQqI")
"""The same, for one row is written four times as fast so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """An article seen before of which the asked one is a copy, or the other way round: how like they are, how long it is."""

    article: str
    jaccard: float
    shingles: int


class Index:
    """Sketches by article, and by the bands of their signatures.

    It holds what was added and neither more nor less: its answers do not depend on the order of additions. Sketches are
    numbered as they come and lie in columns; the gone leave holes, and where these are too many all are numbered anew.
    """

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._articles: list[str | None] = []
        self._facts: list[bytes] = []
        self._rows: npt.NDArray[np.void] = np.zeros(_LEAST, _columns)
        self._bands = Bands()
        self._ages: list[int] = []

    def __len__(self) -> int:
        return len(self._numbers)

    def get(self, article: str) -> Sketch | None:
        """Give what is remembered of an article."""
        number = self._numbers.get(article)
        return None if number is None else self._sketch(number)

    def find(self, sketch: Sketch) -> tuple[Match, ...]:
        """Find all other articles that are copies of this one or of which it is a copy, the likest first."""
        if not sketch.shingles:
            return ()
        matches = [match for number, same in self._near(sketch) if (match := self._match(sketch, number, same))]
        return tuple(sorted(matches, key=lambda match: (-match.jaccard, match.article)))

    def add(self, sketch: Sketch) -> None:
        """Remember an article; an earlier sketch of it is replaced."""
        self._forget(sketch.article)
        number = len(self._articles)
        if number == len(self._rows):
            self._rows.resize(number + max(number // 32, _LEAST), refcheck=False)  # Nobody keeps a view of it.
        self._numbers[sketch.article] = number
        self._articles.append(sketch.article)
        self._facts.append(sketch.facts)
        seen = (sketch.seen_at - _EPOCH) // _MICROSECOND
        at = number * _columns.itemsize
        _packed.pack_into(
            self._rows.data, at, sketch.signature, sketch.lead, sketch.title, sketch.content, seen, sketch.shingles
        )
        heapq.heappush(self._ages, seen << _ROOM | number)
        if sketch.shingles:
            self._bands.add(number, sketch.signature, sketch.lead)
        if number > 2 * len(self._numbers) + _LEAST:
            self._renumber()

    def evict(self, before: datetime, *, most: int | None = None) -> tuple[str, ...]:
        """Forget what was seen before a time, and the oldest of what is more than `most`; name it."""
        gone: list[str] = []
        edge = (before - _EPOCH) // _MICROSECOND
        while self._ages and (self._ages[0] >> _ROOM < edge or (most is not None and len(self) > most)):
            article = self._articles[heapq.heappop(self._ages) & (1 << _ROOM) - 1]
            if article is not None:
                self._forget(article)
                gone.append(article)
        if gone and not self._numbers:
            self._renumber()
        return tuple(gone)

    def _near(self, sketch: Sketch) -> list[tuple[int, int]]:
        """Give the numbers of those that share a band and enough of the signature to be worth a closer look; and how much."""
        near = self._bands.find(sketch.signature, sketch.lead)
        if not near:
            return []
        numbers = np.fromiter(near, np.intp, len(near))
        is_same = self._rows["signature"][numbers] == np.frombuffer(sketch.signature, ROW)
        same = np.add.reduce(is_same.view(np.uint8), axis=1, dtype=np.uint8)
        close = (same >= likeness.PART_JACCARD * PERMUTATIONS).nonzero()[0]
        return list(zip(numbers[close].tolist(), same[close].tolist(), strict=True))

    def _match(self, sketch: Sketch, number: int, same: int) -> Match | None:
        article = self._articles[number]
        if article is None or article == sketch.article:
            return None
        row = self._rows[number]
        jaccard, shingles = same / PERMUTATIONS, int(row["shingles"])
        is_same = row["content"] == sketch.content
        if likeness.is_copied(jaccard, sketch.shingles, shingles, is_same=is_same):
            return Match(article=article, jaccard=jaccard, shingles=shingles)
        return None

    def _sketch(self, number: int) -> Sketch:
        signature, lead, title, content, seen, shingles = self._rows[number]
        return Sketch(
            article=self._articles[number] or "",
            title=int(title),
            content=int(content),
            signature=signature.tobytes(),
            lead=lead.tobytes(),
            shingles=int(shingles),
            facts=self._facts[number],
            seen_at=_EPOCH + int(seen) * _MICROSECOND,
        )

    def _forget(self, article: str) -> None:
        number = self._numbers.pop(article, None)
        if number is not None:
            self._articles[number] = None
            self._facts[number] = b""

    def _renumber(self) -> None:
        held = np.array(list(self._numbers.values()), np.int64)
        numbers = np.full(len(self._articles), -1, np.int64)
        numbers[held] = np.arange(len(held))
        self._bands.renumber(numbers)
        self._rows = np.concatenate((self._rows[held], np.zeros(max(len(held) // 8, _LEAST), _columns)))
        self._articles = list(self._numbers)
        self._facts = [self._facts[number] for number in held]
        self._numbers = {article: number for number, article in enumerate(self._numbers)}
        self._ages = [int(seen) << _ROOM | number for number, seen in enumerate(self._rows["seen"][: len(held)])]
        heapq.heapify(self._ages)
