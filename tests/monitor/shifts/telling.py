"""Articles by hand: who says what, and what a story makes of it."""

from __future__ import annotations

from typing import Any

from monitor.models import Claim, Modality, Shift, TaggedArticle
from monitor.shifts import packs, story
from monitor.shifts.story import State
from tests import builders

Told = tuple[TaggedArticle, list[Claim]]

KINDS = packs.load().kinds


def begun(**fields: object) -> State:
    return State(story=builders.story(**fields), kinds=KINDS)


def run(state: State, *told: Told) -> tuple[State, list[Shift]]:
    shifts: list[Shift] = []
    for article, claims in told:
        state, moved = story.advance(state, article, claims)
        shifts += moved
    return state, shifts


def says(
    name: str, kind: str, who: list[str], modality: Modality = Modality.OCCURRED, *, hours: float = 0, **more: Any
) -> Told:
    copies = more.pop("copies", ())
    wire = more.pop("wire", None)
    baseline = more.pop("is_baseline", False)
    fetched = more.pop("fetched_hours", hours)
    raw = builders.article(name, hours=hours, is_baseline=baseline)
    fetched_at = builders.article("x", hours=fetched).fetched_at
    raw = type(raw)(**{field: getattr(raw, field) for field in raw.__slots__} | {"fetched_at": fetched_at})
    return builders.tagged(raw, copies=copies, wire=wire), [builders.claim(raw, kind, who, modality, **more)]
