"""What an entity is: an id, a name, the names it goes by, whom it speaks for."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from monitor.models import Actor, EntityKind

PREFIX = {
    EntityKind.PERSON: "person",
    EntityKind.COUNTRY: "country",
    EntityKind.PLACE: "place",
    EntityKind.ORGANISATION: "org",
    EntityKind.GROUP: "group",
    EntityKind.MEDIA: "media",
    EntityKind.CONCEPT: "concept",
    EntityKind.UNKNOWN: "unknown",
}

# Kinds that act by themselves where the data name nobody else: a mediating body is its own actor; a reporter is nobody's.
ACTS_ITSELF = frozenset({EntityKind.COUNTRY, EntityKind.GROUP, EntityKind.ORGANISATION, EntityKind.UNKNOWN})


class Case(StrEnum):
    """How much the letters' case must agree for a name to count."""

    EXACT = "exact"
    CAPITAL = "capital"
    ANY = "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """One name of an entity.

    `languages` are those it is valid in (none: all). A wary name never counts at the start of a sentence, where any word has
    a capital; a contested one is also a person's name, and gives way to one. A stem takes any ending.
    """

    text: str
    case: Case = Case.CAPITAL
    languages: frozenset[str] = frozenset()
    is_wary: bool = False
    is_contested: bool = False
    is_stem: bool = False
    why: str = "name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """Somebody or something that news tells about; `actor` is the id of whom it speaks for ("" for nobody or itself)."""

    id: str
    name: str
    kind: EntityKind
    names: tuple[Name, ...] = ()
    actor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extra:
    """An entity of the user's own. `aliases` follow the notation of the data files; `actor` is an id or a name."""

    name: str
    kind: EntityKind
    id: str = ""
    aliases: tuple[str, ...] = ()
    actor: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A name found in a text."""

    start: int
    end: int
    entity: Entity
    name: Name = field(compare=False)


def slug(name: str) -> str:
    """Make the readable part of an id.

    >>> slug("United Nations (UN)")
    'united-nations-un'
    """
    return "-".join(re.findall(r"[^\W_]+", name.lower()))


def identify(kind: EntityKind, name: str) -> str:
    """Name an entity by its kind and its name."""
    return f"{PREFIX[kind]}:{slug(name)}"


def itself(entity: Entity) -> Actor:
    """Give the entity as an actor."""
    return Actor(id=entity.id, name=entity.name)
