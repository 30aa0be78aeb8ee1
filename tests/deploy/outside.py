"""Commands meant for containers, run without one: paths and addresses are mapped, everything else is as written."""

from __future__ import annotations

import contextlib
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATIENCE = 90.0


def mapped(words: Sequence[str], places: Mapping[str, object]) -> list[str]:
    """Put the places of this machine where those of the container stand, the longest first."""
    names = "|".join(re.escape(place) for place in sorted(places, key=len, reverse=True))
    known = re.compile(rf"(?<!\w)(?:{names})(?![\w.-])")

    return [known.sub(lambda found: str(places[found[0]]), word) for word in words]


def environment(**more: str) -> dict[str, str]:
    """Give the variables of a command: the programs of this environment come first, as the image's own do there."""
    programs = f"{Path(sys.executable).parent}:{os.environ['PATH']}"

    return os.environ | {"PATH": programs, "PYTHONPATH": str(ROOT)} | more


@contextlib.contextmanager
def running(command: Sequence[str], folder: Path, **more: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command while the block runs; what it says goes to a file in the folder."""
    with (folder / "said.log").open("ab") as said:
        process = subprocess.Popen(
            list(command),
            cwd=folder,
            stdout=said,
            stderr=said,
            env=environment(**more),
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def kabar(words: Sequence[str]) -> list[str]:
    """The image's entry point, as this environment has it."""
    return [sys.executable, "-m", "monitor", *words]


def until(folder: Path, process: subprocess.Popen[bytes], command: Sequence[str]) -> None:
    """Repeat a health check until it is content; fails with what the process said."""
    deadline = time.monotonic() + PATIENCE
    while subprocess.run(list(command), capture_output=True, env=environment(), check=False).returncode != 0:
        said = (folder / "said.log").read_text(errors="replace")[-3000:]
        assert process.poll() is None, f"{process.args!r} ended:\n{said}"
        assert time.monotonic() < deadline, f"{command} is not content:\n{said}"
        time.sleep(0.2)


def answers(url: str) -> bool:
    """Ask a page, as `wget -q --spider` does."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310  # Loopback.
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def until_answers(folder: Path, process: subprocess.Popen[bytes], url: str) -> None:
    """Wait for a page."""
    deadline = time.monotonic() + PATIENCE
    while not answers(url):
        said = (folder / "said.log").read_text(errors="replace")[-3000:]
        assert process.poll() is None, f"{process.args!r} ended:\n{said}"
        assert time.monotonic() < deadline, f"{url} does not answer:\n{said}"
        time.sleep(0.1)


def free_port() -> int:
    """Find a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
