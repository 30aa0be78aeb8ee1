"""The broker the tests run on."""

from __future__ import annotations

import socket

import pytest


@pytest.mark.kafka
def test_the_broker_of_the_tests_accepts_connections(kafka_broker: str) -> None:
    host, port = kafka_broker.rsplit(":", 1)

    with socket.create_connection((host, int(port)), timeout=5) as door:
        assert door.getpeername()[1] == int(port)
