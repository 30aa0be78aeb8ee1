"""The broker the tests run on, and the script that starts it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.kafka import START


def refusal(*arguments: str, path: str | None = None) -> str:
    """What the script says when it cannot start a broker."""
    environment = os.environ if path is None else {**os.environ, "PATH": path}
    done = subprocess.run(
        [sys.executable, str(START), *arguments], env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    return done.stderr


@contextmanager
def occupied() -> Iterator[int]:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        yield int(door.getsockname()[1])


@pytest.mark.kafka
def test_the_broker_of_the_tests_accepts_connections(kafka_broker: str) -> None:
    host, port = kafka_broker.rsplit(":", 1)

    with socket.create_connection((host, int(port)), timeout=5) as door:
        assert door.getpeername()[1] == int(port)


def test_a_missing_java_is_named_with_the_package_that_has_it() -> None:
    assert refusal(path="/nowhere") == (
        "kafka: Java 17 is missing (Debian: apt-get install openjdk-17-jre-headless).\n"
    )


@pytest.mark.kafka
def test_an_occupied_port_is_one_sentence() -> None:
    with occupied() as port:
        assert refusal("--port", str(port)) == f"kafka: port {port} cannot be used: Address already in use.\n"
