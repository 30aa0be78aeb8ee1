"""The same stream in another order, with redelivery: what is told must not depend on either.

Articles are compared, tagged and read once; what is shuffled is how they come into their story, as it is behind a topic that
several workers write.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from monitor import ids, pipeline
from monitor.alerts import decide
from monitor.alerts.decision import Stay
from monitor.dedupe import step
from monitor.dedupe.index import Index
from monitor.models import Alert, Claim, TaggedArticle, UniqueArticle
from monitor.shifts import story
from monitor.shifts.story import State
from tests.streams import press
from tests.streams.script import Script, load

WINDOW = timedelta(hours=6)
"""How much later than another an article may come that was fetched before it."""

AGAIN = 0.1
"""Share of articles that come twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """An article as it enters its story."""

    at: datetime
    tagged: TaggedArticle
    claims: tuple[Claim, ...]


def ready(script: Script, seed: int = 1) -> tuple[State, list[Ready]]:
    """Print a script, and take every article up to its story's door."""
    rooms, index = pipeline.rooms(script.config), Index()
    found: list[Ready] = []
    for each in press.articles(script, seed):
        verdict, sketch = step.compare(each.article, index)
        if not isinstance(verdict, UniqueArticle):
            continue
        index.add(sketch)
        for tagged in rooms.tagger.tag(verdict):
            claims = rooms.extractor.extract(tagged)
            found += [Ready(at=each.article.fetched_at, tagged=tagged, claims=claims)]
    (state,) = rooms.states().values()

    return state, found


@cache
def _ready(name: str, seed: int) -> tuple[State, list[Ready]]:
    return ready(load(name), seed)


def shuffled(given: Sequence[Ready], seed: int) -> list[Ready]:
    """Let every article come up to a window late, and some of them twice."""
    chance = random.Random(seed)
    drawn = [*given, *chance.sample(list(given), int(len(given) * AGAIN))]

    return sorted(drawn, key=lambda each: each.at + WINDOW * chance.random())


def told(state: State, given: Sequence[Ready]) -> dict[str, Alert]:
    """Give the alerts as they stand in the end."""
    alerts: dict[str, Alert] = {}
    for each in given:
        state, shifts = story.advance(state, each.tagged, each.claims)
        for shift in shifts:
            before = alerts.get(ids.alert(shift.id))
            decision = decide.decide(before, shift, story=state.story, language="en", now=each.at)
            if not isinstance(decision, Stay):
                alerts[decision.alert.id] = decision.alert

    return alerts


def facts(alerts: dict[str, Alert]) -> dict[str, tuple[Any, ...]]:
    """Give what must be the same: all but how often and when it was told on the way."""
    return {
        name: (
            one.kind, one.subject, one.stage, one.side, one.status, one.count, one.headline, one.evidence, one.counter,
            one.origins, one.articles, one.heard, one.silent, one.version,
        )
        for name, one in alerts.items()
    }  # fmt: skip


def differences(script: Script, shuffles: Iterable[int], seed: int = 1) -> list[str]:
    """Shuffle a stream with these seeds, and list every alert that came out otherwise."""
    state, given = _ready(script.name, seed)
    plain = facts(told(state, given))
    found: list[str] = []
    for number in shuffles:
        mixed = facts(told(state, shuffled(given, number)))
        names = sorted(plain.keys() | mixed.keys())
        found += [
            f"shuffle {number}: {plain.get(name, mixed.get(name))!s:.200}"
            for name in names
            if plain.get(name) != mixed.get(name)
        ]

    return found
