import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.shifts import examples, gates, lines, literals, packs
from monitor.shifts.claims import Extractor


def test_a_gate_needs_one_word_of_every_part() -> None:
    gate = gates.Gate([literals.ways("(?:free|release) (?:the )?hostages?")])

    assert gate.open("they free the hostage") == [0]
    assert gate.open("they free the bird") == []


def test_a_rule_without_literals_is_always_tried() -> None:
    assert gates.Gate([literals.ways(r"\w+")]).open("anything") == [0]


def test_no_example_of_a_rule_is_stopped_by_its_gate() -> None:
    for pack in packs.load().languages.values():
        for rule in pack.rules:
            for example in rule.yes:
                page = lines.Page(pack, examples.tagged(example.partition(" => ")[0], pack.language))
                opened = {pack.tries[index][0].id for line in page.lines() for index in line.tries}
                assert rule.id in opened, f"{rule.id}: {example}"


def _with(pack: packs.Pack, step: int, *, is_gated: bool) -> packs.Pack:
    """Give a pack with every so many of its rules, with a gate or without."""
    rules = pack.rules[::step]
    tries = tuple((rule, place) for rule in rules for place in range(len(rule.patterns)))
    gate = gates.Gate([rule.needs[place] if is_gated else literals.ANY for rule, place in tries], pack.heard)

    return replace(pack, rules=rules, tries=tries, gate=gate)


def _differing(language: str, step: int) -> Iterator[str]:
    """Name the examples of some rules of a language of which a gate keeps a claim away."""
    loaded = packs.load()
    pack = loaded.languages[language]
    gated, ungated = (
        Extractor(replace(loaded, languages={language: _with(pack, step, is_gated=each)})) for each in (True, False)
    )
    for example in (one for rule in pack.rules[::step] for one in (*rule.yes, *rule.no)):
        tagged = examples.tagged(example.partition(" => ")[0], language)
        if gated.extract(tagged) != ungated.extract(tagged):
            yield example


@pytest.mark.parametrize("language", packs.load().languages)
def test_what_a_gate_leaves_out_makes_no_claim(language: str) -> None:
    assert list(_differing(language, 23)) == []


@pytest.mark.slow
@pytest.mark.parametrize("language", packs.load().languages)
def test_what_a_gate_leaves_out_makes_no_claim_in_any_example(language: str) -> None:
    assert list(_differing(language, 1)) == []


@given(st.text())
def test_any_text_can_be_asked_about(text: str) -> None:
    for pack in packs.load().languages.values():
        assert all(0 <= index < len(pack.tries) for index in pack.gate.open(text))


def test_a_text_of_common_words_opens_no_rule() -> None:
    texts = {
        "en": "it was the first of them, and all that they said to her was that she had not been with it",
        "id": "ia yang dari dulu ada di sini untuk kita dan mereka, tetapi tidak juga akan pada saat itu dalam hal ini",
    }
    for language, text in texts.items():
        pack = packs.load().languages[language]
        assert [pack.tries[index][0].id for index in pack.gate.open(text)] == []


def test_a_mark_counts_as_a_word() -> None:
    gate = gates.Gate([literals.ways(r"(?:§[GH]\d+|§P\d+ of hamas) freed")])

    assert gate.open("§G0 freed three") == [0]
    assert gate.open("§O0 freed three") == []
    assert gate.open("the group freed three") == []


def _opened(notation: str, language: str = "en") -> set[str]:
    """Give the rules that are tried on a sentence."""
    pack = packs.load().languages[language]
    page = lines.Page(pack, examples.tagged(notation, language))

    return {pack.tries[index][0].id for line in page.lines() for index in line.tries}


def test_where_two_must_act_one_name_opens_no_rule() -> None:
    assert "en.talks-gather" in _opened("<G Mali> and <G Togo> gathered at the hotel.")
    assert "en.talks-gather" in _opened("They gathered with <G Togo> at the hotel.")
    assert "en.talks-gather" not in _opened("<G Mali> gathered at the hotel.")


def test_one_who_acts_for_a_state_is_two() -> None:
    assert "en.talks-gather" in _opened("<P Ann Lee=Mali> gathered at the hotel.")


def test_where_a_title_must_stand_a_name_alone_opens_no_rule() -> None:
    assert "id.mediator-named" in _opened("Menteri <P Budi Raya> menjadi juru damai.", "id")
    assert "id.seizes" in _opened("Menteri <P Budi Raya> mengingat sandera itu.", "id")
    assert "id.seizes" not in _opened("<P Budi Raya> mengingat sandera itu.", "id")


def test_which_rules_open_does_not_hang_on_the_seed_of_a_start() -> None:
    """The order of a set differs from one start of Python to the next, what is read off patterns must not."""
    code = (
        "from monitor.shifts import packs\n"
        "for one in packs.load().languages['id'].rules:\n"
        "    print([[sorted(map(sorted, way)) for way in ways] for ways in one.needs])\n"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2", "6")
    }

    assert len(told) == 1
    assert told != {b""}


def test_a_word_that_is_read_as_another_opens_the_gate_of_that_other() -> None:
    gate = gates.Gate([literals.ways("people freed")], {"senators": "people"})

    assert gate.open("three senators freed") == [0]
    assert gate.open("three birds freed") == []
