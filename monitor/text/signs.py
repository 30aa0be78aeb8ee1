"""Signs that a line speaks of its page or to its reader, weighed: it asks, thanks, warns or sells, and tells nothing."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from monitor.text import normalize, tables

_PACKAGE = "monitor.text"
_LONG = 30
_LONG_QUOTE = 16  # A name of a newsletter in quotes is shorter.
_word = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*")
_head = re.compile(r"(?:^|[.!?…:;|])[\W\d]*([^\W\d_]+(?:[-'][^\W\d_]+)*)")
_quote = re.compile(r"[\"“”«»]")
_behind_comma = re.compile(r",\s([^\W\d_]+)")
_contact = re.compile(r"[\w.+-]@[\w-]+\.\w|(?<!\w)@\w{3,}|\b0\d{2,3}[- ]?\d{3,4}[- ]?\d{2,4}\b|\+\d{1,3}[ -]\d")
_money = re.compile(r"[$£€₹¥₦]\s?\d|\b(?:Rp|RM|USD|EUR)\.?\s?\d|\d\s?%\s(?:off|diskon)")
_ENDS = " .,?!'’\n"
_COUNTRY = "US"  # The country is not the pronoun.
_CONTENT = 5  # letters from which on a word may be the article's own


class Speech(NamedTuple):
    """What speaks for a line being furniture, and against it: the sum, and the signs by name."""

    weight: int
    signs: tuple[str, ...]

    @property
    def addresses(self) -> int:
        """How many of the signs say to whom or of what it speaks; an article asks as well, and has videos of its own."""
        asked = "asks" in self.signs and "reader" in self.signs

        return sum(sign in _table()["address"] for sign in self.signs) + asked


_NOTHING = Speech(0, ())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Classes:
    """The classes of the words of a language."""

    words: Mapping[str, tuple[str, ...]]
    address: frozenset[str]
    asks: frozenset[str]
    before: frozenset[str]
    after: frozenset[str]
    things: frozenset[str]
    stuff: frozenset[str]
    spoken: frozenset[str]
    owners: frozenset[str]
    openers: frozenset[str]
    parts: frozenset[str]
    told: frozenset[str]
    small: frozenset[str]
    grave: frozenset[str]
    question: frozenset[str]
    prefixes: frozenset[str]
    bio: frozenset[str]
    being: frozenset[str]
    time: frozenset[str]
    bylines: re.Pattern[str]
    behind_if: re.Pattern[str]  # "If it does not load, tap here."


def enough(zone: str) -> int:
    """Tell how much a line must weigh to be furniture at the head of a page, in its body, at its end."""
    weight: int = _table()["enough"][zone]

    return weight


def spoken(language: str) -> frozenset[str]:
    """Give, in small letters, what stands within each line that speaks, unless `may_open` tells it by how its sentences begin."""
    words = (word for word in _classes(language).spoken if "'" not in word)  # "you're" is found as "you" and a stop.

    return frozenset({f" {word}{end}" for word in words for end in _ENDS} | {"@", " 08", " +"})


def may_open(line: str, language: str, *, asks: bool) -> bool:
    """Tell whether a line begins as one does that speaks, or, with `asks`, one of its sentences as one that may only ask."""
    classes = _classes(language)
    if asks:
        return not classes.openers.isdisjoint(_head.findall(line.lower()))
    first = _head.match(line)

    return first is not None and first[1].lower() in classes.owners


def weigh(line: str, language: str, known: frozenset[str] = frozenset()) -> Speech:
    """Weigh a line; `known` are words of the article, which furniture does not use.

    >>> weigh("Help us keep this newsroom free", "en")
    Speech(weight=6, signs=('ask', 'we', 'self', 'sell'))
    >>> weigh("Officials help the villagers", "en").weight
    0
    """
    classes = _classes(language)
    plain = line.replace("’", "'")
    words = _word.findall((plain.replace(_COUNTRY, "") if _COUNTRY in plain else plain).lower())
    if (classes.address.isdisjoint(words) and not _contact.search(line)) or (
        len(words) > _LONG_QUOTE and _quote.search(line)
    ):
        return _NOTHING
    table = _table()
    counts: dict[str, int] = {}
    for sign in _found(plain, words, classes):
        if counts.get(sign, 0) < table["most"].get(sign, 1):
            counts[sign] = counts.get(sign, 0) + 1
    if counts.keys().isdisjoint(table["address"]):
        return _NOTHING
    shared = {word for word in words if len(word) >= _CONTENT and word not in classes.words and word in known}
    if len(shared) > 1:  # One word is chance.
        counts["known"] = min(len(shared) - 1, table["most"]["known"])
    weights = table["weights"]

    return Speech(sum(weights[sign] * count for sign, count in counts.items()), tuple(counts))


def content(line: str, language: str) -> frozenset[str]:
    """Give the words of a line that tell of something.

    >>> sorted(content("Two sailors were freed in the north", "en"))
    ['freed', 'north', 'sailors']
    """
    small = _classes(language).small
    return frozenset(
        word for word in normalize.tokens(line) if len(word) > 3 and word not in small and word[0].isalpha()
    )


def names_parts(line: str, language: str) -> bool:
    """Tell a line of which half the words are parts of pages.

    >>> names_parts("Home Profile News Photos Contact us", "en"), names_parts("Reporters freed after a week", "en")
    (True, False)
    """
    classes = _classes(language)
    words = _word.findall(line.lower())
    return 2 * sum(word in classes.parts for word in words) >= len(words)


def is_grave(line: str, language: str) -> bool:
    """Tell a line that names captives, deaths, releases, truces: the worst to take for the article's.

    >>> is_grave("Two hostages found dead", "en"), is_grave("Rice prices fall", "en")
    (True, False)
    """
    return not _classes(language).grave.isdisjoint(normalize.tokens(line))


def asks_what(line: str, language: str) -> bool:
    """Tell a subheading that begins as a question does, and names nobody.

    >>> [asks_what(line, "en") for line in ("Why the mediators keep coming back", "Why Moreno left the race")]
    [True, False]
    """
    words = line.split()
    return words[0].lower() in _classes(language).question and not any(word[0].isupper() for word in words[1:])


def prefixes(language: str) -> frozenset[str]:
    """Give the syllables that stand before a word and leave it the same."""
    return _classes(language).prefixes


def times(language: str) -> frozenset[str]:
    """Give the words that stand beside a date or a clock."""
    return _classes(language).time


def is_of_writers(word: str, language: str) -> bool:
    """Tell a word that says of a name what its bearer does: covers, teaches, lives."""
    return word in _classes(language).bio


def is_being(word: str, language: str) -> bool:
    """Tell a verb that says of a name what its bearer is, as an article does as well."""
    return word in _classes(language).being


def signed(line: str, language: str) -> list[str]:
    """Part a byline at what says who did what: "By Ann Lee Pictures Bo Ray"."""
    return _classes(language).bylines.split(line)


def _found(line: str, words: list[str], classes: _Classes) -> Iterator[str]:
    """Give the signs of a line, each as often as it stands there."""
    lowered = line.lower()
    heads = {*_head.findall(lowered), *classes.behind_if.findall(lowered)}
    heads.update(after for word, after in itertools.pairwise(words) if "please" in classes.words.get(word, ()))
    named = set(classes.asks.intersection(heads))
    if named:
        yield "ask"
    for at, word in enumerate(words):
        if word in classes.things and _is_own(words, at, classes):
            yield "self"
            named.add(word)
        if word in classes.stuff and _is_own(words, at, classes):
            yield "own"
        if word in named:
            continue
        named.add(word)
        yield from (sign for sign in classes.words.get(word, ()) if sign != "ask")
    if not classes.told.isdisjoint(map(str.lower, _behind_comma.findall(line))):
        yield "said"
    yield from _marks(line, words)


def _marks(line: str, words: list[str]) -> Iterator[str]:
    if _quote.search(line):
        yield "quote"
    if _money.search(line):
        yield "money"
    if _contact.search(line):
        yield "contact"
    if "?" in line:
        yield "asks"
    if len(words) > _LONG:
        yield "long"


def _is_own(words: list[str], at: int, classes: _Classes) -> bool:
    """Tell "this story", "our free newsletter", "artikel ini" from any story."""
    return not (
        classes.before.isdisjoint(words[max(at - 2, 0) : at]) and classes.after.isdisjoint(words[at + 1 : at + 2])
    )


@cache
def _table() -> Any:
    return tables.read(_PACKAGE, "signs")


@cache
def _classes(language: str) -> _Classes:
    """Give the classes of a language with the English ones, as pages in every language carry them; all where it is unknown."""
    table = _table()
    known = [code for code in tables.read(_PACKAGE, "page") if code in table]
    rows = [_rows(code) for code in dict.fromkeys([language, "en"] if language in known else known)]
    by_word: dict[str, set[str]] = {}
    for row in rows:
        for sign, words in row.items():
            for word in words:
                by_word.setdefault(word, set()).add(sign)

    def of(*signs: str, among: Iterable[Mapping[str, frozenset[str]]] = rows) -> frozenset[str]:
        return frozenset(word for row in among for sign in signs for word in row.get(sign, ()))

    spoken = of("reader", "we", "please")
    # "Artikel ini": where what is the page's own is told behind it, any thing may open a sentence that speaks.
    owners = spoken | of("before") | of("work", "page", "stuff", among=[row for row in rows if row.get("after")])
    return _Classes(
        words={word: tuple(sorted(signs.intersection(table["weights"]))) for word, signs in by_word.items()},
        address=spoken | of("ask", "before", "after"),
        asks=of("ask"),
        before=of("before"),
        after=of("after"),
        things=of("work", "page"),
        stuff=of("stuff"),
        spoken=spoken,
        owners=owners,
        openers=owners | of("ask"),
        parts=of("parts", "page", "work"),
        told=of("told"),
        small=of("small"),
        grave=of("grave"),
        question=of("question"),
        prefixes=of("prefixes"),
        bio=of("bio"),
        being=of("being"),
        time=of("time"),
        bylines=re.compile(rf"\b(?:{'|'.join(sorted(of('bylines')))})\b"),
        behind_if=re.compile(rf"^(?:{'|'.join(sorted(of('if')))})\b[^,.]{{3,60}},\s([^\W\d_]+)"),
    )


def _rows(code: str) -> dict[str, frozenset[str]]:
    """Read the classes of one language."""
    rows = {name: frozenset(listed.split()) for name, listed in _table()[code].items() if isinstance(listed, str)}
    pages = tables.read(_PACKAGE, "page")[code]["page"].split()

    return rows | {"page": rows["page"].union(pages)}
