"""The image: small, locked, nobody's root; every command in its Dockerfile does what it should."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.deploy import dockerfile, outside

ROOT = outside.ROOT
BUILD, LAST = dockerfile.read()
IGNORED = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
LARGEST = 250_000_000
"""Bytes of the virtual environment: the image is this and Debian's Python."""


def test_the_image_copies_what_is_there_and_what_is_not_ignored() -> None:
    copied = [source for sources, _ in BUILD.copies for source in sources]

    assert all((ROOT / source).exists() for source in copied)
    assert {f"!{source}" for source in copied} == {line for line in IGNORED if line.startswith("!")}


def test_nobody_in_the_image_is_root_and_its_data_lie_in_one_place() -> None:
    (owner,) = re.findall(r"--owner=(\d+) --group=(\d+) (\S+)", LAST.all("RUN")[0])

    assert LAST.all("USER") == [f"{owner[0]}:{owner[1]}"]
    assert LAST.all("WORKDIR") == LAST.all("VOLUME") == [owner[2]]


def test_what_is_installed_is_locked_by_hash_and_nothing_is_fetched_for_the_build() -> None:
    dependencies, ours = [line for line in BUILD.all("RUN") if " install " in line]

    assert "--require-hashes -r requirements/run.lock" in dependencies
    assert "--no-deps --no-build-isolation" in ours


def copied(folder: Path) -> None:
    """Copy into a folder what the first stage copies."""
    for sources, target in BUILD.copies:
        for source in sources:
            there = folder / target / source if target == "./" else folder / target
            there.parent.mkdir(parents=True, exist_ok=True)
            if (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, there, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copyfile(ROOT / source, there)


def run(words: list[str], folder: Path) -> str:
    clean = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, env=clean, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout


def test_what_the_image_copies_is_a_whole_kabar(tmp_path: Path) -> None:
    """Short for the slow test below: ours is installed, the dependencies are those of the tests."""
    copied(tmp_path / "build")
    (line,) = [line for line in BUILD.all("RUN") if line.endswith(" .")]
    words = shlex.split(line)[3:]
    run([sys.executable, "-m", "pip", *words, "--quiet", "--target", str(tmp_path / "kabar")], tmp_path / "build")
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path / 'kabar')!r}); import monitor.cli as cli; cli.main(['check'])"
    )
    shutil.copyfile(ROOT / "deploy/compose/minimal/kabar.yaml", tmp_path / "kabar.yaml")
    said = run([sys.executable, "-c", code], tmp_path)

    assert said.startswith("kabar.yaml: good; 3 feeds")
    assert (tmp_path / "kabar/monitor/shifts/data/kinds.yaml").is_file()


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_the_first_stage_builds_without_a_container(tmp_path: Path) -> None:
    copied(tmp_path / "build")
    environment = tmp_path / "opt"
    for line in BUILD.all("RUN"):
        words = outside.mapped(shlex.split(line), {"/opt/kabar": environment})
        program = {"python": [sys.executable], "pip": [sys.executable, "-m", "pip"]}[words[0]]
        run([*program, *words[1:]], tmp_path / "build")
    shutil.rmtree(tmp_path / "build")
    shutil.copyfile(ROOT / "deploy/compose/minimal/kabar.yaml", tmp_path / "kabar.yaml")
    size = sum(path.stat().st_size for path in environment.rglob("*") if path.is_file())

    assert "3 feeds" in run([str(environment / "bin/kabar"), "check"], tmp_path)
    assert not list(environment.glob("lib/*/site-packages/hatchling"))
    assert not list(environment.glob("lib/*/site-packages/pip"))
    assert size < LARGEST, f"{size / 1e6:.0f} MB"
