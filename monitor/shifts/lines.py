"""Sentences of an article, masked where a rule may match, with what a reader knows when reaching them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import takewhile
from operator import attrgetter

from monitor.models import Actor, EntityKind, Evidence, Mention, RawArticle, Sentence, TaggedArticle
from monitor.shifts import asides, choices, gates, mask, packs, roles
from monitor.shifts.mask import Found, Masked
from monitor.shifts.needs import ANYBODY, TWO
from monitor.text import dates, normalize, numbers

_LEAD = 2  # Up to that position sentences open an article; one more does behind so few words: short ones say little.
_LEAD_WORDS = 40
_TITLES = 1  # Up to that place a heading is the title, or what stands over it.
_LONGEST = 1500
_OPENING = 8  # Sentences whose words say which world an article is of,
_WORLDLY = 3  # where that many different ones do;
_STEM = 5  # they are one where they begin alike.
_NEAR = 2  # Sentences back in which she is named whom "she" is said of.
GROUP = "§H0"  # Stands in the context of an article that names an armed group, as `when` can ask for no name.
_COUNTED = ("N", "D")  # Marks that figures may become.
_digit = re.compile(r"\d")
_start = attrgetter("start")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One sentence; `tries` are the indexes of patterns that may match, `context` the lower-cased article.

    `said` are its words, lower-cased, with the names in it; `whole` is all of it, masked, also where `masked` leaves out what is
    said by the way; `place` says which of the article's sentences it is. `is_hinted` where its words may be of interest to the
    second reader, `is_lead` where it is a heading or one of the first.
    """

    pack: packs.Pack
    article: RawArticle
    sentence: Sentence
    place: int
    masked: Masked
    whole: str
    said: str
    tries: tuple[int, ...]
    context: str
    is_lead: bool
    is_hinted: bool = False

    @property
    def is_opening(self) -> bool:
        """Say whether it is the title or the first sentence, which tells what is new if any does."""
        return _is_opening(self.sentence, self.place)

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


class Page:
    """The sentences of one article; what is asked about them more than once is found out once."""

    def __init__(self, pack: packs.Pack, tagged: TaggedArticle) -> None:
        self._pack = pack
        self._tagged = tagged
        self._article = article = tagged.unique.article
        self._said = [normalize.spelt(article.text[one.start : one.end].casefold()) for one in tagged.sentences]
        self._words = gates.each(self._said)
        self._named = _named(tagged)
        self._masked: dict[int, Masked] = {}
        self._called: dict[int, Actor | None] = {}
        self._asked: dict[choices.Lazy, bool] = {}
        has_group = any(one.kind is EntityKind.GROUP for one in tagged.mentions)
        self._leads = frozenset(_leads(tagged.sentences, self._said))
        self._context = "\n".join([*self._said, GROUP] if has_group else self._said)

    def lines(self) -> Iterator[Line]:
        """Give the sentences of which a rule or the second reader may make a claim, in order."""
        for place in range(len(self._said)):
            opened = self._pack.gate.among(self._spoken(place))
            tries, is_hinted = self._tries(place, opened), self._hints(place)
            if tries or is_hinted or self._opens(place):
                yield self._line(place, tries, is_hinted=is_hinted)

    def line(self, place: int) -> Line:
        """Give a sentence by its place, whether or not anything may be found in it."""
        return self._line(place, (), is_hinted=False)

    def _line(self, place: int, tries: tuple[int, ...], *, is_hinted: bool) -> Line:
        whole = self._mask(place)

        return Line(
            pack=self._pack,
            article=self._article,
            sentence=self._tagged.sentences[place],
            place=place,
            masked=whole,
            whole=whole.text,
            said=self._said[place],
            tries=tries,
            context=self._context,
            is_lead=place in self._leads,
            is_hinted=is_hinted,
        )

    def matter(self) -> str:
        """Say by what an article tells no news: the genre in its title, or a world in whose words it opens; "" where it may."""
        genre = self._pack.lexis.genre.search(self._article.title.lower())
        if genre is not None:
            return genre[0]
        opening = "\n".join(self._said[:_OPENING])
        for place, words in self._pack.lexis.worlds.numbered(opening):
            if len({found.lastgroup or found[0][:_STEM] for found in words.finditer(opening)}) >= _WORLDLY:
                return self._pack.lexis.matters[place]

        return ""

    def acting(self, place: int) -> tuple[Actor, ...]:
        """Give who is named first in the last sentence before a place that names one who acts."""
        for before in range(place - 1, -1, -1):
            for one in self._named[before]:
                if one.actor or one.kind is EntityKind.GROUP:
                    return (one.actor or Actor(id=one.id, name=one.name),)

        return ()

    def person(self, place: int) -> tuple[Actor, ...]:
        """Give the person who is named first in the last sentences before a place, or the state that one acts for."""
        for before in range(place - 1, max(place - 1 - _NEAR, -1), -1):
            for one in self._named[before]:
                if one.id.startswith("person:") and one.kind is EntityKind.PERSON:
                    return (one.actor or Actor(id=one.id, name=one.name),)

        return ()

    def called(self, place: int) -> Actor | None:
        """Give the sort of captives that was spoken of last before a place."""
        calls = (self._calls(before) for before in range(place - 1, -1, -1))

        return next((one for one in calls if one is not None), None)

    def _tries(self, place: int, opened: Sequence[int]) -> tuple[int, ...]:
        """Give those of the patterns that its words open that may make a claim of a sentence there, in this text."""
        if not opened:
            return ()
        is_lead = place in self._leads

        return tuple(
            index
            for index in opened
            if (is_lead or not self._pack.tries[index][0].is_lead) and self._has(self._pack.tries[index][0].when)
        )

    def _hints(self, place: int) -> bool:
        tables = self._pack.tables

        return tables is not None and self._is_short(place) and tables.hints.has(self._words[place])

    def _opens(self, place: int) -> bool:
        """Say whether the second reader is asked about a sentence whatever its words, as the article opens with it."""
        is_asked = self._pack.tables is not None and self._is_short(place)

        return is_asked and _is_opening(self._tagged.sentences[place], place)

    def _is_short(self, place: int) -> bool:
        return len(self._said[place]) <= _LONGEST

    def _spoken(self, place: int) -> list[str]:
        """Give the words of a sentence with the letters of the marks that it may have once it is masked."""
        if not self._is_short(place):
            return []
        marks = _letters(self._named[place])

        return [*self._words[place], *marks, *(_COUNTED if _digit.search(self._said[place]) else ())]

    def _has(self, words: choices.Lazy | None) -> bool:
        """Say whether words stand in the article."""
        if words is None:
            return True
        if words not in self._asked:
            self._asked[words] = words.search(self._context) is not None

        return self._asked[words]

    def _calls(self, place: int) -> Actor | None:
        if place not in self._called:
            grouped = self._pack.lexis.grouped
            may = self._is_short(place) and grouped.may(self._words[place])
            self._called[place] = roles.last_called(self._pack.lexis, self._mask(place).text) if may else None

        return self._called[place]

    def _mask(self, place: int) -> Masked:
        if place not in self._masked:
            sentence, language = self._tagged.sentences[place], self._article.language
            has_figure, words = _digit.search(self._said[place]), self._words[place]
            marks = {mark for mark, triggers in packs.counted(language) if has_figure or not triggers.isdisjoint(words)}
            self._masked[place] = _masked(self._pack, self._article, sentence, self._named[place], marks)

        return self._masked[place]


def readings(line: Line) -> Iterator[Line]:
    """Give a line as its main clause, without what is said by the way, where there is any, and then whole."""
    bare = asides.without(line.masked, line.pack.lexis)
    if bare is not None:
        yield replace(line, masked=bare)
    yield line


def masked(pack: packs.Pack, tagged: TaggedArticle, sentence: Sentence) -> Masked:
    """Mask one sentence with its mentions, numbers and dates."""
    return _masked(pack, tagged.unique.article, sentence, list(within(tagged.mentions, sentence)), _COUNTED)


def within(mentions: Sequence[Mention], sentence: Sentence | Evidence) -> Iterator[Mention]:
    """Give the mentions that start in a sentence; they come in the order of the text."""
    first = bisect_left(mentions, sentence.start, key=_start)

    return takewhile(lambda one: one.start < sentence.end, mentions[first:])


def _masked(
    pack: packs.Pack, article: RawArticle, sentence: Sentence, named: Sequence[Mention], marks: Container[str]
) -> Masked:
    text = article.text[sentence.start : sentence.end]
    at, language = sentence.start, article.language
    found = Found(
        mentions=[one for one in named if one.end <= sentence.end],
        numbers=numbers.find(text, language, at=at) if "N" in marks else [],
        dates=dates.find(text, reference=article.published_at, language=language, at=at) if "D" in marks else [],
    )

    return mask.mask(article.text, sentence.start, sentence.end, found, pack.lexis)


def _letters(named: Sequence[Mention]) -> list[str]:
    """Give the letters of the marks of mentions; some are marks for anybody, or for two who act."""
    letters = [letter for one in named if (letter := mask.letter(one))]
    if not letters:
        return letters
    # Whoever acts for a state is two: himself, and the state.
    is_pair = len(letters) > 1 or any(one.kind is EntityKind.PERSON and one.actor for one in named)

    return [*letters, ANYBODY, TWO] if is_pair else [*letters, ANYBODY]


def _leads(sentences: Sequence[Sentence], said: Sequence[str]) -> Iterator[int]:
    """Give the places of headings and of the sentences that open an article."""
    before = 0
    for place, sentence in enumerate(sentences):
        if sentence.is_heading or sentence.position <= _LEAD + (before < _LEAD_WORDS):
            yield place
        before += 0 if sentence.is_heading else said[place].count(" ") + 1


def _is_opening(sentence: Sentence, place: int) -> bool:
    return sentence.position == 0 or (sentence.is_heading and place <= _TITLES)


def _named(tagged: TaggedArticle) -> list[list[Mention]]:
    """Part the mentions by the sentence in which they start."""
    mentions = tagged.mentions
    here = 0
    parted: list[list[Mention]] = []
    for sentence in tagged.sentences:
        while here < len(mentions) and mentions[here].start < sentence.start:
            here += 1
        first = here
        while here < len(mentions) and mentions[here].start < sentence.end:
            here += 1
        parted.append(list(mentions[first:here]))

    return parted
