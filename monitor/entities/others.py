"""Organisations and unnamed others among the capitalised runs that are no person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from monitor.entities import entity, lexicon, variants
from monitor.entities.names import Candidate
from monitor.entities.runs import Run
from monitor.models import Actor, EntityKind, Mention

_PERSON_WORDS = range(2, 5)


def find(text: str, candidates: Sequence[Candidate], taken: Sequence[Mention], language: str) -> Iterator[Mention]:
    """Give what else has a name: an organisation by its head word, anything else as unknown, which may act all the same."""
    starts = {one.start for one in taken}
    for candidate in candidates:
        run = candidate.run
        if run.start in starts or candidate.is_heading:
            continue
        if candidate.is_organisation:
            if _is_named(run.words, language):
                yield mention(text, run, EntityKind.ORGANISATION, "organisation by its head word")
        elif _is_proper(text, candidate):
            yield mention(text, run, EntityKind.UNKNOWN, "a capitalised name")


def _is_named(words: Sequence[str], language: str) -> bool:
    """Tell whether a run is an organisation's name: a head word at either end, and more than words any body has.

    "Kementerian Luar Negeri" alone names nobody: whose it is stands beside it.
    """
    known = lexicon.of(language)
    lowered = [word.lower() for word in words]
    is_headed = lowered[0] in known.org_heads or lowered[-1] in known.org_heads

    return is_headed and any(word not in known.org_heads and word not in known.links for word in lowered)


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
