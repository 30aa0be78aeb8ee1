"""Which sinks an alert goes to, by which route, and why not to others.

Guarantees: a pure function of the alert and the tree. The first route of a list that takes an alert has it, unless that says
`continue`; within it, the first inner route, else the route itself. A sink that was told of an alert once is told what becomes
of it, whatever it matches by then.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from monitor.alerts.settings import Budget, Match, QuietHours, Route
from monitor.models import Alert

FOLLOWS = "follow-up"
"""The route of a sink that got an earlier revision, where no route would send this one there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Routed:
    """An alert's way to one sink: `route` names the route (``routes[1].routes[0]``), the rest is what that route says."""

    sink: str
    route: str
    group: str = "alert"
    every: float = 0.0
    quiet_hours: QuietHours | None = None
    budget: Budget | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A look at one route: whether it took the alert, and why not; `sinks` are those it leads to itself."""

    route: str
    takes: bool
    why: str = ""
    sinks: tuple[str, ...] = ()


Facts = Mapping[str, tuple[str, ...]]
"""What matchers look at: the values of each; none where it is not known."""


@dataclass(frozen=True, slots=True)
class _Taken:
    place: str
    route: Route


def routed(alert: Alert, routes: Sequence[Route]) -> tuple[Routed, ...]:
    """Give the ways of an alert, each sink once; those that heard of it before come last."""
    found = {each.sink: each for each in ways(facts(alert), routes)}
    for sink in alert.addressed:
        found.setdefault(sink, Routed(sink=sink, route=FOLLOWS))

    return tuple(found.values())


def route(alert: Alert, routes: Sequence[Route]) -> tuple[str, ...]:
    """Name the sinks of an alert, each once."""
    return tuple(each.sink for each in routed(alert, routes))


def every(alert: Alert, routes: Sequence[Route], sink: str) -> float:
    """Give the shortest time, in seconds, between two updates of the alert to the sink."""
    return next((each.every for each in routed(alert, routes) if each.sink == sink), 0.0)


def looks(known: Facts, routes: Sequence[Route]) -> tuple[Look, ...]:
    """Look at every route of the tree in turn, and say of each whether it takes an alert of these facts, or why not."""
    return tuple(_looks(known, routes, "", Route()))


def ways(known: Facts, routes: Sequence[Route]) -> tuple[Routed, ...]:
    """Give the ways of an alert of these facts, each sink once, by the first route that leads there."""
    found: dict[str, Routed] = {}
    for taken in _walk(known, routes, "", Route()):
        for sink in taken.route.to:
            found.setdefault(sink, _way(sink, taken.place, taken.route))

    return tuple(found.values())


def takes(match: Match, alert: Alert) -> bool:
    """Tell whether every matcher that is set holds; `stage` also looks at the side state."""
    return not missed(match, facts(alert))


def missed(match: Match, known: Facts) -> tuple[str, ...]:
    """Say in words which matchers do not hold."""
    return tuple(
        f"{name} is {' + '.join(values) or 'unknown'}, not {' or '.join(wanted)}"
        for name, values in known.items()
        if (wanted := getattr(match, name)) and not {_fold(each) for each in values} & {_fold(each) for each in wanted}
    )


def facts(alert: Alert) -> Facts:
    """List what matchers look at."""
    known = {
        "story": (alert.story,),
        "kind": (alert.kind,),
        "stage": (alert.stage, alert.side or ""),
        "subject": alert.subject,
        "severity": (alert.severity.value,),
        "status": (alert.status.value,),
        "life": (alert.life.value,),
        "language": tuple(dict.fromkeys(each.language for each in (*alert.evidence, *alert.counter))),
    }

    return {name: tuple(value for value in values if value) for name, values in known.items()}


def _walk(known: Facts, routes: Sequence[Route], around: str, outer: Route) -> Iterator[_Taken]:
    for position, bare in enumerate(routes):
        if _why_not(bare, known):
            continue
        place, whole = f"{around}routes[{position}]", _inherited(bare, outer)
        inner = list(_walk(known, bare.routes, f"{place}.", whole))
        yield from inner or [_Taken(place, whole)]
        if not bare.goes_on:
            return


def _looks(known: Facts, routes: Sequence[Route], around: str, outer: Route) -> Iterator[Look]:
    taker = ""
    for position, bare in enumerate(routes):
        place, whole = f"{around}routes[{position}]", _inherited(bare, outer)
        why = f"{taker} takes it and does not say `continue`" if taker else _why_not(bare, known)
        if why:
            yield Look(route=place, takes=False, why=why)
            continue
        inner = list(_looks(known, bare.routes, f"{place}.", whole))
        is_last = not any(each.takes for each in inner)
        said = "its alerts are dropped" if is_last and not whole.to else ""
        yield Look(route=place, takes=True, why=said, sinks=whole.to if is_last else ())
        yield from inner
        taker = "" if bare.goes_on else place


def _why_not(each: Route, known: Facts) -> str:
    if why := missed(each.match, known):
        return "; ".join(why)

    return "it is excepted" if each.unless is not None and not missed(each.unless, known) else ""


def _inherited(bare: Route, outer: Route) -> Route:
    """Fill in what a route leaves out from the route around it; one that drops leads nowhere."""
    left_out = {
        name: getattr(outer, name)
        for name in ("group", "every", "quiet_hours", "budget")
        if getattr(bare, name) is None
    }
    to = () if bare.drop else bare.to or (() if outer.drop else outer.to)

    return replace(bare, to=to, **left_out)


def _way(sink: str, place: str, taken: Route) -> Routed:
    said = {name: getattr(taken, name) for name in ("group", "every", "quiet_hours", "budget")}

    return Routed(sink=sink, route=place, **{name: value for name, value in said.items() if value is not None})


@lru_cache(maxsize=4096)
def _fold(name: str) -> str:
    """Write a name so that capitals and accents do not count."""
    bare = unicodedata.normalize("NFKD", name)

    return " ".join("".join(each for each in bare if not unicodedata.combining(each)).casefold().split())
