"""What the configuration may say about where alerts go: a tree of routes, and what silences what."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
ID = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"
"""Ids are keys of topics and labels of metrics, so they are plain and short."""

Equal = Literal["story", "kind", "subject", "stage", "status", "severity"]

HOUR = r"^([01]\d|2[0-3]):[0-5]\d$"


def _says(description: str, **more: Any) -> dict[str, Any]:
    """Describe a setting, for the JSON Schema and the reference."""
    return {"description": description} | more


def _many(description: str) -> dict[str, Any]:
    """Describe a matcher: one value, or a list of which one must hold; the configuration makes a list of both."""
    return _says(description, json_schema_extra={"type": ["string", "array"]})


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Which alerts: every matcher that is set must hold; a list holds if one of it does."""

    story: tuple[str, ...] = field(default=(), metadata=_many("Story ids."))
    kind: tuple[str, ...] = field(default=(), metadata=_many("Kinds of shift."))
    stage: tuple[str, ...] = field(default=(), metadata=_many("Stages or side states."))
    subject: tuple[str, ...] = field(
        default=(), metadata=_many("Names of those it is about; capitals and accents do not count.")
    )
    severity: tuple[str, ...] = field(default=(), metadata=_many("critical, high, normal or low."))
    status: tuple[str, ...] = field(default=(), metadata=_many("unconfirmed, confirmed, disputed or denied."))
    life: tuple[str, ...] = field(
        default=(), metadata=_many("open, developing, confirmed, disputed, denied, closed or retracted.")
    )
    language: tuple[str, ...] = field(default=(), metadata=_many("Languages of the quotes, for example `id`."))


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """When alerts wait for the morning."""

    start: str = field(metadata=_says('From when, for example `"22:00"`.', alias="from", pattern=HOUR))
    stop: str = field(metadata=_says("Until when; the next day where it is earlier.", alias="to", pattern=HOUR))
    zone: str = field(default="UTC", metadata=_says("Time zone, for example `Asia/Jakarta`."))
    days: tuple[Day, ...] = field(
        default=(), metadata=_says("Days on which they begin, `mon` to `sun`; every day where left out.")
    )
    unless: Match | None = field(default=None, metadata=_says("Which alerts are told all the same.", alias="except"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How much a sink takes before the rest comes as a digest."""

    alerts: int = field(metadata=_says("How many messages.", ge=1))
    per: float = field(metadata=_says("In which time, for example `1h`.", gt=0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """From alerts to sinks; what is left out is as in the route around it."""

    match: Match = field(default_factory=Match, metadata={"description": "Which alerts; all of them where left out."})
    unless: Match | None = field(
        default=None, metadata=_says("Which of these it does not take, written as `match`.", alias="except")
    )
    to: tuple[str, ...] = field(default=(), metadata=_says("Ids of sinks."))
    drop: bool = field(
        default=False, metadata=_says("Whether what it takes goes nowhere; it is kept and shown all the same.")
    )
    goes_on: bool = field(
        default=False, metadata=_says("Whether the routes after it are looked at as well.", alias="continue")
    )
    group: Literal["alert", "story"] | None = field(
        default=None,
        metadata=_says("What belongs together in one message: the updates of one `alert`, or of a `story`."),
    )
    every: float | None = field(
        default=None, metadata=_says("Shortest time between two messages of one group, for example `1m`.", ge=0)
    )
    quiet_hours: QuietHours | None = field(default=None, metadata=_says("When its alerts wait."))
    budget: Budget | None = field(
        default=None, metadata=_says("How many messages a sink takes; the rest comes as a digest.")
    )
    routes: tuple[Route, ...] = field(
        default=(), metadata=_says("Routes within it: the first that takes an alert, else this one itself.")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Inhibit:
    """While a `source` stands, its `target` is held back where both are `equal`."""

    source: Match = field(metadata=_says("Alerts that make others needless."))
    target: Match = field(metadata=_says("Alerts that are held back."))
    equal: tuple[Equal, ...] = field(
        default=("story", "subject"), metadata=_says("What both must share.", min_length=1)
    )
