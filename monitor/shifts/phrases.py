"""Noun phrases that tell of people: where one begins, how far it goes, and whether its noun is a person's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from monitor.shifts import choices

Span = tuple[int, int]
_LONGEST = 14
_MORE = 4  # That many phrases may be joined by "and".


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """How a language builds the phrase for those who are freed, taken or dead; every pattern runs over a masked sentence.

    `skip` stands between a verb and the phrase ("free" in "set free"); `ends` are words that no such phrase goes over;
    `heads` are its nouns and names; `amount` leads on over `of` ("a group of"); `owner` closes what only says whose they are,
    and `held` says there of a captive.
    A language has its noun last ("two Greek sailors") or, with `is_first`, behind what is in `lead` ("dua pelaut Yunani").
    `after` may follow the noun where it stands last; `apposed` is a name behind it; `joined` leads to another phrase.
    """

    is_first: bool
    skip: re.Pattern[str]
    ends: re.Pattern[str]
    heads: re.Pattern[str]
    amount: re.Pattern[str]
    of: re.Pattern[str]
    owner: re.Pattern[str]
    held: re.Pattern[str]
    lead: re.Pattern[str]
    after: re.Pattern[str]
    apposed: re.Pattern[str]
    joined: re.Pattern[str]
    acts: re.Pattern[str]
    anybody: re.Pattern[str]


PARTS = ("skip", "heads", "amount", "of", "owner", "held", "lead", "after", "apposed", "joined", "acts", "anybody")


def grammar(rows: object, expand: Mapping[str, str]) -> Grammar | None:
    """Compile the grammar of a language; none where it says nothing of phrases."""
    if not isinstance(rows, Mapping):
        return None
    patterns = {name: choices.compiled(expand[str(rows.get(name, "(?!)"))]) for name in PARTS}
    ends = choices.compiled(rf"(?<!\S)(?:{expand[str(rows['ends'])]}|[^\w\s§'&]|§D\d+)(?!\S)|$")

    return Grammar(is_first=rows.get("head") == "first", ends=ends, **patterns)


def right(text: str, at: int, words: Grammar, *, anybody: bool = False) -> Span | None:
    """Read the phrase that begins at a place, with the phrases joined to it; none where it is not about people.

    `anybody`: a noun of which nothing is known is a person's, as with verbs that are done to nobody else.
    """
    if (skipped := words.skip.match(text, at)) is not None:
        at = skipped.end()
    at += text.startswith(" ", at)
    if (first := _one(text, at, words, anybody=anybody)) is None:
        return None
    start, end = first
    for _ in range(_MORE):
        joined = words.joined.match(text, end)
        more = _one(text, joined.end(), words, anybody=False) if joined else None
        if more is None or words.acts.match(text, more[1]):
            break
        end = more[1]

    return start, end


def _one(text: str, at: int, words: Grammar, *, anybody: bool) -> Span | None:
    """Read one phrase; "a group of twelve nurses" goes on behind its "of"."""
    start = at
    while True:
        border = words.ends.search(text, at)
        end = border.start() if border else len(text)
        if (span := _nouned(text, (at, end), words)) is not None:
            return start if span[0] == at else span[0], _named(text, span[1], words)
        chunk = text[at:end].rstrip()
        on = words.of.match(text, end)
        if on is None or not chunk or not words.amount.fullmatch(chunk):
            break
        at = on.end()
    if anybody and at == start and (found := words.anybody.match(text, at, end)):
        return at, _named(text, found.end(), words)

    return None


def _nouned(text: str, chunk: Span, words: Grammar) -> Span | None:
    """Find the noun of a chunk, and from where the phrase is about whom it names: "the president's two sons"."""
    start, end = chunk
    for owner in words.owner.finditer(text, start, end):
        if words.held.search(text, start, owner.start()):
            return None  # "the hostage's lawyer"
        start = owner.end()
    heads = list(words.heads.finditer(text, start, end))
    if not heads or len(text[start:end].split()) > _LONGEST:
        return None
    if words.is_first:
        before = text[start : heads[0].start()]
        return (start, len(text[:end].rstrip())) if not before or words.lead.fullmatch(before) else None
    rest = text[heads[-1].end() : end].rstrip()

    return (start, heads[-1].end()) if not rest or words.after.match(rest) else None


def _named(text: str, end: int, words: Grammar) -> int:
    """Go on over a name that stands behind the noun: "a journalist, Ann Lee, ..."."""
    apposed = words.apposed.match(text, end)

    return apposed.end() if apposed else end


def before(text: str, place: int, words: Grammar) -> Iterator[Span]:
    """Give the phrases before a place, the nearest first; one that is joined to a nearer one comes with it."""
    ends = [0, *(one.end() for one in words.ends.finditer(text, 0, place) if one.end() < place)]
    for end in reversed(ends):
        start = end + text.startswith(" ", end)
        if (found := _one(text, start, words, anybody=False)) and found[1] <= place:
            yield found


def nominal(text: str, start: int, end: int, words: Grammar) -> Span | None:
    """Read whom a noun of action is about: "the release of X", "X's release", "the hostage release"."""
    if on := words.of.match(text, end + 1):
        return right(text, on.end(), words)

    return left(text, start, words)


def left(text: str, before: int, words: Grammar) -> Span | None:
    """Read the phrase that ends right before a place, but for what says that it is somebody's: "X's early release"."""
    start = max((one.end() for one in words.ends.finditer(text, 0, before) if one.end() <= before), default=0)
    start += text.startswith(" ", start)
    owners = list(words.owner.finditer(text, start, before))
    end = owners[-1].start() if owners else before
    heads = list(words.heads.finditer(text, start, end))
    if not heads or text[heads[-1].end() : end].strip():
        return None
    inner = [one.end() for one in owners[:-1]]

    return (max([start, *inner]), heads[-1].end())
