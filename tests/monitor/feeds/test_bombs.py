"""Every bomb through the real door and the real sandbox: its outcome, the next good feed, and the memory of the process."""

from __future__ import annotations

import asyncio

import pytest

from tests.monitor.feeds import siege
from tests.monitor.feeds.bombs import BOMBS
from tests.monitor.feeds.siege import MEGABYTE, Siege

MOST = 50 * MEGABYTE
"""What bombs may cost beside what the process is anyway; how late the loop is meanwhile is for `make bench` to say."""


@pytest.fixture(scope="module")
def endured() -> Siege:
    return asyncio.run(siege.endured(seconds=1.5))


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_ends_as_it_should_and_the_next_feed_is_served(endured: Siege, name: str) -> None:
    bomb, blow = BOMBS[name], next(each for each in endured.blows if each.name == name)
    assert blow.polled.outcome in bomb.outcomes
    assert blow.polled.reason.startswith(bomb.reasons)
    assert (blow.good.outcome, len(blow.good.articles)) == ("modified", 2)


def test_bombs_together_end_as_each_alone(endured: Siege) -> None:
    told = dict(zip(BOMBS, endured.together, strict=True))
    # Which of several ways out a bomb takes depends on the machine; that it takes one of them does not.
    assert {name: polled.reason for name, polled in told.items() if polled.outcome not in BOMBS[name].outcomes} == {}


def test_the_loop_turns_while_bombs_are_read(endured: Siege) -> None:
    assert len(endured.late) > 200


def test_memory_stays_within_bounds(endured: Siege) -> None:
    assert endured.grown < MOST
