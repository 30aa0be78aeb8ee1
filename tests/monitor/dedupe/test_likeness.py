"""Fingerprints, and when two of them are one text."""

from __future__ import annotations

import itertools

import msgspec
import pytest
import xxhash
from hypothesis import given
from hypothesis import strategies as st

from monitor.dedupe import fingerprint, likeness
from monitor.dedupe.fingerprint import Sketch
from monitor.text import normalize
from tests import builders
from tests.monitor.dedupe import perturbed

TEXT = perturbed.article(perturbed.seeded(1))


def sketched(text: str, name: str = "one") -> Sketch:
    return fingerprint.sketch(builders.article(name), text)


def true_jaccard(one: str, other: str) -> float:
    a, b = (set(itertools.pairwise(itertools.pairwise(normalize.tokens(text)))) for text in (one, other))
    return len(a & b) / len(a | b)


def test_a_signature_has_the_same_bytes_in_every_process() -> None:
    found = sketched("the bridge over the river opened on monday after ten years of work")
    assert len(found.signature) == 2 * fingerprint.PERMUTATIONS
    assert xxhash.xxh3_64_hexdigest(found.signature) == "63ebf9072b4ddc83"
    assert found.content == 12696528885051854267


def test_case_spacing_and_punctuation_do_not_change_a_text() -> None:
    one, other = sketched("The  bridge, opened - on Monday!"), sketched("the bridge opened on monday")
    assert one.content == other.content
    assert one.signature == other.signature


def test_a_sketch_is_small_and_travels() -> None:
    found = sketched(perturbed.written(TEXT))
    data = msgspec.msgpack.encode(found)
    assert len(data) < 480
    assert msgspec.msgpack.decode(data, type=Sketch) == found


def test_the_estimate_is_near_the_truth() -> None:
    chance = perturbed.seeded(3)
    one = perturbed.written(TEXT)
    errors = []
    for share in (0.02, 0.05, 0.1, 0.2, 0.4) * 8:
        other = perturbed.written(perturbed.reworded(TEXT, chance, share))
        errors.append(likeness.likeness(sketched(one), sketched(other)).jaccard - true_jaccard(one, other))
    assert (sum(error * error for error in errors) / len(errors)) ** 0.5 < 0.06


@pytest.mark.parametrize("change", perturbed.CHANGES)
def test_what_syndication_does_to_a_text_leaves_it_a_copy(change: str) -> None:
    chance = perturbed.seeded(5)
    for _ in range(20):
        text = perturbed.article(chance)
        other = perturbed.CHANGES[change](text, chance)
        assert likeness.is_copy(sketched(perturbed.written(text)), sketched(perturbed.written(other), "two"))


def test_a_retelling_in_own_words_is_no_copy() -> None:
    chance = perturbed.seeded(6)
    for _ in range(20):
        text = perturbed.article(chance)
        other = perturbed.reworded(text, chance, 0.35)
        assert not likeness.is_copy(sketched(perturbed.written(text)), sketched(perturbed.written(other), "two"))


def test_a_text_with_the_same_background_is_no_copy() -> None:
    chance = perturbed.seeded(8)
    background = perturbed.article(chance, words=200)
    one, other = perturbed.article(chance, words=240) + background, perturbed.article(chance, words=240) + background
    assert not likeness.is_copy(sketched(perturbed.written(one)), sketched(perturbed.written(other), "two"))


def test_teasers_of_one_event_are_no_copies_unless_they_are_nearly_equal() -> None:
    one = "Utusan Negeri Utara tiba di ibu kota pada Senin untuk membicarakan nasib para pelaut yang ditahan"
    other = "Utusan Negeri Utara tiba di ibu kota pada Senin untuk membicarakan harga gandum dan pupuk"
    assert not likeness.is_copy(sketched(one), sketched(other))
    assert likeness.is_copy(sketched(one), sketched(one + "."))


def test_the_shortest_texts_are_copies_only_if_equal() -> None:
    assert not likeness.is_copy(sketched("Sandera bebas hari ini"), sketched("Sandera bebas hari itu"))
    assert likeness.is_copy(sketched("Sandera bebas hari ini"), sketched("Sandera Bebas Hari Ini!"))


def test_an_empty_text_is_like_nothing() -> None:
    empty = fingerprint.sketch(builders.article(title=""), "")
    assert not likeness.is_copy(empty, empty)
    assert likeness.likeness(empty, sketched("a b c")).jaccard == 0


@given(st.text(max_size=200), st.text(max_size=200))
def test_sameness_is_symmetric_and_total(one: str, other: str) -> None:
    a, b = sketched(one), sketched(other, "two")
    assert likeness.is_copy(a, b) == likeness.is_copy(b, a)
    assert likeness.likeness(a, b) == likeness.likeness(b, a)
    assert likeness.is_copy(a, a) == bool(a.shingles)
