"""An alert ends when the memory of its story does, and who was told of it is told."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import jsonschema

from tests.journeys import news, world
from tests.journeys.inside import Clock, inside
from tests.journeys.news import STORY
from tests.journeys.world import World

PERSON, OTHER = news.persons(2)
SCHEMA = json.loads((world.ROOT / "deploy/alert.schema.json").read_text(encoding="utf-8"))


def told(there: World) -> list[dict[str, Any]]:
    """List what was told: in a file, as a receiver of webhooks refuses what comes out of the future."""
    book = there.folder / "alerts.jsonl"
    lines = book.read_text(encoding="utf-8").splitlines() if book.exists() else []
    return [each for each in map(json.loads, lines) if each["kind"] == "release"]


async def test_an_alert_closes_when_its_story_remembers_it_no_more_and_every_body_fits_the_schema(
    tmp_path: Path,
) -> None:
    clock = Clock()
    async with world.world(tmp_path, f"sqlite:///{tmp_path}/kabar.db") as there:
        book = {"id": "book", "file": {"path": str(tmp_path / "alerts.jsonl")}}
        path = there.configure(["morning"], [STORY | {"memory_days": 20}], sinks=[book], routes=[{"to": ["book"]}])
        async with inside(path, clock):
            there.press.publish("morning", news.promised(PERSON, 0, world.now()))
            await there.until("the promise is told", lambda: told(there))
            clock.ahead = timedelta(days=19)
            there.press.publish("morning", news.promised(OTHER, 1, world.now() + clock.ahead))
            await there.until("another promise is told", lambda: len(told(there)) == 2)
            assert {each["life"] for each in told(there)} == {"open"}
            clock.ahead = timedelta(days=20, seconds=5)
            await there.until("the first is closed", lambda: told(there)[-1]["life"] == "closed")
            assert told(there)[-1]["subject"] == [PERSON.name]
        async with inside(path, clock):
            clock.ahead = timedelta(days=45)
            await there.until("after a restart the second is closed", lambda: len(told(there)) >= 4)
    closed = [each for each in told(there) if each["life"] == "closed"]
    assert [each["revision"] for each in closed] == [2, 2]
    assert {each["alert_id"] for each in closed} == {each["alert_id"] for each in told(there)}
    assert closed[0]["headline"].startswith("CLOSED: Release promised: ")
    assert closed[0]["changed"] == ["open → closed", "nothing new for as long as it is remembered"]
    for each in told(there):
        jsonschema.validate(each, SCHEMA, format_checker=jsonschema.FormatChecker())
