"""A board as it stands in our tables, and how Grafana's own library writes it.

Every panel asks the data source that the reader chose; every query has a name of its own (refId), which Grafana needs and the
library leaves out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from grafana_foundation_sdk.builders import bargauge, common, dashboard, prometheus, stat, table, timeseries
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.common import (
    BigValueColorMode,
    BigValueGraphMode,
    GraphThresholdsStyleMode,
    LegendDisplayMode,
    LegendPlacement,
    StackingMode,
    TooltipDisplayMode,
    VizOrientation,
)
from grafana_foundation_sdk.models.dashboard import (
    DashboardLinkType,
    DataSourceRef,
    Threshold,
    ThresholdsMode,
    VariableRefresh,
    VariableSort,
)
from grafana_foundation_sdk.models.prometheus import PromQueryFormat

SOURCE = DataSourceRef(type_val="prometheus", uid="${datasource}")
TAG = "kabar"
WIDTH = 24

Visual = bargauge.Panel | stat.Panel | table.Panel | timeseries.Panel


@dataclass(frozen=True, slots=True)
class Query:
    """A question to Prometheus, and how its answers are called."""

    expr: str
    legend: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One picture. `shape` is graph, stat, bars or table; from `bad` on (`is_low_bad`: below it) it turns red."""

    title: str
    says: str
    queries: tuple[Query, ...]
    shape: str = "graph"
    unit: str = "short"
    width: int = 8
    bad: float | None = None
    is_low_bad: bool = False
    is_stacked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Panels under one heading."""

    title: str
    panels: tuple[Panel, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A variable: the reader chooses among the values that a label of a metric has."""

    label: str
    metric: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that is marked on every graph, with its title made of labels."""

    name: str
    expr: str
    title: str
    colour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """One page."""

    name: str
    title: str
    says: str
    rows: tuple[Row, ...]
    choices: tuple[Choice, ...] = ()
    events: tuple[Event, ...] = ()


def written(board: Board) -> str:
    """Write a board as Grafana reads it."""
    made: dict[str, Any] = json.loads(JSONEncoder(sort_keys=True).encode(_built(board).build()))
    for number, panel in enumerate(made["panels"], start=1):
        panel["id"] = number
    for event, mark in zip(board.events, made["annotations"]["list"], strict=True):
        # The library has no words for these.
        mark["titleFormat"] = event.title
        mark["target"] = {"datasource": mark["datasource"], "expr": event.expr, "interval": "1m", "refId": "Anno"}
    return json.dumps(made, indent=2, sort_keys=True) + "\n"


def _built(board: Board) -> dashboard.Dashboard:
    built = (
        dashboard.Dashboard(board.title)
        .uid(f"kabar-{board.name}")
        .description(board.says)
        .tags([TAG])
        .time("now-6h", "now")
        .refresh("30s")
        .timezone("browser")
        .editable()
        .link(dashboard.DashboardLink("Kabar").type(DashboardLinkType.DASHBOARDS).tags([TAG]).keep_time(keep_time=True))
        .with_variable(dashboard.DatasourceVariable("datasource").label("Data source").type("prometheus"))
        .annotations([])
    )
    for choice in board.choices:
        built = built.with_variable(_variable(choice))
    for event in board.events:
        built = built.annotation(_annotation(event))
    for row in board.rows:
        built = built.with_row(dashboard.Row(row.title))
        for panel in row.panels:
            built = built.with_panel(_panel(panel))
    return built


def _variable(choice: Choice) -> dashboard.QueryVariable:
    return (
        dashboard.QueryVariable(choice.label)
        .label(choice.label.capitalize())
        .datasource(SOURCE)
        .query(f"label_values({choice.metric}, {choice.label})")
        .refresh(VariableRefresh.ON_TIME_RANGE_CHANGED)
        .sort(VariableSort.ALPHABETICAL_ASC)
        .multi(multi=True)
        .include_all(include_all=True)
        .all_value(".*")
    )


def _annotation(event: Event) -> dashboard.AnnotationQuery:
    return dashboard.AnnotationQuery().name(event.name).datasource(SOURCE).enable(enable=True).icon_color(event.colour)


def _panel(panel: Panel) -> Visual:
    made: Visual = _SHAPES[panel.shape](panel)
    made = made.title(panel.title).description(panel.says).datasource(SOURCE).unit(panel.unit)
    made = made.span(panel.width).height(4 if panel.shape == "stat" else 8)
    if panel.bad is not None:
        made = made.thresholds(_thresholds(panel.bad, is_low_bad=panel.is_low_bad))
    for query in _queries(panel):
        made = made.with_target(query)
    return made


def _queries(panel: Panel) -> Iterable[prometheus.Dataquery]:
    for letter, query in zip("ABCDEFGHIJ", panel.queries, strict=False):
        asked = (
            prometheus.Dataquery()
            .datasource(SOURCE)
            .ref_id(letter)
            .expr(query.expr)
            .legend_format(query.legend or "__auto")
        )
        is_now = panel.shape in {"bars", "table"}
        asked = asked.instant() if is_now else asked.range()
        yield asked.format(PromQueryFormat.TABLE) if panel.shape == "table" else asked


def _thresholds(bad: float, *, is_low_bad: bool) -> dashboard.ThresholdsConfig:
    first, then = ("red", "green") if is_low_bad else ("green", "red")
    steps = [Threshold(color=first, value=None), Threshold(color=then, value=bad)]
    return dashboard.ThresholdsConfig().mode(ThresholdsMode.ABSOLUTE).steps(steps)


def _graph(panel: Panel) -> timeseries.Panel:
    made = (
        timeseries.Panel()
        .fill_opacity(20 if panel.is_stacked else 5)
        .min(0)
        .legend(
            common.VizLegendOptions()
            .display_mode(LegendDisplayMode.TABLE)
            .placement(LegendPlacement.BOTTOM)
            .show_legend(show_legend=True)
            .calcs(["lastNotNull", "max"])
        )
        .tooltip(common.VizTooltipOptions().mode(TooltipDisplayMode.MULTI))
    )
    if panel.is_stacked:
        made = made.stacking(common.StackingConfig().mode(StackingMode.NORMAL))
    if panel.bad is not None:
        made = made.thresholds_style(common.GraphThresholdsStyleConfig().mode(GraphThresholdsStyleMode.DASHED))
    return made


def _stat(panel: Panel) -> stat.Panel:
    colour = BigValueColorMode.VALUE if panel.bad is None else BigValueColorMode.BACKGROUND
    return stat.Panel().graph_mode(BigValueGraphMode.AREA).color_mode(colour)


def _bars(_: Panel) -> bargauge.Panel:
    return bargauge.Panel().orientation(VizOrientation.HORIZONTAL).min(0)


def _table(_: Panel) -> table.Panel:
    return table.Panel()


_SHAPES: dict[str, Callable[[Panel], Visual]] = {"graph": _graph, "stat": _stat, "bars": _bars, "table": _table}
