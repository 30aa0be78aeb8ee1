"""What may be committed, whatever is handed out, done, lost and read again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from agents.transport.tracking import Tracking

PLACES = ("raw/0", "raw/1")


class Copy:
    """A record in memory."""


def test_nothing_is_committable_before_anything_was_handed_out() -> None:
    assert Tracking[str]().committable("raw/0") is None


def test_an_offset_that_is_not_done_is_not_passed() -> None:
    tracking, first, second = Tracking[str](), Copy(), Copy()
    tracking.hand_out("raw/0", 5, first)
    tracking.hand_out("raw/0", 6, second)

    tracking.finish("raw/0", 6, second)

    assert tracking.committable("raw/0") == 5


def test_offsets_that_the_broker_dropped_are_not_waited_for() -> None:
    tracking, first, second = Tracking[str](), Copy(), Copy()
    tracking.hand_out("raw/0", 5, first)
    tracking.hand_out("raw/0", 900, second)
    tracking.finish("raw/0", 5, first)

    assert tracking.committable("raw/0") == 900


def test_a_record_that_is_gone_from_memory_still_blocks() -> None:
    tracking = Tracking[str]()
    tracking.hand_out("raw/0", 5, Copy())

    assert tracking.committable("raw/0") == 5


def test_a_copy_from_before_a_seek_finishes_nothing() -> None:
    tracking, before, after = Tracking[str](), Copy(), Copy()
    tracking.hand_out("raw/0", 5, before)
    tracking.forget(["raw/0"])
    tracking.hand_out("raw/0", 5, after)

    assert not tracking.finish("raw/0", 5, before)
    assert tracking.committable("raw/0") == 5


def test_what_is_forgotten_is_not_committable() -> None:
    tracking, copy = Tracking[str](), Copy()
    tracking.hand_out("raw/0", 5, copy)
    tracking.forget()

    assert list(tracking) == []
    assert not tracking.finish("raw/0", 5, copy)
    assert tracking.committable("raw/0") is None


@given(st.lists(st.integers(0, 1_000), min_size=1, unique=True), st.data())
def test_the_committable_offset_never_passes_one_that_is_not_done(offsets: list[int], data: st.DataObject) -> None:
    tracking, copies = Tracking[str](), {offset: Copy() for offset in sorted(offsets)}
    for offset, copy in copies.items():
        tracking.hand_out("raw/0", offset, copy)
    unfinished = set(offsets)
    for offset in data.draw(st.permutations(offsets)):
        assert tracking.committable("raw/0") == min(unfinished)
        tracking.finish("raw/0", offset, copies[offset])
        unfinished.discard(offset)

    assert tracking.committable("raw/0") == max(offsets) + 1


class Life(RuleBasedStateMachine):
    """A consumer's life: records handed out in order, done in any order, lost, committed, and read again."""

    copies = Bundle("copies")

    def __init__(self) -> None:
        super().__init__()
        self.tracking = Tracking[str]()
        self.position = dict.fromkeys(PLACES, 0)
        self.committed = dict.fromkeys(PLACES, 0)
        self.done: dict[str, set[int]] = {place: set() for place in PLACES}

    @rule(target=copies, place=st.sampled_from(PLACES), is_lost=st.booleans())
    def hand_out(self, place: str, is_lost: bool) -> tuple[str, int, Copy]:  # noqa: FBT001  # Hypothesis draws it.
        offset, copy = self.position[place], Copy()
        self.tracking.hand_out(place, offset, copy)
        self.position[place] += 1

        return place, offset, Copy() if is_lost else copy

    @rule(one=copies)
    def finish(self, one: tuple[str, int, Copy]) -> None:
        place, offset, copy = one
        if self.tracking.finish(place, offset, copy):
            self.done[place].add(offset)

    @rule(place=st.sampled_from(PLACES))
    def commit(self, place: str) -> None:
        offset = self.tracking.committable(place)
        if offset is not None:
            self.committed[place] = max(self.committed[place], offset)

    @rule(place=st.sampled_from(PLACES))
    def read_again(self, place: str) -> None:
        self.tracking.forget([place])
        self.position[place] = self.committed[place]

    @invariant()
    def nothing_is_committed_that_is_not_done(self) -> None:
        for place in PLACES:
            assert set(range(self.committed[place])) <= self.done[place]


TestLife = Life.TestCase


def test_a_record_that_is_gone_undone_is_noticed() -> None:
    tracking: Tracking[str] = Tracking()
    first, second = Copy(), Copy()
    tracking.hand_out("raw/0", 7, first)
    tracking.hand_out("raw/1", 3, second)
    assert tracking.lost() == []
    del first
    assert tracking.lost() == ["raw/0"]
    assert tracking.committable("raw/0") == 7
