"""A word that is both a known name and part of somebody else's: the person wins ("Michael Jordan")."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.entities import lexicon
from monitor.entities.entity import Hit
from monitor.models import EntityKind
from monitor.text import calendar, normalize

_LEAD = re.compile(r"(\w+)[.,]? $")
_TITLE = 20  # Signs before a name in which a title stands.
_TITLED = re.compile(r"(\w+)\.? $")
_NEXT = re.compile(r" (\w[\w'’-]*)")
_CAN_BE_A_SURNAME = frozenset({EntityKind.COUNTRY, EntityKind.PLACE, EntityKind.PERSON})


def settled(text: str, hits: Sequence[Hit], language: str) -> list[Hit]:
    """Leave out the names that are only part of a person's name.

    A single word straight after a given name is a surname ("Melania Trump", "Paris" in "Ron Paris"); a contested word before
    another capitalised word is a given name ("Jordan Pickford"), unless that word is a title or an entity itself; so is any
    country's behind a title of the clergy ("Bishop Israel Bravo").
    A name straight after a known name stands by itself ("Israel Gallant"), as one after a month does ("In May Qatar").
    """
    named = [hit for hit in hits if hit.entity.kind is not EntityKind.CONCEPT]
    starts = {hit.start for hit in named if hit.entity.kind is not EntityKind.PERSON}
    ends = {hit.end for hit in named}

    return [hit for hit in hits if hit.start - 1 in ends or not _is_part(text, hit, starts, language)]


def _is_part(text: str, hit: Hit, starts: set[int], language: str) -> bool:
    is_person = hit.entity.kind is EntityKind.PERSON
    if is_person and _is_hyphened(text, hit):
        return True
    if hit.entity.kind not in _CAN_BE_A_SURNAME or (not is_person and (" " in hit.name.text or "-" in hit.name.text)):
        return False
    if _is_after_given_name(text, hit.start, language):
        return not (hit.entity.kind is EntityKind.COUNTRY and _is_after_title(text, hit.start, language))

    is_given = hit.name.is_contested or (
        hit.entity.kind is EntityKind.COUNTRY and _is_after_clergy(text, hit.start, language)
    )

    return is_given and _is_before_surname(text, hit.end, starts, language)


def _is_after_clergy(text: str, start: int, language: str) -> bool:
    found = _TITLED.search(text, max(start - _TITLE, 0), start)

    return found is not None and found[1].lower() in lexicon.of(language).clergy


def _is_hyphened(text: str, hit: Hit) -> bool:
    """Tell whether a surname is half of a double one ("Halevi-Mor")."""
    before, behind = text[max(0, hit.start - 1) : hit.start], text[hit.end : hit.end + 2]

    return before == "-" or (behind[:1] == "-" and behind[1:].isupper())


def _is_after_given_name(text: str, start: int, language: str) -> bool:
    if start < 3 or text[start - 1] != " ":
        return False
    begin = text.rfind(" ", 0, start - 1) + 1
    word = text[begin : start - 1].lstrip("\"“(‘'")

    return word[:1].isupper() and lexicon.is_given(word) and not _is_time(text[:begin], word, language)


def _is_time(before: str, word: str, language: str) -> bool:
    """Tell whether a given name is that of a month or feast here, behind a word or figure that leads to one: "since April"."""
    names = calendar.of(language)
    named = normalize.fold(word)
    if named not in names.months and named not in names.feasts:
        return False
    lead = _LEAD.search(before)

    return lead is not None and (lead[1].isdigit() or normalize.fold(lead[1]) in names.leads)


def _is_after_title(text: str, start: int, language: str) -> bool:
    """Tell whether the given name before a country is a title of its head ("Raja Yordania"), where a title stands before it."""
    words = lexicon.of(language)

    return words.order == "after" and text[text.rfind(" ", 0, start - 1) + 1 : start - 1].lower() in words.officials


def _is_before_surname(text: str, end: int, starts: set[int], language: str) -> bool:
    following = _NEXT.match(text, end)
    if following is None or not following.group(1)[0].isupper() or end + 1 in starts:
        return False
    word = following.group(1).lower()
    words = lexicon.of(language)

    return not (words.is_title(word) or word in words.org_heads or word in words.stop or word in words.links)
