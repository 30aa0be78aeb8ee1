"""What the stages returned, as metrics: the one place where the service counts."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib.metadata import version

from prometheus_client import CollectorRegistry

from monitor.ailments import AilmentKind
from monitor.alerts.decide import Keep, Stay, Tell
from monitor.alerts.outcome import Outcome
from monitor.feeds import visit
from monitor.metrics import Metrics
from monitor.models import Alert, Claim, Delivery, Shift, UniqueArticle

UNANSWERED = {"15m": 900, "1h": 3_600, "6h": 21_600, "1d": 86_400}
"""Label and seconds of each bound for feeds that give no good answer."""


class Counting:
    """Counts into a registry; labels come from closed lists, never from the news."""

    def __init__(self, registry: CollectorRegistry, broker: str) -> None:
        self.registry = registry
        self._metrics = Metrics(registry)
        self._errors: dict[str, int] = {}
        self._metrics.build.labels(version("kabar"), broker).set(1)

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Count a record in, and time the work on it."""
        self._metrics.stage_in.labels(stage).inc()
        start = time.perf_counter()
        try:
            yield
        finally:
            self._metrics.stage_duration.labels(stage).observe(time.perf_counter() - start)

    def out(self, stage: str) -> None:
        """Count a record handed on."""
        self._metrics.stage_out.labels(stage).inc()

    def dead(self, stage: str, reason: str, *, is_bug: bool) -> None:
        """Count a dead letter; a bug counts as an error too."""
        self._metrics.stage_dead.labels(stage, reason).inc()
        if is_bug:
            self._metrics.stage_errors.labels(stage).inc()

    def polled(self, feed: str, outcome: str, errors: int) -> None:
        """Count a poll, and keep how often in a row the feed has failed."""
        self._metrics.feed_polls.labels(outcome).inc()
        self._errors[feed] = errors

    def page(self, outcome: visit.Outcome) -> None:
        """Count what came of an article's page."""
        self._metrics.pages.labels(outcome).inc()

    def pushed(self, outcome: str) -> None:
        """Count what a hub said, by what became of it."""
        self._metrics.pushes.labels(outcome).inc()

    def compared(self, verdict: object) -> None:
        """Count an article by its sameness."""
        self._metrics.articles.labels(verdict.sameness if isinstance(verdict, UniqueArticle) else "repeated").inc()

    def tagger_failed(self, _: Exception) -> None:
        """Count an article on which the plugged-in tagger failed."""
        self._metrics.tagger_failures.inc()

    def detected(self, claims: Iterable[Claim], shifts: Iterable[Shift]) -> None:
        """Count claims and shifts."""
        for claim in claims:
            self._metrics.claims.labels(claim.kind, claim.modality).inc()
        for shift in shifts:
            self._metrics.shifts.labels(shift.kind, shift.stage, shift.status).inc()

    def decided(self, decision: Tell | Keep | Stay) -> None:
        """Count a decision, and an alert where people are told."""
        self._metrics.decisions.labels(type(decision).__name__.lower(), decision.reason).inc()
        if isinstance(decision, Tell):
            alert = decision.alert
            self._metrics.alerts.labels(alert.kind, alert.stage, alert.status).inc()

    def delivered(self, alert: Alert, sink: str, result: Outcome, now: datetime) -> None:
        """Count an attempt; where it was taken, observe how long the news was on its way."""
        outcome = type(result).__name__.lower()
        self._metrics.deliveries.labels(sink, outcome, result.reason).inc()
        if outcome == "accepted" and alert.revision == 1:
            self._metrics.published_to_alert.observe(max(0.0, (now - alert.first_at).total_seconds()))
            self._metrics.fetched_to_alert.observe(max(0.0, (now - alert.told_at).total_seconds()))

    def lag(self, topic: str, partition: int, records: int) -> None:
        """Say how many records of a partition wait."""
        self._metrics.consumer_lag.labels(topic, str(partition)).set(records)

    def feeds(self, watched: int, failing: int) -> None:
        """Say how many feeds are watched, and how many failed at least `failing` times in a row at this worker."""
        self._metrics.feeds_watched.set(watched)
        self._metrics.feeds_stale.set(sum(errors >= failing for errors in self._errors.values()))

    def ailing(self, ailments: Iterable[AilmentKind]) -> None:
        """Say how many feeds of this worker suffer from what."""
        found = Counter(ailments)
        for kind in AilmentKind:
            self._metrics.feeds_ailing.labels(kind.value).set(found[kind])

    def answered(self, times: Iterable[datetime], now: datetime) -> None:
        """Say how long feeds have given no good answer: the longest of all, and how many for longer than each bound."""
        ages = [max(0.0, (now - at).total_seconds()) for at in times]
        self._metrics.feeds_unanswered_age.set(max(ages, default=0.0))
        for name, seconds in UNANSWERED.items():
            self._metrics.feeds_unanswered.labels(name).set(sum(age > seconds for age in ages))

    def outbox(self, waiting: Iterable[Delivery], sinks: Iterable[str], now: datetime) -> None:
        """Say what waits for each sink, and since when."""
        ages: dict[str, list[float]] = {sink: [] for sink in sinks}
        for delivery in waiting:
            ages.setdefault(delivery.sink, []).append((now - delivery.first_at).total_seconds())
        for sink, each in ages.items():
            self._metrics.outbox_waiting.labels(sink).set(len(each))
            self._metrics.outbox_age.labels(sink).set(max(each, default=0.0))
