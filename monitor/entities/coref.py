"""Which mentions of one article are one person: full names, then short forms and misspellings of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from monitor.entities import lexicon, likeness, names, variants
from monitor.entities.entity import Entity
from monitor.entities.gazetteer import Gazetteer
from monitor.entities.names import Candidate
from monitor.entities.runs import Run
from monitor.models import Actor, EntityKind, Mention, Story

_BESIDE = 24  # Letters between a person and the relative of his whom a sentence names next.


@dataclass(slots=True)
class Person:
    """A person of this article: an id, the name people read, spelling keys of the name's words, whom it speaks for.

    `aliases` are the other names that a list or a configuration has.
    """

    id: str
    name: str
    keys: tuple[str, ...]
    actor: Actor | None = None
    aliases: tuple[str, ...] = ()


@dataclass(slots=True)
class Cast:
    """The persons of one article, as they are found; `spelt` are the keys of all that may be a name in it.

    `places` are single words that it names behind "in".
    """

    gazetteer: Gazetteer
    watched: Sequence[Person] = ()
    people: dict[str, Person] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)
    spelt: frozenset[tuple[str, ...]] = frozenset()
    places: frozenset[str] = frozenset()
    told: dict[str, int] = field(default_factory=dict)

    def add(self, person: Person) -> Person:
        """Take a person in; one who is known already only learns whom it speaks for."""
        known = self.people.setdefault(person.id, person)
        self.words.update(known.keys)
        known.actor = known.actor or person.actor

        return known

    def called(self, keys: Sequence[str], *, may_slip: bool) -> Person | None:
        """Give the only person who has all these words in the name; of several the only one whose surname it is."""
        strange = [key for key in keys if key not in self.words]
        if len(strange) > may_slip or (strange and not self._has_like(strange[0])):
            return None
        matching = [each for each in self.people.values() if _holds(each.keys, keys, may_slip=may_slip)]
        if len(matching) > 1:
            matching = [each for each in matching if variants.alike(each.keys[-1], keys[-1])]

        return matching[0] if len(matching) == 1 else None

    def _has_like(self, strange: str) -> bool:
        """Tell whether a word is one of a person's name but for a slip, which no short word has."""
        return len(strange) > 4 and any(word[0] == strange[0] and variants.alike(word, strange) for word in self.words)

    def is_shared(self, keys: Sequence[str]) -> bool:
        """Tell whether several persons have this one word as their surname."""
        if len(keys) != 1 or keys[0] not in self.words:
            return False

        return sum(len(each.keys) > 1 and each.keys[-1] == keys[0] for each in self.people.values()) > 1


def watched(story: Story, gazetteer: Gazetteer) -> tuple[Person, ...]:
    """Give the persons whom a story is about by its configuration: an article on it may call them by surname alone."""
    found: dict[str, Person] = {}
    for name in story.named:
        listed = gazetteer.entity(name)
        if listed is not None and listed.kind is EntityKind.PERSON:
            keys, actor = variants.keys(listed.name), gazetteer.actor(listed.id)
            found[listed.id] = Person(listed.id, listed.name, keys, actor, _aliases(listed))
        elif listed is None and len(keys := variants.keys(name)) > 1:
            identity = variants.person_id(name)
            found[identity] = Person(identity, name, keys)

    return tuple(found.values())


def _aliases(listed: Entity) -> tuple[str, ...]:
    """Give the other full names of a listed person, one of those that have one key."""
    named = {frozenset(variants.keys(each.text)): each.text for each in listed.names}
    own = frozenset(variants.keys(listed.name))

    return tuple(name for keys, name in named.items() if len(keys) > 1 and keys != own)


def link(
    text: str, known: Sequence[Mention], candidates: Sequence[Candidate], cast: Cast, language: str
) -> list[Mention]:
    """Give the mentions of persons that are not known names: full names first, so that short forms find them."""
    for one in known:
        if one.kind is EntityKind.PERSON:
            cast.add(Person(one.id, one.name, variants.keys(one.name), one.actor))
    found: dict[int, Mention] = {}
    cast.spelt = frozenset(variants.keys(text[one.run.start : one.run.end]) for one in candidates if cast.watched)
    cast.places = frozenset(
        one.run.words[0] for one in candidates if one.left.sign == "place" and len(one.run.words) == 1
    )
    apart = _relatives(candidates, language)
    ordered = sorted(candidates, key=_in_turn)
    for candidate in ordered:
        actor = names.actor_of(candidate, known, language) if candidate.is_person else None
        person, why = _who(text, candidate, cast, actor)
        if person is not None and cast.told.setdefault(person.id, candidate.run.start) in apart.get(
            candidate.run.start, ()
        ):
            person, why = _somebody_else(text, candidate.run, cast), "relative of one with a like name"
        if person is not None:
            found[candidate.run.start] = _mention(text, candidate.run, person, why)
        elif candidate.is_heading:
            for run, named in _surnames(candidate, text, cast):
                found[run.start] = _mention(text, run, named, f"surname of {named.name}")
    actors = {person.id: person.actor for person in cast.people.values()}

    return [_with_actor(one, actors) for _, one in sorted(found.items())]


def _in_turn(one: Candidate) -> tuple[bool, int, bool, int]:
    """Give the turn of a candidate: before those that only repeat a name come longer ones, and persons by their signs."""
    return one.is_heading, -min(len(one.run.words), 4), not one.is_person, one.run.start


def _relatives(candidates: Sequence[Candidate], language: str) -> dict[int, set[int]]:
    """Say which runs cannot be one person: one is told as the other's relative ("Luis Diaz's father, Luis Manuel Diaz")."""
    words = lexicon.of(language)
    apart: dict[int, set[int]] = {}
    for place, one in enumerate(candidates):
        if one.left.title in words.relatives:
            near = [other for other in candidates[max(0, place - 1) : place + 2] if _is_beside(one, other)]
            for other in near:
                apart.setdefault(one.run.start, set()).add(other.run.start)
                apart.setdefault(other.run.start, set()).add(one.run.start)

    return apart


def _is_beside(one: Candidate, other: Candidate) -> bool:
    gap = max(one.run.start, other.run.start) - min(one.run.end, other.run.end)

    return one is not other and gap <= _BESIDE


def _somebody_else(text: str, run: Run, cast: Cast) -> Person:
    surface = text[run.start : run.end]

    return cast.add(Person(variants.person_id(surface), surface, variants.keys(surface)))


def _surnames(candidate: Candidate, text: str, cast: Cast) -> Iterator[tuple[Run, Person]]:
    """Give the surnames of persons already met that stand in a headline, where everything is capitals."""
    place = candidate.run.start
    for word in candidate.run.words:
        place = text.index(word, place)
        keys = variants.keys(word)
        person = cast.called(keys, may_slip=False)
        if person is not None and len(keys) == 1 and keys[0] == person.keys[-1]:
            yield Run(place, place + len(word), (word,), is_opening=False), person
        place += len(word)


def _who(text: str, candidate: Candidate, cast: Cast, by_title: Mention | None) -> tuple[Person | None, str]:
    """Give the person of a candidate and why: one already met, a listed one, or somebody new."""
    if candidate.is_organisation:
        return None, ""
    surface = text[candidate.run.start : candidate.run.end]
    person, why = _met(surface, candidate, cast)
    if person is not None or not candidate.is_person or surface in cast.places:
        return person, why
    keys = variants.keys(surface)
    actor = by_title.actor if by_title else None
    if person := _watched(keys, cast):
        return cast.add(replace(person)), f"surname of {person.name}, whom the story names"
    if person := _likest(surface, keys, cast):
        return cast.add(replace(person)), f"spelling of {person.name}, whom the story names"
    if listed := _listed_by_word(keys, actor, cast):
        return cast.add(_listed(cast.gazetteer.by_id[listed], cast)), "listed name by word and title"

    return cast.add(Person(variants.person_id(surface), surface, keys, actor)), " + ".join(candidate.signs)


def _met(surface: str, candidate: Candidate, cast: Cast) -> tuple[Person | None, str]:
    keys = variants.keys(surface)
    if len(keys) > 1 and (listed := cast.gazetteer.person(surface)):
        return cast.add(_listed(listed, cast)), "spelling of a listed name"
    person = cast.called(keys, may_slip=candidate.is_person or candidate.speaks or len(keys) > 1)
    if person and _may_be_short(candidate, keys, person):
        return person, f"short form of {person.name}"
    if cast.is_shared(keys):
        return Person(variants.person_id(surface), surface, keys), "surname of several"

    return None, ""


def _watched(keys: Sequence[str], cast: Cast) -> Person | None:
    """Give the one person of the story with this surname, unless the article names somebody else who has it."""
    if len(keys) != 1 or keys[0] in cast.words:
        return None
    found = [one for one in cast.watched if one.keys[-1] == keys[0]]

    return found[0] if len(found) == 1 else None


def _likest(surface: str, keys: Sequence[str], cast: Cast) -> Person | None:
    """Give the one person of the story whose name this surely is, unless the article names him in a spelling of its own."""
    if len(keys) < 2:
        return None
    found = [one for one in cast.watched if any(likeness.sure(each, surface) for each in (one.name, *one.aliases))]

    is_named = bool(found) and (found[0].id in cast.people or found[0].keys in cast.spelt)

    return found[0] if len(found) == 1 and not is_named else None


def _listed(known: Entity, cast: Cast) -> Person:
    return Person(known.id, known.name, variants.keys(known.name), cast.gazetteer.actor(known.id))


def _may_be_short(candidate: Candidate, keys: Sequence[str], person: Person) -> bool:
    """A short form has fewer words; at the start of a sentence one word must be a surname or a person's by its signs."""
    if len(keys) >= len(person.keys) and keys != person.keys:
        return len(keys) > 1
    if not candidate.run.is_opening or candidate.is_person or candidate.speaks or len(keys) > 1:
        return True

    return keys[0] in {person.keys[0], person.keys[-1]}


def _listed_by_word(keys: Sequence[str], actor: Actor | None, cast: Cast) -> str:
    """Name the one listed person with this word in the name who speaks for the same as the title says."""
    if actor is None or len(keys) != 1:
        return ""
    ids = [each for each in cast.gazetteer.persons_called(keys[0]) if cast.gazetteer.actor(each) == actor]

    return ids[0] if len(ids) == 1 else ""


def _holds(whole: Sequence[str], part: Sequence[str], *, may_slip: bool) -> bool:
    """Tell whether a name holds these words, in order; one of them may be misspelt where `may_slip`."""
    slips = 1 if may_slip else 0
    place = 0
    for key in part:
        while place < len(whole) and whole[place] != key:
            if slips and variants.alike(whole[place], key):
                slips -= 1
                break
            place += 1
        if place == len(whole):
            return False
        place += 1

    return bool(part)


def _mention(text: str, run: Run, person: Person, why: str) -> Mention:
    return Mention(
        start=run.start,
        end=run.end,
        surface=text[run.start : run.end],
        id=person.id,
        name=person.name,
        kind=EntityKind.PERSON,
        actor=person.actor,
        why=f"names: {why}",
    )


def _with_actor(one: Mention, actors: dict[str, Actor | None]) -> Mention:
    actor = actors.get(one.id)
    if actor is None or one.actor == actor:
        return one

    return Mention(
        start=one.start,
        end=one.end,
        surface=one.surface,
        id=one.id,
        name=one.name,
        kind=one.kind,
        actor=actor,
        why=one.why,
    )
