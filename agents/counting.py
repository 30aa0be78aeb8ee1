"""What the stages returned, as metrics: the one place where the service counts."""

from __future__ import annotations

import itertools
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from importlib.metadata import version

from prometheus_client import CollectorRegistry, Histogram, ProcessCollector

from monitor.ailments import AilmentKind
from monitor.alerts import coverage, life
from monitor.alerts import outlet as outlets
from monitor.alerts.decision import Keep, Stay, Tell
from monitor.alerts.outcome import Accepted, Outcome, Why
from monitor.alerts.outlet import Breaker, Outlet
from monitor.feeds import visit
from monitor.lives import Order, Verb
from monitor.metrics import Metrics
from monitor.models import Alert, Claim, Delivery, Sameness, Shift, Status, UniqueArticle
from monitor.shifts.kinds import Kind

UNANSWERED = {"15m": 900, "1h": 3_600, "6h": 21_600, "1d": 86_400}
"""Label and seconds of each bound for feeds that give no good answer."""

GIVEN_UP = (Why.GONE, Why.REFUSED, Why.EXHAUSTED)
"""Why a delivery ends with the dead letters."""

Standing = tuple[str, str, str]
"""Where an alert stands: its story, its kind, and its stage or side state."""


class Counting:
    """Counts into a registry; labels come from closed lists, never from the news."""

    def __init__(self, registry: CollectorRegistry, broker: str) -> None:
        self.registry = registry
        self._metrics = Metrics(registry)
        self.standings: dict[str, Standing] = {}
        ProcessCollector(registry=registry)
        self._metrics.build.labels(version("kabar"), broker).set(1)

    def expect(self, stages: Iterable[str], sinks: Iterable[str]) -> None:
        """Show from the start what is watched for its first rise: Prometheus sees no rise in a series that is new."""
        for stage in stages:
            for counter in (self._metrics.stage_in, self._metrics.stage_out, self._metrics.stage_errors):
                counter.labels(stage)
            for reason in ("RecordUnreadable", "bug", *(GIVEN_UP if stage == "deliver" else ())):
                self._metrics.stage_dead.labels(stage, reason)
            self._metrics.stage_duration.labels(stage)
        for sink in sinks:
            self._metrics.deliveries.labels(sink, "accepted", Why.ACCEPTED)
            for outcome, reason in (("retry", Why.UNAVAILABLE), ("retry", Why.UNREACHABLE), ("dead", Why.REFUSED)):
                self._metrics.deliveries.labels(sink, outcome, reason)
        for sameness in (*Sameness, "repeated"):
            self._metrics.articles.labels(sameness)
        self._metrics.pages.labels(visit.Outcome.FETCHED)
        self._metrics.pushes.labels("news")

    def expect_shifts(self, kinds: Iterable[Kind], stories: Iterable[str]) -> None:
        """Show claims and shifts from the start: each of them is so rare that its first one counts."""
        rows = list(kinds)
        for story in stories:
            self._metrics.story_articles.labels(story)
            for kind in rows:
                self._metrics.story_shifts.labels(story, kind.name)
        for where in _wheres(rows):
            self._metrics.shifts.labels(*where)

    def expect_alerts(self, kinds: Iterable[Kind]) -> None:
        """Show alerts from the start, those about the feeds included."""
        for where in _wheres(kinds):
            self._metrics.alerts.labels(*where)
        for stage in (coverage.REDUCED, coverage.RESTORED):
            self._metrics.alerts.labels(coverage.KIND, stage, Status.CONFIRMED)

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
        self._metrics.stage_dead.labels(stage, "bug" if is_bug else reason).inc()
        if is_bug:
            self._metrics.stage_errors.labels(stage).inc()

    def polled(self, outcome: str) -> None:
        """Count a poll."""
        self._metrics.feed_polls.labels(outcome).inc()

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

    def detected(self, story: str, claims: Iterable[Claim], shifts: Iterable[Shift]) -> None:
        """Count an article that a story took in, its claims, and the shifts that it made."""
        self._metrics.story_articles.labels(story).inc()
        for claim in claims:
            self._metrics.claims.labels(claim.kind, claim.modality).inc()
        for shift in shifts:
            self._metrics.shifts.labels(shift.kind, shift.stage, shift.status).inc()
            self._metrics.story_shifts.labels(story, shift.kind).inc()

    def decided(self, decision: Tell | Keep | Stay) -> None:
        """Count a decision, and an alert where people are told; keep where the alert stands."""
        self._metrics.decisions.labels(type(decision).__name__.lower(), decision.reason).inc()
        if isinstance(decision, Stay):
            return
        alert = decision.alert
        self.standings |= standings([alert])
        if life.is_over(alert):
            self.standings.pop(alert.id, None)
        if isinstance(decision, Tell):
            self._metrics.alerts.labels(alert.kind, alert.stage, alert.status).inc()
            _observe(self._metrics.fetched_to_alert, alert.fetched_at, alert.told_at)
            _observe(self._metrics.published_to_alert, alert.published_at, alert.told_at)
            if alert.origins:
                self._metrics.alert_origins.observe(alert.origins)

    def ordered(self, order: Order, rules: Iterable[str], decision: Tell | Keep | Stay) -> None:
        """Count what a person ordered, where it was followed; a verdict counts for each rule behind the alert."""
        if order.verb is Verb.REVIEW or isinstance(decision, Stay):
            return
        self._metrics.orders.labels(order.verb, order.via).inc()
        for rule in rules if order.verdict else ():
            self._metrics.verdicts.labels(rule, order.verdict).inc()

    def delivered(self, alert: Alert, sink: str, result: Outcome, now: datetime, *, was_held: bool = False) -> None:
        """Count an attempt; where it was taken, observe how long the news was on its way, unless it was held on purpose."""
        self._metrics.deliveries.labels(sink, type(result).__name__.lower(), result.reason).inc()
        if isinstance(result, Accepted) and not was_held:
            _observe(self._metrics.fetched_to_delivered, alert.fetched_at, now)

    def feeds(self, watched: int, stale: int) -> None:
        """Say how many feeds this worker polls, and how many of them bring no news."""
        self._metrics.feeds_watched.set(watched)
        self._metrics.feeds_stale.set(stale)

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

    def held(self, delivery: Delivery) -> None:
        """Count what is held back at a sink, or let go unsent, by why."""
        self._metrics.held.labels(delivery.sink, delivery.held or delivery.reason).inc()

    def digested(self, sink: str, alerts: int) -> None:
        """Count a digest, and the alerts that it stands for."""
        self._metrics.digests.labels(sink).inc()
        self._metrics.digested.labels(sink).inc(alerts)

    def outbox(self, queues: Mapping[str, tuple[Outlet, Sequence[Delivery]]], now: datetime) -> None:
        """Say of each sink whether it is asked, what waits and since when, and what is held back and why."""
        self._metrics.outbox_held.clear()
        for sink, (outlet, waiting) in queues.items():
            due = [(now - each.first_at).total_seconds() for each in waiting if not each.held]
            self._metrics.outbox_waiting.labels(sink).set(len(due))
            self._metrics.outbox_age.labels(sink).set(max(due, default=0.0))
            for reason, count in Counter(each.held for each in waiting if each.held).items():
                self._metrics.outbox_held.labels(sink, reason).set(count)
            for state in Breaker:
                self._metrics.breaker.labels(sink, state.value).set(outlets.breaker(outlet, now) is state)

    def behind(self, rows: Iterable[tuple[tuple[str, str, int], tuple[int, float]]]) -> None:
        """Say how far each stage, topic and partition is behind: records and seconds. What is not named is not ours."""
        self._metrics.lag_records.clear()
        self._metrics.lag_seconds.clear()
        for (stage, topic, partition), (records, seconds) in rows:
            self._metrics.lag_records.labels(stage, topic, str(partition)).set(records)
            self._metrics.lag_seconds.labels(stage, topic, str(partition)).set(seconds)

    def partitions(self, counts: Mapping[str, int]) -> None:
        """Say of how many partitions this worker runs each stage."""
        for stage, count in counts.items():
            self._metrics.stage_partitions.labels(stage).set(count)

    def stories(self) -> None:
        """Say how many alerts of each story stand where."""
        self._metrics.story_alerts.clear()
        for where, count in Counter(self.standings.values()).items():
            self._metrics.story_alerts.labels(*where).set(count)

    def sizes(self, tables: Mapping[str, int], index: int, files: Mapping[str, int]) -> None:
        """Say how much is remembered, in memory and on disk."""
        for table, rows in tables.items():
            self._metrics.table_rows.labels(table).set(rows)
        self._metrics.index_articles.set(index)
        for name, size in files.items():
            self._metrics.log_file.labels(name).set(size)

    def restarted(self, stages: Iterable[str]) -> None:
        """Count the times that the watchdog ended this worker before, by the stage that was stuck."""
        for stage in stages:
            self._metrics.watchdog_restarts.labels(stage).inc()

    def living(self, oldest: Mapping[str, float], lag: float, *, is_reachable: bool) -> None:
        """Say how long each stage's item has not moved, how late the loop is, and whether the broker answers."""
        for stage, seconds in oldest.items():
            self._metrics.stage_oldest.labels(stage).set(seconds)
        self._metrics.loop_lag.set(lag)
        self._metrics.broker_reachable.set(is_reachable)

    def reloaded(self, now: datetime, *, is_taken: bool) -> None:
        """Note that the configuration was taken in, at the start too, or that a bad one was refused."""
        self._metrics.reload_successful.set(is_taken)
        if is_taken:
            self._metrics.reload_timestamp.set(now.timestamp())


def _wheres(kinds: Iterable[Kind]) -> Iterator[tuple[str, str, str]]:
    """Walk over everywhere a shift can stand: kind, stage or side state, status."""
    for kind in kinds:
        for stage, status in itertools.product((*kind.stages, *kind.sides), Status):
            yield kind.name, stage, status


def standings(alerts: Iterable[Alert]) -> dict[str, Standing]:
    """Say where alerts on stories stand; those that have ended stand nowhere."""
    return {
        alert.id: (alert.story, alert.kind, alert.side or alert.stage)
        for alert in alerts
        if alert.story and not life.is_over(alert)
    }


def _observe(histogram: Histogram, since: datetime | None, now: datetime) -> None:
    """Observe a time; what is unknown is not observed."""
    if since is not None:
        histogram.observe(max(0.0, (now - since).total_seconds()))
