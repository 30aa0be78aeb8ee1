"""A sentence as a string of units, in which entities, numbers and dates are marks and every other token is a word."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from typing import NamedTuple

from monitor.models import Actor, EntityKind, Mention
from monitor.shifts.lexis import Lexis
from monitor.text import dates, normalize, numbers

_WORD = rf"\w[\w{normalize.SIGNS}]*"
_TOKEN = re.compile(rf"['’]s\b|{_WORD}(?:[-‐.]{_WORD}|['’](?!s\b){_WORD})*|[^\w\s{normalize.SIGNS}]")
_OWNER = re.compile(r"(?<=s)['’](?= [a-z])")
_QUOTE = re.compile(r"(?<!\w)['‘]")
_ASIDE = re.compile(r"\((?:\w{1,6}|\d+ (?:tahun|thn|years?))\)")
_APOSTROPHES = frozenset("'’")
_SILENT = frozenset("\"“”„«»‘’'[]*_`…")
_PLAIN = str.maketrans("’‐", "'-")
_LETTERS = {
    EntityKind.PERSON: "P",
    EntityKind.COUNTRY: "G",
    EntityKind.ORGANISATION: "O",
    EntityKind.GROUP: "H",
    EntityKind.MEDIA: "M",
    EntityKind.UNKNOWN: "X",
}


_LISTED = "gazetteer"
_NAMED = frozenset("PX")
_SHORT = 5  # Letters of a title before its full stop.
OFFICE = "office"
_TITLED = "§A"


class Unit(NamedTuple):
    """One token of the masked string and where it stands in the article."""

    text: str
    start: int
    end: int
    mentions: tuple[Mention, ...] = ()
    number: numbers.Number | None = None
    day: dates.TextDate | None = None
    own: str = ""


class Masked:
    """The masked string with its way back, which most strings are never asked for: `at[i]` is where unit i starts in `text`."""

    __slots__ = ("_at", "_read", "_units", "text", "words")

    def __init__(self, words: Sequence[str], read: Callable[[], Sequence[Unit]]) -> None:
        self.text = " ".join(words)
        self.words = words
        self._read = read
        self._units: tuple[Unit, ...] | None = None
        self._at: tuple[int, ...] | None = None

    @property
    def at(self) -> tuple[int, ...]:
        """Give where each unit starts in the string."""
        if self._at is None:
            ends = accumulate(map(len, self.words), lambda here, length: here + length + 1, initial=0)
            self._at = tuple(ends)[:-1]
        return self._at

    @property
    def units(self) -> tuple[Unit, ...]:
        """Give the units of the string."""
        if self._units is None:
            self._units = tuple(self._read())
        return self._units

    def within(self, start: int, end: int) -> tuple[Unit, ...]:
        """Give the units that start inside a span of the masked string."""
        return self.units[bisect_left(self.at, start) : bisect_left(self.at, end)]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Give the span of the article behind a span of the masked string."""
        units = self.within(start, end)

        return (units[0].start, units[-1].end) if units else (0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What is known of a stretch of text before it is masked, in the article's offsets."""

    mentions: Sequence[Mention]
    numbers: Sequence[numbers.Number]
    dates: Sequence[dates.TextDate]


def mask(text: str, start: int, end: int, found: Found, lexis: Lexis) -> Masked:
    """Mask one stretch of an article; marks and titles that belong together become one actor."""
    marks = [one for one in _marks(found) if one.start >= start and one.end <= end]
    words = _words(text, start, end, marks, lexis.nouns)
    read = partial(_read, text, start, end, marks, lexis.nouns)
    masked = join(read()) if words is None else Masked(words, read)
    if not found.mentions:  # It is names that are merged.
        return masked
    # A merge never brings in a word that another needs, but for the mark of a title.
    for merge in lexis.merges.among([*masked.words, _TITLED]):
        masked = _merged(masked, merge, lexis)

    return masked


def actor(unit: Unit, *, alone: bool = False) -> Actor | None:
    """Give the state, group or person a unit speaks for.

    In "Presiden Israel Isaac Herzog" the person's own actor comes first, then the country beside the name. With `alone` a
    person whose title leaves him to act himself is no state: "mantan presiden Kenya Ann Lee".
    """
    persons = [one for one in unit.mentions if one.kind is EntityKind.PERSON]
    if alone and persons and not persons[0].why.startswith(_LISTED):
        return Actor(id=persons[0].id, name=persons[0].name)
    others = [one for one in unit.mentions if one.kind is not EntityKind.PERSON]
    others.sort(key=lambda one: one.kind is not EntityKind.GROUP)
    for one in (*persons, *others):
        if one.actor is not None:
            return one.actor
    for one in (*others, *persons):
        if letter(one) not in {"L", "M"}:
            return Actor(id=one.id, name=one.name)

    return None


def is_person(unit: Unit) -> bool:
    """Say whether a unit names a person."""
    return any(one.kind is EntityKind.PERSON for one in unit.mentions)


def letter(mention: Mention) -> str:
    """Give the letter of the mark that a mention becomes; none where its words stay."""
    if mention.kind is EntityKind.PLACE:
        return "L" if mention.actor is None else "C"

    return _LETTERS.get(mention.kind, "")


def _marks(found: Found) -> list[Unit]:
    """Lay marks over the text: the earlier wins, of two at one place the longer; concepts stay words."""
    marks = [
        Unit(text=sort, start=one.start, end=one.end, mentions=(one,))
        for one in found.mentions
        if (sort := letter(one))
    ]
    marks += [Unit(text="D", start=one.start, end=one.end, day=one) for one in found.dates]
    marks += [Unit(text="N", start=one.start, end=one.end, number=one) for one in found.numbers]
    marks.sort(key=lambda unit: (unit.start, -unit.end))
    kept: list[Unit] = []
    for unit in marks:
        if not kept or unit.start >= kept[-1].end:
            kept.append(unit)

    return kept


def _words(text: str, start: int, end: int, marks: Sequence[Unit], nouns: Mapping[str, str]) -> list[str] | None:
    """Give the texts of all units at once; None where they have to be read one by one."""
    words: list[str] = []
    here = start
    for mark in marks:
        some = _plain_words(text, here, mark.start)
        if some is None or (some and some[-1] == "." and mark.text in _NAMED):
            return None
        words += some
        words.append(f"§{mark.text}{len(words)}")
        here = mark.end
    some = _plain_words(text, here, end)
    if some is None:
        return None
    words += some

    return words if nouns.keys().isdisjoint(words) else [nouns.get(word, word) for word in words]


def _plain_words(text: str, start: int, end: int) -> list[str] | None:
    """Give the words of a stretch without marks; None where it has an aside in brackets or an owner in the plural."""
    if _OWNER.search(text, start, end) or (text.find("(", start, end) >= 0 and _ASIDE.search(text, start, end)):
        return None
    words = [word for word in _TOKEN.findall(text, start, end) if word not in _SILENT]
    line = " ".join(words).lower()

    return (line if line.isascii() else normalize.spelt(line.translate(_PLAIN))).split(" ") if words else words


def _read(text: str, start: int, end: int, marks: Sequence[Unit], nouns: Mapping[str, str]) -> list[Unit]:
    """Give the units, each with its place; nouns that are read as another are so."""
    units = _units(text, start, end, marks)

    return [one._replace(text=nouns[one.text]) if one.text in nouns else one for one in units]


def _units(text: str, start: int, end: int, marks: Sequence[Unit]) -> list[Unit]:
    units: list[Unit] = []
    here = start
    for mark in marks:
        _add_words(units, text, here, mark.start)
        if units and units[-1].text == "." and mark.text in _NAMED and _is_abbreviation(units):
            units.pop()  # "Dr. Ann Lee"
        units.append(_named(mark, len(units)))
        here = mark.end
    _add_words(units, text, here, end)

    return units


def _is_abbreviation(units: Sequence[Unit]) -> bool:
    """Say whether a full stop at the end only shortens the word before it."""
    word = units[-2] if len(units) > 1 else None

    return word is not None and word.end == units[-1].start and len(word.text) <= _SHORT and word.text.isalpha()


def _add_words(units: list[Unit], text: str, start: int, end: int) -> None:
    asides = [one.span() for one in _ASIDE.finditer(text, start, end)] if text.find("(", start, end) >= 0 else []
    is_plain = text[start:end].isascii()
    for token in _TOKEN.finditer(text, start, end):
        low, high = token.span()
        word = text[low:high]
        if word in _APOSTROPHES and _OWNER.match(text, low, end) and not _QUOTE.search(text, start, low):
            word = "'s"  # "the hostages' lawyer"
        if word in _SILENT or (asides and any(first <= low < last for first, last in asides)):
            continue
        units.append(Unit(word.lower() if is_plain else normalize.spelt(word.lower().translate(_PLAIN)), low, high))


def _named(mark: Unit, index: int) -> Unit:
    """Name a mark by its place, so that no two in a sentence are alike."""
    return mark._replace(text=f"§{mark.text}{index}")


def join(units: Sequence[Unit]) -> Masked:
    """Write units in a row."""
    return Masked([unit.text for unit in units], lambda: units)


def _merged(masked: Masked, merge: re.Pattern[str], lexis: Lexis) -> Masked:
    """Write one mark for all that a pattern takes together, wherever it does."""
    spans = [found.span() for found in merge.finditer(masked.text)]
    if not spans:
        return masked
    words: list[str] = []
    here = 0
    for start, end in spans:
        words += masked.words[here : bisect_left(masked.at, start)]
        words.append(f"{_TITLED}{len(words)}")
        here = bisect_left(masked.at, end)
    words += masked.words[here:]

    return Masked(words, partial(_joined, masked, spans, lexis))


def _joined(masked: Masked, spans: Sequence[tuple[int, int]], lexis: Lexis) -> list[Unit]:
    """Give the units of a string in which what stands in a span is one."""
    units: list[Unit] = []
    here = 0
    for start, end in spans:
        low, high = bisect_left(masked.at, start), bisect_left(masked.at, end)
        units += masked.units[here:low]
        title = lexis.own.search(masked.text, start, end)
        own = (title.lastgroup or OFFICE) if title else ""
        units.append(_named(_as_one(masked.units[low:high])._replace(own=own), len(units)))
        here = high
    units += masked.units[here:]

    return units


def _as_one(units: Sequence[Unit]) -> Unit:
    """Make one actor of a title, its country and its name; the comma that closes an apposition goes with it."""
    return Unit(
        text="A",
        start=units[0].start,
        end=next(unit.end for unit in reversed(units) if unit.text != ","),
        mentions=tuple(mention for unit in units for mention in unit.mentions),
    )
