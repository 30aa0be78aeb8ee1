"""Every rule fires when it must, and keeps quiet when it may; whoever is told finds a page that says what to do."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from agents.app import STAGES
from deploy.prometheus import objectives, rule, written
from deploy.prometheus.rule import CRITICAL, NONE, WARNING, Rule
from monitor.metrics import TABLE
from tests.deploy import promtool
from tests.house import tracked
from tests.monitor import reference

RULES = written.rules()
OBSERVING = (tracked.ROOT / "docs" / "observing.md").read_text(encoding="utf-8")
RUNBOOKS = tracked.ROOT / "docs" / "runbooks"
CASES = yaml.safe_load((Path(__file__).with_name("cases.yaml")).read_text(encoding="utf-8"))
LABELS = ("alertname", "severity", "instance", "stage", "sink", "reason")
WHOLE = {row.name for row in TABLE} | {"up", "process_start_time_seconds"}


def names_in(expr: str) -> set[str]:
    """Give the metrics that an expression names; a histogram by its own name."""
    plain = re.sub(r'"[^"]*"|\{[^}]*\}', "", expr)
    found = re.findall(r"\b(?:kabar_\w+|process_\w+|up)\b", plain)
    return {re.sub(r"_seconds_(bucket|count|sum)$", "_seconds", name) for name in found}


def labels(expected: str) -> str:
    """Write the labels of an alert: its name, its severity, and others as they are given (`stage=tag`)."""
    name, severity, *others = expected.split()
    pairs = {"alertname": name, "severity": severity, **dict(each.split("=") for each in others)}
    return "{" + ", ".join(f'{label}="{value}"' for label, value in pairs.items()) + "}"


def unit(case: dict[str, Any]) -> dict[str, Any]:
    """Write a case as promtool reads it."""
    minutes = rule.seconds(case["at"]) // 60
    manned = {f'kabar_stage_partitions{{instance="a", stage="{stage}"}}': "8x{n}" for stage in STAGES}
    series = {**manned, **CASES["well"], **case.get("series", {})}
    samples = [{"labels": labels(each), "value": 1} for each in case.get("expect", ())]
    expr = f'count by ({", ".join(LABELS)}) (ALERTS{{alertstate="firing", severity!="none"}})'
    return {
        "interval": "1m",
        "input_series": [{"series": name, "values": value.format(n=minutes)} for name, value in series.items()],
        "promql_expr_test": [{"expr": expr, "eval_time": case["at"], "exp_samples": samples}],
    }


def told(cases: list[dict[str, Any]], folder: Path) -> None:
    """Ask promtool whether exactly what is expected fires."""
    (folder / written.FILE.name).write_text(written.text(), encoding="utf-8")
    files = []
    for number, case in enumerate(cases):
        files.append(folder / f"{number}.yaml")
        often = next(
            each for each in ("2h", "10m", "1m") if rule.seconds(case["at"]) >= 30 * rule.seconds(each) or each == "1m"
        )
        tests = {"rule_files": [written.FILE.name], "evaluation_interval": often, "tests": [unit(case)]}
        files[-1].write_text(yaml.safe_dump(tests), encoding="utf-8")
    promtool.run("promtool", "test", "rules", *files)


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["alert"])
def test_an_alert_fires_in_its_fault_and_not_in_what_looks_like_it(case: dict[str, Any], tmp_path: Path) -> None:
    fires = [each.split()[0] for each in case["fires"]["expect"]]

    assert case["alert"] in fires
    assert case["fires"]["expect"] != case["quiet"].get("expect", ())
    told([case["fires"], case["quiet"]], tmp_path)


def test_every_alert_has_such_a_pair_of_cases_for_each_severity() -> None:
    fired = {tuple(each.split()[:2]) for case in CASES["cases"] for each in case["fires"]["expect"]}

    assert fired == {(each.name, each.severity) for each in RULES if each.severity != NONE}


def test_when_all_is_well_only_the_watchdog_barks(tmp_path: Path) -> None:
    told([{"at": "8h"}], tmp_path)
    assert [each.name for each in RULES if each.severity == NONE] == ["KabarWatchdog"]


def test_the_file_of_rules_is_fresh() -> None:
    assert written.FILE.read_text(encoding="utf-8") == written.text(), reference.STALE


def test_prometheus_accepts_rules_and_configuration() -> None:
    said = promtool.run("promtool", "check", "rules", written.FILE)
    said += promtool.run("promtool", "check", "config", written.FILE.with_name("prometheus.yaml"))

    assert "WARN" not in said.upper().replace("SEVERITY: WARNING", "")


def test_times_can_be_shortened_for_a_test_and_stay_rules(tmp_path: Path) -> None:
    short = tmp_path / "short.yaml"
    short.write_text(written.text(rule.shortened(by=600, least=3), "1s"), encoding="utf-8")
    promtool.run("promtool", "check", "rules", short)

    assert not re.search(r"\[\d+[mhd]\]|for: \d+[mhd]", short.read_text(encoding="utf-8"))


@pytest.mark.parametrize("each", RULES, ids=lambda each: f"{each.name}-{each.severity}")
def test_a_rule_asks_only_for_metrics_that_there_are(each: Rule) -> None:
    assert names_in(each.expr) <= WHOLE
    assert each.severity in {CRITICAL, WARNING, NONE}
    assert re.fullmatch(r"Kabar[A-Z]\w+", each.name)
    assert each.summary.endswith(".")


def test_what_is_recorded_is_made_of_metrics_that_there_are() -> None:
    records = list(objectives.records())

    assert records
    assert all(names_in(each.expr) <= WHOLE for each in records)
    assert all(re.fullmatch(r"kabar:\w+:\w+", each.name) for each in records)


@pytest.mark.parametrize("each", objectives.OBJECTIVES, ids=lambda each: each.name)
def test_no_burn_rate_asks_for_more_than_everything_to_go_wrong(each: objectives.Objective) -> None:
    """Of a budget of 10 % nothing can burn 14.4 times too fast: such a rule would never fire."""
    assert all(burn.factor * each.budget < 1 for burn in each.burns)
    assert {burn.severity for burn in each.burns} <= {CRITICAL, WARNING}


def test_the_objectives_lie_on_bounds_of_buckets() -> None:
    bounds = {row.name: {str(bound) for bound in row.buckets} for row in TABLE if row.buckets}
    for each in objectives.OBJECTIVES:
        for name, bound in re.findall(r'(kabar_\w+)_bucket\{le="([\d.]+)"', each.bad):
            assert bound in bounds[name]


@pytest.mark.parametrize("each", RULES, ids=lambda each: f"{each.name}-{each.severity}")
def test_every_alert_has_a_runbook_that_says_what_to_do(each: Rule) -> None:
    url = each.written()["annotations"]["runbook_url"]
    text = (tracked.ROOT / "docs" / url.partition("{{ end }}/")[2]).read_text(encoding="utf-8")

    assert text.startswith(f"# {each.name}\n")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["What it means", "How to look", "What to do"]
    assert all(len(part.split()) >= 12 for part in re.split(r"^## .+$", text, flags=re.MULTILINE)[1:])


def test_every_runbook_is_of_an_alert() -> None:
    assert {path.stem for path in RUNBOOKS.glob("*.md")} - {"README"} == {each.name for each in RULES}


@pytest.mark.parametrize("each", objectives.OBJECTIVES, ids=lambda each: each.name)
def test_every_objective_is_promised_to_readers_as_it_is_kept(each: objectives.Objective) -> None:
    (row,) = re.findall(rf"^\|(.+)\|.*\(runbooks/{each.alert}\.md\) \|$", OBSERVING, re.MULTILINE)
    promise, part, *_ = (cell.strip() for cell in row.split("|"))

    assert float(part.removesuffix(" %")) / 100 == pytest.approx(each.target)
    assert promise in each.says
