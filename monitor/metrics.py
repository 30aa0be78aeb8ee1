"""Every metric that Kabar shows: name, help, labels, buckets."""

from __future__ import annotations

from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics

Instrument = Counter | Gauge | Histogram

QUICK = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0)
"""Seconds of work on one record: around the budget of 3 ms, up to a poll that times out."""

SOON = (0.1, 0.5, 1.0, 2.0, 5.0, 15.0, 30.0, 60.0, 120.0, 300.0, 900.0, 3600.0)
"""Seconds from fetched to told and to delivered: around the objectives of 2 s and 60 s."""

MANY = (1.0, 2.0, 3.0, 5.0, 8.0, 13.0, 21.0, 34.0)
"""Origins of one alert: one is unconfirmed, two confirm where nothing else is said, more say how widely it is told."""

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


def _counter(attribute: str, name: str, says: str, *labels: str) -> Row:
    return Row(attribute=attribute, name=name, kind=Counter, help=says, labels=labels)


def _gauge(attribute: str, name: str, says: str, *labels: str) -> Row:
    return Row(attribute=attribute, name=name, kind=Gauge, help=says, labels=labels)


def _histogram(attribute: str, name: str, says: str, buckets: tuple[float, ...], *labels: str) -> Row:
    return Row(attribute=attribute, name=name, kind=Histogram, help=says, labels=labels, buckets=buckets)


# fmt: off
TABLE: tuple[Row, ...] = (
    # The stages.
    _counter("stage_in", "kabar_stage_in_total", "Records that a stage took from its topic.", "stage"),
    _counter("stage_out", "kabar_stage_out_total", "Records that a stage handed on.", "stage"),
    _counter("stage_dead", "kabar_stage_dead_total",
             "Records that a stage put with the dead letters, by reason; a bug of ours has the reason `bug`.", "stage", "reason"),
    _counter("stage_errors", "kabar_stage_errors_total",
             "Errors in a stage that nobody expected; each is a dead letter, and a bug of ours.", "stage"),
    _histogram("stage_duration", "kabar_stage_duration_seconds", "Time that a stage worked on one record.", QUICK, "stage"),
    _gauge("stage_partitions", "kabar_stage_partitions", "Partitions on which this worker runs the stage.", "stage"),
    _gauge("lag_records", "kabar_consumer_lag_records",
           "Records of a topic's partition that wait for this worker.", "stage", "topic", "partition"),
    _gauge("lag_seconds", "kabar_consumer_lag_seconds",
           "Time for which the oldest of them has waited, as far as this worker knows.", "stage", "topic", "partition"),
    # How long news is on its way.
    _histogram("fetched_to_alert", "kabar_fetched_to_alert_seconds",
               "Time from the fetch of the article that caused an alert's revision until it was decided to tell it.", SOON),
    _histogram("fetched_to_delivered", "kabar_fetched_to_delivered_seconds",
               "Time from the fetch of the article that caused an alert's revision until a sink had taken it;"
               " of what no route, silence or budget held back.", SOON),
    _histogram("published_to_alert", "kabar_published_to_alert_seconds",
               "Time from the publication of that article, where known, until it was decided to tell the revision.", LATE),
    # Feeds. Each worker counts those that it polls, so that the sum over the workers is the whole.
    _counter("feed_polls", "kabar_feed_polls_total", "Polls of feeds, by outcome.", "outcome"),
    _counter("pages", "kabar_pages_total",
             "Pages of articles that were wanted because a feed gave only a teaser, by outcome.", "outcome"),
    _counter("pushes", "kabar_pushes_total",
             "What hubs said, by what became of it: at the web page, and again when the feed's worker takes it.", "outcome"),
    _gauge("feeds_watched", "kabar_feeds_watched", "Feeds that this worker polls."),
    _gauge("feeds_stale", "kabar_feeds_stale",
           "Feeds of this worker that bring no news: failing, unreadable, gone, empty or silent for unusually long."),
    _gauge("feeds_ailing", "kabar_feeds_ailing",
           "Feeds of this worker by what they suffer from; one feed may suffer from several ailments.", "ailment"),
    _gauge("feeds_unanswered", "kabar_feeds_unanswered",
           "Feeds of this worker without a good answer for longer than 15m, 1h, 6h or 1d; those that are gone do not count.",
           "longer"),
    _gauge("feeds_unanswered_age", "kabar_feeds_unanswered_age_seconds",
           "Time since the last good answer of the feed of this worker that has given none for longest."),
    # Articles, claims, shifts, alerts.
    _counter("articles", "kabar_articles_total", "Articles by sameness: first, revision, copy, or repeated.", "sameness"),
    _counter("tagger_failures", "kabar_tagger_failures_total",
             "Articles on which the plugged-in tagger failed, so that the default tagger read them alone."),
    _counter("claims", "kabar_claims_total", "Claims found in articles on a story, by kind and modality.", "kind", "modality"),
    _counter("shifts", "kabar_shifts_total", "Shifts that stories made, by kind, stage and status.", "kind", "stage", "status"),
    _counter("decisions", "kabar_decisions_total",
             "Decisions whether people are told about a shift, by reason.", "decision", "reason"),
    _counter("alerts", "kabar_alerts_total",
             "Alert revisions that were told, by kind, stage and status.", "kind", "stage", "status"),
    _histogram("alert_origins", "kabar_alert_origins", "Independent origins of an alert's revision when it was told.", MANY),
    _counter("story_articles", "kabar_story_articles_total", "Articles that a story took in.", "story"),
    _counter("story_shifts", "kabar_story_shifts_total", "Shifts that a story made, by kind.", "story", "kind"),
    _gauge("story_alerts", "kabar_story_alerts",
           "Alerts of a story that have not ended, by kind and by the stage at which they stand.", "story", "kind", "stage"),
    # What people say.
    _counter("orders", "kabar_orders_total",
             "What people ordered of alerts (verdict, retract, close, acknowledge), and the way it came.", "verb", "via"),
    _counter("verdicts", "kabar_verdicts_total",
             "Verdicts that people gave of alerts, for each rule behind the alert.", "rule", "verdict"),
    # Delivery.
    _counter("deliveries", "kabar_deliveries_total",
             "Attempts to deliver, by sink, outcome (accepted, retry, dead) and reason.", "sink", "outcome", "reason"),
    _gauge("outbox_waiting", "kabar_outbox_waiting", "Alerts that wait for a sink, though nobody wants them held back.", "sink"),
    _gauge("outbox_age", "kabar_outbox_age_seconds",
           "Age of the oldest alert that waits for a sink, though nobody wants it held back.", "sink"),
    _gauge("outbox_held", "kabar_outbox_held",
           "Alerts that are held back at a sink, by why: silenced, inhibited, quiet, grouped, budget.", "sink", "reason"),
    _counter("held", "kabar_held_total",
             "Alerts that were held back at a sink, by why; dropped are those that were over before they were told.",
             "sink", "reason"),
    _counter("digests", "kabar_digests_total", "Digests that were made for a sink.", "sink"),
    _counter("digested", "kabar_digested_alerts_total", "Alerts that a sink was told of in digests.", "sink"),
    _gauge("breaker", "kabar_sink_breaker",
           "Is 1 for the state of a sink: closed (it is asked), open (it fails, and is left alone), half_open (it is probed).",
           "sink", "state"),
    # What runs, and what it remembers.
    _gauge("table_rows", "kabar_table_rows", "Rows of a table in this worker's memory, with those it keeps ready for another.",
           "table"),
    _gauge("index_articles", "kabar_index_articles", "Articles in the index that finds copies."),
    _gauge("log_file", "kabar_log_file_bytes", "Size of the embedded broker's file and its journal; absent on Kafka.", "file"),
    # Whether it lives.
    _gauge("stage_oldest", "kabar_stage_oldest_seconds",
           "Time for which the item in work that stands longest has not moved; where it is too long, the worker is restarted.",
           "stage"),
    _gauge("loop_lag", "kabar_loop_lag_seconds", "How late the loop of this worker was the last time that it looked."),
    _gauge("broker_reachable", "kabar_broker_reachable", "Whether the broker answered when it was last asked."),
    _counter("watchdog_restarts", "kabar_watchdog_restarts_total",
             "Times that the watchdog ended this worker, by the stage that was stuck; kept where it has a file for that.",
             "stage"),
    _gauge("reload_successful", "kabar_config_last_reload_successful",
           "Whether the configuration file was good when it was last read."),
    _gauge("reload_timestamp", "kabar_config_last_reload_success_timestamp_seconds",
           "When the configuration file was last taken in."),
    _gauge("build", "kabar_build_info", "Always 1; the labels say what runs.", "version", "broker"),
)
# fmt: on

LABELS = {
    "stage": "the stages of the flow, ticks, start, loop; where an alert stands: the stages and side states in kinds.yaml",
    "reason": "closed lists: the errors of monitor/errors.py, the reasons of a decision, of an outcome, of holding back",
    "topic": "the topics of agents/topics.py",
    "partition": "as many as `partitions` says",
    "outcome": "closed lists: of a poll, a page, a push, an attempt to deliver",
    "ailment": "what a feed can suffer from",
    "longer": "15m, 1h, 6h, 1d",
    "sameness": "first, revision, copy, repeated",
    "kind": "the kinds in kinds.yaml, and of alerts about the service itself",
    "modality": "how a claim is asserted",
    "state": "closed, open, half_open",
    "status": "how well a shift is supported",
    "decision": "tell, keep, stay",
    "story": "the stories of the configuration",
    "sink": "the sinks of the configuration",
    "verb": "verdict, retract, close, acknowledge",
    "via": "cli, web, slack",
    "rule": "the rules of the language packs",
    "verdict": "true, false, duplicate, old",
    "table": "the tables of agents/topics.py",
    "file": "log, journal",
    "version": "one",
    "broker": "sqlite, kafka",
}
"""Where the values of each label come from: a closed list or the configuration, never the news."""


class Metrics:
    """Every metric of the table, as attributes, in one registry."""

    stage_in: Counter
    stage_out: Counter
    stage_dead: Counter
    stage_errors: Counter
    stage_duration: Histogram
    stage_partitions: Gauge
    lag_records: Gauge
    lag_seconds: Gauge
    fetched_to_alert: Histogram
    fetched_to_delivered: Histogram
    published_to_alert: Histogram
    feed_polls: Counter
    pages: Counter
    pushes: Counter
    feeds_watched: Gauge
    feeds_stale: Gauge
    feeds_ailing: Gauge
    feeds_unanswered: Gauge
    feeds_unanswered_age: Gauge
    articles: Counter
    tagger_failures: Counter
    claims: Counter
    shifts: Counter
    decisions: Counter
    alerts: Counter
    alert_origins: Histogram
    story_articles: Counter
    story_shifts: Counter
    story_alerts: Gauge
    orders: Counter
    verdicts: Counter
    deliveries: Counter
    outbox_waiting: Gauge
    outbox_age: Gauge
    outbox_held: Gauge
    held: Counter
    digests: Counter
    digested: Counter
    breaker: Gauge
    table_rows: Gauge
    index_articles: Gauge
    log_file: Gauge
    stage_oldest: Gauge
    loop_lag: Gauge
    broker_reachable: Gauge
    watchdog_restarts: Counter
    reload_successful: Gauge
    reload_timestamp: Gauge
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
    labels_of = [f"- `{label}`: {source}" for label, source in LABELS.items()]
    buckets = [f"- `{row.name}`: {', '.join(f'{each:g}' for each in row.buckets)}" for row in TABLE if row.buckets]

    return "\n".join(
        [
            *lines,
            *("", "The values of labels come from closed lists or from the configuration, never from the news:", ""),
            *labels_of,
            *("", "Upper bounds of the buckets:", ""),
            *buckets,
            *(
                "",
                "Beside these stand the usual metrics of a process (`process_*`: memory, processor time, open files).",
                "",
            ),
        ]
    )
