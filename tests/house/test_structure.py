"""Every file has a room, and every room one sentence."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house import tracked

TOP = frozenset(
    [
        ".ci",
        ".env",
        ".github",
        ".gitignore",
        ".dockerignore",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "LICENSE",
        "Makefile",
        "README.md",
        "SECURITY.md",
        "agents",
        "deploy",
        "docker-compose.yml",
        "docs",
        "mkdocs.yml",
        "monitor",
        "pyproject.toml",
        "requirements",
        "tests",
    ]
)
MOST_LINES, MOST_FUNCTION, MOST_PARAMETERS = 400, 40, 5
UNFINISHED = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b|raise NotImplemented" r"Error\b(?!\()")
EXCEPTION = re.compile(r"# (?:noqa|type: ignore)(?P<codes>: ?[A-Z]+\d+(?:, ?[A-Z]+\d+)*|\[[\w, -]+\])?(?P<reason>.*)")

CODE = [path for path in tracked.python() if tracked.name(path).startswith(("monitor/", "agents/"))]
Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(path: Path) -> Iterator[Function]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def test_nothing_stands_outside_the_known_rooms() -> None:
    assert set() == {tracked.name(path).split("/")[0] for path in tracked.files()} - TOP


def test_a_module_without_a_layer_fails_the_check() -> None:
    settings = tomllib.loads((tracked.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = [each for each in settings["tool"]["importlinter"]["contracts"] if each["type"] == "layers"]

    assert {"monitor", "agents"} <= {name for each in layers for name in each["containers"]}
    assert all(each["exhaustive"] for each in layers)


@pytest.mark.parametrize("path", CODE, ids=tracked.name)
def test_a_module_says_in_one_sentence_what_lives_there(path: Path) -> None:
    first = (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").split("\n")[0]

    assert first.endswith((".", "…")), f"{tracked.name(path)} has no sentence of one line"


@pytest.mark.parametrize("path", tracked.python(), ids=tracked.name)
def test_a_file_is_no_longer_than_can_be_read(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


@pytest.mark.parametrize("path", CODE, ids=tracked.name)
def test_a_function_is_short_and_takes_little(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    for function in functions(path):
        place = f"{tracked.name(path)}:{function.lineno} {function.name}"
        given = [
            each.arg for each in (*function.args.posonlyargs, *function.args.args) if each.arg not in {"self", "cls"}
        ]

        assert (function.end_lineno or 0) - function.lineno + 1 <= MOST_FUNCTION, place
        assert len(given) <= MOST_PARAMETERS or "PLR0913" in lines[function.lineno - 1], place


@pytest.mark.parametrize("path", tracked.python(), ids=tracked.name)
def test_nothing_is_left_unfinished(path: Path) -> None:
    assert None is UNFINISHED.search(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", tracked.python(), ids=tracked.name)
def test_an_exception_from_a_rule_names_the_rule_and_the_reason(path: Path) -> None:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        found = EXCEPTION.search(line)
        if found and "re.compile" not in line:
            assert found["codes"], f"{tracked.name(path)}:{number} names no rule"
            assert len(found["reason"].split()) > 1, f"{tracked.name(path)}:{number} gives no reason"


def test_no_test_replaces_our_own_code_by_a_mock() -> None:
    mocking = re.compile(r"unittest\.mo" r"ck|mo" r"cker\b|MagicMo" r"ck")

    assert [tracked.name(path) for path in tracked.python() if mocking.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("path", CODE, ids=tracked.name)
def test_a_room_is_no_cupboard(path: Path) -> None:
    assert path.stem not in {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers"}
