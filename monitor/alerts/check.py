"""What can be wrong with routes beyond their shape, found in the plain values of a configuration."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from monitor.models import Status
from monitor.text import nearest
from monitor.text.marked import Mistake, Place


def route(value: Mapping[str, Any], at: Place, names: Mapping[str, Collection[str]]) -> Iterator[Mistake]:
    """Check one route: `names` lists what its matchers (and `to`) may refer to."""
    if value.get("to") == []:
        yield Mistake(at=(*at, "to"), what="is empty; name at least one sink")
    for position, name in enumerate(_listed(value.get("to"))):
        yield from _known(name, "sink", names["to"], (*at, "to", position))
    match = value.get("match")
    for key, wanted in match.items() if isinstance(match, Mapping) else ():
        for position, name in enumerate(_listed(wanted)):
            if key in names:
                yield from _known(name, key, names[key], (*at, "match", key, position))


def references(
    stories: Collection[str], sinks: Collection[str], kinds: Mapping[str, Collection[str]]
) -> dict[str, Collection[str]]:
    """List what a route may refer to."""
    stages = dict.fromkeys(stage for each in kinds.values() for stage in each)

    return {
        "to": sinks,
        "story": stories,
        "kind": kinds,
        "stage": stages,
        "status": [each.value for each in Status],
    }


def _known(name: object, what: str, choices: Collection[str], at: Place) -> Iterator[Mistake]:
    if isinstance(name, str) and name not in choices:
        yield Mistake(at=at, what=f'unknown {what} "{name}"; {nearest.hint(name, choices)}')


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []
