"""Which stories an article touches, and who and what it names there.

Guarantees: pure, the same article gives the same mentions; furniture yields none; ``text[start:end] == surface``; an article that
names too few of a story's core terms is let go after one pass over its text, before anything else is read.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from monitor.entities import coref, lexicon, merge, names, others, seated, uncased
from monitor.entities.coref import Cast, Person
from monitor.entities.entity import Extra, Hit
from monitor.entities.gazetteer import Gazetteer
from monitor.entities.merge import Merged
from monitor.entities.scan import Glance
from monitor.entities.taggers import Plugged
from monitor.models import EntityKind, Mention, Sentence, Story, TaggedArticle, UniqueArticle
from monitor.text import clean, sentences
from monitor.text.clean import Span

# Kinds of which a text may say more than the list does: a word of a story may be part of a person's name.
_PLAIN = frozenset({EntityKind.CONCEPT, EntityKind.UNKNOWN})
_PARTICLE = 4  # Letters of the longest small word that names of persons have: "Ann dela Cruz".
_WORD = 20  # Signs of the word before a name that are looked at.
_BEFORE = re.compile(r"(?<!\w)([^\W\d_]+) $")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Gate:
    story: str
    need: int
    terms: tuple[frozenset[str], ...]

    def opens(self, ids: Iterable[str]) -> bool:
        named = frozenset(ids)

        return sum(not named.isdisjoint(term) for term in self.terms) >= self.need


class Tagger:
    """Tags articles for a fixed set of stories."""

    def __init__(self, gazetteer: Gazetteer, stories: Sequence[Story], plugged: Plugged | None = None) -> None:
        self._plugged = plugged
        self.gazetteer = gazetteer.extended(_unlisted(gazetteer, stories)) if stories else gazetteer
        self._watched = {story.id: coref.watched(story, self.gazetteer) for story in stories}
        self._gates = tuple(_gate(self.gazetteer, story) for story in stories)
        core = frozenset(identity for gate in self._gates for term in gate.terms for identity in term)
        self._glance = Glance(self.gazetteer.by_id[identity] for identity in core)

    def tag(self, unique: UniqueArticle) -> tuple[TaggedArticle, ...]:
        """Give one tagged article for every story that this one is about; none where it is about none."""
        article = unique.article
        if not self._open(self._glance.ids(f"{article.title}\n{article.text}")):
            return ()
        hits = self.gazetteer.find(article.text, article.language)
        titled = {hit.entity.id for hit in self.gazetteer.find(article.title, article.language)}
        if not self._open({hit.entity.id for hit in hits} | titled):
            return ()
        kept = clean.clean(article.text, article.language).kept
        hits = _within(hits, kept)
        touched = self._open({hit.entity.id for hit in hits} | titled)
        if not touched:
            return ()
        read = sentences.split(article.text, kept, article.language)
        watched = {person.id: person for story in touched for person in self._watched[story]}
        page = _Page(
            text=article.text, language=article.language, hits=hits, read=read, watched=tuple(watched.values())
        )
        found = _mentions(self.gazetteer, page, self._plugged)

        return tuple(TaggedArticle(unique=unique, story=story, sentences=read, mentions=found) for story in touched)

    def _open(self, ids: Iterable[str]) -> list[str]:
        named = frozenset(ids)

        return [gate.story for gate in self._gates if gate.opens(named)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """A text with what was seen in it: known names, and sentences; and the persons of the stories that it is on."""

    text: str
    language: str
    hits: Sequence[Hit]
    read: Sequence[Sentence]
    watched: Sequence[Person] = ()


def mentions(text: str, language: str, gazetteer: Gazetteer, plugged: Plugged | None = None) -> tuple[Mention, ...]:
    """Give every mention in a text, gate or no gate, each with the reason why it is one.

    >>> from monitor.entities import gazetteer
    >>> found = mentions("Juru bicara Kremlin, Dmitry Peskov, tiba.", "id", gazetteer.load())
    >>> [(one.surface, one.id, one.actor.name if one.actor else "") for one in found]
    [('Kremlin', 'org:kremlin', 'Russia'), ('Dmitry Peskov', 'person:dmitry-peskov', 'Russia')]
    """
    kept = clean.clean(text, language).kept
    hits = _within(gazetteer.find(text, language), kept)
    page = _Page(text=text, language=language, hits=hits, read=sentences.split(text, kept, language))

    return _mentions(gazetteer, page, plugged)


def _mentions(gazetteer: Gazetteer, page: _Page, plugged: Plugged | None) -> tuple[Mention, ...]:
    text, language = page.text, page.language
    known = [gazetteer.mention(text, hit) for hit in page.hits if hit.entity.id]
    named = [one for one in known if one.kind not in _PLAIN]
    taken = [(hit.start, hit.end) for hit in page.hits if _is_taken(hit)]
    seen = _seen(page, taken, plugged)
    people = coref.link(text, named, seen.candidates, Cast(gazetteer, page.watched), language)
    starts = {one.start for one in people}
    left = [one for one in seen.candidates if one.run.start not in starts and not one.is_heading]
    free = [one for one in left if not gazetteer.entity(text[one.run.start : one.run.end])]
    rest = [*seen.mentions, *others.find(text, free, people, known, language)]
    known = _outside(known, rest)
    if any(one.kind is EntityKind.UNKNOWN for one in known):
        known, rest = _apart(known, people, rest)
        known = _placed(text, known, language)

    return seated.whole(text, sorted([*known, *people, *rest], key=lambda one: (one.start, -one.end)), language)


def _placed(text: str, known: Sequence[Mention], language: str) -> list[Mention]:
    """Take a listed name of which nothing is known for a place where a text says once that something is there: "in Porto"."""
    words = lexicon.of(language)
    prepositions = words.place_words - words.from_words
    unknown = [one for one in known if one.kind is EntityKind.UNKNOWN]
    places = {one.id for one in unknown if _word_before(text, one.start) in prepositions}

    return [replace(one, kind=EntityKind.PLACE, actor=None) if one.id in places else one for one in known]


def _word_before(text: str, start: int) -> str:
    found = _BEFORE.search(text, max(start - _WORD, 0), start)

    return found[1].lower() if found else ""


def _outside(known: Sequence[Mention], rest: Sequence[Mention]) -> list[Mention]:
    """Leave out the known names that only begin or end another's name ("Universitas Malang"); plain words stay."""
    named = [one for one in known if one.kind not in _PLAIN]
    edges = {one.end for one in named}, {one.start for one in named}
    longer = [one for one in rest if one.end in edges[0] or one.start in edges[1]]
    if not longer:
        return list(known)
    longer.sort(key=lambda one: one.start)

    return [one for one in known if one.kind in _PLAIN or not _touches(one, longer)]


def _apart(
    known: Sequence[Mention], people: Sequence[Mention], rest: Sequence[Mention]
) -> tuple[list[Mention], list[Mention]]:
    """Part the listed names of which nothing is known from others: a person takes their place, anything else gives way."""
    told = [one for one in known if one.kind is not EntityKind.UNKNOWN or not _touches(one, people)]
    unknown = [one for one in told if one.kind is EntityKind.UNKNOWN]

    return told, [one for one in rest if not _touches(one, unknown)]


def _touches(one: Mention, others: Sequence[Mention]) -> bool:
    """Tell whether a mention overlaps one of others, which are in order and apart."""
    place = bisect_left(others, one.end, key=lambda other: other.start) - 1

    return place >= 0 and one.start < others[place].end


def _seen(page: _Page, taken: Sequence[tuple[int, int]], plugged: Plugged | None) -> Merged:
    """Give what may be a name and is in no list: by the capitals, and by the tagger that is plugged in."""
    candidates = names.find(page.text, page.read, taken, page.language)
    candidates += uncased.find(page.text, page.read, taken, page.language)
    spans = plugged.spans(page.text, page.language) if plugged else ()
    if not spans:
        return Merged(candidates=tuple(candidates))

    return merge.merged(page.text, candidates, merge.free(spans, taken, page.read), page.read, page.language)


def _is_taken(hit: Hit) -> bool:
    """Tell whether a known name bars persons from its place: not a plain word, nor a name of which nothing is known."""
    return hit.entity.kind not in _PLAIN or not hit.entity.id


def _within(hits: Sequence[Hit], kept: Sequence[Span]) -> list[Hit]:
    """Keep the hits that lie inside a kept span; both are in order."""
    inside: list[Hit] = []
    place = 0
    for hit in hits:
        while place < len(kept) and kept[place].end <= hit.start:
            place += 1
        if place < len(kept) and kept[place].start <= hit.start and hit.end <= kept[place].end:
            inside.append(hit)

    return inside


def _gate(gazetteer: Gazetteer, story: Story) -> _Gate:
    return _Gate(story=story.id, need=story.need, terms=tuple(gazetteer.terms(term) for term in story.core))


def _unlisted(gazetteer: Gazetteer, stories: Iterable[Story]) -> list[Extra]:
    """Make terms of stories that no list has into entities: a plain word in any case, a name with its capital.

    A party or mediator of several words that no list has is a body by its words; else it is found as a person is.
    """
    given = list(stories)
    acting = {name for story in given for name in (*story.parties, *(one for _, names in story.known for one in names))}
    bodies = {name for name in acting if _is_body(name) and not gazetteer.terms(name)}
    terms = {term for story in given for term in story.core} | {name for name in acting if len(name.split()) == 1}
    terms = {term for term in terms if not gazetteer.terms(term)} - bodies
    extras = [Extra(name=term, kind=_kind(term)) for term in terms]
    extras += [Extra(name=name, kind=EntityKind.ORGANISATION) for name in bodies]

    return sorted(extras, key=lambda one: one.name)


def _is_body(name: str) -> bool:
    """Tell whether a name of several words is no person's: by its head, an acronym, or a word in small letters.

    >>> [_is_body(name) for name in ("Ann de la Cruz", "Dockers' Union", "PT Dermaga Utara", "separatis Ambazonia", "Ansar")]
    [False, True, True, True, False]
    """
    words = name.split()
    lexicons = [lexicon.of(language) for language in lexicon.languages()]

    return len(words) > 1 and any(
        (len(word) > 1 and word.isupper())
        or (len(word) > _PARTICLE and word.isalpha() and word.islower())
        or any(each.is_body(word.lower()) for each in lexicons)
        for word in words
    )


def _kind(term: str) -> EntityKind:
    return EntityKind.UNKNOWN if any(letter.isupper() for letter in term) else EntityKind.CONCEPT
