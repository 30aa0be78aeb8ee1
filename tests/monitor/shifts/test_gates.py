import re

from hypothesis import given
from hypothesis import strategies as st

from monitor.shifts import gates, packs


def test_a_gate_needs_one_word_of_every_part() -> None:
    gate = gates.Gate([[gates.literals("(?:free|release) (?:the )?hostages?")]])

    assert gate.open("they free the hostage") == [0]
    assert gate.open("they free the bird") == []


def test_a_rule_without_literals_is_always_tried() -> None:
    assert gates.Gate([[gates.literals(r"\w+")]]).open("anything") == [0]


def test_no_example_of_a_rule_is_stopped_by_its_gate() -> None:
    for pack in packs.load().languages.values():
        for rule in pack.rules:
            for example in rule.yes:
                words = re.sub(r"<[A-Z] ([^<>=]+)(?:=[^<>]+)?>", r"\1", example.partition(" => ")[0]).casefold()
                opened = {pack.tries[index][0].id for index in pack.gate.open(words)}
                assert rule.id in opened, f"{rule.id}: {example}"


@given(st.text())
def test_any_text_can_be_asked_about(text: str) -> None:
    for pack in packs.load().languages.values():
        assert all(0 <= index < len(pack.tries) for index in pack.gate.open(text))


def test_of_several_words_that_a_match_needs_the_gate_asks_for_a_rare_one() -> None:
    pattern = "(?:break|broke) the (?:ice|deadlock)|untangl(?:e|ed)"

    assert gates.literals(pattern, common=frozenset({"the"})) == (
        frozenset({" break ", " broke ", " untangle ", " untangled "}),
    )


def test_words_of_a_choice_that_begin_alike_are_whole_words() -> None:
    assert gates.literals("(?:give|gives|gave) back (?:hostages|hostage)")[0] == frozenset(
        {" give ", " gives ", " gave "}
    )


def test_a_text_of_common_words_opens_no_rule() -> None:
    texts = {
        "en": "it was the first of them, and all that they said to her was that she had not been with it",
        "id": "ia yang dari dulu ada di sini untuk kita dan mereka, tetapi tidak juga akan pada saat itu dalam hal ini",
    }
    for language, text in texts.items():
        pack = packs.load().languages[language]
        assert [pack.tries[index][0].id for index in pack.gate.open(text)] == []
