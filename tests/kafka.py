"""A real Apache Kafka for the tests that need one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

START = Path(__file__).resolve().parents[1] / "deploy" / "kafka" / "start"
TOOL = START.with_name("tool")


@contextmanager
def running() -> Iterator[str]:
    """Give the host:port of a broker: the one `KAFKA_BROKER` names, else one of our own while the block runs."""
    named = os.environ.get("KAFKA_BROKER")
    if named:
        yield named
        return
    with _started() as address:
        yield address


@dataclass(frozen=True, kw_only=True)
class Secured:
    """A broker that asks for a password, knows an administrator and lets nobody else do anything yet."""

    address: str
    folder: Path

    @property
    def tls(self) -> Path:
        """The authority, and the certificates that it signed."""
        return self.folder / "tls"

    @property
    def by_certificate(self) -> str:
        """Where a certificate counts for a password."""
        listeners = (self.folder / "server.properties").read_text()
        return listeners.partition(",SSL://")[2].partition(",")[0]

    def tool(self, *words: str) -> str:
        """Run one of Kafka's own tools as the administrator."""
        admin = ["--bootstrap-server", self.address, "--command-config", str(self.tls / "admin.properties")]
        return run_tool(words[0], *admin, *words[1:])


@contextmanager
def secured(folder: Path, **users: str) -> Iterator[Secured]:
    """Give a broker of our own with TLS, passwords and access control while the block runs; `users` have passwords."""
    known = [f"--user={name}:{password}" for name, password in users.items()]
    with _started("--secure", "--keep", str(folder), *known) as address:
        yield Secured(address=address, folder=folder)


def tool(*words: str) -> list[str]:
    """Give the command line of one of Kafka's own tools, which may be named with its folder."""
    return [sys.executable, str(TOOL), *words]


def run_tool(*words: str) -> str:
    """Run one of Kafka's own tools; gives what it says, or raises that."""
    done = subprocess.run(tool(*words), capture_output=True, text=True, check=False, timeout=60)
    if done.returncode != 0:
        raise RuntimeError(done.stdout + done.stderr)
    return done.stdout


@contextmanager
def _started(*options: str) -> Iterator[str]:
    # The pipe on its standard input ends the broker even if these tests are killed.
    process = subprocess.Popen(
        [sys.executable, str(START), "--until-eof", *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,  # Ctrl-C ends the tests first, then the fixture ends the broker.
    )
    try:
        yield _address(process)
    finally:
        _end(process)


def _address(process: subprocess.Popen[str]) -> str:
    """Read the one line that says where the broker answers."""
    assert process.stdout is not None
    address = process.stdout.readline().strip()
    if not address:
        process.wait(timeout=30)
        raise RuntimeError("Kafka did not start; deploy/kafka/start says why on standard error.")
    return address


def _end(process: subprocess.Popen[str]) -> None:
    """Stop the broker by its id."""
    process.terminate()
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for pipe in (process.stdin, process.stdout):
        assert pipe is not None
        pipe.close()
