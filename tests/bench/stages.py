"""Microseconds per stage, and articles a second through the whole flow in memory."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar

from monitor import codec, config, pipeline
from monitor.alerts import decide
from monitor.alerts.decision import Stay
from monitor.dedupe import decide as sameness
from monitor.dedupe import fingerprint
from monitor.models import Alert, Delivery, DeliveryState, RawArticle, Shift, TaggedArticle, UniqueArticle
from monitor.pipeline import Pipeline
from monitor.shifts import story
from monitor.text import clean, language, sentences

R = TypeVar("R")


@dataclass
class Watch:
    """Adds up what was spent on each stage, and how often."""

    spent: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    times: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def __call__(self, stage: str, work: Callable[..., R], *arguments: Any, **named: Any) -> R:
        """Do a piece of work, and note how long it took."""
        start = time.perf_counter()
        done = work(*arguments, **named)
        self.spent[stage] += time.perf_counter() - start
        self.times[stage] += 1
        return done

    def rows(self) -> Iterator[tuple[str, float, int]]:
        """Give stage, microseconds for one, and how many there were."""
        for stage, spent in self.spent.items():
            yield stage, spent / self.times[stage] * 1e6, self.times[stage]


def measure(articles: Sequence[RawArticle], found: config.Config) -> Watch:
    """Take articles through every stage by hand, with a watch on each."""
    flow, watch = Pipeline.of(found), Watch()
    for article in articles:
        _take(article, flow, watch)
    return watch


def _take(article: RawArticle, flow: Pipeline, watch: Watch) -> None:
    _coded(article, RawArticle, watch)
    watch("language", language.detect, article.text)
    kept = watch("clean", clean.clean, article.text, article.language).kept
    watch("sentences", sentences.split, article.text, kept, article.language)
    body = "\n".join(article.text[span.start : span.end] for span in kept)
    sketch = watch("sketch", fingerprint.sketch, article, body)
    verdict = watch("compare", sameness.decide, article, sketch, flow.index)
    flow.index.add(sketch)
    if not isinstance(verdict, UniqueArticle):
        return
    _coded(verdict, UniqueArticle, watch)
    for tagged in watch("tag", flow.rooms.tagger.tag, verdict):
        _coded(tagged, TaggedArticle, watch)
        claims = watch("claims", flow.rooms.extractor.extract, tagged)
        before = flow.states[tagged.story]
        flow.states[tagged.story], shifts = watch("advance", story.advance, before, tagged, claims)
        for shift in shifts:
            _tell(shift, flow, watch)


def _tell(shift: Shift, flow: Pipeline, watch: Watch) -> None:
    _coded(shift, Shift, watch)
    watched = next(each for each in flow.config.stories if each.id == shift.story)
    told = flow.alerts.get(shift.id)
    decision = watch("decide", decide.decide, told, shift, story=watched, language="en", now=shift.last_at)
    if isinstance(decision, Stay):
        return
    flow.alerts[shift.id] = decision.alert
    _coded(decision.alert, Alert, watch)
    _coded(_delivery(decision.alert), Delivery, watch)


def _coded(record: Any, kind: type[Any], watch: Watch) -> None:
    data = watch(f"encode {kind.__name__}", codec.encode, record)
    watch(f"decode {kind.__name__}", codec.decode, data, kind)


def _delivery(alert: Alert) -> Delivery:
    at = alert.told_at + timedelta(seconds=1)
    return Delivery(
        alert=alert.id,
        sink="file",
        story=alert.story,
        revision=0,
        state=DeliveryState.PENDING,
        attempts=0,
        next_at=at,
        first_at=at,
        updated_at=at,
        reason="",
        waiting=(alert,),
    )


def rate(articles: Sequence[RawArticle], found: config.Config) -> tuple[int, float, float]:
    """Take articles through the flow in memory; gives alerts, seconds, and seconds of processor time."""
    flow = pipeline.Pipeline.of(found)
    start, busy = time.perf_counter(), time.process_time()
    for article in articles:
        for _ in flow.take(article, article.fetched_at):
            pass
    return len(flow.alerts), time.perf_counter() - start, time.process_time() - busy
