"""What the documents promise is there."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import yaml

from monitor import cli, config
from tests.docs import blocks as consoled
from tests.house import tracked

DOCUMENTS = [path for path in tracked.files() if path.suffix == ".md" and not tracked.name(path).startswith("tests/")]
DECISIONS = sorted((tracked.ROOT / "docs" / "decisions").glob("*.md"))


def blocks(path: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\b[^\n]*\n(.*?)^```", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def typed() -> Iterator[tuple[str, str]]:
    """Give every command line of the documents, with the name of the document."""
    for path in DOCUMENTS:
        consoles = [block for block in consoled.read(path) if block.language == "console"]
        lines = [
            line for block in consoles for each in block.typed() for line in re.split(r" (?:\||&&) ", each.command)
        ]
        spans = re.findall(r"`([^`\n]+)`", path.read_text(encoding="utf-8"))
        yield from ((tracked.name(path), line.split("  #")[0].strip()) for line in (*lines, *spans))


def lines_of(program: str) -> list[tuple[str, list[str]]]:
    found = [
        (name, shlex.split(line.replace(".venv/bin/", "")))
        for name, line in typed()
        if program in line and "'" not in line
    ]
    return [(name, words[1:]) for name, words in found if words and words[0] == program]


def resolved(words: list[str]) -> click.Command:
    """Walk down to the command; `list|show` stands for each of both."""
    command: click.Command = cli.kabar
    for word in words:
        if not isinstance(command, click.Group) or word.startswith("-"):
            break
        choices = [command.commands[choice] for choice in word.split("|")]
        command = choices[0]
    return command


@pytest.mark.parametrize(("document", "words"), lines_of("kabar"), ids=str)
def test_every_command_in_the_documents_exists_with_its_options(document: str, words: list[str]) -> None:
    command = resolved(words)
    known = {name for parameter in command.params for name in parameter.opts} | {"--help", "-h"}

    assert {word.split("=")[0] for word in words if word.startswith("-") and word != "-"} <= known, document


@pytest.mark.parametrize(("document", "words"), lines_of("make"), ids=str)
def test_every_make_target_in_the_documents_exists(document: str, words: list[str]) -> None:
    targets = re.findall(r"^([a-z-]+):", (tracked.ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)

    assert set(words) <= set(targets), document


@pytest.mark.parametrize("path", DOCUMENTS, ids=tracked.name)
def test_every_link_inside_the_repository_leads_somewhere(path: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)", path.read_text(encoding="utf-8"))
    inside = [link for link in links if "://" not in link]

    assert [link for link in inside if not (path.parent / link).exists()] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=tracked.name)
def test_every_whole_configuration_in_the_documents_is_good(path: Path, tmp_path: Path) -> None:
    for number, block in enumerate(blocks(path, "yaml")):
        if "stories" in yaml.safe_load(block):
            written = tmp_path / f"{number}.yaml"
            written.write_text(block, encoding="utf-8")
            assert config.load(written).stories


def test_a_first_configuration_takes_ten_lines() -> None:
    first = next(block for block in blocks(tracked.ROOT / "README.md", "yaml") if "stories" in block)

    assert len(first.splitlines()) <= 10


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.name)
def test_a_decision_gives_context_decision_and_price(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert re.findall(r"^(?:\*\*|## )(Context|Decision|Price)\b", text, re.MULTILINE) == [
        "Context",
        "Decision",
        "Price",
    ]


def test_decisions_are_numbered_once() -> None:
    numbers = [path.name[:4] for path in DECISIONS]

    assert len(set(numbers)) == len(numbers)
    assert all(number.isdigit() for number in numbers)


def test_the_changelog_has_a_place_for_what_comes() -> None:
    assert "## [Unreleased]" in (tracked.ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
