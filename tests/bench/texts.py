"""What reading an article costs before and after it is known to be on no story; how copies are found among many.

`python -m tests.bench.texts 1000000` fills an index with as many sketches as it is told.
"""

from __future__ import annotations

import gc
import statistics
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from rich.console import Console
from rich.table import Table

from monitor import config, pipeline
from monitor.dedupe import fingerprint, step
from monitor.dedupe.index import Index
from monitor.models import RawArticle, UniqueArticle
from monitor.pipeline import Pipeline
from monitor.text import clean, language, sentences
from tests import builders, copies
from tests.bench import articles

_WARM = 30  # articles that are read before any is timed
_KEPT = 200_000
_LAST = 3000  # look-ups of which the median is taken


class Grown(NamedTuple):
    """An index that has grown to so many sketches: microseconds to look up and add one, milliseconds at worst, bytes for each."""

    sketches: int
    each: float
    longest: float
    size: float


def medians(found: config.Config) -> Iterator[tuple[str, float, float]]:
    """Give the stages up to the tagger, each with its median in microseconds off and on the story."""
    flow = Pipeline.of(found)
    off, on = (_stages(flow, list(articles.mixed(300, one_in=one_in))) for one_in in (1_000_000, 1))
    yield from ((stage, off[stage], on[stage]) for stage in off)


def _stages(flow: Pipeline, made: Sequence[RawArticle]) -> dict[str, float]:
    index = Index()

    def whole(article: RawArticle) -> None:
        verdict, sketch = step.compare(article, index)
        index.add(sketch)
        if isinstance(verdict, UniqueArticle):
            flow.rooms.tagger.tag(verdict)

    cleaned = {article.id: clean.clean(article.text, article.language).kept for article in made}
    body = {article.id: step.kept(article) for article in made}
    return {
        "language": _median(lambda one: language.detect(one.text), made),
        "clean": _median(lambda one: clean.clean(one.text, one.language), made),
        "sentences": _median(lambda one: sentences.split(one.text, cleaned[one.id], one.language), made),
        "sketch": _median(lambda one: fingerprint.sketch(one, body[one.id]), made),
        "clean to mentions, or to on no story": _median(lambda one: flow.rooms.tagger.tag(builders.unique(one)), made),
        "clean to mentions, with the look for copies": _median(whole, made),
    }


def _median(work: Callable[[RawArticle], Any], made: Sequence[RawArticle]) -> float:
    spent = []
    clean.clean.cache_clear()
    for article in made:
        start = time.process_time()
        work(article)
        spent.append(time.process_time() - start)
    return statistics.median(spent[_WARM:]) * 1e6


def growth(most: int = _KEPT) -> Iterator[Grown]:
    """Fill an index with sketches of nothing in particular, and tell how it does when small, and when full."""
    chance, index = Random(3), Index()
    like = fingerprint.sketch(builders.article("one"), "the bridge over the river opened on monday after ten years")
    gc.collect()
    before, spent, longest = _resident(), deque[float](maxlen=_LAST), 0.0
    for number in range(1, most + 1):
        sketch = replace(
            like,
            article=f"a{chance.getrandbits(64):016x}",
            title=number,
            content=number,
            signature=chance.randbytes(len(like.signature)),
            lead=chance.randbytes(len(like.lead)),
            facts=chance.randbytes(64),
            shingles=400,
            seen_at=like.seen_at + timedelta(seconds=number),
        )
        start = time.process_time()
        index.find(sketch)
        index.add(sketch)
        spent.append(time.process_time() - start)
        longest = max(longest, spent[-1])
        if number in {10_000, most}:
            size = (_resident() - before) / number
            yield Grown(number, statistics.median(spent) * 1e6, longest * 1e3, size)


def _resident() -> int:
    """Give the bytes in memory; Linux says so."""
    statm = Path("/proc/self/statm")
    return int(statm.read_text().split()[1]) * 4096 if statm.exists() else 0


def show(console: Console, found: config.Config) -> None:
    """Print all of it."""
    pipeline.rooms(found)  # Lists are read once.
    spent = Table("stage", "off the story", "on it", title=f"Median microseconds, {articles.WORDS} words")
    for stage, off, on in medians(found):
        spent.add_row(stage, f"{off:,.0f}", f"{on:,.0f}")
    console.print(spent, _raced(list(copies.race())), _grown(growth()))


def _raced(rows: Sequence[tuple[str, float, float]]) -> Table:
    """Show each way beside Kabar's: the whole beside the whole, an index beside the index."""
    table = Table(
        "sketch, look up and add",
        "microseconds",
        "times Kabar's",
        "copies found",
        title="Copies, 5 % of the words changed",
    )
    ours = {_is_index(way): each for way, each, _ in rows if way.startswith("kabar")}
    for way, each, share in rows:
        table.add_row(way, f"{each:,.0f}", f"{each / ours[_is_index(way)]:.1f}", f"{share:.3f}")
    return table


def _is_index(way: str) -> bool:
    return way.endswith("index only")


def _grown(rows: Iterator[Grown]) -> Table:
    table = Table(
        "articles in the index",
        "look up and add, microseconds",
        "at worst, milliseconds",
        "bytes each",
        title="The index",
    )
    for grown in rows:
        table.add_row(f"{grown.sketches:,}", f"{grown.each:,.0f}", f"{grown.longest:,.0f}", f"{grown.size:,.0f}")
    return table


if __name__ == "__main__":
    Console().print(_grown(growth(int(sys.argv[1]))))
