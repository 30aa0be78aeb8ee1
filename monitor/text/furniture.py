"""What page text looks like that is not the article: declarative patterns per language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from monitor.errors import PackInvalid
from monitor.text import tables

PACKAGE = "monitor.text"
LINE_KINDS = ("line", "label", "teaser", "photo", "credit", "related", "final")
"""What a whole line can be: gone by itself (line); a label of the next line; a teaser, with the headlines after it; a photo's
credit, with the caption before it; a credit; the head of a block of links, after which the article may go on; the final end."""
PART_KINDS = ("start", "end", "inside", "caption", "maybe-caption")
"""What a part can be: a dateline before, a credit behind, an insertion, the credit that makes a line a caption."""
_MAX_LINE = 200  # Furniture is short; longer lines are prose and are not even asked.


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One pattern with its examples: it must match each of `cut` and none of `keep`."""

    language: str
    name: str
    kind: str
    pattern: str
    cut: tuple[str, ...]
    keep: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rules:
    """All rules that apply to a language, one expression per way of matching."""

    line: re.Pattern[str]
    named: tuple[Rule, ...]
    parts: dict[str, re.Pattern[str]]

    def of_line(self, text: str) -> Rule | None:
        """Tell which rule a whole line matches."""
        if len(text) > _MAX_LINE:
            return None
        found = self.line.fullmatch(text)
        return self.named[int(found.lastgroup[1:])] if found and found.lastgroup else None


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
    return Rules(
        line=re.compile("|".join(f"(?P<r{place}>{rule.pattern})" for place, rule in enumerate(lines)), re.IGNORECASE),
        named=lines,
        parts={kind: _part(kind, [rule.pattern for rule in every if rule.kind == kind]) for kind in PART_KINDS},
    )


def _part(kind: str, patterns: Iterable[str]) -> re.Pattern[str]:
    """Compile the patterns of a part; their case counts, and all but `start` and `inside` reach to the end of the line."""
    union = "|".join(f"(?:{pattern})" for pattern in patterns) or "(?!)"
    return re.compile(union if kind in {"start", "inside"} else rf"(?:{union})\s*$")
