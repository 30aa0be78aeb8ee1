"""What was seen, found again and let go."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from monitor.dedupe import fingerprint
from monitor.dedupe.fingerprint import Sketch
from monitor.dedupe.index import Index
from tests import builders
from tests.monitor.dedupe import perturbed


def sketched(name: str, text: perturbed.Paragraphs, hours: float = 0) -> Sketch:
    return fingerprint.sketch(builders.article(name, hours=hours), perturbed.written(text))


def ids_of(index: Index, sketch: Sketch) -> set[str]:
    return {match.article for match in index.find(sketch)}


TEXT = perturbed.article(perturbed.seeded(1))
COPIES = [
    sketched(f"copy{place}", perturbed.reworded(TEXT, perturbed.seeded(place), 0.02), hours=place) for place in range(6)
]
OTHERS = [
    sketched(f"other{place}", perturbed.article(perturbed.seeded(100 + place)), hours=place) for place in range(20)
]


def test_all_copies_are_found_and_nothing_else() -> None:
    index = Index()
    for sketch in COPIES + OTHERS:
        index.add(sketch)
    assert ids_of(index, COPIES[0]) == {sketch.article for sketch in COPIES[1:]}
    assert ids_of(index, OTHERS[0]) == set()


def test_an_article_is_no_copy_of_itself() -> None:
    index = Index()
    index.add(COPIES[0])
    assert index.find(COPIES[0]) == ()


def test_an_edited_article_is_known_by_its_new_text_only() -> None:
    index = Index()
    index.add(sketched("one", TEXT))
    edited = sketched("one", perturbed.article(perturbed.seeded(2)))
    index.add(edited)
    assert len(index) == 1
    assert index.get(edited.article) == edited
    assert index.find(COPIES[0]) == ()


def test_what_is_old_is_let_go_and_named() -> None:
    index = Index()
    for sketch in COPIES:
        index.add(sketch)
    gone = index.evict(COPIES[3].seen_at)
    assert gone == tuple(sketch.article for sketch in COPIES[:3])
    assert len(index) == 3
    assert ids_of(index, COPIES[0]) == {sketch.article for sketch in COPIES[3:]}


def test_the_oldest_of_too_many_are_let_go() -> None:
    index = Index()
    for sketch in [*OTHERS, *COPIES[3:]]:
        index.add(sketch)
    gone = index.evict(builders.NOON, most=5)
    assert len(index) == 5
    assert len(gone) == len(OTHERS) + 3 - 5
    assert OTHERS[0].article in gone
    assert OTHERS[19].article not in gone


def test_an_index_rebuilt_from_its_sketches_answers_alike() -> None:
    index, rebuilt = Index(), Index()
    for sketch in OTHERS + COPIES:
        index.add(sketch)
    for sketch in OTHERS + COPIES:
        rebuilt.add(msgspec.msgpack.decode(msgspec.msgpack.encode(index.get(sketch.article)), type=Sketch))
    assert [rebuilt.get(sketch.article) for sketch in OTHERS + COPIES] == OTHERS + COPIES
    assert [rebuilt.find(sketch) for sketch in COPIES] == [index.find(sketch) for sketch in COPIES]


def test_what_is_numbered_anew_is_found_as_before() -> None:
    index = Index()
    index.add(COPIES[0])
    for hour in range(2200):
        index.add(replace(OTHERS[hour % 3], seen_at=builders.NOON + timedelta(hours=hour)))
    assert len(index._articles) < 2200
    assert ids_of(index, COPIES[1]) == {COPIES[0].article}
    assert index.get(COPIES[0].article) == COPIES[0]
    assert index.evict(COPIES[0].seen_at + timedelta(seconds=1)) == (COPIES[0].article,)


def test_a_flash_is_found_to_be_the_beginning_of_the_full_text() -> None:
    chance = perturbed.seeded(21)
    found = 0
    for place in range(50):
        text = perturbed.article(chance, words=450)
        index = Index()
        index.add(sketched("full", text))
        found += len(index.find(sketched(f"flash{place}", text[: len(text) // 3])))
    assert found >= 44


def test_an_article_seen_again_stays_young() -> None:
    index = Index()
    index.add(sketched("one", TEXT, hours=0))
    index.add(sketched("one", TEXT, hours=5))
    assert index.evict(builders.NOON + timedelta(hours=5)) == ()
    assert len(index.evict(builders.NOON + timedelta(hours=6))) == 1
    assert len(index) == 0


def test_an_index_that_let_everything_go_holds_nothing() -> None:
    index = Index()
    for sketch in COPIES + OTHERS:
        index.add(sketch)
    index.evict(builders.NOON + timedelta(days=30))
    assert not index._articles
    assert not index._bands
    assert not index._ages


@given(st.permutations(COPIES + OTHERS[:4]))
def test_the_answer_does_not_depend_on_the_order_of_arrival(order: list[Sketch]) -> None:
    index = Index()
    for sketch in order:
        index.add(sketch)
    assert [match.article for match in index.find(COPIES[0])] == [
        match.article for match in _reference().find(COPIES[0])
    ]


def _reference() -> Index:
    index = Index()
    for sketch in COPIES + OTHERS[:4]:
        index.add(sketch)
    return index


def test_perturbed_articles_are_found_among_many_and_strangers_are_not() -> None:
    chance = perturbed.seeded(11)
    index = Index()
    texts = [perturbed.article(chance, words=chance.randint(150, 500)) for _ in range(400)]
    sketches = [sketched(f"text{place}", text) for place, text in enumerate(texts)]
    for sketch in sketches:
        index.add(sketch)
    assert not [match for sketch in sketches for match in index.find(sketch)]
    found = wanted = 0
    for place, text in enumerate(texts[:100]):
        for change in perturbed.CHANGES.values():
            wanted += 1
            matches = ids_of(index, sketched("changed", change(text, chance)))
            assert matches <= {sketches[place].article}
            found += len(matches)
    assert found / wanted >= 0.95
