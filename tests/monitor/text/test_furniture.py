"""The furniture tables: every example of every rule is a test."""

from __future__ import annotations

import re

import pytest

from monitor.errors import PackInvalid
from monitor.text import furniture, tables
from monitor.text.furniture import Rule

LANGUAGES = tables.languages(furniture.PACKAGE, "furniture")
RULES = [rule for language in LANGUAGES for rule in furniture.rules(language)]
CUT = [(rule, example) for rule in RULES for example in rule.cut]
KEEP = [(rule, example) for rule in RULES for example in rule.keep]
LINES = [(rule, example) for rule, example in CUT if rule.kind in furniture.LINE_KINDS]


def named(value: Rule | str) -> str:
    """Name a parameter of a test."""
    return value if isinstance(value, str) else f"{value.language}-{value.name}"


def matches(rule: Rule, example: str) -> bool:
    """Match as the kind of the rule says."""
    if rule.kind in furniture.LINE_KINDS:
        return re.fullmatch(rule.pattern, example, re.IGNORECASE) is not None
    if rule.kind in {"start", "kicker"}:
        return re.match(rule.pattern, example) is not None
    ending = "" if rule.kind == "inside" else r"\s*$"
    return re.search(f"(?:{rule.pattern}){ending}", example) is not None


@pytest.mark.parametrize(("rule", "example"), CUT, ids=named)
def test_a_rule_cuts_what_it_says_it_cuts(rule: Rule, example: str) -> None:
    assert matches(rule, example)


@pytest.mark.parametrize(("rule", "example"), KEEP, ids=named)
def test_a_rule_keeps_what_it_says_it_keeps(rule: Rule, example: str) -> None:
    assert not matches(rule, example)


@pytest.mark.parametrize(("rule", "example"), LINES, ids=named)
def test_a_line_is_furniture_among_all_rules_too(rule: Rule, example: str) -> None:
    assert furniture.of(rule.language if rule.language != "common" else "id").of_line(example) is not None


@pytest.mark.parametrize(("rule", "example"), CUT, ids=named)
def test_a_word_that_a_rule_needs_stands_in_all_that_it_cuts(rule: Rule, example: str) -> None:
    assert not rule.needs or any(word in example.lower() for word in rule.needs)


@pytest.mark.parametrize(
    ("row", "mistake"),
    [
        ({"pattern": "(a)"}, r"write \(\?:\.\.\.\)"),
        ({"cut": []}, "give examples"),
        ({"keep": []}, "give examples"),
        ({"kind": "page"}, "no such kind: page"),
        ({"pattern": "a("}, "missing"),
        ({"needs": ["Baca"]}, "small letters"),
    ],
)
def test_a_rule_without_examples_or_sense_is_refused(
    row: dict[str, object], mistake: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = {"name": "x", "kind": "line", "pattern": "a", "cut": ["a"], "keep": ["b"]} | row
    monkeypatch.setattr(tables, "read", lambda *_: [whole])
    with pytest.raises(PackInvalid, match=f"x: .*{mistake}"):
        furniture.rules.__wrapped__("zz")


def test_a_long_line_is_prose_and_no_furniture() -> None:
    assert furniture.of("en").of_line("Tags: " + "bridge, " * 60) is None


def test_an_unknown_language_has_the_rules_of_all() -> None:
    assert furniture.of("xx").of_line("Baca Juga") is not None
    assert furniture.of("xx").of_line("Leave a Reply") is not None


@pytest.mark.parametrize("piece", ["A", "Aa ", "a.", "AFP/", "2", "A, ", "-", "(", "x ", "by A", ": a", "é", "Foto: "])
@pytest.mark.parametrize(
    "opening", ["", "By ", "Oleh ", "Updated: 2", "More from ", "Photo: ", "REUTERS", "Share", "JAKARTA, "]
)
def test_no_line_keeps_the_rules_busy(opening: str, piece: str) -> None:
    text = (opening + piece * 200)[:199] + "!"
    rules, end = furniture.of("und").within(text), len(text)
    rules.of_line(0, end)
    rules.credit(0, end)
    rules.is_caption(0, end, is_first=True, is_short=True)
    assert rules.opening(0, end) <= end
    assert all(after <= end for _, after in rules.insertions(0, end))
