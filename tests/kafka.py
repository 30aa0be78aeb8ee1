"""A real Apache Kafka for the tests that need one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

START = Path(__file__).resolve().parents[1] / "deploy" / "kafka" / "start"


@contextmanager
def running() -> Iterator[str]:
    """Give the host:port of a broker: the one `KAFKA_BROKER` names, else one of our own while the block runs."""
    named = os.environ.get("KAFKA_BROKER")
    if named:
        yield named
        return
    # The pipe on its standard input ends the broker even if these tests are killed.
    process = subprocess.Popen(
        [sys.executable, str(START), "--until-eof"],
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
