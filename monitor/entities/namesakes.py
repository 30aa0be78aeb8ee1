"""Whom a name means that two of the listed bear: the one whom the text names otherwise."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from monitor.entities.entity import Entity, Hit, Name
from monitor.models import EntityKind

Bearers = Mapping[str, Sequence[Entity]]


@dataclass(frozen=True, slots=True)
class _Sight:
    """Where a text names one of the bearers by a name that no other has, or what is theirs."""

    place: int
    bearer: str


def shared(entities: Iterable[Entity]) -> Bearers:
    """Give the names that two countries bear in one language, each with its bearers, the likelier first."""
    found: dict[str, list[tuple[Entity, Name]]] = {}
    for each in entities:
        if each.kind is EntityKind.COUNTRY:
            for name in each.names:
                found.setdefault(name.text, []).append((each, name))

    return {
        text: bearers for text, rows in found.items() if len(rows) > 1 and len(bearers := list(_together(rows))) > 1
    }


def _together(rows: Sequence[tuple[Entity, Name]]) -> Iterable[Entity]:
    """Give those who bear a name in one language with another."""
    met = [
        one
        for one, name in rows
        if any(one is not other and _meets(name.languages, its.languages) for other, its in rows)
    ]

    return {one.id: one for one in met}.values()


def _meets(some: frozenset[str], others: frozenset[str]) -> bool:
    return not some or not others or not some.isdisjoint(others)


def meant(hits: Sequence[Hit], bearers: Bearers) -> list[Hit]:
    """Give each shared name to the bearer who is named nearest before it, else nearest behind, else to the likelier.

    "Congolese troops" are those of the Congo that the text tells of by name, by its capital or by a town of it.
    """
    if not any(hit.name.text in bearers for hit in hits):
        return list(hits)
    wanted = {each.id for listed in bearers.values() for each in listed}
    sights = [sight for hit in hits if hit.name.text not in bearers for sight in _sights(hit, wanted)]

    return [_one(hit, bearers[hit.name.text], sights) if hit.name.text in bearers else hit for hit in hits]


def _sights(hit: Hit, wanted: set[str]) -> Iterable[_Sight]:
    return (_Sight(hit.start, each) for each in (hit.entity.id, hit.entity.actor) if each in wanted)


def _one(hit: Hit, bearers: Sequence[Entity], sights: Sequence[_Sight]) -> Hit:
    by_id = {each.id: each for each in bearers}
    theirs = [sight for sight in sights if sight.bearer in by_id]
    if not theirs:
        return replace(hit, entity=bearers[0])
    place = bisect_left(theirs, hit.start, key=lambda sight: sight.place)

    return replace(hit, entity=by_id[theirs[max(0, place - 1)].bearer])
