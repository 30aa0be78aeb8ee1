import re
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.shifts import gates, literals


def _words(ways: literals.Ways) -> list[list[list[str]]]:
    """Give ways in an order that does not change."""
    return sorted(sorted(map(sorted, way)) for way in ways)


def _opens(pattern: str, text: str, chances: literals.Chances | None = None) -> bool:
    return gates.Gate([literals.ways(pattern, chances=chances)]).open(text) == [0]


def test_words_of_a_choice_that_begin_alike_are_whole_words() -> None:
    ways = literals.ways("(?:give|gives|gave) back (?:hostages|hostage)")

    assert _words(ways) == [[[" back "], [" gave ", " give ", " gives "], [" hostage ", " hostages "]]]


def test_words_of_different_branches_make_no_way() -> None:
    pattern = "(?:talk with|sit down|shake hands) .* (?:envoy|rival)"

    assert _opens(pattern, "they talk in the hall with an envoy")
    assert _opens(pattern, "he let himself down to sit by a rival")
    assert not _opens(pattern, "they talk of hands with nobody")
    assert not _opens(pattern, "an envoy will talk as they shake and sit")


def test_words_of_choices_that_stand_one_behind_the_other_make_any_pair() -> None:
    ways = literals.ways("(?:drop|forgo) (?:all charges|its claim)")

    assert _words(ways) == [
        [[" all "], [" charges "], [" drop ", " forgo "]],
        [[" claim "], [" drop ", " forgo "], [" its "]],
    ]


def test_a_branch_that_asks_for_nothing_makes_the_choice_free() -> None:
    assert _words(literals.ways(r"sign (?:the treaty|\w+) today")) == [[[" sign "], [" today "]]]
    assert literals.ways(r"(?:sign the treaty|\d+)") == literals.ANY


def test_the_words_of_two_parts_are_both_asked_for() -> None:
    parts = {"\ue000": literals.ways("boat sinks|ferry leaks"), "\ue001": literals.ways("crew|captain")}
    ways = literals.ways("\ue000 .* \ue001", parts)

    assert _words(ways) == [
        [[" boat "], [" captain ", " crew "], [" sinks "]],
        [[" captain ", " crew "], [" ferry "], [" leaks "]],
    ]


def test_a_part_in_the_middle_of_a_word_asks_for_no_whole_word() -> None:
    parts = {"\ue000": literals.ways("port|dock")}

    assert _words(literals.ways(r"\ue000s", parts)) == [[[" dock", " port"]]]
    assert _words(literals.ways(r"\w\ue000", parts)) == [[["dock ", "port "]]]


def test_where_ways_are_too_many_some_are_taken_for_one_and_none_is_lost() -> None:
    pairs = [f"{one}{other} {other}{one}" for one in "bcdfghjklm" for other in "npqrstvwxz"]
    pattern = f"(?:{'|'.join(pairs)}) (?:{'|'.join(pairs)})"
    ways = literals.ways(pattern)

    assert len(ways) < len(pairs)
    assert all(_opens(pattern, f"{one} {other}") for one, other in zip(pairs, reversed(pairs), strict=True))
    assert not _opens(pattern, "any other text")


def test_ways_taken_for_one_ask_for_a_rare_word() -> None:
    pairs = [f"the {one}{other}isation" for one in "bcdfghjklm" for other in "aeiouy"]
    pattern = "|".join(f"{pair} of {pair}" for pair in pairs)
    chances = literals.Chances(["the", "of"])

    assert _opens(pattern, "the dyisation of the dyisation", chances)
    assert not _opens(pattern, "the end of the day", chances)


def test_a_common_word_is_taken_to_be_in_more_sentences_than_another_and_a_mark_too() -> None:
    chances = literals.Chances(["which"])

    assert chances[frozenset({" which "})] > chances[frozenset({" witch "})] > chances[frozenset({" sorcerer "})]
    assert chances[frozenset({" P "})] > chances[frozenset({" person "})]


def test_a_mark_may_be_a_pattern_of_its_own() -> None:
    marks = {"§A": literals.ways(r"(?:envoy|minister) §P\d+")}

    assert _words(literals.ways(r"§A\d+ met", marks)) == [[[" P "], [" envoy ", " minister "], [" met "]]]
    assert _words(literals.ways(r"§[GA]\d+ met", marks)) == [
        [[" G ", " P "], [" G ", " envoy ", " minister "], [" met "]]  # One way, as hardly more texts have it.
    ]


_PARTS = st.sampled_from(
    [
        "free",
        "frees",
        "the",
        "crew",
        "back",
        "home",
        "talks",
        "let",
        "go",
        " ",
        " ",
        r"\w+",
        "(?:s|d)?",
        "s?",
        "(?= home)",
    ]
)


@st.composite
def _patterns(draw: st.DrawFn, depth: int = 2) -> str:
    """Draw patterns of words, choices, options and repeats, as rules have them."""
    row: list[str] = []
    for _ in range(draw(st.integers(1, 3))):
        if depth and draw(st.booleans()):
            branches = draw(st.lists(_patterns(depth=depth - 1), min_size=1, max_size=4))
            row.append(f"(?:{'|'.join(branches)}){draw(st.sampled_from(['', '', '?', '{0,2}?', '{1,2}']))}")
        else:
            row.append(draw(_PARTS))

    return draw(st.sampled_from(["", " "])).join(row)


def _some(pattern: str, texts: Iterable[str]) -> Iterable[str]:
    compiled = re.compile(rf"(?<!\S)(?:{pattern})(?!\S)")

    return (text for text in texts if compiled.search(text))


@given(st.data())
def test_what_a_pattern_matches_has_what_one_of_its_ways_asks_for(data: st.DataObject) -> None:
    pattern = data.draw(_patterns())
    texts = data.draw(st.lists(st.from_regex(rf"\A(?:{pattern})\Z"), min_size=1, max_size=3))

    for text in _some(pattern, map(str.casefold, texts)):
        assert _opens(pattern, text), (pattern, text)


@pytest.mark.parametrize("most", [1, 3])
def test_it_has_so_too_where_few_ways_are_kept(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(literals, "_MOST", most)

    test_what_a_pattern_matches_has_what_one_of_its_ways_asks_for()
