"""What was learned: tables of weights, and what a sentence's words say by them."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.shifts import learned
from tests import training

TABLE = {
    "outputs": ["release", "release occurred"],
    "bias": [-2000, 0],
    "rare": 2000,
    "features": {"free": [1000, 6000, 1000], "free~": [1000, 2000, 0], "film": [2000, -9000, 0]},
}


HINTS = {"least": 0, "features": {}}


def table(**changed: object) -> learned.Table:
    nothing = {"outputs": ["release"], "bias": [0], "rare": 1000, "features": {"=crew": [1000, 1000]}}
    row = {
        "said": TABLE | changed,
        "whom": nothing,
        "acts": {},
        "hints": HINTS,
        "least": {},
        "firm": {},
        "later": {},
        "against": {},
        "most_unlikely": {},
    }

    return learned.read(row).said


def test_a_chance_is_the_logistic_of_weights_by_rarity_over_length() -> None:
    score = (1 * 6 + 1 * 2) / math.sqrt(2) - 2

    assert table().chances({"free", "free~"})["release"] == pytest.approx(1 / (1 + math.exp(-score)), rel=1e-4)


def test_what_is_unknown_takes_weight_from_what_is_known() -> None:
    alone, among = table().chances({"free"}), table().chances({"free", "of", "charge", "entry", "today"})

    assert among["release"] < alone["release"]
    assert table().chances({"of", "charge"})["release"] == pytest.approx(1 / (1 + math.exp(2)), rel=1e-4)


def test_a_weight_is_that_of_the_table_and_nothing_for_the_unknown() -> None:
    assert table().weight("film", "release") == pytest.approx(-18)
    assert table().weight("tax", "release") == 0


def test_words_hint_at_a_claim_unless_others_speak_against_it() -> None:
    hints = learned.Hints({"free": 2.0, "free~": 0.5, "film": -1.0}, 2.0)

    assert hints.has(["free", "at", "last"])
    assert not hints.has(["free", "film"])
    assert not hints.has(["freely"])
    assert not hints.has([])


def test_the_words_that_say_most_are_found_in_their_place() -> None:
    found = max(learned.strongest(table(), ["the", "crew", "free"], "release"))

    assert found[1] == 2


def test_more_is_asked_where_a_pack_asks_for_more() -> None:
    tables = learned.load("en")
    assert tables is not None
    asked = learned.strict(tables, {"release": 0.95})

    assert (asked.least["release"], asked.firm["release"]) == (0.95, max(0.95, tables.firm["release"]))
    assert asked.least["mediation"] == tables.least["mediation"]


def test_a_language_of_which_nothing_was_learned_has_no_tables() -> None:
    assert learned.load("ru") is None


@given(st.text(max_size=200))
def test_any_text_has_chances(text: str) -> None:
    tables = learned.load("id")
    assert tables is not None
    found = tables.said.chances(learned.of_sentence(learned.words(text)))

    assert all(0 <= one <= 1 for one in found.values())


@pytest.mark.parametrize("language", training.LANGUAGES)
def test_the_tables_were_learned_from_the_corpora_as_they_are(language: str) -> None:
    written = json.loads((training.DATA / language / learned.FILE).read_text(encoding="utf-8"))

    assert written["sentences"] == training.fingerprint(language), "the corpora have changed: run `make learn`"


def test_what_is_fitted_to_the_same_sentences_is_the_same() -> None:
    few = list(training.samples("en", "plain"))

    assert training.fit(few) == training.fit(few)
