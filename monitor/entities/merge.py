"""What a plugged-in tagger adds to the names that were found without it.

What the lists know stays. Of what is in no list the tagger's span and kind count; a person whom only the cues give away
stays, and stays whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from monitor.entities import context, lexicon, names, others
from monitor.entities.lexicon import Lexicon
from monitor.entities.names import Candidate
from monitor.entities.runs import Run
from monitor.entities.taggers import Span
from monitor.models import EntityKind, Mention, Sentence

_WORD = re.compile(r"\S+")
_WHY = "plugged-in tagger"


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The candidates that stay or are new, and the mentions that need no further look."""

    candidates: tuple[Candidate, ...]
    mentions: tuple[Mention, ...] = ()


def merged(
    text: str, candidates: Sequence[Candidate], spans: Sequence[Span], read: Sequence[Sentence], language: str
) -> Merged:
    """Let the tagger's spans, none of which touches a known name, take the place of the candidates they overlap."""
    words = lexicon.of(language)
    sure = [one.run for one in candidates if one.is_person]
    spans = [span for span in (_untitled(text, one, words) for one in spans) if not _is_part(span, sure)]
    kept = [one for one in candidates if not any(_overlap(one.run, span) for span in spans)]
    same = {(one.run.start, one.run.end): one for one in candidates}
    people = [
        _person(text, span, same.get((span.start, span.end)), _sentence(span, read), words)
        for span in spans
        if span.kind is EntityKind.PERSON
    ]
    rest = tuple(
        others.mention(text, Run(span.start, span.end, (), is_opening=False), span.kind, _WHY)
        for span in spans
        if span.kind is not EntityKind.PERSON
    )

    return Merged(candidates=tuple(sorted([*kept, *people], key=lambda one: one.run.start)), mentions=rest)


def free(spans: Sequence[Span], taken: Sequence[tuple[int, int]], read: Sequence[Sentence]) -> list[Span]:
    """Leave out the spans that touch a known name, or lie in no sentence: in furniture, or across two."""
    clear = [span for span in spans if not any(low < span.end and span.start < high for low, high in taken)]

    return [span for span in clear if any(one.start <= span.start and span.end <= one.end for one in read)]


def _untitled(text: str, span: Span, words: Lexicon) -> Span:
    """Leave the title out of a person's name ("Gubernur Sri Wulandari")."""
    if span.kind is not EntityKind.PERSON:
        return span
    inside = list(_WORD.finditer(text, span.start, span.end))
    named = [word for word in inside if not words.is_title(word.group().rstrip(".").lower())]

    return replace(span, start=named[0].start()) if named else span


def _is_part(span: Span, people: Sequence[Run]) -> bool:
    """Tell whether a span is a piece of a longer name that cues say is one person's."""
    return any(
        run.start <= span.start and span.end <= run.end and span.end - span.start < run.end - run.start
        for run in people
    )


def _overlap(run: Run, span: Span) -> bool:
    return run.start < span.end and span.start < run.end


def _sentence(span: Span, read: Sequence[Sentence]) -> int:
    return max(one.start for one in read if one.start <= span.start)


def _person(text: str, span: Span, same: Candidate | None, sentence: int, words: Lexicon) -> Candidate:
    if same is not None and not same.is_heading and not same.is_organisation:
        return same._replace(score=max(same.score, names.PERSON), signs=(*same.signs, _WHY))
    run = Run(span.start, span.end, tuple(text[span.start : span.end].split()), is_opening=span.start == sentence)
    left = context.left(text, sentence, span.start, words)

    return Candidate(run=run, score=names.PERSON, signs=(_WHY,), left=left)
