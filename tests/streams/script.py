"""A stream's script: its story, its events with what they shift, and the words its articles are made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from monitor.config import Config
from monitor.entities.entity import Extra
from monitor.models import EntityKind, Story

DATA = Path(__file__).parent / "data"
PACKS = Path(__file__).parents[2] / "deploy/packs"
NAMES = ("ferry", "truce", "dock")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """A shift that has to be told: `state` is a stage, a side state or a status."""

    event: str
    kind: str
    subject: tuple[str, ...]
    state: str
    at: datetime
    count: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happens, and how many articles tell of it."""

    id: str
    at: datetime
    articles: int
    hours: float
    is_flat: bool
    is_rumour: bool
    gold: tuple[Gold, ...]
    told: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """A whole stream."""

    name: str
    start: datetime
    config: Config
    events: tuple[Event, ...]
    daily: Mapping[str, Sequence[str]]
    apart: Mapping[str, Sequence[str]]
    teasers: Mapping[str, Sequence[str]]
    words: Mapping[str, Any]
    common: Mapping[str, Any]
    may: frozenset[str]

    def gold(self) -> Iterator[Gold]:
        """Walk over the timeline."""
        return (gold for event in self.events for gold in event.gold)


@cache
def load(name: str) -> Script:
    """Read a script."""
    given, common = _yaml(DATA / f"{name}.yaml"), _yaml(DATA / "common.yaml")
    start = given["start"] if isinstance(given["start"], datetime) else datetime.fromisoformat(given["start"])

    return Script(
        name=name,
        start=start,
        config=Config(
            stories=(_story(given["story"]),),
            entities=tuple(map(_entity, given["entities"])),
            packs=tuple(_yaml(PACKS / f"{pack}.yaml") for pack in given.get("packs", ())),
        ),
        events=tuple(_event(event, start) for event in given["events"]),
        daily=given["daily"],
        apart=given["apart"],
        teasers=given["teasers"],
        words=common["words"] | given["words"],
        common=common,
        may=frozenset(given["may"]),
    )


def _yaml(file: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))

    return found


def _story(given: Mapping[str, Any]) -> Story:
    return Story(
        id=given["id"],
        name=given["name"],
        core=tuple(given["about"]["core"]),
        need=given["about"]["need"],
        parties=tuple(given["parties"]),
        known=tuple((kind, tuple(names)) for kind, names in given.get("known", {}).items()),
        watch=tuple(given["watch"]),
        confirm=given["confirm"],
    )


def _entity(given: Mapping[str, Any]) -> Extra:
    kind = EntityKind(given["kind"])

    return Extra(id=given["id"], name=given["name"], kind=kind, aliases=tuple(given.get("aliases", ())))


def _event(given: Mapping[str, Any], start: datetime) -> Event:
    at = start + timedelta(days=given["day"])

    return Event(
        id=given["event"],
        at=at,
        articles=given["articles"],
        hours=given.get("hours", 18),
        is_flat=given.get("is_flat", False),
        is_rumour=given.get("is_rumour", False),
        gold=tuple(_gold(shift, given["event"], at) for shift in given["shifts"]),
        told={language: tuple(given[language]) for language in ("en", "id") if language in given},
    )


def _gold(given: Mapping[str, Any], event: str, at: datetime) -> Gold:
    count = given.get("count")

    return Gold(
        event=event,
        kind=given["kind"],
        subject=tuple(given["subject"]),
        state=given["state"],
        at=at,
        count=(count[0], count[1]) if count else None,
    )
