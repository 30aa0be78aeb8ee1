"""What page text looks like that is not the article: declarative patterns per language."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import ahocorasick_rs

from monitor.errors import PackInvalid
from monitor.text import normalize, signs, tables

PACKAGE = "monitor.text"
LINE_KINDS = (
    "line",
    "head",
    "label",
    "teaser",
    "above",
    "photo",
    "credit",
    "open",
    "shut",
    "closing",
    "related",
    "final",
)
"""What a whole line can be: gone by itself (line), or only above the first paragraph (head); a label of the next line; a teaser,
with the headlines after it, or with the one above it; a photo's credit, with the caption before it; a credit; what opens and
shuts a box, with all that lies in it; what is furniture only where no article follows (closing); the head of a block of links,
after which the article may go on; the final end."""
PART_KINDS = ("start", "kicker", "end", "inside", "caption", "first-caption", "maybe-caption")
"""What a part can be: a dateline before, what sort of text it is before a title, a credit behind, an insertion, the credit that
makes a line a caption: always, above the first paragraph, or where the line is short."""
_MAX_ENDING = 130  # So long may a photo's credit be.
_NONE: frozenset[int] = frozenset()
_MAX_DATELINE = 110
_dash = re.compile(
    r"[–—|]|--|-\s|\)\s?[-:]|:\s|/\.?\s|\((?:Reuters|AP|AFP|CNN|UPI|Xinhua|A[Nn])|\.[A-Za-z]{2,4}(?:,\s|-)"
)
_ARROWS = "→➔➜➤▶►▸»›>👉"
_arrows = re.compile(rf"[{_ARROWS}\s\u2600-\u27bf\ufe0f\U0001f300-\U0001faff]+")  # before what a page points at
_MAX_LINE = 320  # Furniture is short; longer lines are prose and are not even asked.


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One pattern with its examples: it must match each of `cut` and none of `keep`.

    One of `needs` stands in each match, and no match has more than `longest` letters: so most lines are not even tried.
    """

    language: str
    name: str
    kind: str
    pattern: str
    needs: tuple[str, ...]
    cut: tuple[str, ...]
    keep: tuple[str, ...]
    longest: int = _MAX_LINE


class _Part(NamedTuple):
    """One pattern of a part, and the places of the words of which one must stand in the line."""

    pattern: re.Pattern[str]
    needs: frozenset[int]


class _LineRule(NamedTuple):
    pattern: re.Pattern[str]
    rule: Rule


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rules:
    """All rules that apply to a language, and which of them a needed word calls up."""

    lines: tuple[_LineRule, ...]
    free: tuple[int, ...]
    called: tuple[tuple[int, ...], ...]
    parts: dict[str, tuple[_Part, ...]]
    parted: frozenset[int]  # the needed words of all parts but those that open a line
    speaking: frozenset[int]  # the words without which no line speaks to a reader
    needs: ahocorasick_rs.AhoCorasick
    plain: (
        ahocorasick_rs.BytesAhoCorasick
    )  # the needed words that are plain letters, which come first, for a text that is plain
    joined: frozenset[int]  # the needed words that may stand behind a letter, as a bracket does

    def within(self, text: str) -> Within:
        """Look through a text once for the needed words: most lines have none and are asked little."""
        if text.isascii():
            lowered = f"{text.lower()}\n"
            hits = self.plain.find_matches_as_indexes(lowered.encode(), overlapping=True)
        else:
            lowered = f"{normalize.whole(normalize.lower(text))}\n"
            hits = self.needs.find_matches_as_indexes(lowered, overlapping=True)
        free = self.joined
        return Within(
            self,
            text,
            [(at, word) for word, at, _ in hits if not (at and lowered[at - 1].isalpha()) or word in free],
        )

    def of_line(self, text: str) -> Rule | None:
        """Tell which rule a text matches that is one line."""
        return self.within(text).of_line(0, len(text))


class Within:
    """The rules for one text, each asked only of lines in which a word stands that it needs."""

    def __init__(self, rules: Rules, text: str, hits: list[tuple[int, int]]) -> None:
        self._rules = rules
        self._text = text
        hits.sort()
        self._at = [at for at, _ in hits]
        self._named = [word for _, word in hits]
        self._held: dict[int, frozenset[int]] = {}

    def of_line(self, start: int, end: int) -> Rule | None:
        """Tell which rule a whole line matches, the first in the tables; a sign before its first word may be left out."""
        if end - start > _MAX_LINE:
            return None
        rules = self._rules
        words = self._words(start, end)
        if not words:
            return self._matched(rules.free, start, end) if rules.free else None
        places = sorted({place for word in words for place in rules.called[word]}.union(rules.free))
        found = self._matched(places, start, end)
        if not found and not self._text[start].isalnum() and (arrows := _arrows.match(self._text, start, end)):
            found = self._matched(places, arrows.end(), end)
        return found

    def _matched(self, places: Iterable[int], start: int, end: int) -> Rule | None:
        for place in places:
            line = self._rules.lines[place]
            if end - start <= line.rule.longest and line.pattern.fullmatch(self._text, start, end):
                return line.rule
        return None

    def is_quiet(self, start: int, end: int) -> bool:
        """Tell that nothing stands in a line that an insertion or a credit needs."""
        return self._words(start, end).isdisjoint(self._rules.parted)

    def may_speak(self, start: int, end: int) -> bool:
        """Tell whether a word stands in a line without which none speaks of its page or to its reader."""
        return not self._words(start, end).isdisjoint(self._rules.speaking)

    def opening(self, start: int, end: int) -> int:
        """Tell how long the dateline is that a paragraph opens with."""
        if not _dash.search(self._text, start, min(start + _MAX_DATELINE, end)):
            return 0
        matches = (part.pattern.match(self._text, start, end) for part in self._rules.parts["start"])
        return max((found.end() - start for found in matches if found), default=0)

    def kicker(self, start: int, end: int) -> int:
        """Tell how long the words are that say before a title what sort of text it is."""
        matches = (part.pattern.match(self._text, start, end) for part in self._possible(start, end, "kicker"))
        return max((found.end() - start for found in matches if found), default=0)

    def insertions(self, start: int, end: int) -> list[tuple[int, int]]:
        """Find what was inserted into a paragraph, counted from its start."""
        found = (match for part in self._possible(start, end, "inside") for match in self._all(part, start, end))
        return [(match.start() - start, match.end() - start) for match in found]

    def credit(self, start: int, end: int) -> int | None:
        """Tell where the credit begins that a paragraph ends in, counted from its start."""
        return self._ending(start, end, "end", "maybe-caption")

    def is_caption(self, start: int, end: int, *, is_first: bool, is_short: bool) -> bool:
        """Tell whether a line ends in the credit of a photo, or, where it is the first or short, in one that may be."""
        kinds = ("caption", *(("first-caption",) if is_first else ()), *(("maybe-caption",) if is_short else ()))
        return self._ending(start, end, *kinds) is not None

    def _all(self, part: _Part, start: int, end: int) -> Iterable[re.Match[str]]:
        return part.pattern.finditer(self._text, start, end)

    def _ending(self, start: int, end: int, *kinds: str) -> int | None:
        near = max(end - _MAX_ENDING, start)
        for kind in kinds:
            for part in self._possible(near, end, kind):  # What it needs stands in the match, so near the end.
                found = part.pattern.search(self._text, near, end)
                if found:
                    return found.start() - start
        return None

    def _possible(self, start: int, end: int, kind: str) -> list[_Part]:
        words = self._words(start, end)
        return [part for part in self._rules.parts[kind] if not words.isdisjoint(part.needs)]

    def _words(self, start: int, end: int) -> frozenset[int]:
        """Give the needed words that stand in a line; the same line is asked about several times."""
        found = self._held.get(start)
        if found is None:
            first = bisect_left(self._at, start)
            last = bisect_left(self._at, end, first)
            found = self._held[start] = frozenset(self._named[first:last]) if last > first else _NONE
        return found


@cache
def rules(language: str) -> tuple[Rule, ...]:
    """List the rules of one language's table."""
    return tuple(_rule(language, row) for row in tables.read(PACKAGE, f"furniture/{language}"))


def _rule(language: str, row: Any) -> Rule:
    rule = Rule(
        language=language,
        name=row["name"],
        kind=row["kind"],
        pattern=row["pattern"],
        needs=tuple(map(str, row.get("needs", ()))),
        cut=tuple(row.get("cut", ())),
        keep=tuple(row.get("keep", ())),
        longest=row.get("longest", _MAX_LINE),
    )
    if mistake := _mistake(rule):
        raise PackInvalid(f"furniture/{language}.yaml: {rule.name}: {mistake}")
    return rule


def _mistake(rule: Rule) -> str:
    """Say what is wrong with a rule; its examples are tried in the tests."""
    if rule.kind not in LINE_KINDS + PART_KINDS:
        return f"no such kind: {rule.kind}"
    if not (rule.cut and rule.keep):
        return "give examples of what it must cut and of what it must keep"
    if any(word != word.lower() for word in rule.needs):
        return "write `needs` in small letters"
    if rule.kind in PART_KINDS and rule.kind != "start" and not rule.needs:
        return "say in `needs` what must stand in the line"
    try:
        groups = re.compile(rule.pattern).groups
    except re.error as error:
        return str(error)
    return "write (?:...) for (...)" if groups else ""


@cache
def of(language: str) -> Rules:
    """Give the rules for a text: those of its language, English ones and common ones; all where the language is unknown.

    Pages in every language carry English furniture: "Advertisement" and "Leave a Reply" come with the software.
    """
    known = tables.languages(PACKAGE, "furniture")
    chain = ("common", language, "en") if language in known else known
    every = [rule for code in dict.fromkeys(chain) for rule in rules(code)]
    lines = tuple(rule for rule in every if rule.kind in LINE_KINDS)
    speaking = signs.spoken(language)
    needed = {word for rule in every for word in rule.needs} | speaking
    words = tuple(sorted(needed, key=lambda word: (not word.isascii(), word)))
    parts = {kind: tuple(_part(rule, words) for rule in every if rule.kind == kind) for kind in PART_KINDS}
    return Rules(
        lines=tuple(_LineRule(re.compile(rule.pattern, re.IGNORECASE), rule) for rule in lines),
        free=tuple(place for place, rule in enumerate(lines) if not rule.needs),
        called=tuple(tuple(place for place, rule in enumerate(lines) if word in rule.needs) for word in words),
        parts=parts,
        parted=frozenset(word for kind in PART_KINDS[2:] for part in parts[kind] for word in part.needs),
        speaking=frozenset(place for place, word in enumerate(words) if word in speaking),
        needs=ahocorasick_rs.AhoCorasick(list(words)),
        plain=ahocorasick_rs.BytesAhoCorasick(
            [word.encode() for word in words if word.isascii()], implementation=ahocorasick_rs.Implementation.DFA
        ),
        joined=frozenset(place for place, word in enumerate(words) if not word[0].isalpha()),
    )


def _part(rule: Rule, words: tuple[str, ...]) -> _Part:
    """Compile the pattern of a part; its case counts, and all but `start`, `kicker` and `inside` reach to the end of the line."""
    reaches = rule.kind not in {"start", "kicker", "inside"}
    return _Part(
        pattern=re.compile(rf"(?:{rule.pattern})\s*$" if reaches else rule.pattern),
        needs=frozenset(place for place, word in enumerate(words) if word in rule.needs),
    )
