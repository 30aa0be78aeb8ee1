"""What page text looks like that is not the article: declarative patterns per language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import ahocorasick_rs

from monitor.errors import PackInvalid
from monitor.text import tables

PACKAGE = "monitor.text"
LINE_KINDS = ("line", "label", "teaser", "photo", "credit", "related", "final")
"""What a whole line can be: gone by itself (line); a label of the next line; a teaser, with the headlines after it; a photo's
credit, with the caption before it; a credit; the head of a block of links, after which the article may go on; the final end."""
PART_KINDS = ("start", "end", "inside", "caption", "maybe-caption")
"""What a part can be: a dateline before, a credit behind, an insertion, the credit that makes a line a caption."""
_MAX_ENDING = 130  # So long may a photo's credit be.
_surrogates = re.compile("[\ud800-\udfff]")  # Half a letter, as broken feeds have it: no matcher takes it.
_MAX_LINE = 320  # Furniture is short; longer lines are prose and are not even asked.


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One pattern with its examples: it must match each of `cut` and none of `keep`."""

    language: str
    name: str
    kind: str
    pattern: str
    needs: tuple[str, ...]
    cut: tuple[str, ...]
    keep: tuple[str, ...]


class _Part(NamedTuple):
    """One pattern of a part, and the words without which it is not even tried."""

    pattern: re.Pattern[str]
    needs: tuple[str, ...]

    def may_be_in(self, text: str) -> bool:
        if not self.needs:
            return True
        for word in self.needs:  # noqa: SIM110  (half the time of any() over a generator, and asked of every line)
            if word in text:
                return True
        return False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rules:
    """All rules that apply to a language, one expression per way of matching."""

    line: re.Pattern[str]
    named: tuple[Rule, ...]
    parts: dict[str, tuple[_Part, ...]]
    words: tuple[str, ...]
    needs: ahocorasick_rs.AhoCorasick

    def within(self, text: str) -> Rules:
        """Leave out the parts that can stand nowhere in a text."""
        matches = self.needs.find_matches_as_indexes(_surrogates.sub("\ufffd", text), overlapping=True)
        found = {self.words[word] for word, _, _ in matches}
        parts = {
            kind: tuple(part for part in parts if not part.needs or not found.isdisjoint(part.needs))
            for kind, parts in self.parts.items()
        }
        return Rules(line=self.line, named=self.named, parts=parts, words=self.words, needs=self.needs)

    def of_line(self, text: str) -> Rule | None:
        """Tell which rule a whole line matches."""
        if len(text) > _MAX_LINE:
            return None
        found = self.line.fullmatch(text)
        return self.named[int(found.lastgroup[1:])] if found and found.lastgroup else None

    def opening(self, text: str) -> int:
        """Tell how long the dateline is that a paragraph opens with."""
        matches = (part.pattern.match(text) for part in self.parts["start"])
        return max((found.end() for found in matches if found), default=0)

    def insertions(self, text: str) -> list[tuple[int, int]]:
        """Find what was inserted into a paragraph."""
        parts = (part for part in self.parts["inside"] if part.may_be_in(text))
        return [found.span() for part in parts for found in part.pattern.finditer(text)]

    def credit(self, text: str) -> int | None:
        """Tell where the credit begins that a paragraph ends in."""
        return self._ending(text, "end", "maybe-caption")

    def is_caption(self, text: str) -> bool:
        """Tell whether a line ends in the credit of a photo."""
        return self._ending(text, "caption") is not None

    def may_be_caption(self, text: str) -> bool:
        """Tell whether a line ends in a credit that may be of a photo."""
        return self._ending(text, "maybe-caption") is not None

    def _ending(self, text: str, *kinds: str) -> int | None:
        start = max(len(text) - _MAX_ENDING, 0)
        ending = text[start:]
        for kind in kinds:
            for part in self.parts[kind]:
                found = part.pattern.search(ending) if part.may_be_in(ending) else None
                if found:
                    return start + found.start()
        return None


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
        needs=tuple(row.get("needs", ())),
        cut=tuple(row["cut"]),
        keep=tuple(row["keep"]),
    )
    if rule.kind not in LINE_KINDS + PART_KINDS:
        raise PackInvalid(f"furniture/{language}.yaml: {rule.name}: no such kind: {rule.kind}")
    try:
        groups = re.compile(rule.pattern).groups
    except re.error as error:
        raise PackInvalid(f"furniture/{language}.yaml: {rule.name}: {error}") from error
    if groups:
        raise PackInvalid(f"furniture/{language}.yaml: {rule.name}: write (?:...) for (...)")
    return rule


@cache
def of(language: str) -> Rules:
    """Give the rules for a text: those of its language, English ones and common ones; all where the language is unknown.

    Pages in every language carry English furniture: "Advertisement" and "Leave a Reply" come with the software.
    """
    known = tables.languages(PACKAGE, "furniture")
    chain = ("common", language, "en") if language in known else known
    every = [rule for code in dict.fromkeys(chain) for rule in rules(code)]
    lines = tuple(rule for rule in every if rule.kind in LINE_KINDS)
    words = tuple(sorted({word for rule in every for word in rule.needs}))
    return Rules(
        line=re.compile("|".join(f"(?P<r{place}>{rule.pattern})" for place, rule in enumerate(lines)), re.IGNORECASE),
        named=lines,
        parts={kind: tuple(_part(rule) for rule in every if rule.kind == kind) for kind in PART_KINDS},
        words=words,
        needs=ahocorasick_rs.AhoCorasick(list(words)),
    )


def _part(rule: Rule) -> _Part:
    """Compile the pattern of a part; its case counts, and all but `start` and `inside` reach to the end of the line."""
    reaches = rule.kind not in {"start", "inside"}
    return _Part(pattern=re.compile(rf"(?:{rule.pattern})\s*$" if reaches else rule.pattern), needs=rule.needs)
