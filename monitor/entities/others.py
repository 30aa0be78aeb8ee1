"""Organisations and unnamed others among the capitalised runs that are no person."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from monitor.entities import entity, lexicon, variants
from monitor.entities.lexicon import Lexicon
from monitor.entities.names import Candidate
from monitor.entities.runs import Run
from monitor.models import Actor, EntityKind, Mention

_PERSON_WORDS = range(2, 5)
_ACRONYM = re.compile(r"(?: [A-Z]\w+){0,2} \((\w*[A-Z]\w*[A-Z][\w-]*)\)")


def find(text: str, candidates: Sequence[Candidate], taken: Sequence[Mention], language: str) -> Iterator[Mention]:
    """Give what else has a name: a body or a place by its head word, anything else as unknown, which may act all the same."""
    words = lexicon.of(language)
    starts = {one.start for one in taken}
    acronyms: dict[str, Mention] = {}
    for candidate in candidates:
        run = candidate.run
        if run.start in starts or candidate.is_heading:
            continue
        if known := acronyms.get(" ".join(run.words)):
            yield replace(known, start=run.start, end=run.end, surface=text[run.start : run.end])
        elif candidate.is_organisation:
            if found := _headed(text, candidate, words):
                yield found
                acronyms |= dict.fromkeys(_bracketed(text, found), found)
        elif _is_body(candidate, words):
            yield mention(text, run, EntityKind.ORGANISATION, "acronym behind an office")
        elif _is_proper(text, candidate):
            yield mention(text, run, EntityKind.UNKNOWN, "a capitalised name")


def _headed(text: str, candidate: Candidate, words: Lexicon) -> Mention | None:
    """Make a mention of what a head word gives away, where it has a name: more words than any such thing has.

    "Kementerian Luar Negeri" alone names nobody: whose it is stands beside it.
    """
    lowered = [word.lower() for word in candidate.run.words]
    head = _head(lowered, words)
    if not head or all(word in words.org_heads or word in words.links for word in lowered):
        return None
    if head in words.other_heads:
        return mention(text, candidate.run, EntityKind.UNKNOWN, "a capitalised name")
    kind = EntityKind.PLACE if head in words.place_heads else EntityKind.ORGANISATION

    return mention(text, candidate.run, kind, f"{kind} by its head word")


def _head(names: Sequence[str], words: Lexicon) -> str:
    """Give the word that says what a name names: at an end of it or before "of"; a word for a body or place before others."""
    before_of = [one for one, other in pairwise(names) if words.joint.fullmatch(f" {other} ")]
    heads = [word for word in (*before_of[:1], names[0], names[-1]) if word in words.org_heads]

    return next((word for word in heads if word not in words.other_heads), next(iter(heads), ""))


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


def _is_proper(text: str, candidate: Candidate) -> bool:
    """Tell names from capitals that say little: a word also seen without one, at the start of a sentence, in a quotation."""
    run = candidate.run
    if len(run.words) == 1 and (run.is_opening or f" {run.words[0].lower()}" in text):
        return False

    return run.end - run.start > 2 and not candidate.left.is_quoted and candidate.left.sign != "place"


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
