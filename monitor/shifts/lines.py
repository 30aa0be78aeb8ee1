"""Sentences of an article, masked where a rule may match, with what a reader knows when reaching them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import takewhile
from operator import attrgetter

from monitor.models import EntityKind, Mention, RawArticle, Sentence, TaggedArticle
from monitor.shifts import asides, choices, mask, packs
from monitor.shifts.mask import Found, Masked
from monitor.text import dates, numbers

_LEAD = 2
_LONGEST = 1500
GROUP = "§H0"  # Stands in the context of an article that names an armed group, as `when` can ask for no name.
_NOTHING = Masked(text="", units=(), at=())
_start = attrgetter("start")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One sentence; `tries` are the indexes of patterns that may match, `context` the lower-cased article.

    `said` are its words, lower-cased, with the names in it; `whole` is all of it, masked, also where `masked` leaves out what is
    said by the way.
    """

    pack: packs.Pack
    article: RawArticle
    sentence: Sentence
    masked: Masked
    whole: str
    said: str
    tries: tuple[int, ...]
    context: str

    @property
    def is_lead(self) -> bool:
        """Say whether the sentence is a heading or one of the first."""
        return self.sentence.is_heading or self.sentence.position <= _LEAD

    def says(self, words: choices.Lazy, at: int) -> bool:
        """Say whether words stand in the sentence, and there in the part around a place: semicolons part it."""
        if not words.search(self.whole):
            return False
        text = self.masked.text
        start, end = text.rfind(" ; ", 0, at) + 1, text.find(" ; ", at)
        is_whole = not start and end < 0

        return is_whole or words.search(text[start : end if end >= 0 else None]) is not None

    @property
    def today(self) -> date:
        """Give the day against which events are old; an undated article is at least not from after its fetch."""
        return (self.article.published_at or self.article.fetched_at).date()


def lines(pack: packs.Pack, tagged: TaggedArticle) -> Iterator[Line]:
    """Give the sentences in order; those that no rule can match stay unmasked."""
    article = tagged.unique.article
    raw = [article.text[one.start : one.end].casefold() for one in tagged.sentences]
    context = "\n".join([*raw, GROUP] if any(one.kind is EntityKind.GROUP for one in tagged.mentions) else raw)
    for sentence, words in zip(tagged.sentences, raw, strict=True):
        tries = pack.gate.open(words) if len(words) <= _LONGEST else []
        whole = masked(pack, tagged, sentence) if tries else _NOTHING
        yield Line(
            pack=pack,
            article=article,
            sentence=sentence,
            masked=whole,
            whole=whole.text,
            said=words,
            tries=tuple(tries),
            context=context,
        )


def readings(line: Line) -> Iterator[Line]:
    """Give a line as its main clause, without what is said by the way, where there is any, and then whole."""
    bare = asides.without(line.masked, line.pack.lexis)
    if bare is not None:
        yield replace(line, masked=bare)
    yield line


def masked(pack: packs.Pack, tagged: TaggedArticle, sentence: Sentence) -> Masked:
    """Mask one sentence with its mentions, numbers and dates."""
    article = tagged.unique.article
    text = article.text[sentence.start : sentence.end]
    found = Found(
        mentions=[one for one in within(tagged.mentions, sentence) if one.end <= sentence.end],
        numbers=numbers.find(text, article.language, at=sentence.start),
        dates=dates.find(text, reference=article.published_at, language=article.language, at=sentence.start),
    )

    return mask.mask(article.text, sentence.start, sentence.end, found, pack.lexis)


def within(mentions: Sequence[Mention], sentence: Sentence) -> Iterator[Mention]:
    """Give the mentions that start in a sentence; they come in the order of the text."""
    first = bisect_left(mentions, sentence.start, key=_start)

    return takewhile(lambda one: one.start < sentence.end, mentions[first:])
