"""Who is named in a span of a masked sentence: actors, captives and how many they are."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile

from monitor.models import Actor, Count, EntityKind, Mention
from monitor.shifts import mask
from monitor.shifts.lexis import Lexis
from monitor.shifts.mask import Masked, Unit, is_person
from monitor.shifts.reach import Span

_CLOSE = 2
_FORMER = "former"
_MARK = "§"
_MORE = re.compile(r" , (?:\w+ )?§[PX]")  # Another name after it.
_TITLE = 14  # Signs before a name in which its title may stand.
_NAMES = frozenset({EntityKind.PERSON, EntityKind.UNKNOWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Focus:
    """What the sentences so far were about, so that a pronoun has something to stand for.

    `called` looks for the sort of captives, `person` for whom "she" is, where one is asked for.
    """

    actor: tuple[Actor, ...] = ()
    person: Callable[[], tuple[Actor, ...]] = lambda: ()
    captives: tuple[Actor, ...] = ()
    called: Callable[[], Actor | None] = lambda: None

    @property
    def group(self) -> Actor | None:
        """Give the sort of captives that was spoken of last."""
        return self.called()


@dataclass(frozen=True, slots=True, kw_only=True)
class Captives:
    """Those who are held, freed or dead: named persons, or a group with a number.

    `is_guess` where only names say persons; `noun` is where a group is called by a word for people of any
    sort, `span` the whole phrase.
    """

    who: tuple[Actor, ...]
    count: Count | None
    is_guess: bool = False
    noun: Span | None = None
    span: Span | None = None


def actors(
    masked: Masked, span: Span, *, own: re.Pattern[str] | None = None, origin: re.Pattern[str] | None = None
) -> tuple[Actor, ...]:
    """Give the actors named in a span, each once, in order; behind a title in `own` a person acts alone, as in `mask.actor`.

    A nationality that `origin` knows only says who the next is.
    """
    told = () if origin is None else origin.finditer(masked.text, *span)
    origins = {masked.text.index(_MARK, one.start()) for one in told}
    units = [
        unit
        for unit in masked.within(*span)
        if unit.mentions and not (origins and masked.at[masked.units.index(unit)] in origins)
    ]
    found = (mask.actor(unit, alone=own is not None and bool(_own(masked, unit, own))) for unit in units)

    return unique(one for one in found if one is not None)


def origins(masked: Masked, origin: re.Pattern[str]) -> frozenset[str]:
    """Give the ids of those in a sentence who only say who the next is: "a Jesuit priest, Ann Lee"."""
    marks = (masked.text.index(_MARK, one.start()) for one in origin.finditer(masked.text))
    told = (mask.actor(unit) for place in marks for unit in masked.within(place, place + 1))

    return frozenset(one.id for one in told if one is not None)


def offices(masked: Masked, span: Span, own: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """Give the persons in a span who act in an office, each with the state or group that sent them.

    Who held one before is sent by nobody.
    """
    for unit in masked.within(*span):
        if unit.mentions and _own(masked, unit, own) not in {"", _FORMER}:
            person, state = mask.actor(unit, alone=True), mask.actor(unit)
            if person == state:  # The title is no part of the mark: "the Swiss mediator Ann Lee".
                place = masked.units.index(unit)
                before = [one for one in masked.units[max(place - _CLOSE - 1, 0) : place] if one.mentions]
                state = mask.actor(before[-1]) if before else None
            if person and state:
                yield person.id, state.id


def heads(masked: Masked, span: Span, states: Iterable[Actor]) -> Iterator[tuple[Actor, str]]:
    """Give the persons in a span through whom a state or group acts, each with its id: "Kenya's president, Ann Lee"."""
    acting = {one.id for one in states}
    for unit in masked.within(*span):
        state, person = mask.actor(unit), next((one for one in unit.mentions if one.kind is EntityKind.PERSON), None)
        if state and person and state.id in acting and state.id != person.id:
            yield Actor(id=person.id, name=person.name), state.id


def envoys(
    masked: Masked, span: Span, own: re.Pattern[str], states: Iterable[Actor]
) -> tuple[tuple[Actor, ...], tuple[tuple[str, str], ...]]:
    """Give the persons in a span through whom the states and groups act that it names, and the offices of all persons in it."""
    found = tuple(heads(masked, span, states))

    return tuple(one for one, _ in found), (*offices(masked, span, own), *((one.id, of) for one, of in found))


def _own(masked: Masked, unit: mask.Unit, own: re.Pattern[str]) -> str:
    """Tell the sort of title that leaves a person to act himself, in the mark or before it; empty where there is none."""
    place = masked.at[masked.units.index(unit)]
    title = None if unit.own else own.search(masked.text, max(place - _TITLE, 0), place)

    return unit.own or ((title.lastgroup or mask.OFFICE) if title else "")


def unique(found: Iterable[Actor]) -> tuple[Actor, ...]:
    """Keep the first of actors with one id."""
    return tuple({one.id: one for one in reversed(tuple(found))}.values())[::-1]


def armed(masked: Masked, span: Span) -> bool:
    """Say whether a span names an armed group."""
    return any(one.kind is EntityKind.GROUP for unit in masked.within(*span) for one in unit.mentions)


def captives(masked: Masked, lexis: Lexis, span: Span, focus: Focus) -> Captives:
    """Read a noun phrase: its persons, else the group its noun names, with the number before it.

    Whoever says so many are meant is none of them: "Ann Lee said two pilots would be freed".
    """
    span = _behind_speaker(masked, lexis, span)
    units = masked.within(*span)
    people = unique(
        Actor(id=one.id, name=one.name)
        for unit in units
        if not (unit.text.startswith(("§X", "§P")) and _is_thing(masked, lexis, unit))
        for one in _persons(unit.mentions)
    )
    before = takewhile(lambda unit: not (people and any(_persons(unit.mentions))), units)  # Not "Ann Lee, second mate".
    numbers = [unit.number for unit in before if unit.number is not None]
    count = Count(low=numbers[0].low, high=numbers[0].high) if numbers else None
    text = _head(lexis, masked.text[span[0] : span[1]])
    if not text:
        return Captives(who=(), count=None)
    crowd = _counted(lexis, text) if count else None
    if people and (crowd or not _is_origin(masked, span, people, count)):
        is_guess = not any(is_person(unit) for unit in units) and not called(lexis, text)
        if crowd:
            return Captives(who=(crowd, *people), count=count, span=span)
        return Captives(who=people, count=count if count and count.high > 1 else None, is_guess=is_guess, span=span)
    group = next((actor for actor, pattern in lexis.captives if pattern.search(text)), None)

    if group is None and lexis.captive_word.search(text):  # "the kidnapped bride": whoever she is, she is one of those.
        group = Actor(id=PEOPLE, name="people")
    if group is None and any(
        len(unit.mentions) and unit.text.startswith("§A") for unit in units
    ):  # "two Greek officials"
        group = Actor(id=PEOPLE, name="people")

    return Captives(who=_grouped(group, count, focus), count=count, noun=_anybody(masked, lexis, span), span=span)


def _behind_speaker(masked: Masked, lexis: Lexis, span: Span) -> Span:
    """Leave out what stands before a verb of saying where so many are named behind it."""
    said = deque(lexis.said.finditer(masked.text, *span), maxlen=1)
    behind = (said[0].end(), span[1]) if said else span
    is_told = any(unit.number is not None for unit in masked.within(*behind))

    return behind if said and is_told else span


def _is_origin(masked: Masked, span: Span, people: tuple[Actor, ...], count: Count | None) -> bool:
    """Say whether the one name in a phrase for several says where they are from: "15 Tamil Nadu fishermen"."""
    is_list = "," in masked.text[slice(*span)] or _MORE.match(masked.text, span[1]) is not None

    return len(people) == 1 and count is not None and count.low > 1 and not is_list


def _counted(lexis: Lexis, phrase: str) -> Actor | None:
    """Give the group of which a phrase names some: "25 prisoners, including Ann Lee"."""
    among = lexis.counting.search(phrase)

    return next(iter(called(lexis, phrase[: among.start()])), None) if among else None


def some(span: Span, count: Count | None) -> Captives:
    """Give people of whom no more is known."""
    return Captives(who=(Actor(id=PEOPLE, name="people"),), count=count, noun=span, span=span)


def _is_thing(masked: Masked, lexis: Lexis, unit: Unit) -> bool:
    """Say whether a name that nothing says is somebody's is that of the thing before it: "the tanker Ana Cora"."""
    before = masked.at[masked.units.index(unit)]

    return lexis.named.search(masked.text, 0, before) is not None


def _anybody(masked: Masked, lexis: Lexis, span: Span) -> Span | None:
    """Give the noun of a group whose members are let go all day; none where another noun says that they are held."""
    nouns = [(actor.id, noun) for actor, pattern in lexis.captives if (noun := pattern.search(masked.text, *span))]

    return None if not nouns or any(one in SURE for one, _ in nouns) else nouns[-1][1].span()


def _head(lexis: Lexis, phrase: str) -> str:
    """Give what a noun phrase is about without whose it is; nothing where it is a captive's: "the hostages' lawyer"."""
    owners = deque((one for one in lexis.owned.finditer(phrase) if one.lastgroup == "whose"), maxlen=1)
    if not owners:
        return phrase
    owner, head = phrase[: owners[0].start()], phrase[owners[0].end() :]
    is_captive = bool(lexis.captive_word.search(head)) or any(one.id != PEOPLE for one in called(lexis, head))

    return head if is_captive or not lexis.captive_word.search(owner) else ""


def _persons(mentions: Iterable[Mention]) -> Iterable[Mention]:
    return (one for one in mentions if one.kind in _NAMES and one.id.startswith("person:"))


def _grouped(group: Actor | None, count: Count | None, focus: Focus) -> tuple[Actor, ...]:
    """A group of mere people is the group the article was about; a bare number is more of the same."""
    if group is None:
        return (focus.group or Actor(id=PEOPLE, name="people"),) if count else ()
    if group.id == PEOPLE and focus.group is not None:
        return (focus.group,)

    return (group,)


def last_called(lexis: Lexis, text: str) -> Actor | None:
    """Give the group whose noun a text uses last; mere people are none."""
    found = [
        (noun.end(), lexis.groups[place])
        for place, pattern in lexis.grouped.numbered(text)
        if (noun := next(iter(deque(pattern.finditer(text), maxlen=1)), None))
    ]

    return max(found, key=lambda one: one[0])[1] if found else None


PEOPLE = "group:people"
HOSTAGES = Actor(id="group:hostages", name="hostages")
UNSURE = frozenset({PEOPLE, "group:prisoners"})
SURE = frozenset({HOSTAGES.id, "group:prisoners", "group:crew"})
"""Groups whose noun is enough; people, passengers and students are let go all day, so a text has to speak of captivity."""


def called(lexis: Lexis, words: str) -> tuple[Actor, ...]:
    """Give the groups whose nouns a phrase uses."""
    return tuple(actor for actor, pattern in lexis.captives if pattern.search(words))
