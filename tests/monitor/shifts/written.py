"""Articles that name somebody, and streams of them at a given pace."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from monitor.models import Actor, EntityKind, Mention, Sentence, Shift, TaggedArticle
from monitor.shifts import packs, story
from monitor.shifts.story import State
from tests import builders

KINDS = packs.load().kinds
START = datetime(2024, 3, 4, tzinfo=UTC)
"""A Monday."""

HOUR = timedelta(hours=1)


def begun(*watch: str, **fields: Any) -> State:
    return State(story=builders.story(watch=watch, **fields), kinds=KINDS)


def article(name: str, at: datetime, *names: str, late: timedelta = timedelta(), **fields: Any) -> TaggedArticle:
    """An article whose second sentence names somebody, published at that time and fetched so much later."""
    said = f"{' and '.join(names)} spoke in {name}." if names else f"Nobody spoke in {name}."
    text = f"Heading of {name}\n\nThis is how {name} begins. {said}"
    about = {key: fields.pop(key) for key in ("copies", "wire") if key in fields}
    dated: dict[str, Any] = {"published_at": at, "fetched_at": at + late, "text": text}
    raw = builders.article(name, **dated | fields)
    lead = text.index("This")
    second = text.index(said)
    sentences = (
        Sentence(start=0, end=lead - 2, position=-1, is_heading=True),
        Sentence(start=lead, end=second - 1, position=0),
        Sentence(start=second, end=len(text), position=1),
    )
    mentions = tuple(mention(text, each, second) for each in names)

    return replace(builders.tagged(raw, **about), sentences=sentences, mentions=mentions)


def mention(text: str, name: str, after: int) -> Mention:
    """A person, where nothing else is said: `place:Tel Aviv:israel` is a place that speaks for Israel."""
    kind, colon, rest = name.partition(":")
    surface, _, speaks_for = rest.partition(":")
    start = text.index(name, after)
    known = builders.actor(surface) if colon else builders.actor(name)

    return Mention(
        start=start,
        end=start + len(name),
        surface=name,
        id=known.id,
        name=known.name,
        kind=EntityKind(kind) if colon else EntityKind.PERSON,
        actor=Actor(id=speaks_for, name=speaks_for) if speaks_for else None,
    )


def run(state: State, articles: Iterable[TaggedArticle]) -> tuple[State, list[Shift]]:
    shifts: list[Shift] = []
    for each in articles:
        state, moved = story.advance(state, each, ())
        shifts += moved

    return state, shifts


def paced(pace: Callable[[int], float], days: float, seed: int, *names: str) -> list[TaggedArticle]:
    """Articles at a pace by half hour: Poisson noise, from a seed."""
    chance = random.Random(seed)
    counts = enumerate(poisson(chance, pace(bucket)) for bucket in range(int(days * 48)))
    times = (
        START + timedelta(minutes=30 * (bucket + chance.random())) for bucket, count in counts for _ in range(count)
    )

    return [article(f"{seed}-{number}", at, *names) for number, at in enumerate(sorted(times))]


def poisson(chance: random.Random, mean: float) -> int:
    """How many come where so many are expected (Knuth)."""
    count, product = 0, chance.random()
    while product > math.exp(-mean):
        count, product = count + 1, product * chance.random()

    return count


def shuffled_days(articles: Sequence[TaggedArticle], chance: random.Random) -> Iterator[TaggedArticle]:
    """Shuffle articles within each day, and bring one in five twice."""
    days: dict[object, list[TaggedArticle]] = {}
    for each in articles:
        days.setdefault(each.unique.article.fetched_at.date(), []).append(each)
    for day in days.values():
        twice = [*day, *(each for each in day if chance.random() < 0.2)]
        chance.shuffle(twice)
        yield from twice
