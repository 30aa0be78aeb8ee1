"""The five articles for which Kabar was made, replayed as a user would: exactly their shifts, and nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "articles"
STORY = {
    "id": "gaza-hostages",
    "name": "Gaza hostages",
    "about": {"core": ["Hamas", "Israel", "Gaza", "hostage"], "need": 2},
    "parties": ["Israel", "Hamas"],
    "known": {"mediator": ["Qatar", "Egypt", "United States"]},
    "watch": ["mediator", "release", "captivity", "death", "ceasefire", "talks", "surge"],
    "confirm": 2,
}
pytestmark = pytest.mark.skipif(not SHARED.exists(), reason="the sample articles are not part of the project")


@pytest.fixture(scope="module")
def manifest() -> list[dict[str, Any]]:
    articles: list[dict[str, Any]] = yaml.safe_load((SHARED / "manifest.yaml").read_text())["articles"]
    return articles


def replayed(folder: Path, manifest: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Run `kabar replay` over the articles in the order given."""
    (folder / "kabar.yaml").write_text(json.dumps({"stories": [STORY]}))
    lines = [
        {
            "url": each["url"],
            "title": each["title"],
            "text": (SHARED / each["file"]).read_text(encoding="utf-8"),
            "published_at": str(each["published"]).replace(" ", "T"),
            "publisher": each["publisher"],
        }
        for each in manifest
    ]
    (folder / "articles.jsonl").write_text("\n".join(map(json.dumps, lines)))
    command = [sys.executable, "-m", "monitor", "replay", "articles.jsonl", "--json"]
    done = subprocess.run(
        command, cwd=folder, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=60, check=True
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def told(alerts: list[dict[str, Any]]) -> list[tuple[str, tuple[str, ...], str]]:
    """Give what each alert first said, in the order of telling."""
    return [(each["kind"], tuple(each["subject"]), each["stage"]) for each in alerts if each["revision"] == 1]


def wanted(manifest: list[dict[str, Any]]) -> list[tuple[str, tuple[str, ...], str]]:
    return [(each["kind"], tuple(sorted(each["subject"])), each["stage"]) for one in manifest for each in one["shifts"]]


def test_exactly_the_shifts_of_the_manifest_are_told(tmp_path: Path, manifest: list[dict[str, Any]]) -> None:
    alerts = replayed(tmp_path, manifest)
    assert sorted(told(alerts)) == sorted(wanted(manifest))
    risen = [(each["subject"], each["stage"]) for each in alerts if each["revision"] > 1]
    assert risen in ([], [(["Russia"], "offered")]), "only the request to Russia may rise, by Russia's own words"


def test_every_quote_stands_in_its_article_at_its_offsets(tmp_path: Path, manifest: list[dict[str, Any]]) -> None:
    texts = {each["url"]: (SHARED / each["file"]).read_text(encoding="utf-8") for each in manifest}
    quotes = [quote for alert in replayed(tmp_path, manifest) for quote in alert["evidence"]]
    assert quotes
    assert [texts[each["url"]][each["start"] : each["end"]] for each in quotes] == [each["quote"] for each in quotes]


def test_the_order_of_the_file_does_not_matter(tmp_path: Path, manifest: list[dict[str, Any]]) -> None:
    assert told(replayed(tmp_path, manifest[::-1])) == told(replayed(tmp_path, manifest))
