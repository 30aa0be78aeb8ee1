"""Every metric that Kabar shows: name, help, labels, buckets."""

from __future__ import annotations

from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics

Instrument = Counter | Gauge | Histogram

QUICK = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0)
"""Seconds of work on one record: around the budget of 3 ms, up to a poll that times out."""

SOON = (0.1, 0.5, 1.0, 2.0, 5.0, 15.0, 30.0, 60.0, 120.0, 300.0, 900.0, 3600.0)
"""Seconds from fetched to told: around the objectives of 2 s and 60 s."""

LATE = (5.0, 15.0, 60.0, 300.0, 600.0, 900.0, 1800.0, 3600.0, 10800.0, 43200.0, 86400.0)
"""Seconds from published to told: around the objective of 15 min; most of it is the publisher's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One metric. `attribute` is its name in `Metrics`; `name` is as Prometheus shows it."""

    attribute: str
    name: str
    kind: type[Counter | Gauge | Histogram]
    help: str
    labels: tuple[str, ...] = ()
    buckets: tuple[float, ...] = ()

    def make(self, registry: CollectorRegistry) -> Instrument:
        """Create the metric in a registry."""
        if issubclass(self.kind, Histogram):
            return self.kind(self.name, self.help, self.labels, registry=registry, buckets=self.buckets)

        return self.kind(self.name, self.help, self.labels, registry=registry)


TABLE: tuple[Row, ...] = (
    Row(
        attribute="stage_in",
        name="kabar_stage_in_total",
        kind=Counter,
        help="Records that a stage took from its topic.",
        labels=("stage",),
    ),
    Row(
        attribute="stage_out",
        name="kabar_stage_out_total",
        kind=Counter,
        help="Records that a stage handed on.",
        labels=("stage",),
    ),
    Row(
        attribute="stage_dead",
        name="kabar_stage_dead_total",
        kind=Counter,
        help="Records that a stage put with the dead letters, by reason.",
        labels=("stage", "reason"),
    ),
    Row(
        attribute="stage_errors",
        name="kabar_stage_errors_total",
        kind=Counter,
        help="Errors in a stage that nobody expected; each is a dead letter, and a bug of ours.",
        labels=("stage",),
    ),
    Row(
        attribute="stage_duration",
        name="kabar_stage_duration_seconds",
        kind=Histogram,
        help="Time that a stage worked on one record.",
        labels=("stage",),
        buckets=QUICK,
    ),
    Row(
        attribute="fetched_to_alert",
        name="kabar_fetched_to_alert_seconds",
        kind=Histogram,
        help="Time from the fetch of an article to the alert that it caused.",
        buckets=SOON,
    ),
    Row(
        attribute="published_to_alert",
        name="kabar_published_to_alert_seconds",
        kind=Histogram,
        help="Time from the publication of an article, where known, to the alert that it caused.",
        buckets=LATE,
    ),
    Row(
        attribute="feed_polls",
        name="kabar_feed_polls_total",
        kind=Counter,
        help="Polls of feeds, by outcome.",
        labels=("outcome",),
    ),
    Row(
        attribute="pages",
        name="kabar_pages_total",
        kind=Counter,
        help="Pages of articles that were wanted because a feed gave only a teaser, by outcome.",
        labels=("outcome",),
    ),
    Row(
        attribute="pushes",
        name="kabar_pushes_total",
        kind=Counter,
        help="What hubs said, by what became of it: at the web page, and again when the feed's worker takes it.",
        labels=("outcome",),
    ),
    Row(
        attribute="feeds_stale",
        name="kabar_feeds_stale",
        kind=Gauge,
        help="Feeds that gave no good answer for longer than they should.",
    ),
    Row(
        attribute="feeds_watched",
        name="kabar_feeds_watched",
        kind=Gauge,
        help="Feeds that are polled.",
    ),
    Row(
        attribute="feeds_ailing",
        name="kabar_feeds_ailing",
        kind=Gauge,
        help="Feeds of this worker by what they suffer from; one feed may suffer from several ailments.",
        labels=("ailment",),
    ),
    Row(
        attribute="feeds_unanswered",
        name="kabar_feeds_unanswered",
        kind=Gauge,
        help="Feeds of this worker without a good answer for longer than 15m, 1h, 6h or 1d; those that are gone do not count.",
        labels=("longer",),
    ),
    Row(
        attribute="feeds_unanswered_age",
        name="kabar_feeds_unanswered_age_seconds",
        kind=Gauge,
        help="Time since the last good answer of the feed of this worker that has given none for longest.",
    ),
    Row(
        attribute="articles",
        name="kabar_articles_total",
        kind=Counter,
        help="Articles by sameness: first, revision, copy, or repeated.",
        labels=("sameness",),
    ),
    Row(
        attribute="tagger_failures",
        name="kabar_tagger_failures_total",
        kind=Counter,
        help="Articles on which the plugged-in tagger failed, so that the default tagger read them alone.",
    ),
    Row(
        attribute="claims",
        name="kabar_claims_total",
        kind=Counter,
        help="Claims found in articles on a story, by kind and modality.",
        labels=("kind", "modality"),
    ),
    Row(
        attribute="shifts",
        name="kabar_shifts_total",
        kind=Counter,
        help="Shifts that stories made, by kind, stage and status.",
        labels=("kind", "stage", "status"),
    ),
    Row(
        attribute="decisions",
        name="kabar_decisions_total",
        kind=Counter,
        help="Decisions whether people are told about a shift, by reason.",
        labels=("decision", "reason"),
    ),
    Row(
        attribute="alerts",
        name="kabar_alerts_total",
        kind=Counter,
        help="Alert revisions that were told, by kind, stage and status.",
        labels=("kind", "stage", "status"),
    ),
    Row(
        attribute="deliveries",
        name="kabar_deliveries_total",
        kind=Counter,
        help="Attempts to deliver, by sink, outcome (accepted, retry, dead) and reason.",
        labels=("sink", "outcome", "reason"),
    ),
    Row(
        attribute="outbox_waiting",
        name="kabar_outbox_waiting",
        kind=Gauge,
        help="Alert revisions that wait for a sink.",
        labels=("sink",),
    ),
    Row(
        attribute="outbox_age",
        name="kabar_outbox_age_seconds",
        kind=Gauge,
        help="Age of the oldest alert revision that waits for a sink.",
        labels=("sink",),
    ),
    Row(
        attribute="consumer_lag",
        name="kabar_consumer_lag_records",
        kind=Gauge,
        help="Records of a topic's partition that wait for this worker.",
        labels=("topic", "partition"),
    ),
    Row(
        attribute="build",
        name="kabar_build_info",
        kind=Gauge,
        help="Always 1; the labels say what runs.",
        labels=("version", "broker"),
    ),
)


class Metrics:
    """Every metric of the table, as attributes, in one registry."""

    stage_in: Counter
    stage_out: Counter
    stage_dead: Counter
    stage_errors: Counter
    stage_duration: Histogram
    fetched_to_alert: Histogram
    published_to_alert: Histogram
    feed_polls: Counter
    pages: Counter
    pushes: Counter
    feeds_stale: Gauge
    feeds_watched: Gauge
    feeds_ailing: Gauge
    feeds_unanswered: Gauge
    feeds_unanswered_age: Gauge
    articles: Counter
    tagger_failures: Counter
    claims: Counter
    shifts: Counter
    decisions: Counter
    alerts: Counter
    deliveries: Counter
    outbox_waiting: Gauge
    outbox_age: Gauge
    consumer_lag: Gauge
    build: Gauge

    def __init__(self, registry: CollectorRegistry) -> None:
        # A `_created` series beside every counter doubles the series and tells nobody anything.
        disable_created_metrics()  # type: ignore[no-untyped-call]  # The one untyped function of prometheus_client.
        for row in TABLE:
            setattr(self, row.attribute, row.make(registry))


def document() -> str:
    """Write the reference of all metrics, as Markdown."""
    lines = [
        "# Metrics",
        "",
        "Served under `/metrics`. Generated from `monitor/metrics.py`; a test fails when this page is stale.",
        "",
        "| metric | type | labels | meaning |",
        "|---|---|---|---|",
    ]
    for row in TABLE:
        labels = ", ".join(f"`{label}`" for label in row.labels) or "-"
        lines.append(f"| `{row.name}` | {row.kind.__name__.lower()} | {labels} | {row.help} |")
    buckets = [f"- `{row.name}`: {', '.join(f'{each:g}' for each in row.buckets)}" for row in TABLE if row.buckets]

    return "\n".join([*lines, "", "Upper bounds of the buckets, in seconds:", "", *buckets, ""])
