"""Is all well, are the promises kept, and how far does the news come?"""

from __future__ import annotations

from deploy.grafana.board import Board, Event, Panel, Query, Row
from deploy.prometheus.objectives import OBJECTIVES, Objective

FIRING = 'ALERTS{alertname=~"Kabar.+", alertstate="firing", severity!="none"}'
RATE = "[$__rate_interval]"

CRITICAL = Event(
    name="Critical alerts",
    expr='ALERTS{alertname=~"Kabar.+", alertstate="firing", severity="critical"}',
    title="{{alertname}}",
    colour="red",
)
STARTED = Event(
    name="Starts",
    expr=(
        'changes(process_start_time_seconds{job="kabar"}[1m]) > 0'
        ' or (up{job="kabar"} == 1 unless up{job="kabar"} offset 1m == 1)'
    ),
    title="{{instance}} started",
    colour="blue",
)


def quantiles(histogram: str, title: str, says: str, bad: float, width: int = 8) -> Panel:
    """Show half, nearly all, and the slowest of something that takes time."""
    return Panel(
        title=title,
        says=says,
        unit="s",
        width=width,
        bad=bad,
        queries=tuple(
            Query(
                f"histogram_quantile({part}, sum by (le) (rate(kabar_{histogram}_seconds_bucket{RATE})))", f"{part:.0%}"
            )
            for part in (0.5, 0.95, 0.99)
        ),
    )


def _kept(each: Objective) -> Panel:
    return Panel(
        title=f"{each.alert}: kept in three days",
        says=f"Objective: {each.says}.",
        shape="stat",
        unit="percentunit",
        bad=each.target,
        is_low_bad=True,
        queries=(Query(f"1 - {each.ratio('3d')}"),),
    )


def _burning(each: Objective) -> Panel:
    windows = dict.fromkeys(window for burn in each.burns for window in (burn.short, burn.long))
    return Panel(
        title=f"{each.alert}: burn rate",
        says=f"How many times faster than allowed the budget is used up. At 1 it just lasts for 30 days. Objective: {each.says}.",
        bad=min(burn.factor for burn in each.burns if burn.factor > 1),
        queries=tuple(Query(f"{each.ratio(window)} / {each.budget:g}", window) for window in windows),
    )


_WELL = Row(
    title="Is all well?",
    panels=(
        Panel(
            title="Alerts firing",
            says="Alerts about Kabar itself that fire now; each has a page under docs/runbooks.",
            shape="stat",
            width=4,
            bad=1,
            queries=(Query(f"count({FIRING}) or vector(0)"),),
        ),
        Panel(
            title="Workers",
            says="Workers that answer.",
            shape="stat",
            width=4,
            bad=1,
            is_low_bad=True,
            queries=(Query('sum(up{job="kabar"})'),),
        ),
        Panel(
            title="Feeds that bring news",
            says="Of all feeds; the rest is failing, unreadable, gone, empty or silent. Below two thirds the desk is blind.",
            shape="stat",
            unit="percentunit",
            width=4,
            bad=2 / 3,
            is_low_bad=True,
            queries=(Query("1 - sum(kabar_feeds_stale) / sum(kabar_feeds_watched)"),),
        ),
        Panel(
            title="Oldest that waits",
            says="How long the oldest record has waited for its stage.",
            shape="stat",
            unit="s",
            width=4,
            bad=60,
            queries=(Query("max(kabar_consumer_lag_seconds)"),),
        ),
        Panel(
            title="Oldest undelivered",
            says="How long the oldest alert has waited for its sink.",
            shape="stat",
            unit="s",
            width=4,
            bad=600,
            queries=(Query("max(kabar_outbox_age_seconds)"),),
        ),
        Panel(
            title="Dead letters, a day",
            says="Records that could not be processed; `kabar dead list` shows them.",
            shape="stat",
            width=4,
            bad=1,
            queries=(Query("sum(increase(kabar_stage_dead_total[1d]))"),),
        ),
    ),
)

_FUNNEL = Row(
    title="How far the news comes",
    panels=(
        Panel(
            title="From article to delivery",
            says="What is left at each step, in the time that the board shows.",
            shape="bars",
            width=8,
            queries=(
                Query("sum(increase(kabar_articles_total[$__range]))", "articles"),
                Query('sum(increase(kabar_articles_total{sameness="first"}[$__range]))', "first told"),
                Query("sum(increase(kabar_story_articles_total[$__range]))", "on a story"),
                Query("sum(increase(kabar_claims_total[$__range]))", "claims"),
                Query("sum(increase(kabar_shifts_total[$__range]))", "shifts"),
                Query("sum(increase(kabar_alerts_total[$__range]))", "alert revisions"),
                Query('sum(increase(kabar_deliveries_total{outcome="accepted"}[$__range]))', "deliveries"),
            ),
        ),
        Panel(
            title="Taken and handed on by each stage",
            says="Records a second that each stage took from its topic, and that it handed on.",
            queries=(
                Query(f"sum by (stage) (rate(kabar_stage_in_total{RATE}))", "{{stage}} took"),
                Query(f"sum by (stage) (rate(kabar_stage_out_total{RATE}))", "{{stage}} handed on"),
            ),
        ),
        Panel(
            title="Waiting for each stage",
            says="Age of the oldest record that waits. More than a minute for ten minutes is an alert.",
            unit="s",
            bad=60,
            queries=(Query("max by (stage) (kabar_consumer_lag_seconds)", "{{stage}}"),),
        ),
    ),
)

_FAST = Row(
    title="How fast",
    panels=(
        quantiles(
            "fetched_to_delivered",
            "Fetched to delivered",
            "From the fetch of the article until the sink had the alert.",
            60,
        ),
        quantiles(
            "fetched_to_alert", "Fetched to decided", "From the fetch of the article to the decision to tell.", 60
        ),
        quantiles(
            "published_to_alert", "Published to decided", "Most of this is the publisher's time and the polling.", 900
        ),
    ),
)

BOARD = Board(
    name="overview",
    title="Kabar: Overview",
    says="Is all well, are the promises kept, and how far does the news come?",
    rows=(
        _WELL,
        Row(
            title="Are the promises kept?",
            panels=(*(_kept(each) for each in OBJECTIVES), *(_burning(each) for each in OBJECTIVES)),
        ),
        _FUNNEL,
        _FAST,
    ),
    events=(CRITICAL, STARTED),
)
