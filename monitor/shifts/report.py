"""What the counts keep of one article: when, from whom, how it begins, and the passages that name somebody."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from monitor import ids
from monitor.models import Actor, EntityKind, Evidence, Mention, Sentence, TaggedArticle
from monitor.shifts import cells

BUCKET = 1800
BUCKETS = 48
"""Seconds of a half hour, and half hours of a day."""

LONG = 300
"""Code points that a passage shows on either side of a name where its sentence is a wall of text."""

_NAMED = frozenset({EntityKind.PERSON, EntityKind.COUNTRY, EntityKind.PLACE, EntityKind.ORGANISATION, EntityKind.GROUP})


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A piece of an article: ``text[start:end] == quote``."""

    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """An entity that an article names, whom it speaks for, and the passage that names it first."""

    actor: Actor
    speaks_for: str | None
    passage: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """That one article was written on a story: when, by whom, how it begins and whom it names.

    `bucket` counts half hours since 1970. The first passage is the lead. What is not `is_fresh` (of a baseline, or old when it
    came) is history and no news.
    """

    id: str
    bucket: int
    at: datetime
    article: str
    copies: tuple[str, ...]
    source: str
    is_fresh: bool
    url: str
    publisher: str
    published_at: datetime | None
    language: str
    passages: tuple[Passage, ...]
    named: tuple[Named, ...]
    begins: int = 0

    @property
    def day(self) -> int:
        """The UTC day, counted since 1970."""
        return self.bucket // BUCKETS

    def quoted(self, passage: int) -> Evidence:
        """Give a passage as evidence."""
        shown = self.passages[passage]

        return Evidence(
            article=self.article,
            url=self.url,
            publisher=self.publisher,
            published_at=self.published_at,
            language=self.language,
            quote=shown.quote,
            start=shown.start,
            end=shown.end,
            begins=self.begins,
        )


def when(report: Report) -> tuple[datetime, str, str]:
    """Put reports in the order of publication."""
    return report.at, report.article, report.id


def of(article: TaggedArticle) -> Report:
    """Note an article."""
    raw = article.unique.article
    at = cells.moment(raw)
    is_fresh = not raw.is_baseline and not cells.is_late(raw)
    source, copies = cells.source(article.unique), article.unique.copies
    passages, named = _named(raw.text, article.sentences, article.mentions)
    said = [f"{each.start} {each.quote}" for each in passages]

    return Report(
        id=ids.digest("report", raw.id, at.isoformat(), str(is_fresh), source, *copies, "", *said),
        bucket=int(at.timestamp() // BUCKET),
        at=at,
        article=raw.id,
        copies=copies,
        source=source,
        is_fresh=is_fresh,
        url=raw.url,
        publisher=raw.publisher,
        published_at=raw.published_at,
        language=raw.language,
        passages=passages,
        named=named,
        begins=raw.begins,
    )


def _named(
    text: str, sentences: tuple[Sentence, ...], mentions: Iterable[Mention]
) -> tuple[tuple[Passage, ...], tuple[Named, ...]]:
    """Give the lead and the passages that name somebody, each passage once and each entity once."""
    passages: dict[tuple[int, int], int] = dict.fromkeys(_lead(sentences), 0)
    named: dict[str, Named] = {}
    starts = [sentence.start for sentence in sentences]
    for mention in mentions:
        place = bisect_right(starts, mention.start) - 1
        if mention.kind not in _NAMED or mention.id in named or place < 0 or mention.end > sentences[place].end:
            continue
        span = _around(sentences[place], mention.start, mention.end)
        named[mention.id] = Named(
            actor=Actor(id=mention.id, name=mention.name),
            speaks_for=_speaks_for(mention),
            passage=passages.setdefault(span, len(passages)),
        )
    shown = tuple(Passage(start=start, end=end, quote=text[start:end]) for start, end in passages)

    return shown, tuple(named.values())


def _lead(sentences: tuple[Sentence, ...]) -> Iterator[tuple[int, int]]:
    """Find the first sentence of the body; a heading where there is none."""
    body = next((sentence for sentence in sentences if not sentence.is_heading), None)
    lead = body or next(iter(sentences), None)
    if lead is not None:
        yield _around(lead, lead.start, lead.start)


def _around(sentence: Sentence, start: int, end: int) -> tuple[int, int]:
    if sentence.end - sentence.start <= 2 * LONG:
        return sentence.start, sentence.end

    return max(sentence.start, start - LONG), min(sentence.end, end + LONG)


def _speaks_for(mention: Mention) -> str | None:
    """Whom a place or an office stands for; a person is news of its own, whoever sent it."""
    return mention.actor.id if mention.actor and mention.kind is not EntityKind.PERSON else None
