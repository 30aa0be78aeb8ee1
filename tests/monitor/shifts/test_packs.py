from dataclasses import replace
from importlib import resources

import pytest
import yaml

from monitor.errors import PackInvalid
from monitor.shifts import examples, packs
from monitor.shifts.claims import Extractor

_RULE = {"id": "toy", "kind": "release", "act": "release", "pattern": "toy", "yes": ["a", "b"], "no": ["c", "d"]}


def test_every_example_of_every_rule_comes_out_as_it_says() -> None:
    assert list(examples.failures(packs.load())) == []


def test_no_pattern_waits_once_the_rules_are_prepared_step_by_step() -> None:
    fresh = packs.load([{"languages": {}}])
    loaded = replace(fresh, languages={"ru": fresh.languages["ru"]})
    waiting = len(list(packs.waiting(loaded)))

    assert len(list(Extractor(loaded).prepare())) == waiting > 0
    assert list(packs.waiting(loaded)) == []


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

    assert list(examples.failures(loaded)) == []
    assert loaded.kinds.rank("recall", "made") == 0


@pytest.mark.parametrize("language", ["en", "id"])
def test_no_two_files_of_a_language_mean_different_things_by_one_macro(language: str) -> None:
    """Macros of a language are one table: a second meaning would silently change the rules of the first."""
    meanings: dict[str, set[str]] = {}
    for file in (resources.files("monitor.shifts") / "data" / language).iterdir():
        for name, meaning in yaml.safe_load(file.read_text(encoding="utf-8")).get("macros", {}).items():
            meanings.setdefault(name, set()).add(meaning)

    assert {name for name, said in meanings.items() if len(said) > 1} == set()
