"""What comes in: how well feeds are, what polls gave, and what was new."""

from __future__ import annotations

from deploy.grafana.board import Board, Panel, Query, Row
from deploy.grafana.boards.overview import CRITICAL, RATE, STARTED

_HEALTH = Row(
    title="How well the feeds are",
    panels=(
        Panel(
            title="Feeds",
            says="Feeds that are polled.",
            shape="stat",
            width=6,
            queries=(Query("sum(kabar_feeds_watched)"),),
        ),
        Panel(
            title="Feeds without news",
            says="Failing, unreadable, gone, empty or silent; `kabar feeds list` names them.",
            shape="stat",
            width=6,
            bad=1,
            queries=(Query("sum(kabar_feeds_stale)"),),
        ),
        Panel(
            title="Part without news",
            says="From a third on the desk is blind.",
            shape="stat",
            unit="percentunit",
            width=6,
            bad=1 / 3,
            queries=(Query("sum(kabar_feeds_stale) / sum(kabar_feeds_watched)"),),
        ),
        Panel(
            title="Longest without an answer",
            says="Time since the last good answer of the feed that has given none for longest.",
            shape="stat",
            unit="s",
            width=6,
            bad=3_600,
            queries=(Query("max(kabar_feeds_unanswered_age_seconds)"),),
        ),
        Panel(
            title="What feeds suffer from",
            says="One feed may suffer from several ailments.",
            width=12,
            is_stacked=True,
            queries=(Query("sum by (ailment) (kabar_feeds_ailing)", "{{ailment}}"),),
        ),
        Panel(
            title="Without a good answer for longer than",
            says="Freshness: feeds by how long ago their last good answer is.",
            width=12,
            queries=(Query("sum by (longer) (kabar_feeds_unanswered)", "{{longer}}"),),
        ),
    ),
)

_POLLS = Row(
    title="Polls",
    panels=(
        Panel(
            title="Polls by outcome",
            says="A second. `unchanged` is the usual one: nothing new, and hardly a byte sent.",
            is_stacked=True,
            queries=(Query(f"sum by (outcome) (rate(kabar_feed_polls_total{RATE}))", "{{outcome}}"),),
        ),
        Panel(
            title="Pages by outcome",
            says="Pages of articles that were read because a feed gave only a teaser (`fulltext`).",
            is_stacked=True,
            queries=(Query(f"sum by (outcome) (rate(kabar_pages_total{RATE}))", "{{outcome}}"),),
        ),
        Panel(
            title="Pushes by outcome",
            says="What WebSub hubs sent.",
            is_stacked=True,
            queries=(Query(f"sum by (outcome) (rate(kabar_pushes_total{RATE}))", "{{outcome}}"),),
        ),
    ),
)

_ARTICLES = Row(
    title="Articles",
    panels=(
        Panel(
            title="Articles by sameness",
            says="A second: first tellings, revisions, copies, and exact repetitions.",
            width=12,
            is_stacked=True,
            queries=(Query(f"sum by (sameness) (rate(kabar_articles_total{RATE}))", "{{sameness}}"),),
        ),
        Panel(
            title="In the time shown",
            says="How many articles there were of each sort.",
            width=12,
            shape="bars",
            queries=(Query("sum by (sameness) (increase(kabar_articles_total[$__range]))", "{{sameness}}"),),
        ),
    ),
)

BOARD = Board(
    name="feeds",
    title="Kabar: Feeds",
    says="What comes in: how well feeds are, what polls gave, and what was new.",
    rows=(_HEALTH, _POLLS, _ARTICLES),
    events=(CRITICAL, STARTED),
)
