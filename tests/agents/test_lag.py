"""How far behind a stage is: never further than it is, and growing by the second where it hangs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from agents.lag import Behind, Lag, Place
from agents.records import Item
from tests import fakes
from tests.builders import NOON

PLACE = Place("t", 3)


def item(offset: int, seconds: float) -> Item:
    """An item that came onto the log so many seconds after noon."""
    return replace(fakes.item(b"x", offset=offset), timestamp=NOON.timestamp() + seconds)


def behind(lag: Lag, done: int, end: int, seconds: float) -> Behind:
    return lag.behind(PLACE, done, end, NOON + timedelta(seconds=seconds))


def test_a_stage_with_nothing_to_do_is_not_behind_however_old_its_last_record_is() -> None:
    lag = Lag()
    old = item(7, -3600)
    lag.begun(old)
    lag.ended(old)

    assert behind(lag, 8, 8, 0) == (0, 0.0)
    assert behind(lag, 8, 9, 1) == (1, 0.0)


def test_an_item_in_hand_is_as_old_as_its_record() -> None:
    lag = Lag()
    lag.begun(item(7, -90))
    lag.begun(item(8, -5))

    assert behind(lag, 7, 9, 0) == (2, 90.0)


def test_a_stage_that_hangs_grows_older_by_the_second() -> None:
    lag = Lag()
    lag.begun(item(7, 0))

    assert [behind(lag, 7, 8, seconds).seconds for seconds in (1, 2, 61)] == [1, 2, 61]


def test_what_nobody_took_up_is_as_old_as_the_look_at_which_it_was_first_seen() -> None:
    lag = Lag()

    assert behind(lag, 0, 0, 0) == (0, 0.0)
    assert behind(lag, 0, 5, 15) == (5, 0.0)
    assert behind(lag, 0, 9, 30) == (9, 15.0)
    assert behind(lag, 5, 9, 45) == (4, 15.0)
    assert behind(lag, 9, 9, 60) == (0, 0.0)


def test_a_stage_that_keeps_up_is_never_old() -> None:
    lag = Lag()
    for second in range(2_000):
        assert behind(lag, second, second + 3, second).seconds <= 3


def test_a_stage_that_hangs_for_days_keeps_little() -> None:
    lag = Lag()
    for look in range(5_000):
        last = behind(lag, 0, look + 1, look * 15)

    assert last.seconds == 4_999 * 15
    assert len(lag._ends[PLACE]) <= 501
