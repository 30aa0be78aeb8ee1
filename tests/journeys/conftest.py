"""Both brokers, one after the other: the journeys are the same."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(params=["embedded", pytest.param("kafka", marks=pytest.mark.kafka)])
def broker(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The `broker` of a configuration."""
    if request.param == "kafka":
        return f"kafka://{request.getfixturevalue('kafka_broker')}"
    return f"sqlite:///{tmp_path}/kabar.db"
