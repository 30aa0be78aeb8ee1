"""`kabar test`: scenarios beside a configuration."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.monitor.commands import Run

ROOT = Path(__file__).parents[2]
NEWS = """
  articles:
    - publisher: Example
      published_at: 2024-10-28T10:00:00Z
      title: Norway asked to mediate between Israel and Hamas
      text: Israel on Monday asked Norway to mediate in talks with Hamas on the hostages, an Israeli spokesman said.
"""


@pytest.fixture
def scenario(config: Path) -> Path:
    folder = config.parent / "scenarios"
    folder.mkdir()
    return folder / "first.yaml"


def test_the_scenarios_of_the_example_hold(run: Run) -> None:
    code, out, _ = run("test", "-c", ROOT / "deploy/kabar.example.yaml")

    assert (code, out) == (0, "6 of 6 scenarios hold\n")


def test_a_scenario_that_holds_says_no_more(run: Run, config: Path, scenario: Path) -> None:
    expected = "  expect: [{kind: mediator, subject: [norway], stage: requested, status: unconfirmed}]\n  only: true\n"
    scenario.write_text(f"- name: a new mediator{NEWS}{expected}", encoding="utf-8")

    assert run("test", "-c", config) == (0, "1 of 1 scenario hold\n", "")


def test_a_scenario_that_does_not_shows_what_was_expected_and_what_was_told(
    run: Run, config: Path, scenario: Path
) -> None:
    wanted = "  expect: [{kind: mediator, subject: [Norway], stage: offered}, {kind: release}]\n  not: [{stage: requested}]\n"
    scenario.write_text(f"- name: too much{NEWS}{wanted}", encoding="utf-8")
    code, out, _ = run("test", "-c", config)
    lines = out.splitlines()

    assert code == 1
    assert lines[0] == f"{scenario}:1: too much"
    assert "  - expected  mediator: Norway: offered" in lines
    assert sum(line.startswith("  + but told  mediator: Norway: requested: unconfirmed") for line in lines) == 2
    assert "  - expected  release" in lines
    assert "  - not        requested" in lines
    assert lines[-1] == "0 of 1 scenario hold"


def test_only_means_that_nothing_else_may_be_told(run: Run, config: Path, scenario: Path) -> None:
    scenario.write_text(f"- name: silence{NEWS}  expect: []\n  only: true\n", encoding="utf-8")
    code, out, _ = run("test", "-c", config)

    assert code == 1
    assert "  + told too  mediator: Norway: requested" in out


def test_programs_read_one_line_a_scenario(run: Run, config: Path, scenario: Path) -> None:
    scenario.write_text(f"- name: silence{NEWS}  not: [{{kind: mediator}}]\n", encoding="utf-8")
    code, out, err = run("test", "-c", config, "--json")
    (line,) = map(json.loads, out.splitlines())

    assert code == 1
    assert (line["scenario"], line["holds"], line["place"]) == ("silence", False, f"{scenario}:1")
    assert err == "0 of 1 scenario hold\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- name: x\n  artcles: []\n", '2: artcles: unknown; did you mean "articles"?'),
        ("- name: x\n", "1: articles is missing"),
        ("- name: x\n  articles: [{title: a}]\n  expect: [{kid: release}]\n", 'kid: unknown; did you mean "kind"?'),
        (
            "- name: x\n  articles: [{title: a}]\n  expect: [{story: reeff}]\n",
            'unknown story "reeff"; did you mean "reef"?',
        ),
        ("- name: x\n  articles: [{title: a}]\n  expect: [{count: many}]\n", "count should be a number or a range"),
        ("- name: x\n  articles: [{title: a}]\n  expect: {kind: release}\n", "expect should be a list of shifts"),
        ("- name: x\n  articles: [{title: a}]\n  expect: [release]\n", "is no shift"),
        ("- name: x\n  articles: [{title: a, published_at: soon}]\n", "published_at"),
        ("- only words\n", "is no scenario"),
        ("name: x\n", "should be a list of scenarios"),
        ("- name: [\n", "is no YAML"),
    ],
)
def test_a_mistake_in_a_scenario_is_told_with_its_line(
    run: Run, config: Path, scenario: Path, text: str, said: str
) -> None:
    scenario.write_text(text, encoding="utf-8")
    code, _, err = run("test", "-c", config)

    assert code == 2
    assert f"{scenario}:" in err
    assert said in err


def test_no_scenarios_are_misuse(run: Run, config: Path) -> None:
    code, _, err = run("test", "-c", config)

    assert code == 2
    assert "no scenarios" in err
