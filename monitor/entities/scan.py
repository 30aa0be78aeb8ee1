"""Known names in a text: one Aho-Corasick pass over the folded text, one over the text as it is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import ahocorasick_rs

from monitor.entities import clitics
from monitor.entities.entity import Case, Entity, Hit, Name
from monitor.models import EntityKind

_Listed = list[tuple[Entity, Name]]

# Every replacement keeps the length, so that offsets stay those of the original text.
_FOLDS = (
    ("İ", "I"),
    ("’", "'"),
    ("‘", "'"),
    ("ʼ", "'"),
    ("\u00a0", " "),
    ("\u2011", "-"),
    ("\u2010", "-"),
    ("״", '"'),
    ("”", '"'),
    ("׳", "'"),
    ("ё", "е"),
    ("Ё", "Е"),
    ("أ", "ا"),
    ("إ", "ا"),
    ("آ", "ا"),
    ("ى", "ي"),
    ("ی", "ي"),
    ("ک", "ك"),
)
_SURROGATES = re.compile("[\ud800-\udfff]")  # Half a letter, as broken feeds have it: no matcher takes it.
_ARTICLE = "The "
_OPENERS = "\"'“‘«([*•-–— \t\u00a0"
_ENDERS = ".!?:;\n\r…"


@dataclass(frozen=True, slots=True)
class _Automaton:
    """All patterns for any text, and the plain ones alone, which come first, for a text that is plain."""

    whole: ahocorasick_rs.AhoCorasick
    plain: ahocorasick_rs.BytesAhoCorasick
    names: Sequence[_Listed]

    @classmethod
    def of(cls, listed: dict[str, _Listed]) -> _Automaton:
        patterns = sorted(listed or ["\0"], key=lambda pattern: not pattern.isascii())
        plain = [pattern.encode() for pattern in patterns if pattern.isascii()] or [b"\0"]
        longest = ahocorasick_rs.MatchKind.LeftmostLongest

        return cls(
            ahocorasick_rs.AhoCorasick(patterns, matchkind=longest),
            ahocorasick_rs.BytesAhoCorasick(plain, matchkind=longest),
            [listed.get(pattern, []) for pattern in patterns],
        )

    def within(self, text: str, start: int, end: int) -> list[tuple[int, int, int]]:
        """Give what stands behind the first word of a stretch of text that is no name as a whole."""
        behind = text.find(" ", start, end) + 1
        inner = self.find(text[behind:end]) if behind else []

        return [(index, behind + one, behind + last) for index, one, last in inner]

    def find(self, text: str) -> list[tuple[int, int, int]]:
        """Give which pattern stands where, the longest of those that begin in one place."""
        if text.isascii():
            return self.plain.find_matches_as_indexes(text.encode())

        return self.whole.find_matches_as_indexes(text)


def folded(text: str) -> str:
    """Lower a text and level its typography, letter for letter.

    >>> folded("Al‑Jazeera’s")
    "al-jazeera's"
    """
    if not text.isascii():
        for old, new in _FOLDS:
            text = text.replace(old, new)

    return text.lower()


class Scanner:
    """Finds the names of entities; leftmost longest, at token boundaries, with the case each name asks for."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        exact: dict[str, _Listed] = {}
        loose: dict[str, _Listed] = {}
        for entity in entities:
            for name in entity.names:
                for pattern in _patterns(name):
                    rows = (exact if name.case is Case.EXACT else loose).setdefault(pattern, [])
                    if name.is_stem:  # What takes any ending says more than the same name without one.
                        rows.insert(0, (entity, name))
                    elif all(one is not entity or known.languages for one, known in rows):
                        rows.append((entity, name))
        self._exact = _Automaton.of(exact)
        self._loose = _Automaton.of(loose)

    def find(self, text: str, language: str) -> list[Hit]:
        """Give the names found, in order, none overlapping; a decoy has no id."""
        text = text if text.isascii() else _SURROGATES.sub("\ufffd", text)
        low = folded(text)
        glue = clitics.of(language)
        hits: list[Hit] = []
        for automaton, searched in ((self._loose, low), (self._exact, text)):
            listed = automaton.names
            found = automaton.find(searched)
            for index, start, end in found:
                before = text[start - 1] if start else " "
                if before.isalnum() and clitics.is_joined(before, text[start]) and not glue.is_led(low, start, end):
                    continue
                hit = _first(text, (start, end), listed[index], language)
                if hit is None:  # "kelompok Abu Sayyaf" is not "Kelompok Abu Sayyaf", yet it holds Abu Sayyaf.
                    found += automaton.within(searched, start, end)
                    continue
                if hit.name.is_stem:
                    hits.append(hit if hit.entity.kind is EntityKind.CONCEPT else _whole(low, hit))
                elif not low[end : end + 1].isalnum() or clitics.ends(low, end, glue, end - start):
                    hits.append(hit)

        return _apart(hits)


class Glance:
    """Which of some entities a text may name: all whose letters stand in it, whatever is around them."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        owners: dict[str, set[str]] = {}
        exact: dict[str, set[str]] = {}
        for entity in entities:
            for name in entity.names:
                is_exact = name.case is Case.EXACT and not name.text.isascii()
                for pattern in {name.text} if is_exact else {folded(each) for each in _patterns(name)}:
                    (exact if is_exact else owners).setdefault(pattern, set()).add(entity.id)
        self._loose = _Seen.of(owners)
        self._exact = _Seen.of(exact)

    def ids(self, text: str) -> set[str]:
        """Give the ids of the entities that the text may name, and those of no other."""
        text = text if text.isascii() else _SURROGATES.sub("\ufffd", text)
        found = self._loose.ids(folded(text))

        return found if text.isascii() else found | self._exact.ids(text)


@dataclass(frozen=True, slots=True)
class _Seen:
    """Patterns, and whose they are: all of them, and the plain ones alone for a text that is plain."""

    whole: ahocorasick_rs.AhoCorasick
    plain: ahocorasick_rs.BytesAhoCorasick
    owners: Sequence[set[str]]

    @classmethod
    def of(cls, owners: dict[str, set[str]]) -> _Seen:
        # The plain ones come first, so that a pattern has one place in both.
        ordered = sorted(owners or {"\0": set()}, key=lambda pattern: (not pattern.isascii(), pattern))
        plain = [pattern.encode() for pattern in ordered if pattern.isascii()] or [b"\0"]

        return cls(
            ahocorasick_rs.AhoCorasick(ordered),
            ahocorasick_rs.BytesAhoCorasick(plain, implementation=ahocorasick_rs.Implementation.DFA),
            [owners.get(pattern, set()) for pattern in ordered],
        )

    def ids(self, text: str) -> set[str]:
        if text.isascii():
            hits = self.plain.find_matches_as_indexes(text.encode(), overlapping=True)
        else:
            hits = self.whole.find_matches_as_indexes(text, overlapping=True)

        return {identity for index in {index for index, _, _ in hits} for identity in self.owners[index]}


def _whole(text: str, hit: Hit) -> Hit:
    """Take in the ending of a word of which only the stem is listed."""
    end = hit.end
    while end < len(text) and text[end].isalpha() and clitics.is_joined(text[end - 1], text[end]):
        end += 1

    return Hit(hit.start, end, hit.entity, hit.name)


def _patterns(name: Name) -> Collection[str]:
    return (name.text,) if name.case is Case.EXACT else _spellings(name.text)


@lru_cache(maxsize=65_536)  # A gazetteer that is extended has most of its names from the one that it extends.
def _spellings(text: str) -> frozenset[str]:
    plain = folded(unicodedata.normalize("NFC", text))
    decomposed = unicodedata.normalize("NFD", plain)
    stripped = "".join(letter for letter in decomposed if not unicodedata.combining(letter))

    is_latin = plain[:1].isascii() or stripped[:1].isascii()

    return frozenset({plain, decomposed, stripped} if is_latin else {plain})


def _first(text: str, span: tuple[int, int], listed: _Listed, language: str) -> Hit | None:
    start, end = span
    for entity, name in listed:
        if name.languages and language not in name.languages and language not in {"und", ""}:
            continue
        if name.case is Case.ANY or _is_cased(text, start, end, name):
            return Hit(_named(start, name) if text[start] == "t" else start, end, entity, name)

    return None


def _named(start: int, name: Name) -> int:
    """Leave out the article of a name where a text writes it small: "the Philippines"."""
    return start + len(_ARTICLE) if name.text.startswith(_ARTICLE) else start


def _is_cased(text: str, start: int, end: int, name: Name) -> bool:
    if name.case is Case.EXACT:
        return not _is_shouted(text, start, end)
    place = start + _capital(name.text)
    if place < end and text[place].islower():
        return False

    return not (name.is_wary and _opens(text, start))


@lru_cache(maxsize=4096)
def _capital(name: str) -> int:
    """Tell where the first capital of a name stands that a text has to have: "the Philippines" has none in its article."""
    article = len(_ARTICLE) if name.startswith(_ARTICLE) else 0

    return next((index for index, letter in enumerate(name) if letter.isupper() and index >= article), 0)


def _is_shouted(text: str, start: int, end: int) -> bool:
    """Tell whether a short acronym stands in a line that is all capitals, where AS may be "as" and US "us"."""
    if end - start > 3:
        return False
    around = (
        text[max(text.rfind("\n", 0, start) + 1, start - 60) : start]
        + text[end : min(end + 60, (text.find("\n", end) + 1 or len(text)))]
    )

    return sum(letter.isalpha() for letter in around) >= 8 and around.isupper()


def _opens(text: str, start: int) -> bool:
    place = start - 1
    while place >= 0 and text[place] in _OPENERS:
        place -= 1

    return place < 0 or text[place] in _ENDERS


def _apart(hits: list[Hit]) -> list[Hit]:
    hits.sort(key=lambda hit: (hit.start, -hit.end))
    kept: list[Hit] = []
    end = -1
    for hit in hits:
        if hit.start >= end:
            kept.append(hit)
            end = hit.end

    return kept
