"""What the configuration may say about routes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

ID = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"
"""Ids are keys of topics and labels of metrics, so they are plain and short."""


def _says(description: str, **more: Any) -> dict[str, Any]:
    """Describe a setting, for the JSON Schema and the reference."""
    return {"description": description} | more


def _many(description: str) -> dict[str, Any]:
    """Describe a matcher: one value, or a list of which one must hold; the configuration makes a list of both."""
    return _says(description, json_schema_extra={"type": ["string", "array"]})


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Which alerts a route takes: every matcher that is set must hold; a list holds if one of it does."""

    story: tuple[str, ...] = field(default=(), metadata=_many("Story ids."))
    kind: tuple[str, ...] = field(default=(), metadata=_many("Kinds of shift."))
    stage: tuple[str, ...] = field(default=(), metadata=_many("Stages or side states."))
    status: tuple[str, ...] = field(default=(), metadata=_many("unconfirmed, confirmed, disputed or denied."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """From alerts to sinks."""

    to: tuple[str, ...] = field(metadata=_says("Ids of sinks."))
    match: Match = field(default_factory=Match, metadata={"description": "Which alerts; all of them where left out."})
    group: Literal["alert", "story"] = field(
        default="alert", metadata=_says("What belongs together. Read and kept; `every` is counted per alert today.")
    )
    every: float = field(
        default=0.0,
        metadata=_says(
            "Shortest time between two updates of one alert, for example `1m`.",
            ge=0,
            json_schema_extra={"type": ["number", "string"]},
        ),
    )
