"""POST /-/log and /-/reload: who may change what, and what is answered."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import structlog
from prometheus_client import CollectorRegistry

from agents.web import admin, server
from monitor import config
from monitor.errors import ConfigInvalid

TOKEN = "the-token-of-the-harbour-desk"


@dataclass
class Room:
    """A web server with the pages, and how often a reload was asked for."""

    token: Path
    url: str = ""
    reloads: int = 0
    mistakes: tuple[str, ...] = ()
    levels: list[str] = field(default_factory=list)

    async def reload(self) -> str:
        self.reloads += 1
        if self.mistakes:
            raise ConfigInvalid(self.mistakes)
        return "feeds: 1 new"

    async def post(self, page: str, token: str = TOKEN) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        async with aiohttp.ClientSession() as session, session.post(f"{self.url}{page}", headers=headers) as answer:
            return answer.status, await answer.json(content_type=None) if answer.status != 404 else None


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    made = Room(token=tmp_path / "token")
    made.token.write_text(TOKEN)
    routes = admin.routes(config.Web(token_file=str(made.token)), admin.Admin(reload=made.reload))
    pages = server.Pages(alive=str, ready=str, refresh=lambda: None, registry=CollectorRegistry(), routes=routes)
    async with server.serve(pages, "127.0.0.1", 0) as port:
        made.url = f"http://127.0.0.1:{port}"
        yield made


@pytest.fixture(autouse=True)
def levels() -> Iterator[None]:
    """Put the levels of this process back."""
    before = logging.getLogger().level, structlog.get_config()
    yield
    logging.getLogger().setLevel(before[0])
    structlog.configure(**before[1])


@pytest.mark.parametrize("page", ["/-/log?level=debug", "/-/reload"])
@pytest.mark.parametrize("token", ["", "another-token-of-some-length", TOKEN[:-1]])
async def test_nobody_comes_in_without_the_token(room: Room, page: str, token: str) -> None:
    assert (await room.post(page, token))[0] == 401
    assert room.reloads == 0


async def test_a_replaced_token_counts_at_once(room: Room) -> None:
    room.token.write_text("a-new-token-for-the-desk")

    assert (await room.post("/-/reload"))[0] == 401
    assert (await room.post("/-/reload", "a-new-token-for-the-desk"))[0] == 200


async def test_without_a_token_file_there_are_no_such_pages() -> None:
    async def reload() -> str:
        return ""

    assert admin.routes(config.Web(), admin.Admin(reload=reload)) == ()


async def test_the_level_of_the_logs_is_set(room: Room) -> None:
    assert await room.post("/-/log?level=DEBUG") == (200, {"level": "debug"})
    assert logging.getLogger("kabar").level == logging.DEBUG
    assert await room.post("/-/log?level=error") == (200, {"level": "error"})
    assert logging.getLogger().level == logging.ERROR


@pytest.mark.parametrize("query", ["", "?level=loud", "?level=%0adebug"])
async def test_a_level_that_is_none_changes_nothing_and_those_that_are_are_named(room: Room, query: str) -> None:
    before = logging.getLogger().level
    status, body = await room.post(f"/-/log{query}")

    assert status == 422
    assert "debug, info, warning, error" in body["error"]
    assert logging.getLogger().level == before


async def test_a_reload_says_what_is_another_now_or_everything_that_is_wrong(room: Room) -> None:
    assert await room.post("/-/reload") == (200, {"reloaded": "feeds: 1 new"})
    room.mistakes = ("kabar.yaml:3: feedz: unknown", "kabar.yaml:9: stories: is missing")
    status, body = await room.post("/-/reload")

    assert status == 422
    assert body == {"error": "nothing was changed", "mistakes": list(room.mistakes)}
