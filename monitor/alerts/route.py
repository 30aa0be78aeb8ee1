"""Which sinks an alert goes to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from monitor.alerts.settings import Match, Route
from monitor.models import Alert


def route(alert: Alert, routes: Sequence[Route]) -> tuple[str, ...]:
    """Name the sinks of every route that takes the alert, each once, in the order of the routes."""
    return tuple(dict.fromkeys(sink for each in _taking(alert, routes) for sink in each.to))


def every(alert: Alert, routes: Sequence[Route], sink: str) -> float:
    """Give the shortest time, in seconds, between two updates of the alert to the sink: the shortest of its routes."""
    return min((each.every for each in _taking(alert, routes) if sink in each.to), default=0.0)


def takes(match: Match, alert: Alert) -> bool:
    """Tell whether every matcher that is set holds; `stage` also looks at the side state."""
    return (
        _holds(match.story, alert.story)
        and _holds(match.kind, alert.kind)
        and _holds(match.stage, alert.stage, alert.side)
        and _holds(match.status, alert.status)
    )


def _taking(alert: Alert, routes: Sequence[Route]) -> Iterator[Route]:
    return (each for each in routes if takes(each.match, alert))


def _holds(choices: tuple[str, ...], *values: str | None) -> bool:
    return not choices or any(value in choices for value in values)
