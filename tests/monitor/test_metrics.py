"""Every metric: clean for Prometheus, in one table, documented."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from monitor import metrics
from monitor.metrics import TABLE, Metrics, Row
from tests.house import tracked
from tests.monitor import reference

ROOT = Path(__file__).parents[2]
SUFFIXES = ("_total", "_sum", "_count", "_bucket", "_info")
UNITS = {"seconds", "bytes", "records", "ratio"}


@pytest.fixture
def exposition() -> str:
    """What /metrics would show after every metric was used once."""
    registry = CollectorRegistry()
    shown = Metrics(registry)
    for row in TABLE:
        metric = getattr(shown, row.attribute)
        labelled = metric.labels(*(f"some {label}" for label in row.labels)) if row.labels else metric
        match labelled:
            case Histogram():
                labelled.observe(1.0)
            case Counter() | Gauge():
                labelled.inc()
    return generate_latest(registry).decode()


def test_the_attributes_are_those_of_the_table() -> None:
    """So that a type checker knows every metric, and no metric is without a row."""
    kinds = {row.attribute: row.kind.__name__ for row in TABLE}

    assert kinds == Metrics.__annotations__


def test_names_and_attributes_are_given_once() -> None:
    assert len({row.name for row in TABLE}) == len({row.attribute for row in TABLE}) == len(TABLE)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
def test_a_name_says_what_is_counted_in_base_units(row: Row) -> None:
    assert re.fullmatch(r"kabar_[a-z]+(_[a-z]+)*", row.name)
    assert (row.kind is Counter) == row.name.endswith("_total")
    assert row.kind is not Histogram or row.name.endswith(("_seconds", "_origins"))
    assert not re.search(r"_(ms|milliseconds|minutes|kb|mb|percent)(_|$)", row.name)
    assert row.kind is Counter or not row.name.endswith(tuple(each for each in SUFFIXES if each != "_info"))


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
def test_help_is_a_sentence_and_labels_are_no_quantities(row: Row) -> None:
    assert re.fullmatch(r"[A-Z].+\.", row.help)
    assert not set(row.labels) & {"le", "quantile", "job", "instance", "url", "article", "alert", "feed"}
    assert len(row.labels) <= 3
    assert set(row.labels) <= set(metrics.LABELS), "say where the label's values come from"


@pytest.mark.parametrize("row", [row for row in TABLE if row.kind is Histogram], ids=lambda row: row.name)
def test_buckets_rise(row: Row) -> None:
    assert row.buckets
    assert list(row.buckets) == sorted(set(row.buckets))


def test_the_objectives_lie_on_the_bounds_of_buckets() -> None:
    assert {2.0, 60.0} <= set(metrics.SOON)
    assert 900.0 in metrics.LATE


def test_what_is_shown_is_what_the_table_says(exposition: str) -> None:
    shown = {family.name: family for family in text_string_to_metric_families(exposition)}

    assert set(shown) == {row.name.removesuffix("_total") for row in TABLE}
    for row in TABLE:
        family = shown[row.name.removesuffix("_total")]
        assert (family.documentation, family.type) == (row.help, row.kind.__name__.lower())
        assert {label for sample in family.samples for label in sample.labels} - {"le"} == set(row.labels)
    assert "_created" not in exposition


def test_two_registries_hold_their_own_metrics() -> None:
    first, second = CollectorRegistry(), CollectorRegistry()
    Metrics(first).stage_in.labels("poll").inc()
    Metrics(second)

    assert first.get_sample_value("kabar_stage_in_total", {"stage": "poll"}) == 1
    assert second.get_sample_value("kabar_stage_in_total", {"stage": "poll"}) is None


def test_prometheus_own_linter_has_nothing_against_the_metrics(exposition: str) -> None:
    """Where promtool is not installed, the rules above stand in for it."""
    promtool = shutil.which("promtool")
    if promtool is None:
        units = {part for row in TABLE for part in row.name.split("_")} & UNITS
        assert units
        return
    checked = subprocess.run(
        [promtool, "check", "metrics"], input=exposition, capture_output=True, text=True, check=False
    )

    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")


def test_the_reference_of_metrics_is_fresh() -> None:
    assert (ROOT / "docs/metrics.md").read_text(encoding="utf-8") == metrics.document(), reference.STALE


def test_pages_and_settings_name_only_metrics_that_there_are() -> None:
    kept = [path for path in tracked.texts() if tracked.name(path).startswith(("docs/", "deploy/", "README"))]
    named = re.compile(r"\bkabar_[a-z_]+_(?:total|seconds|bytes|records|info|stale|watched)\b")
    found = {name for path in kept for name in named.findall(path.read_text(encoding="utf-8"))}

    assert found - {row.name for row in TABLE} == set()
