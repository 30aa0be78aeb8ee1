"""The feed corpora that others collected: what we read of them, held against what they state themselves."""

from __future__ import annotations

import asyncio
import gzip
import re
import tarfile
from calendar import timegm
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from monitor.errors import FeedUnreadable, TextUnreadable
from monitor.feeds import encoding, prose, repair, verbatim, when
from monitor.feeds.document import Document, Item
from monitor.feeds.parse import parse
from monitor.sandbox import Sandbox
from monitor.text import dates
from tests import stated
from tests.stated import Statement

ARCHIVE = "feeds.tar.gz"
KINDS = frozenset({".xml", ".json", ".atom", ".rss", ".rdf", ".html", ".opml"})
SECONDS = 5.0
SERVER = "http://127.0.0.1:8097/"  # Where feedparser's own tests serve its documents.
NOW = datetime(2050, 1, 1, tzinfo=UTC)
_entry = re.compile(r"<(?:[\w.-]+:)?(?:item|entry)(?=[\s>])[^<>]*>", re.IGNORECASE)
_entry_end = re.compile(r"</(?:[\w.-]+:)?(?:item|entry)\b", re.IGNORECASE)
_document_end = re.compile(r"</(?:[\w.-]+:)?(?:rss|rdf|feed|channel)\b", re.IGNORECASE)
_unseen = re.compile(r"(?:<|&lt;)(?:iframe|!-- --|!'|!\[CDATA\[<script)|&copy=")
_no_text = re.compile(r'type="(?:application/octet-stream|application/json|video/[^"]*)"')

Read = Document | str
"""A document, or why it was refused."""


@dataclass
class Corpus:
    """What came of one corpus."""

    documents: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    crashes: list[str] = field(default_factory=list)
    found: int = 0
    written: int = 0
    stated: int = 0
    accepted: Counter[str] = field(default_factory=Counter)
    differences: list[str] = field(default_factory=list)

    @property
    def readable(self) -> int:
        """Count the documents that are feeds to us."""
        return self.documents - sum(self.refused.values()) - len(self.crashes)


def load(archive: Path) -> dict[str, bytes]:
    """Give the documents and the files that say what is in them, by name."""
    with tarfile.open(archive) as opened:
        members = (member for member in opened if member.isfile() and Path(member.name).suffix in KINDS)
        return {member.name: archived.read() for member in members if (archived := opened.extractfile(member))}


def measure(documents: Mapping[str, bytes], every: int = 1) -> dict[str, Corpus]:
    """Read each document (or every so many) in the sandbox and compare it with what is stated about it."""
    names = [name for name in sorted(documents) if not stated.is_expectation(name, documents)][::every]
    read = asyncio.run(_all({name: documents[name] for name in names}))
    corpora: dict[str, Corpus] = {}
    for name in names:
        corpus = corpora.setdefault(name.partition("/")[0].removeprefix("feeds_"), Corpus())
        _count(corpus, name, read[name], documents[name])
        for statement in stated.of(name, documents):
            _compare(corpus, statement, read[name], documents[name])
    return corpora


async def _all(bodies: Mapping[str, bytes]) -> dict[str, Read | TextUnreadable]:
    async with Sandbox(seconds=SECONDS) as sandbox:

        async def one(name: str) -> Read | TextUnreadable:
            headers = stated.headers(bodies[name])
            place = headers.get("content-location", "")
            url = place if place.startswith("http") else f"{SERVER}{name}"
            try:
                return await sandbox.run(parse, bodies[name], url=url, content_type=headers.get("content-type", ""))
            except FeedUnreadable as error:
                return error.why
            except TextUnreadable as error:  # It broke, or it took too long.
                return error

        return dict(zip(bodies, await asyncio.gather(*map(one, bodies)), strict=True))


def _count(corpus: Corpus, name: str, read: Read | TextUnreadable, body: bytes) -> None:
    corpus.documents += 1
    if isinstance(read, Document):
        corpus.found += len(read.items)
        text = encoding.decode(gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body, "")
        is_xml = not text.lstrip("\ufeff \n").startswith("{")
        corpus.written += _written(text) if is_xml else len(read.items)
    elif isinstance(read, str):
        corpus.refused[re.sub(r"; it names .*| \(.*", "", read)] += 1
    else:
        corpus.crashes.append(f"{name}: {read}")


def _written(text: str) -> int:
    """Count the entries of a document; of one that was cut off the last counts only where its end is there."""
    text = verbatim.masked(text)
    entries, ends = len(_entry.findall(text)), len(_entry_end.findall(text))
    return ends if ends < entries and not _document_end.search(text) else entries


def _compare(corpus: Corpus, statement: Statement, read: Read | TextUnreadable, body: bytes) -> None:
    wanted, given = _wanted(statement), _given(statement, read)
    corpus.stated += 1
    if _agree(statement.field, wanted, given):
        return
    difference = _Difference(statement=statement, wanted=wanted, given=given, read=read, body=body)
    reason = next((reason for reason, holds in _REASONS.items() if holds(difference)), "")
    if reason:
        corpus.accepted[reason] += 1
    else:
        place = "feed" if statement.place < 0 else f"entry {statement.place}"
        corpus.differences.append(f"{statement.document}, {place}: {statement.field} {wanted!r}, ours {given!r}")


def _wanted(statement: Statement) -> object:
    """Give what is stated in the form that ours has."""
    value = statement.value
    if statement.field in {"published", "updated"}:
        return datetime.fromtimestamp(timegm(value), tz=UTC) if isinstance(value, tuple) else _moment(str(value))
    if isinstance(value, str):
        words = prose.plain(value) if statement.field == "text" else value
        return " ".join((prose.line(value) if statement.field in {"title", "publisher"} else words).split())
    return "" if value is None else value


def _moment(text: str) -> datetime | None:
    found = dates.parse(text, reference=None, language="en")
    return found.at if found else None


def _given(statement: Statement, read: Read | TextUnreadable) -> object:
    if not isinstance(read, Document):
        return None
    if statement.field == "date":
        return statement.value if _moment(str(statement.value).strip()) else None
    if statement.place < 0:
        ours = {"entries": len(read.items), "readable": True, "title": read.title, "link": read.home}
        return ours.get(statement.field, read.language)
    return _of(read.items[statement.place], statement.field) if statement.place < len(read.items) else None


def _of(item: Item, name: str) -> object:
    if name == "published":
        return when.published(item, NOW, "en")[0] if item.published_text else None
    if name == "updated":
        return when.updated(item, NOW, "en")
    return " ".join(str(getattr(item, name)).split())


def _agree(name: str, wanted: object, given: object) -> bool:
    if isinstance(wanted, str) and isinstance(given, str):
        return wanted in given if name == "text" else wanted.casefold() == given.casefold()
    if isinstance(wanted, datetime) and isinstance(given, datetime):
        return abs((wanted - given).total_seconds()) < 1
    return wanted == given or (wanted is None and name in {"published", "updated"})


@dataclass(frozen=True, kw_only=True)
class _Difference:
    statement: Statement
    wanted: object
    given: object
    read: Read | TextUnreadable
    body: bytes

    def is_of(self, *names: str) -> bool:
        return self.statement.field in names

    @property
    def raw(self) -> str:
        return encoding.decode(self.body, "")

    @property
    def item(self) -> Item | None:
        return self.read.items[self.statement.place] if isinstance(self.read, Document) else None


# Why we differ and mean to; the first that holds is the reason.
_REASONS: dict[str, Callable[[_Difference], bool]] = {
    "a list of feeds or a search description is no feed": lambda one: (
        isinstance(one.read, str) and one.read.startswith(("it is an OPML", "it describes a search"))
    ),
    "an id that the corpus made up is not in the document": lambda one: (
        one.is_of("guid") and str(one.wanted) not in one.raw
    ),
    "an id stays as it is written, links alone are resolved": lambda one: (
        one.is_of("guid") and str(one.wanted).endswith(str(one.given)) and bool(one.given)
    ),
    "an id is words, not markup": lambda one: one.is_of("guid") and str(one.wanted).startswith("<"),
    "what a browser does not show is no text": lambda one: (
        one.is_of("text", "title") and _unseen.search(one.raw) is not None
    ),
    "an entity is the character of HTML 5": lambda one: one.is_of("title") and "ang;" in one.raw,
    "content that is no text is left out": lambda one: one.is_of("text") and _no_text.search(one.raw) is not None,
    "of several bodies the longest is kept": lambda one: (
        one.is_of("text") and len(str(one.given)) >= len(str(one.wanted))
    ),
    "bytes that are no characters are replaced": lambda one: "\ufffd" in str(one.given),
    "the one date of an RSS entry is told once, as its publication": lambda one: (
        one.is_of("updated") and one.item is not None and _agree("", one.wanted, _of(one.item, "published"))
    ),
    "a modification is no publication": lambda one: (
        one.is_of("published") and one.item is not None and _agree("", one.wanted, _of(one.item, "updated"))
    ),
    "a date without a day stays unknown": lambda one: (
        one.is_of("date") and re.fullmatch(r"\d{4}(?:-\d\d)?", str(one.wanted)) is not None
    ),
    "an empty xml:lang leaves the language of the feed": lambda one: one.is_of("language") and one.wanted == "",
    "the language is that of the body before that of the title": lambda one: (
        one.is_of("language") and one.given not in {None, ""} and "title" in one.raw
    ),
    "the parser is not told the HTTP header": lambda one: bool(
        {"content-language", "content-location"} & set(stated.headers(one.body))
    ),
    "feedparser takes the attribute uri for the link": lambda one: one.is_of("link") and "<link uri=" in one.raw,
    "an element that ends under another name is lost": lambda one: (
        isinstance(one.read, Document) and repair.fault(one.raw).startswith("mismatched tag")
    ),
}


def lines(corpora: Mapping[str, Corpus]) -> Iterator[str]:
    """Write the table, and under it why documents were refused and differences accepted."""
    yield f"  {'corpus':<16} documents readable  refused crashes  entries/written  stated  agree accepted unexplained"
    for name, one in corpora.items():
        agree = one.stated - sum(one.accepted.values()) - len(one.differences)
        yield (
            f"  {name:<16} {one.documents:>9} {one.readable:>8} {sum(one.refused.values()):>8} {len(one.crashes):>7}"
            f"  {one.found:>7}/{one.written:<7} {one.stated:>7} {agree:>6} {sum(one.accepted.values()):>8}"
            f" {len(one.differences):>11}"
        )
    for title, counts in (("refused", _summed(corpora, "refused")), ("accepted", _summed(corpora, "accepted"))):
        yield from (f"  {title}: {reason}: {count}" for reason, count in counts.most_common())
    for one in corpora.values():
        yield from (f"  crash: {crash}" for crash in one.crashes)
        yield from (f"  unexplained: {difference}" for difference in one.differences)


def _summed(corpora: Mapping[str, Corpus], name: str) -> Counter[str]:
    return sum((getattr(one, name) for one in corpora.values()), Counter())
