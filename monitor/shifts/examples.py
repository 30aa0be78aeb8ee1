"""Sentences with their entities marked by hand, on which every rule is tried."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import UTC, datetime

from monitor.models import (
    Actor,
    Claim,
    DateSource,
    EntityKind,
    Mention,
    RawArticle,
    Sameness,
    Sentence,
    TaggedArticle,
    UniqueArticle,
)
from monitor.shifts import claims, packs

_MARK = re.compile(r"<([A-Z]) ([^<>=]+)(?:=([^<>]+))?>")
_KINDS = {
    "P": EntityKind.PERSON,
    "G": EntityKind.COUNTRY,
    "L": EntityKind.PLACE,
    "O": EntityKind.ORGANISATION,
    "H": EntityKind.GROUP,
    "M": EntityKind.MEDIA,
    "X": EntityKind.UNKNOWN,
}
_DAY = datetime(2025, 3, 14, 8, tzinfo=UTC)


def tagged(notation: str, language: str, published: datetime | None = _DAY) -> TaggedArticle:
    """Make an article of one notation; ``|`` parts sentences, ``<L Moscow=Russia>`` speaks for Russia.

    >>> tagged("<G Oman> menengahi.", "id").mentions[0].name
    'Oman'
    """
    text = ""
    mentions: list[Mention] = []
    sentences: list[Sentence] = []
    for part in notation.split("|"):
        start = len(text)
        here = 0
        body = part.strip()
        for found in _MARK.finditer(body):
            text += body[here : found.start()]
            mentions.append(_mention(found, len(text)))
            text += found[2]
            here = found.end()
        text += body[here:]
        sentences.append(Sentence(start=start, end=len(text), position=len(sentences)))
        text += "\n"

    return TaggedArticle(
        unique=UniqueArticle(article=article(text, language, published), sameness=Sameness.FIRST),
        story="example",
        sentences=tuple(sentences),
        mentions=tuple(mentions),
    )


def article(text: str, language: str, published: datetime | None = _DAY) -> RawArticle:
    """Make a plain article of a text."""
    return RawArticle(
        id="example",
        url="https://example.org/example",
        link="https://example.org/example",
        title="",
        text=text,
        language=language,
        publisher="Example",
        feed="example",
        published_at=published,
        date_source=DateSource.PUBLISHED if published else DateSource.MISSING,
        fetched_at=published or _DAY,
    )


def _mention(found: re.Match[str], start: int) -> Mention:
    letter, surface, speaks_for = found.groups()
    kind = _KINDS[letter]
    is_like_a_person = letter == "P" or (letter == "X" and " " in surface)
    actor = Actor(id=f"country:{speaks_for.lower()}", name=speaks_for) if speaks_for else None
    if actor is None and letter in "GH":
        actor = Actor(id=f"{kind.value}:{surface.lower()}", name=surface)

    return Mention(
        start=start,
        end=start + len(surface),
        surface=surface,
        id=f"{EntityKind.PERSON if is_like_a_person else kind}:{surface.lower()}",
        name=surface,
        kind=kind,
        actor=actor,
    )


def failures(loaded: packs.Packs, only: Collection[str] | None = None) -> Iterator[str]:
    """Name every example, or those of some rules only, that does not come out as its rule says."""
    extractor = claims.Extractor(loaded)
    for pack in loaded.languages.values():
        for rule in (one for one in pack.rules if only is None or one.id in only):
            for example in rule.yes:
                yield from _missed(extractor, pack.language, rule, example)
            for example in rule.no:
                if _of(rule, extractor.extract(tagged(example, pack.language))):
                    yield f"{rule.id}: should not match: {example}"


def _missed(extractor: claims.Extractor, language: str, rule: packs.Rule, example: str) -> Iterator[str]:
    text, _, wanted = example.partition(" => ")
    found = _of(rule, extractor.extract(tagged(text, language)))
    if not found:
        yield f"{rule.id}: does not match: {text}"
    elif wanted and not any(_is(claim, wanted) for claim in found):
        yield f"{rule.id}: not {wanted} but {'; '.join(map(said, found))}: {text}"


def _of(rule: packs.Rule, found: tuple[Claim, ...]) -> list[Claim]:
    return [one for one in found if one.rule == rule.id]


def _is(claim: Claim, wanted: str) -> bool:
    return set(wanted.split("; ")) <= set(said(claim).split("; "))


def said(claim: Claim) -> str:
    """Put a claim into the words of an expectation.

    Parts are joined by "; ": modality, who, by, count and act, in this order.
    """
    count = claim.count
    parts = [
        claim.modality.value,
        "who " + ", ".join(one.name for one in claim.who),
        "by " + ", ".join(one.name for one in claim.by),
        f"count {count.low}" if count else "",
        f"act {claim.act}",
    ]

    return "; ".join(part for part in parts if part)
