"""What the configuration may say about the running of the service itself: logs, the watchdog, traces."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal


def _says(description: str, **more: Any) -> dict[str, Any]:
    return {"description": description} | more


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """What is said on the standard error."""

    level: Literal["debug", "info", "warning", "error"] = field(
        default="info", metadata=_says("What is logged: this and what is worse; `kabar log` changes it at run time.")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Watchdog:
    """When a worker is held to be stuck."""

    stuck: float = field(
        default=60.0,
        metadata=_says(
            "Time without progress after which the worker ends with code 75, for example `60s`; polls and"
            " deliveries have their own time limits on top.",
            ge=60,
            le=3600,
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Traces:
    """Where traces go; needs `kabar[otel]`."""

    endpoint: str = field(
        metadata=_says("Where OTLP over HTTP is taken, for example `http://127.0.0.1:4318/v1/traces`.", min_length=1)
    )
    share: float = field(default=1.0, metadata=_says("Share of the polls that are traced, from 0 to 1.", ge=0, le=1))
