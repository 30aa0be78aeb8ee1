from dataclasses import replace
from pathlib import Path

import pytest

from monitor.errors import PackInvalid
from monitor.shifts import examples, own, packs
from monitor.shifts.claims import Extractor
from monitor.text import marked

DATA = Path(packs.__file__).parent / "data"
OFFERED = Path(__file__).parents[3] / "deploy/packs"

_RULE = {"id": "toy", "kind": "release", "act": "release", "pattern": "toy", "yes": ["a", "b"], "no": ["c", "d"]}


@pytest.mark.parametrize("language", packs.load().languages)
def test_every_example_of_every_rule_comes_out_as_it_says(language: str) -> None:
    loaded = packs.load()

    assert list(examples.failures(replace(loaded, languages={language: loaded.languages[language]}))) == []


def test_no_pattern_waits_once_the_rules_are_prepared_step_by_step() -> None:
    fresh = packs.load([{"languages": {}}])
    loaded = replace(fresh, languages={"ru": fresh.languages["ru"]})
    waiting = len(list(packs.waiting(loaded)))

    assert len(list(Extractor(loaded).prepare())) == waiting > 0
    assert list(packs.waiting(loaded)) == []


@pytest.mark.parametrize("file", sorted(OFFERED.glob("*.yaml")), ids=lambda file: file.name)
def test_a_pack_that_users_may_take_is_whole(file: Path) -> None:
    document = marked.read(file.read_text(encoding="utf-8"))

    assert document.mistakes == ()
    assert own.mistakes(document.value) == ()


@pytest.mark.parametrize("side", ["yes", "no"])
def test_a_rule_without_two_examples_of_each_side_is_refused(side: str) -> None:
    with pytest.raises(PackInvalid, match="needs at least 2 examples"):
        packs.load([{"languages": {"id": {"rules": [_RULE | {side: ["only one"]}]}}}])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"patern": "x"}, "unknown key 'patern'"),
        ({"kind": "eclipse"}, "'eclipse' is no kind of claim"),
        ({"pattern": "{NOWHERE}"}, "no macro NOWHERE"),
        ({"pattern": "(toy"}, "missing"),
    ],
)
def test_a_mistake_in_a_rule_names_the_rule(change: dict[str, str], message: str) -> None:
    with pytest.raises(PackInvalid, match=message):
        packs.load([{"languages": {"id": {"rules": [_RULE | change]}}}])


def test_a_user_adds_a_kind_without_code() -> None:
    extra = {
        "shifts": {"recall": {"stages": ["made"], "claims": {"recall": {"recall": {"occurred": "made"}}}}},
        "claims": {"recall": {"who": "actors"}},
        "languages": {
            "id": {
                "rules": [
                    {
                        "id": "recalls",
                        "kind": "recall",
                        "act": "recall",
                        "pattern": "{t=W} (?:kembali|ulang) (?:produk|mobil)",
                        "find": {"who": "left"},
                        "yes": ["<O Astra> menarik kembali produk itu. => occurred; who Astra"] * 2,
                        "no": ["<O Astra> menjual produk itu."] * 2,
                    }
                ]
            }
        },
    }
    loaded = packs.load([extra])

    assert list(examples.failures(loaded, {"id.recalls"})) == []
    assert loaded.kinds.rank("recall", "made") == 0


@pytest.mark.parametrize("acts", [["agree"], {"agree": "perhaps"}, {"agree": ["promised"]}])
def test_what_an_act_amounts_to_is_a_modality(acts: object) -> None:
    with pytest.raises(PackInvalid, match="recall"):
        packs.load([{"claims": {"recall": {"who": "actors", "acts": acts}}}])


def _said(language: str, file: str = "", **parts: object) -> dict[str, object]:
    return {"file": file, "languages": {language: parts}}


@pytest.mark.parametrize("part", ["macros", "words", "vetoes"])
def test_two_files_that_mean_different_things_by_one_name_are_refused_by_name(part: str) -> None:
    one, other = _said("ru", "acme.yaml", **{part: {"TOY": "a"}}), _said("ru", "arda.yaml", **{part: {"TOY": "b"}})

    with pytest.raises(PackInvalid, match=rf"ru: {part}: TOY: acme\.yaml and arda\.yaml mean different things by it"):
        packs.load([one, other])


def test_two_files_that_read_one_word_as_two_are_refused() -> None:
    one, other = _said("en", nouns={"person": "stoker bosun"}), _said("en", nouns={"people": "stoker"})

    with pytest.raises(PackInvalid, match="en: nouns: stoker: pack 1 and pack 2 mean"):
        packs.load([one, other])


def test_two_files_may_bring_the_same_macro() -> None:
    same = _said("en", macros={"TOYS": "jars|dolls"})

    assert packs.load([same, same]).languages.keys() == packs.load().languages.keys()


def test_two_files_with_different_rows_for_one_kind_are_refused() -> None:
    rows = [
        {"shifts": {"recall": {"stages": [stage], "claims": {"recall": {"recall": {"occurred": stage}}}}}}
        for stage in ("made", "done")
    ]

    with pytest.raises(PackInvalid, match="shifts: recall: pack 1 and pack 2 mean different things"):
        packs.load(rows)


def test_a_user_may_give_a_macro_of_ours_another_meaning() -> None:
    sentence = examples.tagged("<G Турция> примирила.", "ru")
    theirs = packs.load([_said("ru", macros={"ACTS": "примирила"})])

    assert Extractor(packs.load()).extract(sentence) == ()
    assert [claim.kind for claim in Extractor(theirs).extract(sentence)] == ["mediation"]


def test_a_rule_with_the_id_of_ours_takes_its_place() -> None:
    first, *others = packs.load().languages["id"].rules
    toy = _RULE | {"id": first.id.removeprefix("id.")}
    replaced, *kept = packs.load([_said("id", rules=[toy])]).languages["id"].rules

    assert (replaced.id, replaced.yes) == (first.id, ("a", "b"))
    assert [each.id for each in kept] == [each.id for each in others]


def test_a_rule_that_stands_twice_in_a_layer_is_refused() -> None:
    with pytest.raises(PackInvalid, match=r"id: rules: toy: stands twice, in one\.yaml and in one\.yaml"):
        packs.load([_said("id", "one.yaml", rules=[_RULE, _RULE])])


@pytest.mark.parametrize("file", sorted(DATA.rglob("*.yaml")), ids=lambda file: f"{file.parent.name}/{file.name}")
def test_no_file_of_ours_gives_a_key_twice(file: Path) -> None:
    """YAML keeps the last of two keys without a word: a second macro of one name would change the rules of the first."""
    assert marked.read(file.read_text(encoding="utf-8")).mistakes == ()
