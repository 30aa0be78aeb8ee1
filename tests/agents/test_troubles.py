"""People hear of a stage that stands still, and that it goes on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

from agents import topics
from agents.records import Out
from agents.troubles import Troubles
from agents.vigil import Vigil
from monitor import codec
from monitor.alerts.settings import Route
from monitor.models import Alert
from tests import fakes


@dataclass
class Worker:
    """A worker whose stages stand still for as long as a test says."""

    stages: tuple[str, ...] = ("tag", "route", "deliver")
    seconds: float = 0.0
    posted: fakes.Posted = field(default_factory=fakes.Posted)
    clock: fakes.Clock = field(default_factory=fakes.Clock)

    def __post_init__(self) -> None:
        self.vigil = Vigil(stuck=60, now=lambda: self.seconds)
        self.vigil.readers |= {topics.UNIQUE: "tag", topics.ALERTS: "route"}
        self.troubles = Troubles(
            vigil=self.vigil,
            out=cast("Out", self.posted),
            clock=self.clock,
            language="en",
            routes=(Route(to=("desk",)),),
            sinks=("desk", "pager"),
            stages=self.stages,
        )

    async def after(self, seconds: float, done: int, end: int) -> None:
        """Let the partition of a stage be so far, so many seconds later."""
        self.seconds += seconds
        self.clock.pass_by(seconds)
        self.vigil.reached({(topics.UNIQUE, 0): (done, end)}, is_ready=True)
        await self.troubles()

    def told(self, topic: str = topics.ALERTS) -> list[tuple[str, str, int]]:
        found = [codec_read(each.value) for each in self.posted.on(topic)]
        return [(each.subject[0], each.stage, each.revision) for each in found]


def codec_read(value: bytes) -> Alert:

    return codec.decode(value, Alert)


async def test_a_stage_that_stands_still_is_told_of_once_and_again_when_it_goes_on() -> None:
    worker = Worker()
    for _ in range(8):
        await worker.after(10, 5, 9)
    assert worker.told() == [("tag", "stuck", 1)]
    await worker.after(10, 6, 9)
    assert worker.told() == [("tag", "stuck", 1), ("tag", "restored", 2)]
    for _ in range(8):
        await worker.after(10, 6, 9)
    first, _, second = (codec_read(each.value).id for each in worker.posted.on(topics.ALERTS))
    assert first != second


async def test_it_goes_straight_to_the_sinks_where_the_worker_routes_and_only_there() -> None:
    routing, tagging = Worker(), Worker(stages=("tag",))
    for each in (routing, tagging):
        await each.after(1, 5, 9)
        await each.after(46, 5, 9)
    assert [letter.key for letter in routing.posted.on(topics.OUTGOING)] == ["desk"]
    assert tagging.posted.on(topics.OUTGOING) == []
    assert tagging.told() == [("tag", "stuck", 1)]


async def test_a_stage_with_nothing_to_do_and_a_broker_that_is_away_are_no_trouble() -> None:
    idle, cut_off = Worker(), Worker()
    await idle.after(1, 9, 9)
    await idle.after(900, 9, 9)
    await cut_off.after(1, 5, 9)
    cut_off.vigil.unreachable()
    cut_off.seconds += 900
    await cut_off.troubles()
    assert (idle.told(), cut_off.told()) == ([], [])
