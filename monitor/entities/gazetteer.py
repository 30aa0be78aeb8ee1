"""Known names: who or what a name means, and where such names stand in a text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Protocol

from monitor.entities import ambiguity, catalogue, entity, namesakes, variants
from monitor.entities.entity import ACTS_ITSELF, Case, Entity, Extra, Hit
from monitor.entities.scan import Scanner, folded
from monitor.models import Actor, EntityKind, Mention

# Of two entities with one name, the first of these kinds is meant in a configuration.
_RANK = {kind: place for place, kind in enumerate(EntityKind)} | {EntityKind.PERSON: 5, EntityKind.COUNTRY: 0}


class Named(Protocol):
    """What the configuration says of an entity of the user's own; `Extra` is one."""

    @property
    def id(self) -> str: ...  # noqa: D102  (as in Extra)
    @property
    def name(self) -> str: ...  # noqa: D102  (as in Extra)
    @property
    def kind(self) -> EntityKind: ...  # noqa: D102  (as in Extra)
    @property
    def aliases(self) -> tuple[str, ...]: ...  # noqa: D102  (as in Extra)
    @property
    def actor(self) -> str: ...  # noqa: D102  (as in Extra)


class Gazetteer:
    """The entities that Kabar knows by name; immutable, so that one serves every article."""

    def __init__(self, entities: Sequence[Entity]) -> None:
        self.entities = tuple(entities)
        self.by_id = {each.id: each for each in self.entities if each.id}
        self._scanner = Scanner(self.entities)
        self._shared = namesakes.shared(self.entities)
        self._names = _names(self.entities)
        self._keys = _keys(self.entities)
        self._words = _words(self.by_id.values())
        self._actors = {each.id: self._speaks_for(each) for each in self.by_id.values()}

    def find(self, text: str, language: str) -> list[Hit]:
        """Give the known names in a text, in order; a word that is part of somebody else's name is none.

        Decoys come along, with an empty id: what they cover is no name of anything.
        """
        return namesakes.meant(ambiguity.settled(text, self._scanner.find(text, language), language), self._shared)

    def mention(self, text: str, hit: Hit) -> Mention:
        """Make a mention of a name found in a text."""
        known = hit.entity

        return Mention(
            start=hit.start,
            end=hit.end,
            surface=text[hit.start : hit.end],
            id=known.id,
            name=known.name,
            kind=known.kind,
            actor=self._actors[known.id],
            why=f"gazetteer: {hit.name.why} of {known.name}",
        )

    def resolve(self, name: str) -> Actor | None:
        """Give whom a configuration means by a name, alias or id: a person, else whom the named one speaks for.

        A party called "Kremlin" is Russia, since that is who a mention of the Kremlin speaks for.
        """
        known = self.entity(name)
        if known is None:
            return None
        if known.kind is EntityKind.PERSON:
            return entity.itself(known)

        return self._actors[known.id] or entity.itself(known)

    def entity(self, name: str) -> Entity | None:
        """Give the entity behind a name in any language and case, an id, or a spelling of a listed person's name."""
        return (
            self.by_id.get(name) or self._names.get(name) or self._names.get(folded(name.strip())) or self.person(name)
        )

    def terms(self, name: str) -> frozenset[str]:
        """Give the ids of which any one satisfies a core term: the entity and all that speak for it; empty where unknown."""
        known = self.entity(name)
        if known is None:
            return frozenset()

        return frozenset({known.id} | {each for each, actor in self._actors.items() if actor and actor.id == known.id})

    def actor(self, identity: str) -> Actor | None:
        """Give whom an entity speaks for, by its id."""
        return self._actors.get(identity)

    def person(self, name: str) -> Entity | None:
        """Give the listed person whose full name this is, in whatever spelling."""
        return self._keys.get(variants.key(name))

    def persons_called(self, key: str) -> frozenset[str]:
        """Give the ids of listed persons who have a word with this spelling key in their name."""
        return self._words.get(key, frozenset())

    def extended(self, extras: Iterable[Named]) -> Gazetteer:
        """Give a gazetteer with more entities, or more names for entities that it has."""
        merged = dict(self.by_id)
        decoys = [each for each in self.entities if not each.id]
        for extra in extras:
            added = _entity(extra, self)
            old = merged.get(added.id)
            merged[added.id] = added if old is None else _joined(old, added)

        return Gazetteer([*merged.values(), *decoys])

    def _speaks_for(self, known: Entity) -> Actor | None:
        if known.actor and known.actor in self.by_id:
            return entity.itself(self.by_id[known.actor])
        if known.kind in ACTS_ITSELF and not known.actor:
            return entity.itself(known)

        return None


def load(extra: Sequence[Named] = ()) -> Gazetteer:
    """Load the gazetteer that ships with Kabar, with the user's own entities added.

    >>> load().resolve("Palang Merah")
    Actor(id='org:icrc', name='International Committee of the Red Cross')
    """
    return _shipped().extended(extra) if extra else _shipped()


@cache
def _shipped() -> Gazetteer:
    return Gazetteer(_unique(catalogue.entities()))


def _unique(entities: Iterable[Entity]) -> list[Entity]:
    merged: dict[str, Entity] = {}
    decoys: list[Entity] = []
    for each in entities:
        if not each.id:
            decoys.append(each)
        else:
            merged[each.id] = _joined(merged[each.id], each) if each.id in merged else each

    return [*merged.values(), *decoys]


def _joined(old: Entity, added: Entity) -> Entity:
    return Entity(
        id=old.id, name=old.name, kind=old.kind, names=old.names + added.names, actor=added.actor or old.actor
    )


def _entity(extra: Named, known: Gazetteer) -> Entity:
    same = known.by_id.get(extra.id)
    kind = same.kind if same else _kind(extra)
    listed = tuple(catalogue.names([extra.name, *extra.aliases], kind=kind, why="your own name"))
    actor = known.entity(extra.actor) if extra.actor else None
    identity = extra.id or entity.identify(kind, extra.name)

    return Entity(id=identity, name=extra.name, kind=kind, names=listed, actor=actor.id if actor else extra.actor)


def _kind(extra: Named) -> EntityKind:
    """Give the kind of an entity of the user's own; where it is not said, its id may say it ("person:...")."""
    prefix = extra.id.split(":")[0]
    told = next((kind for kind, short in entity.PREFIX.items() if short == prefix), extra.kind)

    return told if extra.kind is EntityKind.UNKNOWN else extra.kind


def _names(entities: Iterable[Entity]) -> dict[str, Entity]:
    found: dict[str, Entity] = {}
    for each in sorted((one for one in entities if one.id), key=lambda one: _RANK[one.kind]):
        for name in each.names:
            found.setdefault(name.text, each)
            if name.case is not Case.EXACT:
                found.setdefault(folded(name.text), each)
        found.setdefault(folded(each.name), each)

    return found


def _keys(entities: Iterable[Entity]) -> dict[str, Entity]:
    """Index persons by the keys of their full names; a key that two of them share belongs to neither."""
    found: dict[str, Entity] = {}
    shared: set[str] = set()
    for each in entities:
        if each.kind is EntityKind.PERSON:
            for name in (each.name, *(name.text for name in each.names)):
                key = variants.key(name)
                if "-" in key and found.setdefault(key, each) is not each:
                    shared.add(key)

    return {key: each for key, each in found.items() if key not in shared}


def _words(entities: Iterable[Entity]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for each in entities:
        if each.kind is EntityKind.PERSON:
            for word in variants.keys(each.name):
                found.setdefault(word, set()).add(each.id)

    return {word: frozenset(ids) for word, ids in found.items()}


__all__ = ["Extra", "Gazetteer", "Named", "load"]
