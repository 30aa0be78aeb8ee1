"""A server on loopback, and a door that may go there."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from monitor.internet import Internet
from tests.monitor.feeds.server import Server, serving
from tests.monitor.internet.given import HOME


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with serving() as server:
        yield server


@pytest.fixture
async def http() -> AsyncIterator[Internet]:
    async with Internet(allow_networks=[HOME]) as http:
        yield http
