"""Persons who are in no list: found by titles, apposition, speech verbs and cues, or by the shape of the name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.entities import context, lexicon, runs
from monitor.entities.context import Left, Right
from monitor.entities.lexicon import Lexicon
from monitor.entities.runs import Run
from monitor.models import Mention, Sentence

# What each sign weighs; a candidate is a person from `PERSON` on. Set by hand and checked on the train part of idner-news-2k.
PERSON = 2.0
_WEIGHTS = {
    "title": 3.0,
    "weak title": 1.4,
    "cue": 3.0,
    "weak cue": 1.4,
    "speech before": 2.6,
    "verb": 1.6,
    "age": 3.0,
    "apposition": 0.6,
    "role behind": 1.8,
    "organisation before": -2.6,
    "from": 0.8,
    "given name": 2.6,
    "second given name": 1.2,
    "particle": 1.5,
    "initial": 1.2,
    "two or three words": 0.9,
    "one word": -0.6,
    "many words": -1.4,
    "acronym": -2.2,
    "place before": -2.6,
    "opening word": -0.9,
    "joined": 0.7,
    "office": -4.0,
    "quoted": -1.5,
}
_SIGNS = {"speech": "speech before", "place": "place before", "join": "joined", "body": "organisation before"}
_PARTICLES = frozenset(["bin", "binti", "bint", "ibn", "al", "van", "von", "der", "den"])
_INITIAL = re.compile(r"[^\W\d_]\.?(?:[^\W\d_]\.)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
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
        return "verb" in self.signs or "speech before" in self.signs

    @property
    def is_person(self) -> bool:
        """Tell whether the signs say a person."""
        return self.score >= PERSON and not self.is_heading and not self.is_organisation


def find(text: str, sentences: Sequence[Sentence], taken: Sequence[tuple[int, int]], language: str) -> list[Candidate]:
    """Give every capitalised run outside the spans taken by known names, weighed.

    In a heading nothing is weighed: there all is capitals.
    """
    words = lexicon.of(language)
    found: list[Candidate] = []
    place = 0
    for sentence in sentences:
        while place < len(taken) and taken[place][1] <= sentence.start:
            place += 1
        is_heading = sentence.is_heading or _is_title_case(text[sentence.start : sentence.end])
        found.extend(
            _weighed(text, sentence, run, words, is_heading=is_heading)
            for run in runs.find(text, sentence.start, sentence.end, taken[place:], words)
        )

    return found


def _bare(text: str, sentence: Sentence, run: Run, words: Lexicon) -> tuple[Run, Left]:
    """Take off what still belongs to the title: "Perikanan" of "Menteri Kelautan dan Perikanan X", "NASA" of "NASA chief X"."""
    before = context.left(text, sentence.start, run.start, words)
    while len(run.words) > 1 and (
        (before.kind and words.is_link(run.words[0].lower())) or _is_body(run.words[0], run.words[1])
    ):
        run = runs.shortened(text, run)
        before = context.left(text, sentence.start, run.start, words)

    return run, before


def _is_body(first: str, second: str) -> bool:
    """Tell whether a run opens with an acronym of a body; two capitals are somebody's initials."""
    return len(first) > 2 and first.isupper() and first.isalpha() and not second.isupper()


def _is_title_case(sentence: str) -> bool:
    """Tell whether a sentence is a headline: nearly all capitals, and no full stop at its end."""
    if sentence.rstrip("\"'”’) ")[-1:] in {".", "!", "?", "…"}:
        return False
    words = [word for word in sentence.split() if word[0].isalpha() and len(word) > 3]
    capitals = sum(word[0].isupper() for word in words)

    return len(words) >= 5 and capitals > 0.7 * len(words)


def _weighed(text: str, sentence: Sentence, run: Run, words: Lexicon, *, is_heading: bool) -> Candidate:
    if is_heading or _is_organisation(run, words):
        is_organisation = not is_heading
        return Candidate(
            run=run, score=0.0, signs=(), left=Left(), is_heading=is_heading, is_organisation=is_organisation
        )
    run, before = _bare(text, sentence, run, words)
    behind = context.right(text, run.end, sentence.end, words)
    signs = (*_outer(run, before, behind, words), *_inner(run))

    return Candidate(run=run, score=sum(_WEIGHTS[sign] for sign in signs), signs=signs, left=before, reach=behind.reach)


def _is_organisation(run: Run, words: Lexicon) -> bool:
    lowered = [word.lower() for word in run.words]

    return lowered[0] not in lexicon.given() and any(word in words.org_heads for word in lowered)


def _outer(run: Run, before: Left, behind: Right, words: Lexicon) -> list[str]:
    signs: list[str] = []
    if before.kind:
        sort = "cue" if before.kind == "cue" else "title"
        is_weak = before.title in words.weak
        if not is_weak or len(run.words) > 1:
            signs.append(f"weak {sort}" if is_weak else sort)
    if before.sign:
        signs.append(_SIGNS[before.sign])
    if before.is_quoted:
        signs.append("quoted")
    if behind.sign:
        signs.append(behind.sign)
    if len(run.words) == 1 and (run.is_opening or (before.kind and words.is_link(run.words[0].lower()))):
        signs.append("opening word" if run.is_opening else "office")

    return signs


def _inner(run: Run) -> list[str]:
    names = [word.lower() for word in run.words]
    given = lexicon.given()
    long = len(names)
    signs = ["one word" if long == 1 else "many words" if long > 4 else "two or three words"]
    if names[0].split("-")[0] in given:
        signs.append("given name")
    if any(name in given for name in names[1:]):
        signs.append("second given name")
    if any(name in _PARTICLES for name in names[1:-1]):
        signs.append("particle")
    if long > 1 and any(_INITIAL.fullmatch(word) for word in run.words):
        signs.append("initial")
    if any(len(word) > 1 and word.isupper() and "." not in word for word in run.words):
        signs.append("acronym")

    return signs


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
