"""A worker of the real service whose way to Kafka leads through a door that the test can shut.

Usage: ``python -m tests.journeys.shut_worker CONFIG PORT DOOR``: connections to Kafka's PORT go to DOOR instead.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from aiokafka.conn import AIOKafkaConnection

from agents import run
from monitor import config


def lead(port: int, door: int) -> None:
    """Kafka names its own port to its clients, so that no proxy in between would be used without this."""
    plain = AIOKafkaConnection.__init__

    def init(self: Any, host: str, given: int, **options: Any) -> None:
        plain(self, host, door if given == port else given, **options)

    AIOKafkaConnection.__init__ = init


if __name__ == "__main__":
    path, port, door = sys.argv[1:]
    lead(int(port), int(door))
    sys.exit(run.run(config.load(Path(path))))
