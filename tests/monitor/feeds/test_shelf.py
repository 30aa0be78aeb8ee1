"""What is kept within bounds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.shelf import Shelf

STEPS = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.integers(0, 12)), max_size=60)


@given(steps=STEPS)
def test_neither_count_nor_size_is_ever_passed(steps: list[tuple[str, int]]) -> None:
    shelf: Shelf[int] = Shelf(items=4, size=20)
    for key, size in steps:
        shelf.put(key, size, size)
        assert len(shelf) <= 4
        kept = [shelf.get(name) for name in "abcdefgh"]
        assert shelf.size == sum(each for each in kept if each is not None) <= 20


def test_what_was_asked_for_stays_longest() -> None:
    shelf: Shelf[str] = Shelf(items=2, size=10)
    shelf.put("a", "A", 1)
    shelf.put("b", "B", 1)
    shelf.get("a")
    shelf.put("c", "C", 1)

    assert [shelf.get(key) for key in "abc"] == ["A", None, "C"]


def test_what_is_larger_than_the_shelf_is_not_kept() -> None:
    shelf: Shelf[str] = Shelf(items=2, size=10)
    shelf.put("a", "A", 11)

    assert (shelf.get("a"), shelf.size) == (None, 0)
