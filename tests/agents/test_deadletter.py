"""The door: what cannot be processed is kept, and the stage goes on."""

from __future__ import annotations

import asyncio

import pytest

from agents import deadletter, topics
from agents.deadletter import Moved, door
from monitor.errors import ArticleUnusable
from tests import fakes


async def passed(error: BaseException | None) -> fakes.Posted:
    out = fakes.Posted()
    async with door("tag", fakes.item(b"\xff\x00broken"), out, fakes.Clock()):  # type: ignore[arg-type]  # A fake.
        if error is not None:
            raise error
    return out


async def test_what_goes_well_leaves_no_letter() -> None:
    assert (await passed(None)).letters == []


async def test_a_known_error_becomes_a_dead_letter_that_says_where_and_why() -> None:
    (letter,) = (await passed(ArticleUnusable("no text"))).on(topics.DEAD)
    dead = deadletter.read(letter.value)
    assert (dead.stage, dead.reason, dead.text, dead.is_bug) == ("tag", "ArticleUnusable", "no text", False)
    assert (dead.topic, dead.partition, dead.offset) == ("t", 3, 7)


async def test_a_bug_becomes_a_dead_letter_too_and_is_marked() -> None:
    (letter,) = (await passed(ZeroDivisionError("x"))).on(topics.DEAD)
    assert deadletter.read(letter.value).is_bug


async def test_a_dead_letter_goes_back_byte_for_byte() -> None:
    (letter,) = (await passed(ValueError("x"))).on(topics.DEAD)
    again = deadletter.original(deadletter.read(letter.value))
    assert (again.topic, again.key, again.value) == ("t", "k", b"\xff\x00broken")


@pytest.mark.parametrize("error", [asyncio.CancelledError(), KeyboardInterrupt(), Moved()])
async def test_what_is_no_fault_of_the_record_passes_the_door(error: BaseException) -> None:
    with pytest.raises(type(error)):
        await passed(error)
