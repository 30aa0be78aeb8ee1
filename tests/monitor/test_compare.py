"""`kabar replay --against`: what another configuration tells otherwise."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.monitor.commands import ARTICLE, Run

SECOND = ARTICLE | {
    "url": "https://other.example/b",
    "publisher": "Other",
    "published_at": "2024-10-28T12:00:00Z",
    "text": "Norway was asked by Israel on Monday to mediate with Hamas over the hostages, its foreign minister said in Oslo.",
}


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    path = tmp_path / "articles.jsonl"
    path.write_text("\n".join(map(json.dumps, (ARTICLE, SECOND))), encoding="utf-8")
    return path


def other(config: Path, more: str) -> Path:
    """Write another configuration: the same with a line more on its story."""
    path = config.with_name("old.yaml")
    path.write_text(config.read_text(encoding="utf-8") + more, encoding="utf-8")
    return path


def test_the_same_configuration_tells_nothing_otherwise(run: Run, config: Path, articles: Path) -> None:
    assert run("replay", articles, "-c", config, "--against", config) == (0, "", "0 alerts told otherwise\n")


def test_what_only_one_of_them_tells_is_marked(run: Run, config: Path, articles: Path) -> None:
    old = other(config, "  known: {mediator: [Norway]}\n")
    added = run("replay", articles, "-c", config, "--against", old)
    removed = run("replay", articles, "-c", old, "--against", config)

    assert added[1].startswith("+ 2024-10-28 10:00 UTC  reef  CONFIRMED: Norway asked to mediate")
    assert removed[1].startswith("- 2024-10-28 10:00 UTC  reef  CONFIRMED: Norway asked to mediate")


def test_what_they_tell_otherwise_is_named(run: Run, config: Path, articles: Path) -> None:
    old = other(config, "  confirm: 3\n")
    code, out, err = run("replay", articles, "-c", config, "--against", old)
    (line,) = map(json.loads, run("replay", articles, "-c", config, "--against", old, "--json")[1].splitlines())

    assert (code, err) == (0, "1 alert told otherwise\n")
    assert out.startswith("~ ")
    assert "status unconfirmed -> confirmed" in out
    assert line["fields"]["status"] == {"old": "unconfirmed", "new": "confirmed"}


def test_a_comparison_sends_nothing(run: Run, config: Path, articles: Path) -> None:
    code, _, err = run("replay", articles, "-c", config, "--against", config, "--send")

    assert code == 2
    assert "leave out --send" in err
