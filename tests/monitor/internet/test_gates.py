"""The gates of hosts, under a clock that only moves when told."""

from __future__ import annotations

import asyncio
import pickle
from dataclasses import dataclass, field

import pytest
from yarl import URL

from monitor.errors import HostResting
from monitor.internet.gates import LONGEST_REST, Gates, key

FEED = URL("https://news.example/feed")
OTHER = URL("https://other.example/feed")


@dataclass
class Day:
    """A clock, and sleepers that it wakes in order; it moves when nobody else can."""

    now: float = 100.0
    sleepers: list[tuple[float, asyncio.Event]] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        event = asyncio.Event()
        self.sleepers.append((self.now + seconds, event))
        await event.wait()

    async def pass_by(self, seconds: float) -> None:
        """Let time pass, waking whoever is due on the way."""
        end = self.now + seconds
        while due := [row for row in self.sleepers if row[0] <= end]:
            first = min(due, key=lambda row: row[0])
            self.sleepers.remove(first)
            self.now = first[0]
            first[1].set()
            await settled()
        self.now = end


@dataclass
class Visits:
    """Who came to a gate and when, and who is in; each stays until it is let go."""

    gates: Gates
    day: Day
    came: list[tuple[str, float]] = field(default_factory=list)
    inside: dict[str, asyncio.Event] = field(default_factory=dict)

    async def visit(self, name: str, url: URL = FEED, *, is_read: bool = True) -> None:
        async with self.gates.at(url, is_read=is_read):
            self.came.append((name, self.day.now))
            leave = self.inside[name] = asyncio.Event()
            await leave.wait()
            del self.inside[name]

    def start(self, *names: str, url: URL = FEED, is_read: bool = True) -> list[asyncio.Task[None]]:
        return [asyncio.create_task(self.visit(name, url, is_read=is_read)) for name in names]

    async def leave(self, *names: str) -> None:
        for name in names:
            self.inside[name].set()
        await settled()


async def settled() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


def visits(spacing: float = 0.0) -> Visits:
    day = Day()
    return Visits(gates=Gates(2, spacing, clock=day, sleep=day.sleep), day=day)


async def test_two_are_in_and_the_others_follow_in_order() -> None:
    here = visits()
    tasks = here.start("a", "b", "c", "d")
    await settled()
    assert list(here.inside) == ["a", "b"]
    await here.leave("b")
    assert list(here.inside) == ["a", "c"]
    await here.leave("a", "c")
    await here.leave("d")
    await asyncio.gather(*tasks)
    assert [name for name, _ in here.came] == ["a", "b", "c", "d"]


async def test_reads_keep_their_distance_in_order_of_arrival() -> None:
    here = visits(spacing=1.0)
    tasks = here.start("a", "b", "c", "d")
    for _ in range(4):
        await settled()
        await here.leave(*here.inside)
        await here.day.pass_by(1.0)
    await asyncio.gather(*tasks)
    assert here.came == [("a", 100.0), ("b", 101.0), ("c", 102.0), ("d", 103.0)]


async def test_spacing_is_kept_after_a_gate_was_left() -> None:
    here = visits(spacing=5.0)
    first = here.start("a")
    await settled()
    await here.leave("a")
    second = here.start("b")
    await settled()
    await here.day.pass_by(4.9)
    assert here.inside == {}
    await here.day.pass_by(0.2)
    await here.leave("b")
    await asyncio.gather(*first, *second)
    assert here.came == [("a", 100.0), ("b", 105.0)]


async def test_a_post_waits_neither_for_the_spacing_nor_for_those_who_do() -> None:
    here = visits(spacing=60.0)
    reads = here.start("a", "b", "c")
    await settled()
    post = here.start("post", is_read=False)
    await settled()
    assert list(here.inside) == ["a", "post"]
    await here.leave("a", "post")
    await asyncio.gather(*post)
    for task in reads:
        task.cancel()
    await asyncio.gather(*reads, return_exceptions=True)


async def test_a_busy_host_holds_nobody_else_up() -> None:
    here = visits(spacing=60.0)
    tasks = [*here.start("a", "b", "c"), *here.start("x", url=OTHER)]
    await settled()
    assert list(here.inside) == ["a", "x"]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_who_gives_up_waiting_leaves_the_turn_to_the_next() -> None:
    here = visits(spacing=1.0)
    first, second, third = here.start("a", "b", "c")
    await settled()
    second.cancel()
    await settled()
    await here.day.pass_by(1.0)
    assert here.came == [("a", 100.0), ("c", 101.0)]
    await here.leave("a", "c")
    await asyncio.gather(first, third)


async def test_a_host_that_asked_for_rest_is_not_read_from() -> None:
    here = visits()
    here.gates.rest(FEED, 30.0)
    with pytest.raises(HostResting) as caught:
        await here.visit("a")
    assert (caught.value.url, caught.value.seconds) == ("https://news.example", 30.0)
    await here.day.pass_by(30.0)
    task = here.start("b")
    await settled()
    await here.leave("b")
    await asyncio.gather(*task)


async def test_who_waits_when_a_rest_is_asked_for_is_told_at_once() -> None:
    here = visits(spacing=1.0)
    first, *waiting = here.start("a", "b", "c", "d")
    await settled()
    here.gates.rest(FEED, 600.0)
    await here.leave("a")
    await here.day.pass_by(1.0)
    told = await asyncio.gather(*waiting, return_exceptions=True)
    assert [HostResting] * 3 == [type(each) for each in told]
    await first
    assert here.came == [("a", 100.0)]


async def test_a_rest_lasts_an_hour_at_most_and_is_never_cut_short() -> None:
    here = visits()
    here.gates.rest(FEED, 1e9)
    here.gates.rest(FEED, 5.0)
    with pytest.raises(HostResting) as caught:
        await here.visit("a")
    assert caught.value.seconds == LONGEST_REST


def test_a_rest_survives_the_way_to_another_process() -> None:
    back = pickle.loads(pickle.dumps(HostResting("https://news.example", 12.5)))  # noqa: S301 - our own bytes.
    assert (str(back), back.seconds) == ("https://news.example: the host asked for rest", 12.5)


async def test_a_rest_stops_no_post_and_no_other_host() -> None:
    here = visits()
    here.gates.rest(FEED, 600.0)
    tasks = [*here.start("post", is_read=False), *here.start("x", url=OTHER)]
    await settled()
    await here.leave("post", "x")
    await asyncio.gather(*tasks)


async def test_no_gate_is_kept_that_nobody_needs() -> None:
    here = visits()
    for number in range(500):
        task = here.start("a", url=URL(f"https://host{number}.example/"))
        await settled()
        await here.leave("a")
        await asyncio.gather(*task)
    assert len(here.gates) == 0


async def test_gates_that_are_kept_for_their_spacing_are_forgotten_in_time() -> None:
    here = visits(spacing=10.0)
    for number in range(1_000):
        task = here.start("a", url=URL(f"https://host{number}.example/"))
        await settled()
        await here.leave("a")
        await asyncio.gather(*task)
        await here.day.pass_by(1.0)
    assert len(here.gates) <= 64


@pytest.mark.parametrize(
    ("one", "other", "are_one"),
    [
        ("https://news.example/feed", "http://news.example/rss", True),
        ("https://NEWS.example/", "https://news.example./", True),
        ("http://bücher.example/", "http://xn--bcher-kva.example/", True),
        ("https://news.example/", "https://www.news.example/", False),
        ("http://127.0.0.1:8001/", "http://127.0.0.1:8002/", False),
        ("http://news.example:80/", "https://news.example:443/", True),
    ],
)
def test_a_host_is_one_over_http_and_https_and_another_on_another_port(one: str, other: str, are_one: bool) -> None:  # noqa: FBT001 - a column of the table.
    assert are_one == (key(URL(one)) == key(URL(other)))
