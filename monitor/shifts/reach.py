"""Where in a masked sentence they stand who do something, or to whom it is done."""

from __future__ import annotations

import re
from collections.abc import Iterator

from monitor.shifts import phrases
from monitor.shifts.lexis import Lexis
from monitor.shifts.mask import Masked

Span = tuple[int, int]
_NEAR = 5
_CLOSE = 2


def subject(masked: Masked, lexis: Lexis, before: int) -> Span | None:
    """Find the actors who are the subject of a verb: the nearest to its left that no preposition governs.

    Who asks somebody else to do it is not the one: "the club asked the league to mediate".
    """
    span = _leftward(masked, lexis, lexis.actors, before)
    if span and any(one.end() == before for one in lexis.hanging.finditer(masked.text, span[1] + 1)):
        span = _main(masked, lexis, before) or span

    return None if span and lexis.asks.search(masked.text, span[1], before) else span


def _main(masked: Masked, lexis: Lexis, before: int) -> Span | None:
    """Find the subject of a sentence before a participle that hangs on it: "Oman pressed the generals, carrying letters"."""
    start = max((one.end() for one in lexis.apart.finditer(masked.text, 0, before)), default=0)
    for found in lexis.actors.finditer(masked.text, start, before):
        is_owner = lexis.owned.match(masked.text, found.end()) is not None
        if not is_owner and not lexis.oblique.search(masked.text, 0, found.start()):
            return None if lexis.speaker_left.match(masked.text, found.start()) else found.span()

    return None


def agent(masked: Masked, lexis: Lexis, after: int) -> Span | None:
    """Find the doer of a passive verb behind it, in its clause: "were freed on Monday by Oman"."""
    border = lexis.borders.search(masked.text, after)
    for led in lexis.agent.finditer(masked.text, after, border.start() if border else len(masked.text)):
        if found := lexis.actors.match(masked.text, led.end()):
            return found.span()

    return None


def patients(masked: Masked, lexis: Lexis, before: int) -> Span | None:
    """Find the captives who are the subject of a passive verb; of "the village near X that was freed" they are none."""
    span = _leftward(masked, lexis, lexis.victims, before) or _phrase(masked, lexis, before)
    if span is None:
        return None
    span = _whole(masked, lexis, span)
    heads = [one.start() for one in lexis.borders.finditer(masked.text, span[1], before) if one.lastgroup == "relative"]
    is_far = bool(heads) and len(masked.text[span[1] : heads[-1]].split()) > _NEAR
    is_over = bool(heads) and lexis.verb.search(masked.text, heads[-1], before) is not None

    return None if is_far and not is_over else span


def _whole(masked: Masked, lexis: Lexis, span: Span) -> Span:
    """Take in the number of which a phrase only names some: "eight people, including a priest"."""
    among = list(lexis.counting.finditer(masked.text, 0, span[0]))
    if not among or masked.text[among[-1].end() : span[0]].strip():
        return span
    heads = [one.span() for one in lexis.victims.finditer(masked.text, 0, among[-1].start())]
    is_beside = bool(heads) and masked.text[heads[-1][1] : among[-1].start()].strip() in {"", ","}

    return (heads[-1][0], span[1]) if is_beside else span


def _phrase(masked: Masked, lexis: Lexis, before: int) -> Span | None:
    """Find the nearest phrase for people before a verb that no preposition governs."""
    if lexis.phrase is None:
        return None
    for span in phrases.before(masked.text, before, lexis.phrase):
        if lexis.apart.search(masked.text, span[1], before):
            return None
        if not lexis.oblique.search(masked.text, 0, span[0]) and lexis.owned.match(masked.text, span[1]) is None:
            return span

    return None


def mentioned(masked: Masked, lexis: Lexis, before: int) -> Iterator[Span]:
    """Give the captives that a sentence names before a place, the nearest first."""
    for found in reversed(list(lexis.victims.finditer(masked.text, 0, before))):
        if lexis.owned.match(masked.text, found.end()) is None:
            yield found.span()


def held_after(masked: Masked, lexis: Lexis, after: int) -> Iterator[Span]:
    """Give those of whom a sentence says after a place that they are held: "free," said the father of the kidnapped girls."""
    for found in lexis.victims.finditer(masked.text, after):
        if lexis.taken.match(masked.text, found.end()):
            yield found.span()


def _leftward(masked: Masked, lexis: Lexis, wanted: re.Pattern[str], before: int) -> Span | None:
    for found in reversed(list(wanted.finditer(masked.text, 0, before))):
        if not wanted.match(masked.text, found.start()):
            continue  # What comes after the place says that it is no such phrase.
        between = masked.text[found.end() : before]
        if lexis.apart.search(between):
            return None
        if lexis.owned.match(masked.text, found.end()):
            continue
        if _is_head(lexis, masked.text, found.end(), before) or not lexis.oblique.search(masked.text, 0, found.start()):
            return found.span()

    return None


def _is_head(lexis: Lexis, text: str, start: int, before: int) -> bool:
    """Say whether the verb is that of a relative clause right behind: whatever governs its head, "of the men who were freed"."""
    heads = [one for one in lexis.borders.finditer(text, start, before) if one.lastgroup == "relative"]
    if not heads or lexis.taken.match(text, start):
        return False
    words = text[start : heads[0].start()].split(), text[heads[0].end() : before].split()

    return len(words[0]) <= 1 and len(words[1]) <= _CLOSE


def is_pronoun(masked: Masked, lexis: Lexis, before: int) -> bool:
    """Say whether a pronoun stands for the subject of the verb that starts here."""
    return lexis.pronoun.search(masked.text, 0, before) is not None


def is_somebody(masked: Masked, lexis: Lexis, before: int) -> bool:
    """Say whether that pronoun is one for a person: "he", not "it" or "they"."""
    return lexis.somebody.search(masked.text, 0, before) is not None
