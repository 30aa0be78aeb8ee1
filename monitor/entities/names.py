"""Persons who are in no list: found by titles, apposition, speech verbs and cues, or by the shape of the name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from monitor.entities import context, lexicon, runs, signs
from monitor.entities.context import Left
from monitor.entities.lexicon import Lexicon
from monitor.entities.runs import Run
from monitor.models import Mention, Sentence

PERSON = signs.PERSON

# What stands between the members of a series of names.
_AND = re.compile(r",? (?:dan|serta|and|&|и) ")
_COMMA = ", "
_HEADING = 5
_PLAIN = 0.4
_SPEECH = frozenset({"verb", "human verb", "speech before"})


class Candidate(NamedTuple):
    """A capitalised run with the signs around it; `reach` is how far behind it the "of" ends that leads to a body."""

    run: Run
    score: float
    signs: tuple[str, ...]
    left: Left
    reach: int = 0
    is_heading: bool = False
    is_organisation: bool = False

    @property
    def speaks(self) -> bool:
        """Tell whether a verb of saying stands beside it."""
        return not _SPEECH.isdisjoint(self.signs)

    @property
    def is_person(self) -> bool:
        """Tell whether the signs say a person."""
        return self.score >= PERSON and not self.is_heading and not self.is_organisation


def find(text: str, sentences: Sequence[Sentence], taken: Sequence[tuple[int, int]], language: str) -> list[Candidate]:
    """Give every capitalised run outside the spans taken by known names, weighed.

    In a heading of capitals nothing is weighed.
    """
    words = lexicon.of(language)
    found: list[Candidate] = []
    place = 0
    for sentence in sentences:
        while place < len(taken) and taken[place][1] <= sentence.start:
            place += 1
        last = place
        while last < len(taken) and taken[last][0] < sentence.end:
            last += 1
        capitals = runs.find(text, sentence.start, sentence.end, taken[place:last], words)
        if capitals:
            is_heading = _is_title_case(text, sentence) or (sentence.is_heading and not _is_plain(text, sentence))
            weighed = [_weighed(text, sentence, run, words, is_heading=is_heading) for run in capitals]
            found.extend(_in_series(text, weighed) if len(weighed) > 1 else weighed)

    return found


def _in_series(text: str, candidates: Sequence[Candidate]) -> Iterator[Candidate]:
    """Give the candidates of a sentence; in a series ("A, B and C") one person speaks for the others."""
    series: list[Candidate] = []
    is_listed = False
    for one in candidates:
        between = text[series[-1].run.end : one.run.start] if series else ""
        if series and between != _COMMA and not _AND.fullmatch(between):
            yield from _spoken_for(series) if is_listed else series
            series, is_listed = [], False
        is_listed = is_listed or (bool(series) and between != _COMMA)
        series.append(one)
    yield from _spoken_for(series) if is_listed else series


def _spoken_for(series: Sequence[Candidate]) -> Iterator[Candidate]:
    has_person = any(one.is_person for one in series)
    for one in series:
        if not has_person or one.is_person or one.is_heading or one.is_organisation:
            yield one
        else:
            given = (*one.signs, "beside a person")
            yield one._replace(signs=given, score=signs.weigh(given))


def _bare(text: str, sentence: Sentence, run: Run, words: Lexicon) -> tuple[Run, Left]:
    """Take off what still belongs to the title: "Perikanan" of "Menteri Kelautan dan Perikanan X", "NASA" of "NASA chief X"."""
    before = context.left(text, sentence.start, run.start, words)
    while len(run.words) > 1 and _is_no_name(run, before, words):
        run = runs.shortened(text, run)
        before = context.left(text, sentence.start, run.start, words)

    return run, before


def _is_no_name(run: Run, before: Left, words: Lexicon) -> bool:
    first = run.words[0].lower()
    is_saying = first in words.speech_before and first not in lexicon.given()  # "Kata Budi Santoso", not "Said Khalil"
    if run.is_opening and (is_saying or words.opening_shape.fullmatch(first)):
        return True

    if before.kind and words.is_link(first):
        return words.is_linked(before.nearest, first)

    return _is_body(run.words[0], run.words[1])


def _is_body(first: str, second: str) -> bool:
    """Tell whether a run opens with an acronym of a body; two capitals are somebody's initials."""
    return len(first) > 2 and first.isupper() and first.isalpha() and not second.isupper()


def _is_title_case(text: str, sentence: Sentence) -> bool:
    """Tell whether a sentence is a headline: nearly all capitals, and no full stop at its end."""
    end = sentence.end
    while end > sentence.start and text[end - 1] in "\"'”’) ":
        end -= 1
    if end == sentence.start or text[end - 1] in ".!?…":
        return False
    words = [word for word in text[sentence.start : end].split() if word[0].isalpha() and len(word) > 3]
    capitals = sum(word[0].isupper() for word in words)

    return len(words) >= 5 and capitals > 0.7 * len(words)


def _is_plain(text: str, sentence: Sentence) -> bool:
    """Tell whether a heading is written as a sentence is: at least two words in five are no names."""
    words = [word for word in text[sentence.start : sentence.end].split() if word[0].isalpha() and len(word) > 3]

    return len(words) >= _HEADING and sum(word[0].islower() for word in words) >= len(words) * _PLAIN


def _weighed(text: str, sentence: Sentence, run: Run, words: Lexicon, *, is_heading: bool) -> Candidate:
    if is_heading or _is_organisation(run.words, words):
        is_organisation = not is_heading
        return Candidate(
            run=run, score=0.0, signs=(), left=Left(), is_heading=is_heading, is_organisation=is_organisation
        )
    run, before = _bare(text, sentence, run, words)
    behind = context.right(text, run.end, sentence.end, words)
    found = signs.of(run, before, behind, words)

    return Candidate(run=run, score=signs.weigh(found), signs=found, left=before, reach=behind.reach)


@lru_cache(maxsize=20_000)
def _is_organisation(named: tuple[str, ...], words: Lexicon) -> bool:
    lowered = [word.lower() for word in named]
    if lowered[0] in lexicon.given():  # "Nasser Hospital" is one all the same; "Sarah Park" is none.
        return words.order == "before" and words.is_body(lowered[-1])

    return any(word in words.org_heads for word in lowered)


def actor_of(candidate: Candidate, known: Sequence[Mention], language: str) -> Mention | None:
    """Give the known entity that a person speaks for by title: an official's, never a citizen's or a former official's."""
    before = candidate.left
    if before.kind != "official" or before.is_former:
        return None
    inside = [one for one in known if before.start <= one.start < candidate.run.start and one.actor is not None]
    ahead = [one for one in known if one.actor is not None and 0 <= before.start - one.end <= 3]
    behind = [one for one in known if one.actor is not None and 0 < one.start - candidate.run.end == candidate.reach]
    if lexicon.of(language).order == "before":
        return next(iter([*ahead, *inside, *behind]), None)

    return next(iter([*inside, *behind]), None)
