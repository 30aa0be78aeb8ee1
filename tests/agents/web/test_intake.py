"""POST /articles on a real web server: who may come in, what is taken, and what is said of the rest."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from prometheus_client import CollectorRegistry

from agents import topics
from agents.records import Letter
from agents.web import intake, server
from monitor import codec, config, given, ids
from monitor.models import RawArticle
from tests.builders import NOON
from tests.fakes import Posted

TOKEN = "the-token-of-the-harbour-desk"
ROW = {"url": "https://example.org/a?utm_source=x", "title": "Quay opens", "text": "The new quay opened on Friday."}
JSON, LINES = "application/json", "application/x-ndjson"


@dataclass
class Room:
    """A web server with the route, the letters it sent, and whether the service is ready."""

    token: Path
    url: str = ""
    posted: Posted = field(default_factory=Posted)
    why_not: str = ""
    is_broken: bool = False

    async def send(self, *letters: Letter) -> None:
        if self.is_broken:
            raise OSError("no broker")
        await self.posted.send(*letters)

    async def post(self, body: object, content_type: str = JSON, **headers: str) -> tuple[int, Any]:
        """Post with the token, unless another `Authorization` is given."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        given = {"Authorization": f"Bearer {TOKEN}", "Content-Type": content_type} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{self.url}/articles", data=io.BytesIO(data), headers=given) as answer,
        ):
            return answer.status, await answer.json(content_type=None) if answer.status != 404 else None


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    made = Room(token=tmp_path / "token")
    made.token.write_text(TOKEN + "\n", encoding="utf-8")
    async with serving(made, config.Web(token_file=str(made.token))) as url:
        made.url = url
        yield made


@asynccontextmanager
async def serving(room: Room, settings: config.Web) -> AsyncIterator[str]:
    """Serve the route as `agents.run` does, but read bodies in this process."""

    async def read(body: bytes, is_lines: bool) -> given.Posted:  # noqa: FBT001  # Called by position.
        return given.posted(body, given.Clock(now=NOON, is_live=True), is_lines=is_lines)

    taker = intake.Intake(out=room, ready=lambda: room.why_not, read=read)
    routes = intake.routes(settings, taker)
    pages = server.Pages(alive=str, ready=str, refresh=lambda: None, registry=CollectorRegistry(), routes=routes)
    async with server.serve(pages, "127.0.0.1", 0) as port:
        yield f"http://127.0.0.1:{port}"


async def test_an_article_is_on_the_log_under_its_id_and_language_when_it_is_accepted(room: Room) -> None:
    status, said = await room.post(ROW)
    (letter,) = room.posted.on(topics.RAW)
    article = codec.decode(letter.value, RawArticle)

    assert (status, said) == (202, {"ids": [ids.article("https://example.org/a")]})
    assert (article.id, article.language, article.fetched_at) == (said["ids"][0], letter.key, NOON)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ([ROW, ROW | {"url": "https://example.org/b"}], JSON),
        ([ROW, ROW | {"url": "https://example.org/b"}], "application/json; charset=utf-8"),
        (f"{json.dumps(ROW)}\n{json.dumps(ROW | {'url': 'https://example.org/b'})}\n".encode(), LINES),
    ],
)
async def test_lists_and_lines_are_taken_whole(room: Room, body: object, content_type: str) -> None:
    status, said = await room.post(body, content_type)

    assert status == 202
    assert said["ids"] == [ids.article(f"https://example.org/{name}") for name in "ab"]
    assert len(room.posted.letters) == 2


async def test_a_gzipped_body_is_taken(room: Room) -> None:
    assert (await room.post(gzip.compress(json.dumps(ROW).encode()), Content_Encoding="gzip"))[0] == 202


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer wrong-token-of-the-desk", f"Basic {TOKEN}", f"Bearer {TOKEN}x"]
)
async def test_nobody_comes_in_without_a_token(room: Room, header: str) -> None:
    status, said = await room.post(ROW, Authorization=header)

    assert status == 401
    assert TOKEN not in json.dumps(said)
    assert room.posted.letters == []


async def test_a_token_that_was_replaced_counts_at_once(room: Room) -> None:
    room.token.write_text("another-token-of-the-desk\n" + TOKEN, encoding="utf-8")
    assert (await room.post(ROW))[0] == 202
    room.token.write_text("another-token-of-the-desk\n", encoding="utf-8")
    assert (await room.post(ROW))[0] == 401
    room.token.unlink()
    assert (await room.post(ROW))[0] == 503


async def test_without_a_token_file_there_is_no_such_page(room: Room) -> None:
    async with serving(room, config.Web()) as url:
        room.url = url
        assert (await room.post(ROW))[0] == 404


async def test_every_mistake_is_told_and_nothing_is_taken(room: Room) -> None:
    status, said = await room.post([ROW, ROW | {"url": "nowhere", "published_at": "soon"}])
    lines = await room.post(json.dumps(ROW).encode() + b"\n\n{", LINES)

    assert status == 422
    assert [(each["index"], each["field"]) for each in said["mistakes"]] == [(1, "url"), (1, "published_at")]
    assert (lines[0], lines[1]["mistakes"][0]["line"]) == (422, 3)
    assert room.posted.letters == []


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b"\xff", b"[" * 50_000, b'{"url": 1e999}'])
async def test_whatever_is_sent_is_an_answer(room: Room, body: bytes) -> None:
    assert (await room.post(body))[0] == 422


@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", "multipart/form-data"])
async def test_other_content_types_are_not_read(room: Room, content_type: str) -> None:
    assert (await room.post(ROW, content_type))[0] == 415


async def test_other_encodings_are_not_read(room: Room) -> None:
    assert (await room.post(ROW, Content_Encoding="br"))[0] == 415


@pytest.mark.parametrize("cut", [slice(0, 40), slice(10, None)])
async def test_damaged_gzip_is_refused(room: Room, cut: slice) -> None:
    assert (await room.post(gzip.compress(json.dumps(ROW).encode())[cut], Content_Encoding="gzip"))[0] == 400


@pytest.mark.parametrize("headers", [{}, {"Content_Encoding": "gzip"}])
async def test_more_than_the_limit_is_refused_plain_or_packed(room: Room, headers: dict[str, str]) -> None:
    body = b" " * (intake.LARGEST + 1)

    assert (await room.post(gzip.compress(body) if headers else body, **headers))[0] == 413


async def test_an_article_that_is_too_long_or_too_many_of_them_are_refused(room: Room) -> None:
    assert (await room.post(ROW | {"text": "x" * 1_000_001}))[0] == 413
    assert (await room.post([ROW] * (given.MOST_ARTICLES + 1)))[0] == 413
    assert room.posted.letters == []


async def test_a_service_that_is_not_ready_sends_everybody_away_for_now(room: Room) -> None:
    room.why_not = "stopping"

    assert await room.post(ROW) == (503, {"error": "stopping"})


async def test_what_the_broker_did_not_take_is_not_accepted(room: Room) -> None:
    room.is_broken = True

    assert (await room.post(ROW))[0] == 503
