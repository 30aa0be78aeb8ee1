"""Every command and every configuration of the documentation, tried."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from agents import topics
from monitor import config, scenarios
from tests.deploy import outside
from tests.docs import blocks, session, street
from tests.docs.blocks import Block
from tests.docs.session import LEFT_OUT, ROOT, Session
from tests.docs.street import Street
from tests.house import tracked

PAGES = [path for path in tracked.files() if path.suffix == ".md" and not tracked.name(path).startswith("tests/")]
ELSEWHERE = {"README.md": "tests/docs/test_readme.py", "docs/how-to/kafka.md": "tests/journeys/test_secured.py"}
"""Pages that need more than a folder, and the tests that follow them."""

TYPED = [
    path
    for path in PAGES
    if tracked.name(path) not in ELSEWHERE and any(block.language == "console" for block in blocks.read(path))
]
HELD_BACK = ("sh", "bash", "shell")
FIRST = next(block for block in session.page("docs/tutorial.md") if block.title == "kabar.yaml")
SECRETS = {
    "hook": "whsec_a2FiYXItdGVzdC1zZWNyZXQtMDEyMzQ1Njc4OQ==",
    "slack": "https://hooks.slack.com/services/T0/B0/x",
}


pytestmark = pytest.mark.timeout(900)
"""The first page waits for the whole tutorial: a service that starts several times."""


@pytest.fixture(scope="module")
def world() -> Iterator[Street]:
    with street.opened() as opened:
        yield opened


@pytest.fixture(scope="module")
def desk(world: Street, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as the tutorial leaves it: a configuration, and a service that has run and told something."""
    folder = tmp_path_factory.mktemp("desk")
    with session.opened(folder, world, outside.free_port()) as typed:
        prepare(typed)
        typed.follow(session.page("docs/tutorial.md"))
        typed.until_said("Norway")
    return folder


def prepare(typed: Session) -> None:
    """Put secrets where the pages say that they lie, and the repository's own files where somebody in a clone finds them."""
    if not (typed.folder / "deploy").exists():
        (typed.folder / "deploy").symlink_to(ROOT / "deploy")
    secrets = typed.folder / "secrets"
    secrets.mkdir(exist_ok=True)
    for name, secret in SECRETS.items():
        (secrets / name).write_text(secret)


def test_the_tutorial_leads_to_an_alert_of_ones_own(desk: Path) -> None:
    """All of its commands succeed, in order; what it promises at its end is on the screen and at the webhook."""
    assert (desk / "kabar.db").exists()


@pytest.mark.parametrize("path", [each for each in TYPED if each.name != "tutorial.md"], ids=tracked.name)
def test_every_command_of_a_page_does_what_it_says(path: Path, desk: Path, world: Street, tmp_path: Path) -> None:
    shutil.copytree(desk, tmp_path, dirs_exist_ok=True, symlinks=True)
    with session.opened(tmp_path, world, outside.free_port()) as typed:
        prepare(typed)
        typed.write(FIRST)
        typed.follow(blocks.read(path))


@pytest.mark.parametrize("path", PAGES, ids=tracked.name)
def test_what_is_typed_stands_in_a_block_that_is_tried(path: Path) -> None:
    assert [block.line for block in blocks.read(path) if block.language in HELD_BACK] == []


def test_nothing_is_left_out_that_no_page_says() -> None:
    said = [
        typed.command
        for path in PAGES
        for block in blocks.read(path)
        if block.language == "console"
        for typed in block.typed()
    ]

    assert [each for each in LEFT_OUT if not any(command.startswith(each) for command in said)] == []


def test_the_days_for_which_disks_are_sized_are_those_of_the_topics() -> None:
    text = (ROOT / "docs" / "how-to" / "keep.md").read_text(encoding="utf-8")
    told = {name: int(days) for names, days in rows(text) for name in re.findall(r"`([\w.]+)`", names)}
    kept = {topic.name.removeprefix("kabar."): topic.days for topic in topics.TOPICS}

    assert {"articles.raw", "articles.unique", "articles.tagged", "alerts"} <= told.keys()
    assert told == {name: kept[name] or told[name] for name in told}


def rows(text: str) -> Iterator[tuple[str, str]]:
    """Give the names and the days of each row of the table of disks."""
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| `") and cells[-1].endswith(" days"):
            yield cells[0], cells[-1].removesuffix(" days")


# Configurations.


def configurations() -> list[tuple[str, Block]]:
    return [(tracked.name(path), block) for path in PAGES for block in blocks.read(path) if block.language == "yaml"]


NOT_OURS = {"rules", "kind", "unit", "global", "scrape_configs", "route", "receivers"}
"""First keys of what other programs read."""


@pytest.mark.parametrize(
    ("page", "block"), configurations(), ids=lambda value: value if isinstance(value, str) else f"line {value.line}"
)
def test_every_configuration_of_a_page_is_good(page: str, block: Block, tmp_path: Path) -> None:
    """A part is put beside a story; scenarios and packs are read by those who read them."""
    tree = yaml.safe_load(block.body)
    if isinstance(tree, list):
        path = tmp_path / "page.yaml"
        path.write_text(block.body, encoding="utf-8")
        assert scenarios.read(path, config.load(first(tmp_path)))
        return
    if is_pack(tree):
        (tmp_path / "pack.yaml").write_text(block.body, encoding="utf-8")
        tree = {"packs": ["pack.yaml"]}
    elif tree.keys() & NOT_OURS:
        pytest.fail(f"{page}: say in this test who reads it")
    path = tmp_path / "kabar.yaml"
    path.write_text(
        yaml.safe_dump(whole(plugged(tree), stories(page)), sort_keys=False, allow_unicode=True), encoding="utf-8"
    )
    (tmp_path / "feeds.opml").write_text('<opml version="2.0"><body/></opml>')

    assert config.load(path).stories


def first(folder: Path) -> Path:
    """Write the configuration of the tutorial."""
    path = folder / "first.yaml"
    path.write_text(FIRST.body, encoding="utf-8")
    return path


def plugged(tree: dict[str, Any]) -> dict[str, Any]:
    """A page on how to write a tagger names one that nobody has installed; `crf` stands for it."""
    return tree | ({"tagger": tree["tagger"] | {"name": "crf"}} if "tagger" in tree else {})


def is_pack(tree: dict[str, Any]) -> bool:
    return bool(tree.keys() & {"kinds", "languages", "cues"})


def stories(page: str) -> dict[str, Any]:
    """Give the stories that a page begins with: its later parts refer to them."""
    trees = [yaml.safe_load(block.body) for name, block in configurations() if name == page]
    return next(({"stories": tree["stories"]} for tree in trees if isinstance(tree, dict) and "stories" in tree), {})


def whole(tree: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    """Put a part of a configuration beside what it refers to."""
    base = {key: value for key, value in (yaml.safe_load(FIRST.body) | told).items() if key not in tree}
    if "sinks" in tree and "routes" not in tree:
        base["routes"] = [{"to": [sink["id"] for sink in tree["sinks"]]}]
    elif "routes" in tree and "sinks" not in tree:
        base["sinks"] = [{"id": name, "stdout": {}} for name in sorted(named(tree["routes"]))]
    return base | tree


def named(routes: list[dict[str, Any]]) -> set[str]:
    return {name for route in routes for name in (*route.get("to", ()), *named(route.get("routes", [])))}
