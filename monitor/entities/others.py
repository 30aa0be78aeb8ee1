"""Organisations and unnamed others among the capitalised runs that are no person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from monitor.entities import entity, lexicon
from monitor.entities.names import Candidate
from monitor.models import Actor, EntityKind, Mention


def find(text: str, candidates: Sequence[Candidate], taken: Sequence[Mention], language: str) -> Iterator[Mention]:
    """Give what else has a name: an organisation by its head word, anything else as unknown, which may act all the same."""
    starts = {one.start for one in taken}
    for candidate in candidates:
        run = candidate.run
        if run.start in starts or candidate.is_heading:
            continue
        if candidate.is_organisation:
            if _is_headed(run.words, language):
                yield _mention(text, candidate, EntityKind.ORGANISATION, "organisation by its head word")
        elif _is_proper(candidate):
            yield _mention(text, candidate, EntityKind.UNKNOWN, "a capitalised name")


def _is_headed(words: Sequence[str], language: str) -> bool:
    heads = lexicon.of(language).org_heads

    return len(words) > 1 and (words[0].lower() in heads or words[-1].lower() in heads)


def _is_proper(candidate: Candidate) -> bool:
    """A capital says little at the start of a sentence, in a quotation or in a single letter."""
    run = candidate.run
    if run.is_opening and len(run.words) == 1:
        return False

    return run.end - run.start > 2 and not candidate.left.is_quoted and candidate.left.sign != "place"


def _mention(text: str, candidate: Candidate, kind: EntityKind, why: str) -> Mention:
    run = candidate.run
    surface = text[run.start : run.end]
    identity = entity.identify(kind, surface)
    actor = Actor(id=identity, name=surface) if kind is EntityKind.ORGANISATION else None

    return Mention(start=run.start, end=run.end, surface=surface, id=identity, name=surface, kind=kind, actor=actor, why=f"names: {why}")
