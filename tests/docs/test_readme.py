"""The README, followed word for word in a copy of the repository: it leads to an alert, and soon."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from tests.deploy import outside
from tests.docs import first, session, street
from tests.house import tracked


def copied(folder: Path) -> None:
    """Copy what git knows, and give it an environment that is ready: that of these tests, with the copy's own code."""
    for path in tracked.files():
        there = folder / path.relative_to(tracked.ROOT)
        there.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, there)
    programs = folder / ".venv" / "bin"
    programs.mkdir(parents=True)
    for name, words in (("python", ""), ("kabar", " -m monitor")):
        (programs / name).write_text(f'#!/bin/sh\nPYTHONPATH={folder} exec {sys.executable}{words} "$@"\n')
        (programs / name).chmod(0o755)
    for stamp in (".locked", ".ready"):
        (folder / ".venv" / stamp).touch()


def test_the_readme_leads_to_alerts(tmp_path: Path) -> None:
    """Short for the slow test below: nothing is installed anew."""
    copied(tmp_path)
    with street.opened() as world, session.opened(tmp_path, world, outside.free_port()) as typed:
        typed.left_out = first.LEFT_OUT
        typed.follow(session.page("README.md"))
        typed.until_said("Norway")

    assert typed.used == set(first.LEFT_OUT)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_readme_leads_from_a_clone_to_an_alert(tmp_path: Path) -> None:
    """Everything is installed anew; `python -m tests.docs.first` says how long it takes."""
    assert first.alert(tmp_path) > 0
