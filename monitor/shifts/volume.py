"""How much is written on a story, and whom it names: one report an article, by day.

Guarantees: a pure function of the reports that were added, whatever their order and however often they came. What is older than
`KEPT` days before the newest is let go, and so is what a half hour holds beyond `MOST`, its latest first.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from monitor import ids
from monitor.models import Actor, EntityKind, Evidence, Mention, Sentence, Story, TaggedArticle
from monitor.shifts import cells

KINDS = ("surge", "newcomer")
"""The kinds of shift that are seen in the counts."""

BUCKET = 1800
BUCKETS = 48
"""Half hours of a day."""

KEPT = 16
"""Whole days before the newest: 14 of history for a name that is new, and two in which it becomes frequent."""

MOST = 32
"""Reports kept for one half hour: beyond that a story is loud, not better known."""

LONG = 300
"""Code points that a passage shows on either side of a name where its sentence is a wall of text."""

_NAMED = frozenset(
    {EntityKind.PERSON, EntityKind.COUNTRY, EntityKind.PLACE, EntityKind.ORGANISATION, EntityKind.GROUP}
)
_NOTHING = (0,) * BUCKETS
_NOBODY: frozenset[str] = frozenset()


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
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The reports of one UTC day, counted by half hour: `every` counts all of them, `fresh` those that can be news.

    An article that resembles an earlier one of its day is not counted again. `links` are all articles and their copies, `named`
    gives the reports that name an entity.
    """

    reports: Mapping[str, Report] = field(default_factory=dict)
    every: tuple[int, ...] = _NOTHING
    fresh: tuple[int, ...] = _NOTHING
    links: frozenset[str] = frozenset()
    named: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """The reports on a story by day, the newest bucket, and the first fresh report ever: since then the story is watched."""

    days: Mapping[int, Day] = field(default_factory=dict)
    newest: int | None = None
    first: Report | None = None


EMPTY = Day()


def is_wanted(story: Story) -> bool:
    """Ask whether a story's volume has to be kept at all."""
    return not story.watch or not frozenset(KINDS).isdisjoint(story.watch)


def when(report: Report) -> tuple[datetime, str, str]:
    """Put reports in the order of publication."""
    return report.at, report.article, report.id


def report(article: TaggedArticle) -> Report:
    """Note an article; one that claims to come from the future came when it was fetched."""
    raw = article.unique.article
    at = min(raw.published_at or raw.fetched_at, raw.fetched_at)
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
    )


def add(volume: Volume, new: Report) -> Volume:
    """Count a report in; gives the same volume where it is known or too old."""
    newest = new.bucket if volume.newest is None else max(volume.newest, new.bucket)
    oldest = newest // BUCKETS - KEPT
    first = _first(volume.first, new)
    before = volume.days.get(new.day, EMPTY)
    after = _with(before, new) if new.day >= oldest else before
    if after is before and first is volume.first:
        return volume
    days = {**volume.days, new.day: after} if after is not before else volume.days

    return Volume(days={number: day for number, day in days.items() if number >= oldest}, newest=newest, first=first)


def apart(one: Volume, other: Volume) -> tuple[Report, ...]:
    """List the reports that one volume holds and the other does not."""
    found = {
        report.id: report
        for number, day in one.days.items()
        if day is not other.days.get(number)
        for report in day.reports.values()
    }
    if one.first is not None:
        found[one.first.id] = one.first

    return tuple(report for report in found.values() if not _holds(other, report))


def between(volume: Volume, first: int, last: int) -> list[Report]:
    """List the reports of these buckets, both included, in the order of publication."""
    days = (volume.days.get(number, EMPTY) for number in range(first // BUCKETS, last // BUCKETS + 1))
    found = (report for day in days for report in day.reports.values())

    return sorted((report for report in found if first <= report.bucket <= last), key=when)


def _holds(volume: Volume, report: Report) -> bool:
    kept = volume.days.get(report.day, EMPTY).reports

    return report.id in kept or (volume.first is not None and volume.first.id == report.id)


def _first(known: Report | None, new: Report) -> Report | None:
    if not new.is_fresh or (known is not None and when(known) <= when(new)):
        return known

    return new


def _with(day: Day, new: Report) -> Day:
    if new.id in day.reports:
        return day
    reports = {**day.reports, new.id: new}
    same = [one for one in reports.values() if one.bucket == new.bucket] if len(reports) > MOST else []
    if len(same) > MOST:
        last = max(same, key=when)

        return day if last is new else _of(one for one in reports.values() if one is not last)
    names = {one.actor.id: day.named.get(one.actor.id, _NOBODY).union((new.id,)) for one in new.named}
    every, fresh = _counted(day, new, reports)

    return Day(
        reports=reports,
        every=every,
        fresh=fresh,
        links=day.links.union((new.article,), new.copies),
        named={**day.named, **names},
    )


def _of(reports: Iterable[Report]) -> Day:
    day = EMPTY
    for each in reports:
        day = _with(day, each)

    return day


def _counted(day: Day, new: Report, reports: Mapping[str, Report]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Count one more; only where it is linked with another, which may be later, all are counted anew."""
    if not day.links.isdisjoint((new.article, *new.copies)):
        return _counts(reports.values())

    return _more(day.every, new), _more(day.fresh, new) if new.is_fresh else day.fresh


def _more(counts: tuple[int, ...], new: Report) -> tuple[int, ...]:
    slot = new.bucket % BUCKETS

    return (*counts[:slot], counts[slot] + 1, *counts[slot + 1 :])


def _counts(reports: Iterable[Report]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    every, fresh = [0] * BUCKETS, [0] * BUCKETS
    articles: set[str] = set()
    copied: set[str] = set()
    for each in sorted(reports, key=when):
        is_again = each.article in articles or each.article in copied or not articles.isdisjoint(each.copies)
        articles.add(each.article)
        copied.update(each.copies)
        if not is_again:
            every[each.bucket % BUCKETS] += 1
            fresh[each.bucket % BUCKETS] += each.is_fresh

    return tuple(every), tuple(fresh)


def _named(
    text: str, sentences: tuple[Sentence, ...], mentions: Iterable[Mention]
) -> tuple[tuple[Passage, ...], tuple[Named, ...]]:
    """Give the lead and the passages that name somebody, each passage once and each entity once."""
    passages: dict[tuple[int, int], int] = {(start, end): 0 for start, end in _lead(sentences)}
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
