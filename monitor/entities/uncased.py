"""Persons in Arabic, which has no capitals: names behind an office or a word for people, or that begin with a given name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from monitor.entities import clitics, signs
from monitor.entities.context import Left
from monitor.entities.names import Candidate
from monitor.entities.runs import Run
from monitor.models import Sentence
from monitor.text import normalize, tables

_TOKEN = re.compile(rf"[^\W\d_](?:[^\W\d_]|[{normalize.SIGNS}])*")
_AL = "ال"
_OWNERS = ("ها", "هم", "ه")
_SHE = "ة"
_ADVERB = "ا"
_LED = frozenset("وفبلك")  # "And", "so", "by", "for", "like", each glued to the word behind it.
_NISBA = "ي"  # By which names say where somebody is from.
_MODIFIERS = 4  # Words between an office and the name.
_NAMES = 2  # Words of a name, without small words and what is plainly a name, too.


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What data/uncased.yaml has of one language; `led` is what may be glued before a word, nothing first."""

    led: tuple[str, ...]
    officials: frozenset[str]
    plain: frozenset[str]
    between: frozenset[str]
    given: frozenset[str]
    particles: frozenset[str]
    stop: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Token:
    """A word with its place; `is_near` where one space parts it from the word before, `is_known` where it is a known name.

    `has_article` is told by the letters of the text: in one spelling a name may look as if it had one.
    """

    start: int
    end: int
    word: str
    is_near: bool
    is_known: bool
    has_article: bool


@cache
def of(language: str) -> Words | None:
    """Give the words of a language; None where its script has capitals, or nothing is known of it."""
    rows: dict[str, Any] = tables.read(__package__ or "", "uncased")
    if language not in rows:
        return None
    words = {name: frozenset(normalize.spelt(listed).split()) for name, listed in rows[language].items()}

    return Words(led=_shortest(clitics.of(language).before), **words)


def _shortest(before: frozenset[str]) -> tuple[str, ...]:
    """Give what may be glued before a word, nothing first."""
    return ("", *sorted(map(normalize.spelt, before), key=lambda one: (len(one), one)))


def find(
    text: str, sentences: Sequence[Sentence], taken: Sequence[tuple[int, int]], language: str
) -> Iterator[Candidate]:
    """Give the persons that a text seems to name, clear of the spans that are taken by known names (sorted)."""
    words = of(language)
    if words is None:
        return
    for sentence in sentences:
        tokens = list(_tokens(text, sentence, taken))
        place = 0
        while place < len(tokens):
            found = _at(tokens, place, words)
            if found is None:
                place += 1
                continue
            candidate, place = found
            yield candidate


def _tokens(text: str, sentence: Sentence, taken: Sequence[tuple[int, int]]) -> Iterator[_Token]:
    last = -1
    for found in _TOKEN.finditer(text, sentence.start, sentence.end):
        low, high = found.span()
        is_known = any(here < high and low < there for here, there in taken)
        yield _Token(
            low, high, normalize.spelt(found[0]), last >= 0 and text[last:low] == " ", is_known, _is_the(found[0])
        )
        last = high


def _at(tokens: Sequence[_Token], place: int, words: Words) -> tuple[Candidate, int] | None:
    """Read a name that begins at a word, or behind an office that it is; gives the place behind it, too."""
    token = tokens[place]
    if token.is_known:
        return None
    role = _role(token.word, words)
    if role:
        first = _behind(tokens, place, words)
        # "The doctor Ann", "her envoy Ann", "doctor of the town Ann", and not "doctor ann".
        is_led = _is_the(role) or not _is_role(role, words) or first > place + 1
        end = _end(tokens, first, words) if is_led and first < len(tokens) else first
        if end > first + 1 or (end > first and tokens[first].word in words.given):
            kind = "official" if _is_one(role, words.officials) else "plain"
            left = Left(title=role, kind=kind, start=token.start, nearest=tokens[first - 1].word)

            return _candidate(tokens[first:end], ("title",), left), end
    if token.word in words.given:
        end = _end(tokens, place, words)
        if end > place + 1:
            return _candidate(tokens[place:end], ("given name",), Left()), end

    return None


def _role(word: str, words: Words) -> str:
    """Give an office or a word for people, with its article but without what is glued before that; empty where it is none."""
    for led in words.led:
        bare = word[len(led) :] if word.startswith(led) else ""
        if led.endswith("ل") and led != "ل" and bare:  # "lil-", "wal-": the article is in it.
            bare = _AL + bare
        if _is_one(bare, words.officials) or _is_one(bare, words.plain):
            return bare

    return ""


def _is_one(word: str, roles: frozenset[str]) -> bool:
    """Say whether a word is one of these, with an article before it or an owner behind it ("his envoy")."""
    bare = word.removeprefix(_AL)

    return bare in roles or (bare == word and any(_owned(bare, one) in roles for one in _OWNERS if bare.endswith(one)))


def _owned(word: str, owner: str) -> str:
    """Give a word without its owner; what ends as women's words do is written otherwise before one."""
    bare = word.removesuffix(owner)

    return f"{bare[:-1]}{_SHE}" if bare.endswith("ت") else bare


def _behind(tokens: Sequence[_Token], place: int, words: Words) -> int:
    """Give the place behind what tells more of an office: its body, its country, where it is held."""
    here = place + 1
    while here < len(tokens) and here <= place + _MODIFIERS and tokens[here].is_near:
        one = tokens[here]
        following = tokens[here + 1] if here + 1 < len(tokens) else None
        is_led = one.word in words.between and following is not None and (following.is_known or following.has_article)
        if not (
            one.is_known or (one.has_article and one.word not in words.stop) or is_led or _is_role(one.word, words)
        ):
            break
        here += 1

    return here


def _is_the(word: str) -> bool:
    return word.startswith(_AL) and len(word) > len(_AL) + 1


def _is_role(word: str, words: Words) -> bool:
    return word in words.officials or word in words.plain


def _end(tokens: Sequence[_Token], first: int, words: Words) -> int:
    """Give the place behind a name that begins at a word; that word's place where none does."""
    here, names = first, 0
    while here < len(tokens):
        one = tokens[here]
        if (here > first and not one.is_near) or one.is_known or _is_no_name(one.word, words):
            break
        if one.word in words.particles:
            here += 1
            continue
        is_family = _is_family(tokens[first:here], one, words)
        is_joined = here > first and tokens[here - 1].word in words.particles
        if (names >= _NAMES and not (is_family or one.word in words.given or is_joined)) or (
            one.has_article and not (is_family or is_joined)
        ):
            break
        names += not is_joined
        here += 1
    while here > first and tokens[here - 1].word in words.particles:
        here -= 1

    return here


def _is_no_name(word: str, words: Words) -> bool:
    """Say whether a word is none of a name's, as it stands or with something glued before it or behind: "by releasing him"."""
    if word in words.given:
        return False
    forms = {word, *(word.removesuffix(one) for one in (*_OWNERS, _ADVERB))}
    forms |= {one[1:] for one in forms if one[:1] in _LED}

    return not forms.isdisjoint(words.stop) or _is_role(word, words)


def _is_family(named: Sequence[_Token], one: _Token, words: Words) -> bool:
    """Say whether a word with an article ends a name: a family's, which straight behind a given name may look like any word."""
    if not named or not one.has_article:
        return False

    return one.word.endswith(_NISBA) or (len(named) == 1 and named[0].word in words.given)


def _candidate(tokens: Sequence[_Token], why: tuple[str, ...], left: Left) -> Candidate:
    run = Run(tokens[0].start, tokens[-1].end, tuple(one.word for one in tokens), is_opening=False)

    return Candidate(run=run, score=signs.weigh(why), signs=why, left=left)
