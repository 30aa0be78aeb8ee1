from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from agents.transport.progress import Progress


def test_the_base_waits_for_the_smallest_offset_that_is_not_done() -> None:
    progress = Progress(0)
    for offset in range(4):
        progress.hand_out(offset)

    bases = []
    for offset in (1, 3, 0, 2):
        progress.finish(offset)
        bases.append(progress.base)

    assert bases == [0, 0, 2, 4]
    assert set() == progress.done


def test_an_offset_that_is_gone_is_not_waited_for() -> None:
    """Retention or compaction took 1 and 2."""
    progress = Progress(0)
    for offset in (0, 3):
        progress.hand_out(offset)
        progress.finish(offset)

    assert progress.base == 4


def test_what_is_done_is_not_handed_out_again() -> None:
    progress = Progress(0, [1])

    assert [progress.hand_out(offset) for offset in range(3)] == [True, False, True]


def test_a_rewind_hands_out_what_is_not_done() -> None:
    progress = Progress(0)
    for offset in range(3):
        progress.hand_out(offset)
    progress.finish(1)
    progress.rewind()

    assert [offset for offset in range(progress.position, 3) if progress.hand_out(offset)] == [0, 2]


def test_a_seek_forgets_what_was_done() -> None:
    progress = Progress(5, [7])
    progress.seek(2)

    assert (2, 2, set()) == (progress.base, progress.position, progress.done)


def test_finishing_twice_is_no_news() -> None:
    progress = Progress(0)
    progress.hand_out(0)

    assert [progress.finish(0), progress.finish(0)] == [True, False]


@given(st.permutations(range(12)), st.integers(0, 12))
def test_after_any_crash_exactly_what_is_not_done_comes_again(order: list[int], finished: int) -> None:
    progress = Progress(0)
    for offset in range(12):
        progress.hand_out(offset)
    for offset in order[:finished]:
        progress.finish(offset)

    again = Progress(progress.base, progress.done)
    handed = [offset for offset in range(again.position, 12) if again.hand_out(offset)]

    assert sorted(order[finished:]) == handed
