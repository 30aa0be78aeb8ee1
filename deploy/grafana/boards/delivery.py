"""Does what was decided arrive: by sink, with attempts, waiting and what was given up."""

from __future__ import annotations

from deploy.grafana.board import Board, Choice, Panel, Query, Row
from deploy.grafana.boards.overview import CRITICAL, RATE, STARTED, quantiles

SINK = 'sink=~"$sink"'

_NOW = Row(
    title="Now",
    panels=(
        Panel(
            title="Waiting",
            says="Alert revisions that wait for a sink.",
            shape="stat",
            width=6,
            bad=50,
            queries=(Query(f"sum by (sink) (kabar_outbox_waiting{{{SINK}}})", "{{sink}}"),),
        ),
        Panel(
            title="Oldest",
            says="Age of the oldest that waits, by sink.",
            shape="stat",
            unit="s",
            width=6,
            bad=600,
            queries=(Query(f"max by (sink) (kabar_outbox_age_seconds{{{SINK}}})", "{{sink}}"),),
        ),
        Panel(
            title="Sinks left alone",
            says="Sinks that failed so often that they are left alone for a while.",
            shape="stat",
            width=6,
            bad=1,
            queries=(Query(f'sum(max by (sink) (kabar_sink_breaker{{{SINK}, state="open"}})) or vector(0)'),),
        ),
        Panel(
            title="Attempts that succeed",
            says="In the time shown. What fails is tried again, so this is not what is lost.",
            shape="stat",
            unit="percentunit",
            width=6,
            bad=0.9,
            is_low_bad=True,
            queries=(
                Query(
                    f'sum by (sink) (increase(kabar_deliveries_total{{{SINK}, outcome="accepted"}}[$__range]))'
                    f" / (sum by (sink) (increase(kabar_deliveries_total{{{SINK}}}[$__range])) > 0)",
                    "{{sink}}",
                ),
            ),
        ),
    ),
)

_ATTEMPTS = Row(
    title="Attempts",
    panels=(
        Panel(
            title="Delivered",
            says="Alert revisions a minute that sinks took.",
            queries=(
                Query(
                    f'sum by (sink) (rate(kabar_deliveries_total{{{SINK}, outcome="accepted"}}{RATE})) * 60', "{{sink}}"
                ),
            ),
        ),
        Panel(
            title="Tried again, by reason",
            says="Attempts a minute that failed and are made again.",
            is_stacked=True,
            queries=(
                Query(
                    f'sum by (sink, reason) (rate(kabar_deliveries_total{{{SINK}, outcome="retry"}}{RATE})) * 60',
                    "{{sink}}: {{reason}}",
                ),
            ),
        ),
        Panel(
            title="Refused or given up, by reason",
            says="In each hour. These are with the dead letters; `kabar dead retry` sends them again.",
            bad=1,
            queries=(Query('sum by (reason) (increase(kabar_stage_dead_total{stage="deliver"}[1h]))', "{{reason}}"),),
        ),
    ),
)

_WAITING = Row(
    title="Waiting",
    panels=(
        Panel(
            title="Waiting, by sink",
            says="Alert revisions that wait.",
            queries=(Query(f"sum by (sink) (kabar_outbox_waiting{{{SINK}}})", "{{sink}}"),),
        ),
        Panel(
            title="Age of the oldest, by sink",
            says="Ten minutes for five minutes is an alert.",
            unit="s",
            bad=600,
            queries=(Query(f"max by (sink) (kabar_outbox_age_seconds{{{SINK}}})", "{{sink}}"),),
        ),
        quantiles(
            "fetched_to_delivered",
            "Fetched to delivered",
            "From the fetch of the article until the sink had the alert.",
            60,
        ),
    ),
)

_HELD = Row(
    title="Held back on purpose",
    panels=(
        Panel(
            title="Held now, by why",
            says="Alerts that a silence, an inhibition, quiet hours, a group or a budget holds back at a sink.",
            queries=(
                Query(f"sum by (sink, reason) (kabar_outbox_held{{{SINK}}}) or vector(0)", "{{sink}}: {{reason}}"),
            ),
        ),
        Panel(
            title="Held or dropped, by why",
            says="In each hour. Dropped are those that were over before they were told.",
            queries=(
                Query(
                    f"sum by (sink, reason) (increase(kabar_held_total{{{SINK}}}[1h])) or vector(0)",
                    "{{sink}}: {{reason}}",
                ),
            ),
        ),
        Panel(
            title="Digests",
            says="Digests in each hour, and the alerts that they stand for.",
            queries=(
                Query(f"sum(increase(kabar_digests_total{{{SINK}}}[1h])) or vector(0)", "digests"),
                Query(f"sum(increase(kabar_digested_alerts_total{{{SINK}}}[1h])) or vector(0)", "alerts in them"),
            ),
        ),
    ),
)

BOARD = Board(
    name="delivery",
    title="Kabar: Delivery",
    says="Does what was decided arrive: by sink, with attempts, waiting and what was given up.",
    rows=(_NOW, _ATTEMPTS, _WAITING, _HELD),
    choices=(Choice(label="sink", metric="kabar_deliveries_total"),),
    events=(CRITICAL, STARTED),
)
