"""The entities that the data files and CLDR name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from babel import Locale

from monitor.entities import entity, inflect
from monitor.entities.entity import Case, Entity, Name
from monitor.models import EntityKind
from monitor.text import tables

# Languages whose country names are known. Names in these scripts never collide with another language's words; Latin names
# other than English ones count in their own language only.
LANGUAGES = (
    *("en", "id", "ms", "ar", "ru", "he", "fr", "es", "de", "pt", "it", "tr", "fa", "uk", "nl", "zh", "ja"),
    *("ko", "pl", "sv", "el", "hi", "ur", "vi", "th"),
)
_OWN_SCRIPT = frozenset({"ar", "ru", "he", "fa", "uk", "zh", "ja", "ko", "el", "hi", "ur", "th"})
_PACKAGE = __package__ or ""
_ANYWHERE: frozenset[str] = frozenset()


@cache
def entities() -> tuple[Entity, ...]:
    """Give every entity that ships with Kabar."""
    return (*_countries(), *_organisations(), *_bodies(), *_media(), *_places(), *_persons(), *_concepts(), *_decoys())


def names(
    listed: str | Iterable[str], *, kind: EntityKind, languages: frozenset[str] = _ANYWHERE, why: str = "name"
) -> Iterator[Name]:
    """Read names in the notation of the data files: ``=`` exact case, ``~`` wary, ``?`` contested, ``*`` at the end a stem."""
    for given in listed.split(";") if isinstance(listed, str) else listed:
        text = given.strip()
        if text:
            yield from inflect.forms(_name(text, kind, languages, why))


def _name(text: str, kind: EntityKind, languages: frozenset[str], why: str) -> Name:
    marks = text[: len(text) - len(text.lstrip("=~?"))]
    bare = text[len(marks) :].rstrip("*")
    case = Case.ANY if kind is EntityKind.CONCEPT or not any(letter.isupper() for letter in bare) else Case.CAPITAL
    if "=" in marks or (case is Case.CAPITAL and _is_acronym(bare)):
        case = Case.EXACT

    return Name(
        text=bare,
        case=case,
        languages=languages,
        is_wary="~" in marks,
        is_contested="?" in marks,
        is_stem=text.endswith("*"),
        why=why,
    )


def _is_acronym(text: str) -> bool:
    return len(text) <= 5 and text.isupper()


def _entity(kind: EntityKind, given: str, actor: str = "", identity: str = "") -> Entity:
    listed = tuple(names(given, kind=kind))
    name = given.split(";", maxsplit=1)[0].strip().lstrip("=~?")

    return Entity(id=identity or entity.identify(kind, name), name=name, kind=kind, names=listed, actor=actor_id(actor))


def actor_id(actor: str) -> str:
    """Give the id behind the short form of the data files: a country's code, or an id as it is."""
    return f"country:{actor}" if len(actor) == 2 else actor


def _countries() -> Iterator[Entity]:
    rows: dict[str, Any] = tables.read(_PACKAGE, "countries")
    territories = {language: Locale.parse(language).territories for language in LANGUAGES}
    for code, row in rows.items():
        known = {language: listed.get(code.upper(), "") for language, listed in territories.items()}
        name = row.get("name") or known["en"]
        yield Entity(
            id=f"country:{code}",
            name=name,
            kind=EntityKind.COUNTRY,
            names=(*_country_names(name, row, known), *_demonyms().get(code, ())),
        )
        yield from _cities(code, row)


def _country_names(name: str, row: dict[str, Any], known: dict[str, str]) -> Iterator[Name]:
    hidden = _listed(row.get("hide", ""))
    for given in (name, row.get("also", ""), f"{row.get('adj', '')}"):
        why = "adjective" if given == row.get("adj") else "name"
        yield from (_guarded(each, hidden) for each in names(given, kind=EntityKind.COUNTRY, why=why))
    for language, listed in known.items():
        given = f"{listed.split(' (')[0]}; {row.get(language, '')}"
        scope = _ANYWHERE if language in _OWN_SCRIPT or language == "en" else frozenset({language})
        yield from (_guarded(each, hidden) for each in names(given, kind=EntityKind.COUNTRY, languages=scope))


@cache
def _demonyms() -> dict[str, tuple[Name, ...]]:
    """Read the stems of adjectives, by country."""
    table = tables.read(_PACKAGE, "demonyms")
    found: dict[str, tuple[Name, ...]] = {}
    for row in table["rows"].splitlines():
        code, *stems = row.split()
        found[code.strip('"')] = tuple(
            Name(
                text=form,
                case=Case.ANY,
                languages=_ANYWHERE if language in _OWN_SCRIPT else frozenset({language}),
                is_stem=True,
                why="adjective",
            )
            for language, stem in zip(table["order"], stems, strict=True)
            for form in (stem, f"ال{stem}")[: 1 + (language == "ar")]
            if stem != "-"
        )

    return found


def _cities(code: str, row: dict[str, Any]) -> Iterator[Entity]:
    hidden = _listed(row.get("hide", ""))
    for field in ("capital", "seat"):
        if given := row.get(field):
            city = _entity(EntityKind.PLACE, given, code)
            yield Entity(
                id=city.id,
                name=city.name,
                kind=city.kind,
                actor=city.actor,
                names=tuple(_guarded(each, hidden) for each in city.names),
            )


def _listed(given: str) -> dict[str, bool]:
    return {each.strip().lstrip("~"): each.strip().startswith("~") for each in given.split(";") if each.strip()}


def _guarded(name: Name, hidden: dict[str, bool]) -> Name:
    if name.text not in hidden:
        return name
    return Name(
        text=name.text,
        case=name.case,
        languages=name.languages,
        is_contested=True,
        is_wary=hidden[name.text],
        why=name.why,
    )


def _organisations() -> Iterator[Entity]:
    for kind, rows in tables.read(_PACKAGE, "organisations").items():
        for code, row in rows.items():
            sort = EntityKind(kind)
            yield _entity(sort, row["names"], row.get("actor", ""), f"{entity.PREFIX[sort]}:{code}")


def _bodies() -> Iterator[Entity]:
    """Give the bodies of each kind that are called after a country; where it lacks an adjective, they have no name with one."""
    rows: dict[str, Any] = tables.read(_PACKAGE, "countries")
    english, indonesian = (Locale.parse(language).territories for language in ("en", "id"))
    for code, row in rows.items():
        known = {"name": row.get("name") or english.get(code.upper(), ""), "id": indonesian.get(code.upper(), "")}
        called = known | {"adj": row.get("adj", "").split(";")[0].strip("=~? ")}
        for kind, listed in tables.read(_PACKAGE, "bodies").items():
            given = [one.strip() for one in listed.split(";") if called["adj"] or "{adj}" not in one]
            yield _entity(
                EntityKind.ORGANISATION, "; ".join(one.format(**called) for one in given), "", f"org:{kind}-{code}"
            )


def _media() -> Iterator[Entity]:
    for row in tables.read(_PACKAGE, "media"):
        yield _entity(EntityKind.MEDIA, row)


def _places() -> Iterator[Entity]:
    for actor, rows in tables.read(_PACKAGE, "places").items():
        for row in rows:
            yield _entity(EntityKind.PLACE, row, actor)


def _persons() -> Iterator[Entity]:
    for actor, rows in tables.read(_PACKAGE, "persons").items():
        for row in rows:
            yield _entity(EntityKind.PERSON, row, actor)


def _concepts() -> Iterator[Entity]:
    for name, row in tables.read(_PACKAGE, "concepts").items():
        listed: list[Name] = []
        for language, given in row.items():
            scope = _ANYWHERE if language in _OWN_SCRIPT else frozenset({language})
            listed.extend(names(given, kind=EntityKind.CONCEPT, languages=scope, why="word"))
        yield Entity(id=f"concept:{name}", name=name, kind=EntityKind.CONCEPT, names=tuple(listed))


def _decoys() -> Iterator[Entity]:
    """Give the phrases that hold a name and are not it, as entities without an id."""
    for row in tables.read(_PACKAGE, "decoys")["any"]:
        yield Entity(
            id="", name="", kind=EntityKind.UNKNOWN, names=tuple(names(row, kind=EntityKind.CONCEPT, why="decoy"))
        )
