"""Organisations and unnamed others among the capitalised runs that are no person."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from monitor.entities import entity, headed, lexicon, variants
from monitor.entities.lexicon import Lexicon
from monitor.entities.names import Candidate
from monitor.entities.runs import Run
from monitor.models import Actor, EntityKind, Mention

_NUMBER = re.compile("X{0,3}(?:XL|L)?X{0,3}(?:IX|IV|V?I{0,3})")  # "Pangdam XVII"
_PERSON_WORDS = range(2, 5)
_PLAIN = frozenset({EntityKind.CONCEPT, EntityKind.UNKNOWN})
_ACTING = frozenset({EntityKind.ORGANISATION, EntityKind.GROUP, EntityKind.UNKNOWN})
_PLACES = frozenset({"place", "post"})
_ACRONYM = re.compile(r"(?: [A-Z]\w+){0,2} \((\w*[A-Z]\w*[A-Z][\w-]*)\)")


@dataclass(frozen=True, slots=True)
class _Seen:
    """What of a text is known so far: names and who acts, by where they start; where places end; countries by where they end;
    bodies by their acronym.
    """

    behind: Mapping[int, Mention]
    acting: Mapping[int, Mention]
    places: set[int]
    before: Mapping[int, Mention]
    acronyms: dict[str, Mention]


def find(
    text: str, candidates: Sequence[Candidate], taken: Sequence[Mention], known: Sequence[Mention], language: str
) -> Iterator[Mention]:
    """Give what else has a name: a body or a place by its head word, anything else as unknown, which may act all the same."""
    words = lexicon.of(language)
    starts = {one.start for one in taken}
    seen = _Seen(
        behind={one.start: one for one in known if one.kind not in _PLAIN},
        acting={one.start: one for one in known if one.kind in _ACTING},
        places={one.end for one in known if one.kind is EntityKind.PLACE} if words.where_words else set(),
        before={one.end: one for one in known if one.kind is EntityKind.COUNTRY},
        acronyms={},
    )
    for candidate in candidates:
        if candidate.run.start in starts or candidate.is_heading:
            continue
        if found := _found(text, candidate, seen, words):
            yield found
            if found.kind is EntityKind.PLACE:
                seen.places.add(found.end)


def _found(text: str, candidate: Candidate, seen: _Seen, words: Lexicon) -> Mention | None:
    run = candidate.run
    if len(run.words) == 1 and run.words[0].isupper() and _NUMBER.fullmatch(run.words[0]):
        return None
    if known := seen.acronyms.get(" ".join(run.words)):
        return replace(known, start=run.start, end=run.end, surface=text[run.start : run.end])
    if candidate.is_organisation:
        return _headed(text, candidate, seen, words)
    if _is_body(candidate, words):
        return mention(text, run, EntityKind.ORGANISATION, "acronym behind an office")
    if _is_place(candidate, words) or _goes_on(text, run, seen.places):
        return mention(text, run, EntityKind.PLACE, "a name behind a word of place")

    return mention(text, run, EntityKind.UNKNOWN, "a capitalised name") if _is_proper(text, candidate, words) else None


def _headed(text: str, candidate: Candidate, seen: _Seen, words: Lexicon) -> Mention | None:
    """Make a mention of what a head word gives away."""
    found = headed.read(text, candidate.run, seen.behind, words)
    if found is None:
        return None
    if found.known:
        return headed.same(text, found, found.known)
    why = "a capitalised name" if found.kind is EntityKind.UNKNOWN else f"{found.kind} by its head word"
    run = _nation(text, found.run, seen, words) if found.kind is EntityKind.ORGANISATION else found.run
    named = _known(mention(text, run, found.kind, why), text, seen)
    seen.acronyms.update(dict.fromkeys(_bracketed(text, named), named))

    return named


def _nation(text: str, run: Run, seen: _Seen, words: Lexicon) -> Run:
    """Take in the country that a body is called after where it stands before it and the body is none of the state's.

    "Syrian Scholars' League" is one name, "Syrian Foreign Ministry" is Syria's.
    """
    nation = seen.before.get(run.start - 1)
    is_states = any(word.lower() in words.state_heads for word in run.words)
    if words.order != "before" or nation is None or is_states or text[run.start - 1] != " ":
        return run

    return run._replace(start=nation.start, words=(*nation.surface.split(), *run.words))


def _known(body: Mention, text: str, seen: _Seen) -> Mention:
    """Give a body the name under which it is known where that stands in brackets behind it: "Union of Dockers (UOD)"."""
    found = _ACRONYM.match(text, body.end)
    known = seen.acting.get(found.start(1)) if found else None
    if known is None or body.kind is not EntityKind.ORGANISATION:
        return body

    return replace(body, id=known.id, name=known.name, actor=known.actor or Actor(id=known.id, name=known.name))


def _bracketed(text: str, body: Mention) -> Iterator[str]:
    """Give the acronym that stands in brackets behind the name it is short for."""
    found = _ACRONYM.match(text, body.end)
    if found and found.group(1)[0].lower() == body.surface[0].lower():
        yield found.group(1)


def _is_body(candidate: Candidate, words: Lexicon) -> bool:
    """Tell whether an acronym is a body: an office stands before it ("Ketua PPX"), or a word for a body ("partai PPX")."""
    run, left = candidate.run, candidate.left
    is_acronym = len(run.words) == 1 and 1 < len(run.words[0]) < 8 and run.words[0].isalpha() and run.words[0].isupper()

    return is_acronym and (left.kind == "official" or left.nearest in words.org_cues or left.nearest in words.org_heads)


def _is_place(candidate: Candidate, words: Lexicon) -> bool:
    """Tell whether a word of place stands before a name ("di", "kota"), and it is no acronym, which a body may be."""
    run, left = candidate.run, candidate.left
    is_acronym = any(len(word) > 1 and word.isupper() for word in run.words)

    return left.nearest in words.where_words and len(run.words) < 4 and not is_acronym


def _goes_on(text: str, run: Run, places: Container[int]) -> bool:
    """Tell whether a name only says where a place is, or which others: "di Kuta, Badung, Bali"."""
    return (
        text[run.start - 2 : run.start] == ", " and run.start - 2 in places and text[run.end : run.end + 1] in {*",.()"}
    )


def _is_proper(text: str, candidate: Candidate, words: Lexicon) -> bool:
    """Tell names from capitals that say little: a word also seen without one, at the start of a sentence, in a quotation."""
    run = candidate.run
    is_plain = run.is_opening or "office" in candidate.signs or f" {run.words[0].lower()}" in text
    if len(run.words) == 1 and is_plain:
        return False

    is_sign = text[run.start - 1 : run.start] == "(" and words.is_link(run.words[0].lower())  # "Brigjen (Pol)"

    return (
        run.end - run.start > 2 and not is_sign and not candidate.left.is_quoted and candidate.left.sign not in _PLACES
    )


def _has_shape(words: Sequence[str]) -> bool:
    """Tell a name that may be a person's: it bears the id that the person has where a text says more."""
    return len(words) in _PERSON_WORDS and all(word[0].isalpha() and not word.isupper() for word in words)


def mention(text: str, run: Run, kind: EntityKind, why: str) -> Mention:
    """Make a mention of what is no known name and no person."""
    surface = text[run.start : run.end]
    is_like_a_person = kind is EntityKind.UNKNOWN and _has_shape(run.words)
    identity = variants.person_id(surface) if is_like_a_person else entity.identify(kind, surface)
    actor = Actor(id=identity, name=surface) if kind is EntityKind.ORGANISATION else None

    return Mention(
        start=run.start,
        end=run.end,
        surface=surface,
        id=identity,
        name=surface,
        kind=kind,
        actor=actor,
        why=f"names: {why}",
    )
