"""Offices and bodies that are called after a name beside them and speak for no state: "Sultan of Sokoto", "a Mohmand jirga"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from monitor.entities import entity, lexicon
from monitor.entities.lexicon import Lexicon
from monitor.models import Actor, EntityKind, Mention

_REACH = 60  # Characters that an office takes, or a body behind its name.
_CALLED = frozenset({EntityKind.COUNTRY, EntityKind.PLACE, EntityKind.GROUP, EntityKind.UNKNOWN})
_NAMED = frozenset({EntityKind.PERSON, EntityKind.UNKNOWN})
_APPOSED = re.compile(r",(?: [\w.'’-]+){0,3} ")
_WORD = re.compile(r" ([\w-]+)")


class _Made(NamedTuple):
    """A mention, and the stretch in which there is no other; of an office, who is named beside it as its holder."""

    start: int
    end: int
    mention: Mention
    office: str = ""
    holder: Mention | None = None


def whole(text: str, mentions: Sequence[Mention], language: str) -> tuple[Mention, ...]:
    """Make mentions whole that are part of such an office or body; the names inside of one are left out.

    Beside the name of whoever holds it an office is a title, and its place only a place; elsewhere in the text the office then
    means who holds it. The country of a body that has no name is a place too ("a Swiss foundation").

    >>> from monitor.entities import gazetteer, tag
    >>> found = tag.mentions("Elders thanked the bishop of Tibú.", "en", gazetteer.load())
    >>> [(one.surface, one.kind.value) for one in found]
    [('bishop of Tibú', 'organisation')]
    """
    words = lexicon.of(language)
    named = [one for one in mentions if one.kind in _NAMED and " " in one.surface]
    found = [made for one in mentions if one.kind in _CALLED for made in _called(text, one, words, named)]
    made: list[_Made] = []
    for each in sorted(found, key=lambda one: (one.start, -one.end)):
        if not made or each.start >= made[-1].end:
            made.append(each)
    holders = {each.office: each.holder for each in made if each.holder}
    left = (one for one in mentions if not any(each.start < one.end and one.start < each.end for each in made))
    every = [*left, *(_held(each.mention, holders.get(each.mention.id)) for each in made)]

    return tuple(sorted(every, key=lambda one: (one.start, -one.end))) if made else tuple(mentions)


def _held(office: Mention, holder: Mention | None) -> Mention:
    """Give whoever holds an office where the text says once who it is: "Bishop of Goma", below: "the bishop of Goma, X"."""
    if holder is None:
        return office

    return replace(holder, start=office.start, end=office.end, surface=office.surface, why="names: holds the office")


def _called(text: str, one: Mention, words: Lexicon, named: Sequence[Mention]) -> Iterator[_Made]:
    """Give the office that is called after a name ("Emir of Zuru"), or the body ("the Zuru peace committee")."""
    is_person = words.order != "before" and one.id.startswith(
        "person:"
    )  # "masyarakat adat Ana Ruiz"; behind "of" is a place.
    if not is_person and (seat := _seat(one, words).search(text, max(one.start - _REACH, 0), one.start)):
        holder = _holder(text, seat.start(1), one.end, named, words)
        office = _made(text, seat.start(1), one.end)
        yield office._replace(mention=_place(one), office=office.mention.id, holder=holder) if holder else office
    if not one.surface[0].isupper():
        return
    if body := words.civil.match(text, one.end, one.end + _REACH):
        following = _WORD.match(text, body.end())
        if not (following and words.is_title(following[1].lower())):
            yield _made(text, one.start, body.end())
    elif words.nameless.match(text, one.end, one.end + _REACH):
        yield _Made(one.start, one.end, _place(one))


def _holder(text: str, start: int, end: int, named: Iterable[Mention], words: Lexicon) -> Mention | None:
    """Give who is named beside an office: "the Emir of Zuru, Sani Bello", "Sani Bello, Emir of Zuru", "Uskup Timika Mgr. X"."""
    near = (one for one in named if end < one.start <= end + _REACH or start - _REACH <= one.end < start)

    return next((one for one in near if _are_apposed(text, (start, end), (one.start, one.end), words)), None)


def _are_apposed(text: str, office: tuple[int, int], name: tuple[int, int], words: Lexicon) -> bool:
    first, second = sorted((office, name))
    if _APPOSED.fullmatch(text, first[1], second[0]):
        return True
    between = text[first[1] : second[0]].lower().split()

    return second == name and all(words.is_title(word.rstrip(".")) for word in between)


def _seat(one: Mention, words: Lexicon) -> re.Pattern[str]:
    if one.kind is EntityKind.COUNTRY:
        return words.seat_state

    return words.seat if one.kind is EntityKind.PLACE else words.seat_name


def _place(one: Mention) -> Mention:
    return replace(one, kind=EntityKind.PLACE, actor=None)


def _made(text: str, start: int, end: int) -> _Made:
    surface = text[start:end]
    name = surface[0].upper() + surface[1:]
    identity = entity.identify(EntityKind.ORGANISATION, name)

    made = Mention(
        start=start,
        end=end,
        surface=surface,
        id=identity,
        name=name,
        kind=EntityKind.ORGANISATION,
        actor=Actor(id=identity, name=name),
        why="names: called after a name",
    )

    return _Made(start, end, made)
