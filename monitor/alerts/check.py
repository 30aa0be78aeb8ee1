"""What can be wrong with routes and inhibitions beyond their shape, found in the plain values of a configuration."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any
from zoneinfo import available_timezones

from monitor.alerts.settings import Match
from monitor.lives import Life, Severity
from monitor.models import Status
from monitor.text import nearest
from monitor.text.marked import Mistake, Place

DEEPEST = 8
"""Routes within routes: more than anybody can follow."""

FACTS = tuple(each.name for each in fields(Match))
"""What matchers look at."""

_CLOSED = {"status": Status, "severity": Severity, "life": Life}
_LANGUAGE = re.compile(r"[a-z]{2}")

Names = Mapping[str, Collection[str]]
"""What routes and matchers may refer to; `kind:` and a kind has its stages and side states."""


def references(stories: Collection[str], sinks: Collection[str], kinds: Names) -> dict[str, Collection[str]]:
    """List what a route may refer to."""
    stages = dict.fromkeys(stage for each in kinds.values() for stage in each)
    closed = {name: [each.value for each in kind] for name, kind in _CLOSED.items()}
    by_kind = {f"kind:{kind}": states for kind, states in kinds.items()}

    return {"to": sinks, "story": stories, "kind": kinds, "stage": stages} | closed | by_kind


def routes(tree: Mapping[str, Any], names: Names) -> Iterator[Mistake]:
    """Check the tree of routes: what they refer to, that each leads somewhere, and that each can be reached."""
    yield from _siblings(tree, (), names, is_led=False)


def inhibitions(rules: Sequence[Mapping[str, Any]], names: Names) -> Iterator[Mistake]:
    """Check the section `inhibit`: what its rules refer to, and that no alerts can silence each other."""
    for position, rule in enumerate(rules):
        for side in ("source", "target"):
            yield from match(rule.get(side), ("inhibit", position, side), names)
    for position, circle in _circles(rules):
        others = ", ".join(f"inhibit[{each}]" for each in circle)
        what = (
            "its target can be its source" if circle == [position] else f"its target can be silenced again by {others}"
        )
        yield Mistake(
            at=("inhibit", position), what=f"alerts can silence each other: {what}; narrow one of the matchers"
        )


def _siblings(around: Mapping[str, Any], at: Place, names: Names, *, is_led: bool) -> Iterator[Mistake]:
    """Check the routes of one list; `is_led` says that a route around them names a sink."""
    listed = around.get("routes")
    taken_by: int | None = None
    for position, route in enumerate(listed if isinstance(listed, list) else []):
        here = (*at, "routes", position)
        if not isinstance(route, Mapping):
            continue
        if taken_by is not None:
            what = f"is never reached: the route before it, number {taken_by + 1} of this list, takes every alert"
            yield Mistake(at=here, what=f"{what}; put that one last, or add `continue: true` to it")
        yield from _route(route, here, names, is_led=is_led)
        if taken_by is None and _takes_all(route):
            taken_by = position


def _takes_all(route: Mapping[str, Any]) -> bool:
    is_open = not any(_listed(each) for each in _mapping(route.get("match")).values())

    return is_open and not route.get("except") and not route.get("continue")


def _route(route: Mapping[str, Any], at: Place, names: Names, *, is_led: bool) -> Iterator[Mistake]:
    if sum(each == "routes" for each in at) > DEEPEST:
        yield Mistake(at=at, what=f"is nested too deeply; at most {DEEPEST} routes within each other")
        return
    yield from _leading(route, at, names, is_led=is_led)
    for key in ("match", "except"):
        yield from match(route.get(key), (*at, key), names)
    yield from _quiet(_mapping(route.get("quiet_hours")), (*at, "quiet_hours"), names)
    yield from _siblings(route, at, names, is_led=is_led or "to" in route or route.get("drop") is True)


def _leading(route: Mapping[str, Any], at: Place, names: Names, *, is_led: bool) -> Iterator[Mistake]:
    """Check where a route leads."""
    is_dropped = route.get("drop") is True
    if "to" in route and is_dropped:
        yield Mistake(at=(*at, "drop"), what="has no place beside `to`; leave one of them out")
    if route.get("to") == []:
        yield Mistake(at=(*at, "to"), what="is empty; name at least one sink, or write `drop: true`")
    if not (is_led or is_dropped or "to" in route):
        yield Mistake(at=(*at, "to"), what="is missing; add it (Ids of sinks), here or in the route around it")
    for position, name in enumerate(_listed(route.get("to"))):
        yield from _known(name, "sink", names["to"], (*at, "to", position))


def match(found: object, at: Place, names: Names) -> Iterator[Mistake]:
    """Check matchers: a stage must be one of the kinds that stand beside it."""
    matchers = _mapping(found)
    kinds = [each for each in _listed(matchers.get("kind")) if f"kind:{each}" in names]
    stages = [stage for kind in kinds for stage in names[f"kind:{kind}"]] or names["stage"]
    for key, wanted in matchers.items():
        choices = stages if key == "stage" else names.get(key, ()) if key != "to" else ()
        for position, name in enumerate(_listed(wanted)):
            here = (*at, key, position)
            if key in names and key != "to":
                yield from _known(name, key, choices, here)
            elif key == "language" and isinstance(name, str) and not _LANGUAGE.fullmatch(name):
                yield Mistake(at=here, what=f'"{name}" is no language; write its code, for example id or en')


def _quiet(quiet: Mapping[str, Any], at: Place, names: Names) -> Iterator[Mistake]:
    zone, start = quiet.get("zone"), quiet.get("from")
    if isinstance(zone, str) and zone not in available_timezones():
        yield Mistake(at=(*at, "zone"), what=f'unknown time zone "{zone}"; {_zone(zone)}')
    if isinstance(start, str) and start == quiet.get("to"):
        yield Mistake(at=(*at, "to"), what="is the same as `from`: no time at all; drop the alerts or give two times")
    yield from match(quiet.get("except"), (*at, "except"), names)


def _zone(zone: str) -> str:
    hint = nearest.hint(zone, sorted(available_timezones()))

    return hint if hint.startswith("did") else "write for example Asia/Jakarta or UTC"


def _circles(rules: Sequence[Mapping[str, Any]]) -> Iterator[tuple[int, list[int]]]:
    """Find rules from which a chain of silencing leads back to themselves, each circle once, by its first rule."""
    whole = [isinstance(rule.get("source"), Mapping) and isinstance(rule.get("target"), Mapping) for rule in rules]
    follows = {
        one: [
            other
            for other, after in enumerate(rules)
            if whole[one] and whole[other] and _may_meet(rule["target"], after["source"])
        ]
        for one, rule in enumerate(rules)
    }
    told: set[int] = set()
    for position in follows:
        circle = _back(position, follows)
        if circle and not told & set(circle):
            told |= {position, *circle}
            yield position, circle


def _back(start: int, follows: Mapping[int, Sequence[int]]) -> list[int]:
    """Give the shortest chain of rules that leads back to a rule; the rule itself last, alone if it needs no other."""
    chains = [[start]]
    seen: set[int] = set()
    for chain in chains:
        for each in follows[chain[-1]]:
            if each == start:
                return chain[1:] or [start]
            if each not in seen:
                seen.add(each)
                chains.append([*chain, each])

    return []


def _may_meet(one: object, other: object) -> bool:
    """Ask whether one alert can be in both; a matcher that only one of them sets excludes nothing."""
    first, second = _mapping(one), _mapping(other)

    return all(
        set(map(str, _listed(first[key]))) & set(map(str, _listed(second[key])))
        for key in first.keys() & second.keys()
        if _listed(first[key]) and _listed(second[key])
    )


def _known(name: object, what: str, choices: Collection[str], at: Place) -> Iterator[Mistake]:
    if isinstance(name, str) and name not in choices:
        yield Mistake(at=at, what=f'unknown {what} "{name}"; {nearest.hint(name, choices)}')


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
