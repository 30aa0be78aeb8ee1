"""Fixtures every test may ask for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from hypothesis import settings

from tests import kafka

settings.register_profile("kabar", deadline=None)  # A deadline is a timed assertion, and machines are noisy.
settings.load_profile("kabar")


@pytest.fixture(scope="session")
def kafka_broker() -> Iterator[str]:
    """The host:port of a real Apache Kafka; where none can be had, the tests that ask for it fail."""
    with kafka.running() as address:
        yield address


_open = pytest.StashKey[ExitStack]()


def pytest_configure(config: pytest.Config) -> None:
    """Where tests run side by side (`-n`), start one Kafka for all of them; where none can be had, nothing runs."""
    if os.environ.get("PYTEST_XDIST_WORKER") or not config.getoption("numprocesses", default=None):
        return
    stack = config.stash[_open] = ExitStack()
    os.environ["KAFKA_BROKER"] = stack.enter_context(kafka.running())


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop it."""
    if (stack := config.stash.get(_open, None)) is not None:
        stack.close()
