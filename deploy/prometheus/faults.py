"""What is wrong with the service, and who has to know."""

from __future__ import annotations

from agents.app import STAGES
from deploy.prometheus.rule import CRITICAL, NONE, WARNING, Rule


def _risen(counter: str, window: str, by: str) -> str:
    """Say where a counter rose; a series that is new has no rise yet, and counts as well."""
    return (
        f"sum by ({by}) (\n"
        f"  increase({counter}[{window}]) > 0\n"
        f"  or ({counter} > 0 unless {counter} offset {window})\n"
        ")"
    )


RULES = (
    Rule(
        name="KabarWatchdog",
        severity=NONE,
        expr="vector(1)",
        summary="Alerting works.",
        description="This alert always fires. Send it to something that calls you when it stops: then nobody watches any more.",
    ),
    Rule(
        name="KabarDown",
        severity=WARNING,
        wait="1m",
        expr='up{job="kabar"} == 0',
        summary="A worker of Kabar does not answer.",
        description="{{ $labels.instance }} cannot be scraped. If other workers run its stages, they take over its partitions.",
    ),
    Rule(
        name="KabarStageUnmanned",
        severity=CRITICAL,
        wait="2m",
        expr="\nor ".join(
            [
                "sum by (stage) (kabar_stage_partitions) == 0",
                *(f'absent(kabar_stage_partitions{{stage="{stage}"}})' for stage in STAGES),
            ]
        ),
        summary="No worker runs the stage {{ $labels.stage }}.",
        description="What this stage should take waits on the log; nothing is lost, and nothing is told.",
    ),
    Rule(
        name="KabarRestarting",
        severity=WARNING,
        expr='changes(process_start_time_seconds{job="kabar"}[30m]) > 2',
        summary="A worker of Kabar starts again and again.",
        description="{{ $labels.instance }} started {{ $value | humanize }} times in the last half hour.",
    ),
    Rule(
        name="KabarBrokerAway",
        severity=CRITICAL,
        wait="2m",
        expr="min by (instance) (kabar_broker_reachable) == 0",
        summary="The broker does not answer a worker.",
        description="{{ $labels.instance }} waits for it. Nothing is lost, and nothing is told until it is back.",
    ),
    Rule(
        name="KabarConfigRefused",
        severity=WARNING,
        wait="5m",
        expr="min by (instance) (kabar_config_last_reload_successful) == 0",
        summary="A changed configuration was refused.",
        description="{{ $labels.instance }} goes on with the old one; `kabar check` names every mistake in the file.",
    ),
    Rule(
        name="KabarStuckRestarted",
        severity=WARNING,
        expr=_risen("kabar_watchdog_restarts_total", "1h", "instance, stage"),
        summary="The watchdog restarted a worker, since the stage {{ $labels.stage }} did not move.",
        description="On {{ $labels.instance }}; what was in hand is done again. It should not happen: the log says what hung.",
    ),
    Rule(
        name="KabarBlind",
        severity=CRITICAL,
        wait="5m",
        expr="sum(kabar_feeds_stale) / sum(kabar_feeds_watched) >= 1 / 3",
        summary="A third of all feeds bring no news: the desk is blind.",
        description="{{ $value | humanizePercentage }} of the feeds are failing, unreadable, gone, empty or silent.",
    ),
    Rule(
        name="KabarFeedsStale",
        severity=WARNING,
        wait="30m",
        expr="sum(kabar_feeds_stale) > 0",
        summary="Feeds bring no news.",
        description="{{ $value | humanize }} feeds are failing, unreadable, gone, empty or silent for unusually long.",
    ),
    Rule(
        name="KabarSilent",
        severity=WARNING,
        wait="1h",
        expr=(
            "sum(increase(kabar_articles_total[6h])) == 0\n"
            "and on () sum(kabar_feeds_watched) > 0\n"
            "and on () sum(kabar_feeds_watched offset 6h) > 0"
        ),
        summary="No article came for six hours.",
        description="Feeds are polled and none brings anything new: is it them, or is it us?",
    ),
    Rule(
        name="KabarDeadLetters",
        severity=WARNING,
        expr=_risen("kabar_stage_dead_total", "15m", "stage, reason"),
        summary="The stage {{ $labels.stage }} could not process records.",
        description="About {{ $value | humanize }} went to the dead letters in a quarter of an hour: {{ $labels.reason }}.",
    ),
    Rule(
        name="KabarBug",
        severity=WARNING,
        expr="sum by (stage) (increase(kabar_stage_errors_total[1h])) > 0",
        summary="The stage {{ $labels.stage }} broke on a record in a way that nobody expected.",
        description="The record is with the dead letters, the traceback is in the log under the event `bug`.",
    ),
    Rule(
        name="KabarStageStuck",
        severity=CRITICAL,
        wait="1m",
        expr=(
            "max by (instance, stage) (kabar_consumer_lag_seconds) > <2m>\n"
            "and on (instance, stage) sum by (instance, stage) (rate(kabar_stage_in_total[2m])) == 0"
        ),
        summary="The stage {{ $labels.stage }} hangs.",
        description="On {{ $labels.instance }} its oldest record has waited {{ $value | humanizeDuration }}, and it takes none.",
    ),
    Rule(
        name="KabarBehind",
        severity=WARNING,
        wait="10m",
        # A poll may read pages for two minutes, as slowly as their site wants it.
        expr=(
            'max by (stage) (kabar_consumer_lag_seconds{stage!="poll"}) > <1m>\n'
            'or max by (stage) (kabar_consumer_lag_seconds{stage="poll"}) > <5m>'
        ),
        summary="The stage {{ $labels.stage }} does not keep up.",
        description="The oldest record that waits for it is {{ $value | humanizeDuration }} old.",
    ),
    Rule(
        name="KabarOutboxOld",
        severity=CRITICAL,
        wait="5m",
        expr="max by (sink) (kabar_outbox_age_seconds) > <10m>",
        summary="Alerts wait for the sink {{ $labels.sink }}.",
        description="The oldest has waited {{ $value | humanizeDuration }}.",
    ),
    Rule(
        name="KabarSinkFailing",
        severity=CRITICAL,
        wait="2m",
        expr=(
            'sum by (sink) (increase(kabar_deliveries_total{outcome="retry"}[15m])) > 0\n'
            'unless sum by (sink) (increase(kabar_deliveries_total{outcome="accepted"}[15m])) > 0\n'
            'or max by (sink) (kabar_sink_breaker{state="open"}) == 1'
        ),
        summary="The sink {{ $labels.sink }} takes nothing.",
        description="Attempts failed for a quarter of an hour and none succeeded, or so many that it is left alone for a while.",
    ),
    Rule(
        name="KabarTaggerFailing",
        severity=WARNING,
        expr="sum(increase(kabar_tagger_failures_total[1h])) > 0",
        summary="The plugged-in tagger fails on articles.",
        description="It failed on about {{ $value | humanize }} articles in an hour; the lists alone read them.",
    ),
)
