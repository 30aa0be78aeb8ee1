"""Somebody who follows a page word for word: writes its files, types its commands, in order, in one folder.

What is left out or put otherwise is said here, and nowhere else: `LEFT_OUT`, `LASTING`, and what `Session.here` replaces.
"""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.docs import blocks
from tests.docs.blocks import Block, Typed
from tests.docs.street import Street

ROOT = Path(__file__).parents[2]
PATIENCE = 90.0

LEFT_OUT: Mapping[str, str] = {
    "docker ": "there is no engine; tests/deploy runs what the containers run",
    "kubectl ": "there is no cluster; tests/deploy reads the manifests as kubectl does, and runs their commands",
    "sudo ": "units are for a system of their own; tests/deploy runs their commands",
    "systemctl ": "as above",
    "git clone ": "tests/docs/test_readme.py clones",
    "make ": "tests/docs/test_readme.py runs them",
    "pip install ": "packages come from the world",
    "tail -f ": "a pipe that never ends; tests/monitor/cli/test_ingest.py has one, and interrupts it",
    "KABAR_CONFIG=": "docker, as above",
    "kabar run --supervise": "a service runs already where the page says so; tests/agents has one come back",
    "kabar feeds find ": "it asks a site of the world by its bare name; tests/monitor/cli asks one of this machine",
    "kabar silence expire ": "the id is an example; tests/monitor/cli expires one",
    ". .venv/bin/activate": "the commands are found without it",
}
"""How commands begin that are not typed, each with the reason."""

LASTING = ("kabar run", "kabar tail", "kabar demo --keep", "make run")
"""Commands that go on until they are interrupted: they have to stand up, and are interrupted where the page ends."""


LOOKING = ("kabar alerts", "kabar status", "kabar story", "kabar feeds list", "kabar dead list", "curl")
"""Commands that show how things stand: what the page shows may come a moment later."""


@dataclass(kw_only=True)
class Session:
    """A folder, the programs that can be found from it, and what goes on in the background."""

    folder: Path
    street: Street
    port: int
    places: dict[str, str] = field(default_factory=dict)
    lasting: list[tuple[str, subprocess.Popen[bytes]]] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    left_out: Mapping[str, str] = field(default_factory=lambda: LEFT_OUT)
    programs: Path = field(init=False)
    patience: float = PATIENCE
    is_ours: bool = True
    """Whether the programs are those of these tests; else what the page itself installs is used."""

    def __post_init__(self) -> None:
        self.programs = self.folder / (Path("bin") if self.is_ours else Path(".venv") / "bin")
        if self.is_ours:
            self.programs.mkdir(exist_ok=True)
            self.program("kabar", sys.executable, "-m", "monitor")
            self.program("python", sys.executable)

    def program(self, name: str, *words: str) -> None:
        """Let a program be found."""
        path = self.programs / name
        path.write_text(f'#!/bin/sh\nexec {shlex.join(words)} "$@"\n')
        path.chmod(0o755)

    def here(self, text: str) -> str:
        """Put addresses and places of this machine where those of the world stand."""
        text = self.street.here(text).replace("127.0.0.1:6066", f"127.0.0.1:{self.port}")
        text = text.replace("port: 6066", f"port: {self.port}")
        for place, mine in {"/run/secrets": f"{self.folder}/secrets", **self.places}.items():
            text = text.replace(place, mine)
        return text

    def follow(self, page: list[Block]) -> None:
        """Do all that a page says."""
        for block in page:
            if block.title:
                self.write(block)
            if block.language == "console":
                for typed in block.typed():
                    self.type(typed, block.line)

    def write(self, block: Block) -> None:
        """Write a file that a page shows."""
        path = self.folder / block.title
        path.parent.mkdir(parents=True, exist_ok=True)
        text = self.here(block.body)
        is_ours = block.language == "yaml" and isinstance(tree := yaml.safe_load(text), dict) and "stories" in tree
        path.write_text(text + (self._reachable(tree) if is_ours else ""), encoding="utf-8")

    def _reachable(self, tree: dict[str, Any]) -> str:
        """Allow this machine's own network, and give the service a port that is free; a page that says so itself keeps that."""
        more = {"fetch": {"allow_networks": ["127.0.0.0/8"], "spacing": 0}, "web": {"port": self.port}}

        return yaml.safe_dump({key: value for key, value in more.items() if key not in tree}, sort_keys=False)

    def type(self, typed: Typed, line: int) -> None:
        """Type a command; it must succeed and answer what the page says."""
        beginning = next((each for each in self.left_out if typed.command.startswith(each)), None)
        if beginning:
            self.used.add(beginning)
            return
        command = self.here(typed.command)
        if any(typed.command.startswith(each) for each in LASTING):
            self._start(command)
            return
        deadline = time.monotonic() + PATIENCE
        said = self._typed(command, line)
        while typed.command.startswith(LOOKING) and lacking(typed, said) and time.monotonic() < deadline:
            time.sleep(0.3)
            said = self._typed(command, line)
        assert not lacking(typed, said), (
            f"line {line}: {typed.command} does not say {lacking(typed, said)!r}, but:\n{said}"
        )

    def _typed(self, command: str, line: int) -> str:
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=self.folder,
            capture_output=True,
            text=True,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            timeout=self.patience,
            check=False,
        )
        said = done.stdout + done.stderr
        assert done.returncode == 0, f"line {line}: {command}\n{said}\n{self.said()}"
        return said

    def _environment(self) -> dict[str, str]:
        paths = {"PATH": f"{self.programs}:{os.environ['PATH']}", "COLUMNS": "200"}
        return os.environ | paths | ({"PYTHONPATH": str(ROOT)} if self.is_ours else {"PYTHONPATH": ""})

    def _start(self, command: str) -> None:
        with (self.folder / "said.log").open("ab") as log:
            process = subprocess.Popen(
                ["bash", "-c", f"exec {command}" if "|" not in command else command],
                cwd=self.folder,
                stdout=log,
                stderr=log,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        self.lasting.append((command, process))
        if command.startswith("kabar run"):
            self._until(f"http://127.0.0.1:{self.port}/readyz", process)

    def _until(self, url: str, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + PATIENCE
        ask = [sys.executable, "-c", f"import urllib.request; urllib.request.urlopen({url!r}, timeout=2)"]
        while subprocess.run(ask, capture_output=True, check=False).returncode != 0:
            assert process.poll() is None, f"it ended:\n{self.said()}"
            assert time.monotonic() < deadline, f"{url} does not answer:\n{self.said()}"
            time.sleep(0.2)

    def said(self) -> str:
        """Give what the commands in the background said."""
        log = self.folder / "said.log"
        return log.read_text(errors="replace")[-4000:] if log.exists() else ""

    def until_said(self, what: str) -> None:
        """Wait until a command in the background says something."""
        deadline = time.monotonic() + PATIENCE
        while what not in self.said():
            assert time.monotonic() < deadline, f"nobody said {what!r}:\n{self.said()}"
            time.sleep(0.2)

    def leave(self) -> None:
        """Interrupt what still runs, as Ctrl-C does; it must end well."""
        for command, process in reversed(self.lasting):
            assert process.poll() is None, f"{command} ended by itself:\n{self.said()}"
            os.killpg(process.pid, signal.SIGINT)
            code = process.wait(20)
            assert code in {0, 130, -signal.SIGINT}, f"{command} ended with {code}:\n{self.said()}"


def lacking(typed: Typed, said: str) -> str:
    """Give the first line that a page shows as the answer and that does not stand in it, in order; `...` is anything."""
    rest = said
    for expected in typed.answer:
        parts = [re.escape(part.strip()) for part in expected.split("...") if part.strip()]
        found = re.search(".*".join(parts), rest)
        if not found:
            return expected
        rest = rest[found.end() :]
    return ""


@contextlib.contextmanager
def opened(folder: Path, street: Street, port: int, *, is_ours: bool = True) -> Iterator[Session]:
    """Give a session; whatever it started has ended when the block has."""
    session = Session(folder=folder, street=street, port=port, is_ours=is_ours)
    try:
        yield session
        session.leave()
    finally:
        for _, process in session.lasting:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def page(name: str) -> list[Block]:
    """Read a page by its name."""
    return blocks.read(ROOT / name)
