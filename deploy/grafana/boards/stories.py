"""What the stories do: how loud they are, what shifted, and where mediators, persons and truces stand."""

from __future__ import annotations

from deploy.grafana.board import Board, Choice, Event, Panel, Query, Row
from deploy.grafana.boards.overview import RATE

STORY = 'story=~"$story"'


def happened(counter: str, labels: str = "") -> str:
    """Say where a counter rose within a minute; a series that is new has risen too."""
    chosen = f"{counter}{{{labels}}}" if labels else counter
    return f"increase({chosen}[1m]) > 0 or ({chosen} > 0 unless {chosen} offset 1m)"


def _standing(title: str, says: str, kinds: str) -> Panel:
    return Panel(
        title=title,
        says=says,
        shape="bars",
        queries=(Query(f'sum by (stage) (kabar_story_alerts{{{STORY}, kind=~"{kinds}"}})', "{{stage}}"),),
    )


_BOARD = Row(
    title="Where things stand",
    panels=(
        _standing("Mediators by stage", "Actors in the role of a mediator, by how far they are.", "mediator"),
        _standing(
            "Persons by stage", "Captives: promised, agreed, released, held, reported dead.", "release|captivity|death"
        ),
        _standing("Truces and talks by stage", "Truces and talks, by how far they are.", "ceasefire|talks"),
        Panel(
            title="Alerts by kind and stage",
            says="Every alert of the chosen stories that has not ended, by where it stands now.",
            shape="table",
            width=24,
            queries=(Query(f"sum by (story, kind, stage) (kabar_story_alerts{{{STORY}}})"),),
        ),
    ),
)

_VOLUME = Row(
    title="How loud",
    panels=(
        Panel(
            title="Articles an hour",
            says="Articles that each story took in.",
            width=12,
            queries=(Query(f"sum by (story) (rate(kabar_story_articles_total{{{STORY}}}{RATE})) * 3600", "{{story}}"),),
        ),
        Panel(
            title="Louder than its day",
            says="The last quarter of an hour against the last day. Surges compare with the same hour of other days as well.",
            width=12,
            queries=(
                Query(
                    f"sum by (story) (rate(kabar_story_articles_total{{{STORY}}}[15m]))"
                    f" / (sum by (story) (rate(kabar_story_articles_total{{{STORY}}}[1d])) > 0)",
                    "{{story}}",
                ),
            ),
        ),
        Panel(
            title="Surges and newcomers",
            says="Alerts that a story is louder than usual, or names somebody new again and again.",
            shape="stat",
            width=24,
            queries=(
                Query(f'sum(kabar_story_alerts{{{STORY}, kind="surge"}}) or vector(0)', "surges"),
                Query(f'sum(kabar_story_alerts{{{STORY}, kind="newcomer"}}) or vector(0)', "newcomers"),
            ),
        ),
    ),
)

_SHIFTS = Row(
    title="What shifted",
    panels=(
        Panel(
            title="Shifts by story and kind",
            says="In each quarter of an hour.",
            width=12,
            is_stacked=True,
            queries=(
                Query(
                    f"sum by (story, kind) (increase(kabar_story_shifts_total{{{STORY}}}[15m]))", "{{story}}: {{kind}}"
                ),
            ),
        ),
        Panel(
            title="Alert revisions by kind and stage",
            says="What people were told, in each quarter of an hour; all stories.",
            width=12,
            is_stacked=True,
            queries=(Query("sum by (kind, stage) (increase(kabar_alerts_total[15m]))", "{{kind}} {{stage}}"),),
        ),
        Panel(
            title="Told, kept, and left",
            says="Decisions on shifts in the time shown, with their reasons; all stories.",
            shape="bars",
            queries=(
                Query(
                    "sum by (decision, reason) (increase(kabar_decisions_total[$__range]))", "{{decision}}: {{reason}}"
                ),
            ),
        ),
        Panel(
            title="Claims by kind and modality",
            says="What sentences assert, and how, in the time shown; all stories.",
            shape="bars",
            queries=(
                Query("sum by (kind, modality) (increase(kabar_claims_total[$__range]))", "{{kind}} {{modality}}"),
            ),
        ),
        Panel(
            title="Confirmed or not",
            says="Shifts by how well they are supported, in the time shown; all stories.",
            shape="bars",
            queries=(Query("sum by (status) (increase(kabar_shifts_total[$__range]))", "{{status}}"),),
        ),
        Panel(
            title="Origins per alert",
            says="Independent origins when an alert was told: in the mean, and of the best supported tenth.",
            width=24,
            queries=(
                Query(
                    "sum(rate(kabar_alert_origins_sum[1h])) / (sum(rate(kabar_alert_origins_count[1h])) > 0)", "mean"
                ),
                Query("histogram_quantile(0.9, sum by (le) (rate(kabar_alert_origins_bucket[1h])))", "90%"),
            ),
        ),
    ),
)

_PEOPLE = Row(
    title="What people say",
    panels=(
        Panel(
            title="Verdicts",
            says="How people judged alerts since the workers started, once for each rule behind the alert.",
            shape="bars",
            width=12,
            queries=(Query("sum by (verdict) (kabar_verdicts_total) or vector(0)", "{{verdict}}"),),
        ),
        Panel(
            title="Rules judged false most often",
            says="Rules behind alerts that people called false, since the workers started: the first to look at.",
            shape="bars",
            width=12,
            queries=(
                Query('topk(10, sum by (rule) (kabar_verdicts_total{verdict="false"})) or vector(0)', "{{rule}}"),
            ),
        ),
        Panel(
            title="Orders",
            says="What people ordered of alerts, and the way it came, since the workers started.",
            shape="bars",
            width=24,
            queries=(Query("sum by (verb, via) (kabar_orders_total) or vector(0)", "{{verb}} by {{via}}"),),
        ),
    ),
)

BOARD = Board(
    name="stories",
    title="Kabar: Stories",
    says="What the stories do: how loud they are, what shifted, and where mediators, persons and truces stand.",
    rows=(_BOARD, _VOLUME, _SHIFTS, _PEOPLE),
    choices=(Choice(label="story", metric="kabar_story_articles_total"),),
    events=(
        Event(
            name="Shifts",
            expr=happened("kabar_story_shifts_total", STORY),
            title="{{story}}: {{kind}}",
            colour="orange",
        ),
        Event(
            name="Alerts told",
            expr=happened("kabar_alerts_total"),
            title="{{kind}} {{stage}} ({{status}})",
            colour="purple",
        ),
    ),
)
