"""Folders of this process: kept while it lives, swept up when it was killed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from monitor import scratch

HOLDER = """
import sys
from monitor import scratch
with scratch.folder("kabar-test-"):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A temporary folder of the system's for this test alone."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return tmp_path


@contextmanager
def another() -> Iterator[subprocess.Popen[bytes]]:
    """Run another process that holds a folder."""
    with subprocess.Popen([sys.executable, "-c", HOLDER], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        yield process
        process.kill()


def test_a_folder_ends_with_its_block(place: Path) -> None:
    with scratch.folder("kabar-test-") as folder:
        (folder / "more").mkdir()
        assert list(place.iterdir()) == [folder]

    assert list(place.iterdir()) == []


def test_what_a_killed_process_left_is_swept_up(place: Path) -> None:
    with another():
        pass
    assert len(list(place.iterdir())) == 1

    scratch.sweep("kabar-test-")

    assert list(place.iterdir()) == []


def test_a_folder_whose_process_lives_is_kept(place: Path) -> None:
    with another():
        scratch.sweep("kabar-test-")

        assert len(list(place.iterdir())) == 1


@pytest.mark.parametrize("name", ["kabar-test-other", "other"])
def test_what_is_not_ours_is_kept(place: Path, name: str) -> None:
    """Another program's folder of such a name, and ours of another name."""
    (place / name).mkdir()
    if name == "other":
        scratch.Hold(place / name).close()

    scratch.sweep("kabar-test-")

    assert [path.name for path in place.iterdir()] == [name]


def test_a_link_is_not_followed(place: Path) -> None:
    (place / "precious").mkdir()
    scratch.Hold(place / "precious").close()
    (place / "kabar-test-link").symlink_to(place / "precious")

    scratch.sweep("kabar-test-")

    assert (place / "precious").is_dir()
