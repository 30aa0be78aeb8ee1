"""What was learned: tables of weights, and what a sentence's words say by them."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.shifts import features, learned
from tests import training

TABLE = {
    "outputs": ["release", "release occurred"],
    "bias": [-2000, 0],
    "rare": 2000,
    "features": {"free": [1000, 6000, 1000], "free~": [1000, 2000, 0], "film": [2000, -9000, 0]},
}


HINTS = {"least": 0, "features": {}}
STEMS = features.Stems("english")


def table(**changed: object) -> learned.Table:
    nothing = {"outputs": ["release"], "bias": [0], "rare": 1000, "features": {"=crew": [1000, 1000]}}
    row = {
        "stems": "english",
        "said": TABLE | changed,
        "how": nothing,
        "whom": nothing,
        "acts": {},
        "hints": HINTS,
        "least": {},
        "firm": {},
        "later": {},
        "actor": 0.4,
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
    hints = learned.Hints({"free": 2.0, "free~": 0.5, "film": -1.0}, 2.0, STEMS)

    assert hints.has(["free", "at", "last"])
    assert not hints.has(["free", "film"])
    assert not hints.has(["freelance"])
    assert not hints.has([])


def test_the_words_that_say_most_are_found_in_their_place() -> None:
    found = max(learned.strongest(table(), STEMS.words("the crew free"), "release"))

    assert found[1] == 2


def test_how_a_sentence_asserts_is_told_by_its_words_and_by_what_the_rules_say_of_them() -> None:
    words = STEMS.words("yet again §P8 freed hostages on a pier today")
    told = features.of_manner(words, [("denied", "has not"), ("occurred", "")])

    assert {"!0denied", "!1occurred", "!denied", "!occurred", '"has not', '"'} <= told - words.features
    assert {one for one in told if one[0] in "^$"} == {"^yet", "^again", "^§P", "$on", "$a", "$pier", "$today"}


def test_forms_of_a_word_share_its_stem() -> None:
    shared = STEMS.words("§P mediates").features & STEMS.words("§P mediated").features

    assert shared == {"§P", "§P~", "mediat~", "§P~mediat"}
    assert {features.Stems("indonesian")[one] for one in ("membebaskan", "dibebaskan", "pembebasan")} == {"bebas"}


SAID = STEMS.words("§P0 and §P2 met under the eye of §P8")
NAMED = [features.Phrase(start=0, end=3, ids=("a", "b")), features.Phrase(start=8, end=9, ids=("person:c",))]


def test_a_phrase_is_known_by_what_it_names_what_stands_beside_it_and_the_others() -> None:
    sides, eye = (features.of_phrase(SAID, NAMED, place, [6]) for place in (0, 1))

    assert {"names 2", ">0met", "#0", "or<of", "onames 1", "reye"} <= sides
    assert {"names 1", "<0of", "#last", "person:", "ol<", "onames 2", "leye"} <= eye


def test_a_phrase_is_known_by_its_way_to_the_word_that_tells_the_claim() -> None:
    sides, eye, amid = (
        features.of_phrase(SAID, NAMED, place, tops) for place, tops in ((0, [6]), (1, [3, 6]), (0, [1]))
    )

    assert {"0tleye", "0tlmet under the eye", "0tl 2", "0bl" + "met", "0nl 0"} <= sides
    assert {"0trmet", "0tr 2", "1treye", "1trof eye", "1tr 1", "1nr 0"} <= eye
    assert "0t@and" in amid


def test_a_phrase_far_from_that_word_tells_only_how_far() -> None:
    words = STEMS.words("§P0 so very much further down the same long road freed")
    found = features.of_phrase(words, [features.Phrase(start=0, end=1, ids=("person:a",))], 0, [len(words.said) - 1])

    assert "0tl 3" in found
    assert not [one for one in found if one.startswith("0bl")]


def test_more_is_asked_where_a_pack_asks_for_more() -> None:
    tables = learned.load("en")
    assert tables is not None
    asked = learned.strict(tables, {"release": 0.95})

    assert (asked.least["release"], asked.firm["release"]) == (0.95, max(0.95, tables.firm["release"]))
    assert asked.least["mediation"] == tables.least["mediation"]


def test_a_language_of_which_nothing_was_learned_has_no_tables() -> None:
    assert learned.load("sw") is None


@given(st.text(max_size=200))
def test_any_text_has_chances(text: str) -> None:
    tables = learned.load("id")
    assert tables is not None
    found = tables.said.chances(tables.stems.words(text).features)

    assert all(0 <= one <= 1 for one in found.values())


@pytest.mark.parametrize("language", training.LANGUAGES)
def test_the_tables_were_learned_from_the_corpora_as_they_are(language: str) -> None:
    written = json.loads((training.DATA / language / learned.FILE).read_text(encoding="utf-8"))

    assert written["sentences"] == training.fingerprint(language), "the corpora have changed: run `make learn`"


def test_what_is_fitted_to_the_same_sentences_is_the_same() -> None:
    few = list(training.samples("en", "plain"))

    assert training.fit(few, "en") == training.fit(few, "en")
