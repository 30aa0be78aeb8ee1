"""What is held to be stuck, and what is only slow."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from agents.vigil import Stuck, Vigil
from monitor.errors import ItemStuck
from tests import fakes

RAW, DUE = ("kabar.articles.raw", 3), ("kabar.feeds.due", 3)
READERS = {RAW[0]: "dedupe", DUE[0]: "poll"}


@dataclass
class Seconds:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now

    def pass_by(self, seconds: float, vigil: Vigil) -> Stuck | None:
        """Let time pass for all but the loop, and judge."""
        self.now += seconds
        vigil.beat = self.now
        return vigil.judged()


@pytest.fixture
def clock() -> Seconds:
    return Seconds()


@pytest.fixture
def vigil(clock: Seconds) -> Vigil:
    return Vigil(stuck=60.0, now=clock, readers=dict(READERS))


ITEM = replace(fakes.item(b"x", offset=7), topic=RAW[0])


async def test_an_item_that_does_not_move_for_a_minute_is_stuck_and_named(vigil: Vigil, clock: Seconds) -> None:
    with vigil.over("dedupe", ITEM):
        assert clock.pass_by(59, vigil) is None
        stuck = clock.pass_by(2, vigil)

    assert stuck is not None
    assert stuck.why == "dedupe has not moved for 61 s with kabar.articles.raw/3 at 7"
    assert clock.pass_by(600, vigil) is None


async def test_an_item_that_gets_on_is_not_stuck_however_long_it_takes(vigil: Vigil, clock: Seconds) -> None:
    with vigil.over("dedupe", ITEM):
        for _ in range(10):
            assert clock.pass_by(50, vigil) is None
            vigil.moved()


async def test_a_poll_has_the_time_of_its_own_limits(vigil: Vigil, clock: Seconds) -> None:
    with vigil.over("poll", ITEM):
        assert clock.pass_by(350, vigil) is None
        assert clock.pass_by(20, vigil) is not None


def test_records_that_wait_while_none_is_done_are_stuck(vigil: Vigil, clock: Seconds) -> None:
    for _ in range(15):
        vigil.reached({RAW: (5, 9)}, is_ready=True)
        assert clock.pass_by(5, vigil) is None
    stuck = clock.pass_by(5, vigil)

    assert stuck is not None
    assert (stuck.stage, stuck.place) == ("dedupe", (*RAW, 5))


@pytest.mark.parametrize(
    ("standings", "is_ready"),
    [
        ([(9, 9)] * 30, True),
        ([(place, 99) for place in range(30)], True),
        ([(5, 9)] * 30, False),
        ([(5, 9)] * 10 + [(9, 9)] * 5 + [(9, 12)] * 10, True),
    ],
    ids=["nothing waits", "some are done", "partitions are being assigned", "it was done in between"],
)
def test_what_moves_or_may_not_move_is_not_stuck(
    vigil: Vigil, clock: Seconds, standings: list[tuple[int, int]], *, is_ready: bool
) -> None:
    for standing in standings:
        vigil.reached({RAW: standing}, is_ready=is_ready)
        assert clock.pass_by(5, vigil) is None


async def test_while_the_broker_is_away_nobody_is_stuck_and_then_every_clock_begins_anew(
    vigil: Vigil, clock: Seconds
) -> None:
    vigil.reached({RAW: (5, 9)}, is_ready=True)
    with vigil.over("dedupe", ITEM):
        vigil.unreachable()
        assert clock.pass_by(3600, vigil) is None
        vigil.reached({RAW: (5, 9)}, is_ready=True)
        assert clock.pass_by(59, vigil) is None
        assert clock.pass_by(2, vigil) is not None


def test_a_loop_that_does_not_turn_is_stuck_also_while_the_broker_is_away(vigil: Vigil, clock: Seconds) -> None:
    vigil.unreachable()
    clock.now += 61

    assert vigil.judged() == Stuck("loop", ("", -1, -1), 61.0)


def test_a_start_that_never_ends_is_stuck(vigil: Vigil, clock: Seconds) -> None:
    verdicts = []
    for _ in range(200):
        vigil.reached({}, is_ready=False)
        verdicts.append(clock.pass_by(5, vigil))

    assert verdicts[170] is None
    assert verdicts[-1] is not None
    assert verdicts[-1].stage == "start"


async def test_the_age_of_the_oldest_item_is_known_for_every_stage(vigil: Vigil, clock: Seconds) -> None:
    with vigil.over("dedupe", ITEM):
        clock.pass_by(10, vigil)
        with vigil.over("dedupe", ITEM):
            clock.pass_by(5, vigil)
            assert vigil.oldest() == {"dedupe": 15.0, "poll": 0.0}


def test_an_item_over_which_the_worker_ended_too_often_is_refused(vigil: Vigil) -> None:
    vigil.given_up = {(ITEM.topic, ITEM.partition, ITEM.offset)}

    with pytest.raises(ItemStuck):
        vigil.refuse(ITEM)
    vigil.refuse(replace(ITEM, offset=8))
