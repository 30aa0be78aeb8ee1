"""Fixtures every test may ask for."""

from __future__ import annotations

from collections.abc import Iterator

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
