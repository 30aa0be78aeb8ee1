"""What holds for every document: nothing is told twice, and nothing is lost."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds import identity
from monitor.feeds.document import Item, text_of
from monitor.feeds.identity import Found

HOME = "https://teluk.example/"
WORDS = ["Truce", "Talks open", "Ferry sails", "Live", ""]
BODIES = ["", "The envoy landed.", "The envoy left.", "Delegates met in the harbour hall. " * 8]


def item(title: str, body: str, guid: str, page: str) -> Item:
    url = f"{HOME}{page}" if page else ""
    return Item(guid=guid, link=url, url=url, title=title, text=text_of(title, body))


ITEMS = st.builds(
    item,
    st.sampled_from(WORDS),
    st.sampled_from(BODIES),
    st.sampled_from(["", "a", "b", "c"]),
    st.sampled_from(["", "1", "2", "3"]),
)
DOCUMENTS = st.lists(ITEMS, max_size=8)
UNALIKE = st.lists(st.integers(0, 30), unique=True, min_size=1, max_size=8).map(
    lambda numbers: [item(f"Story {n}", f"What happened in story {n}.", f"g{n}", f"p{n}") for n in numbers]
)


def entry_keys(items: list[Item]) -> set[tuple[str, str, str]]:
    """Give what makes an entry one of its own: its words, and its link or else its GUID."""
    return {(one.url, one.content, "" if one.url else one.guid) for one in items if one.text}


def ids(found: tuple[Found, ...]) -> set[str]:
    return {one.article for one in found}


@given(DOCUMENTS)
def test_every_usable_entry_survives_under_an_id_of_its_own(items: list[Item]) -> None:
    found, seen = identity.sift(items, (), HOME)
    assert len(found) == len(entry_keys(items)) == len(ids(found)) == len(seen)


@given(DOCUMENTS)
def test_the_same_document_again_tells_nothing_and_remembers_the_same(items: list[Item]) -> None:
    _, seen = identity.sift(items, (), HOME)
    again, then = identity.sift(items, seen, HOME)
    assert again == ()
    assert set(then) == set(seen)


@given(DOCUMENTS.flatmap(lambda items: st.tuples(st.just(items), st.permutations(items))))
def test_another_order_tells_nothing(orders: tuple[list[Item], list[Item]]) -> None:
    items, shuffled = orders
    _, seen = identity.sift(items, (), HOME)
    assert identity.sift(shuffled, seen, HOME)[0] == ()


@given(UNALIKE, UNALIKE)
def test_what_leaves_the_document_and_comes_back_is_not_told_again(ours: list[Item], others: list[Item]) -> None:
    others = [replace(one, guid=f"o{one.guid}", url=f"{one.url}-o", text=f"{one.text} Elsewhere.") for one in others]
    _, seen = identity.sift(ours, (), HOME)
    _, seen = identity.sift(others, seen, HOME)
    assert identity.sift(ours, seen, HOME)[0] == ()


@given(UNALIKE)
def test_new_guids_for_all_tell_nothing(items: list[Item]) -> None:
    _, seen = identity.sift(items, (), HOME)
    moved = [replace(one, guid=f"new-{one.guid}") for one in items]
    assert identity.sift(moved, seen, HOME)[0] == ()


@given(UNALIKE)
def test_new_addresses_for_all_tell_nothing(items: list[Item]) -> None:
    _, seen = identity.sift(items, (), HOME)
    moved = [replace(one, url=one.url.replace("teluk", "selat")) for one in items]
    assert identity.sift(moved, seen, "https://selat.example/")[0] == ()


@given(UNALIKE)
def test_a_site_whose_guids_are_its_addresses_may_move(items: list[Item]) -> None:
    items = [replace(one, guid=one.url) for one in items]
    _, seen = identity.sift(items, (), HOME)
    moved = [replace(one, url=(url := one.url.replace("teluk", "selat")), guid=url) for one in items]
    told, _ = identity.sift(moved, seen, "https://selat.example/")
    assert len(told) == (0 if len(items) > 1 else 1)


@given(UNALIKE)
def test_an_edit_names_the_words_before_and_after(items: list[Item]) -> None:
    first, seen = identity.sift(items, (), HOME)
    edited = [replace(one, text=f"{one.text} Corrected.") for one in items]
    later, _ = identity.sift(edited, seen, HOME)
    before = {one.article: one.item.content for one in first}
    assert {one.article: one.revises for one in later} == before
    assert all(one.is_edit and one.item.content != one.revises for one in later)
    assert not any(one.is_edit for one in first)


@given(st.integers(2, 20), st.integers(1, 5))
def test_guids_that_number_places_hide_nothing(length: int, new: int) -> None:
    def page(newest: int) -> list[Item]:
        numbers = range(newest, newest - length, -1)
        return [
            item(f"Story {n}", f"What happened in story {n}.", str(place), f"p{n}") for place, n in enumerate(numbers)
        ]

    _, seen = identity.sift(page(100), (), HOME)
    told, _ = identity.sift(page(100 + new), seen, HOME)
    assert {f"Story {100 + n}" for n in range(1, new + 1)} >= {one.item.title for one in told}
    assert len(told) == min(new, length)
