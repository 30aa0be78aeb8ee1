"""The order of things in a stage: hand on, then remember, then let go; and going on while receipts are under way."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any, cast

from hypothesis import given as law
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry

from agents.counting import Counting
from agents.records import Item, Letter, Out
from agents.service import Service, _Line
from agents.tables import Derived, Memory
from agents.vigil import Vigil
from tests import fakes


@dataclass
class Broker:
    """A Faust app as far as stages see it: one table, and topics whose receipts come when the test says so."""

    consumer_generation_id: int = 1
    values: dict[bytes, bytes] = field(default_factory=dict)
    sent: list[bytes] = field(default_factory=list)
    receipts: list[asyncio.Future[None]] = field(default_factory=list)
    acked: list[int] = field(default_factory=list)
    crashes: list[BaseException] = field(default_factory=list)
    tasks: list[Callable[[], Awaitable[None]]] = field(default_factory=list)
    beside: list[Awaitable[None]] = field(default_factory=list)
    conf: Any = field(default_factory=lambda: SimpleNamespace(id="t"))

    def Table(self, *_: object, **__: object) -> dict[bytes, bytes]:  # noqa: N802  # Faust's name.
        return self.values

    def topic(self, *_: object, **__: object) -> Broker:
        return self

    async def send(self, *, value: bytes, **_: object) -> asyncio.Future[None]:
        self.sent.append(value)
        self.receipts.append(asyncio.get_running_loop().create_future())
        return self.receipts[-1]

    def task(self, work: Callable[[], Awaitable[None]]) -> None:
        self.tasks.append(work)

    def add_future(self, work: Awaitable[None]) -> None:
        self.beside.append(work)

    async def crash(self, error: BaseException) -> None:
        self.crashes.append(error)

    def item(self, offset: int) -> Item:
        message = SimpleNamespace(generation_id=self.consumer_generation_id, headers=())
        event = SimpleNamespace(message=message, ack=lambda: self.acked.append(offset))
        return replace(fakes.item(b"%d" % offset, offset=offset), event=event)


class Room:
    """A service with one stage that counts in a table, and its loop."""

    def __init__(self) -> None:
        self.broker = cast("Any", Broker())
        self.memory: Memory[int] = Memory(self.broker, "counts", int, partitions=1)
        self.counts = Derived(lambda: self.memory.generation, lambda: dict(self.memory.items()))
        out = Out(self.broker, ["t", "kabar.dead"])
        counting = Counting(CollectorRegistry(), "sqlite")
        self.service = Service(
            app=self.broker, clock=fakes.Clock(), counting=counting, out=out, vigil=Vigil(stuck=60.0)
        )
        self.line = _Line(self.broker)

    async def count(self, item: Item) -> None:
        await self.service.out.send(Letter(topic="t", key="k", value=item.value or b""))
        count = (self.memory.get("count") or 0) + 1
        self.memory.put(item, "count", count)
        self.counts.now()["count"] = count

    async def take(self, offset: int, work: Callable[[Item], Awaitable[None]] | None = None) -> None:
        item = self.broker.item(offset)
        if await self.service.take("tag", item, work or self.count):
            await self.line.add(item, lambda: self.service.let_go("tag", item))


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def test_nothing_is_remembered_or_let_go_before_its_receipt() -> None:
    room = Room()
    await room.take(1)
    await settle()
    assert (room.broker.values, room.broker.acked) == ({}, [])
    room.broker.receipts[0].set_result(None)
    await settle()
    assert (list(room.broker.values), room.broker.acked) == ([b"count"], [1])


async def test_the_next_item_goes_on_meanwhile_and_knows_what_the_last_one_taught() -> None:
    room = Room()
    await room.take(1)
    await room.take(2)
    assert room.broker.sent == [b"1", b"2"]
    assert room.memory.get("count") == 2


async def test_items_are_let_go_in_the_order_in_which_they_came() -> None:
    room = Room()
    await room.take(1)
    await room.take(2)
    room.broker.receipts[1].set_result(None)
    await settle()
    assert room.broker.acked == []
    room.broker.receipts[0].set_result(None)
    await settle()
    assert room.broker.acked == [1, 2]
    assert dict(room.memory.items()) == {"count": 2}


async def test_what_was_not_handed_on_is_taken_back_and_becomes_a_dead_letter_before_it_is_let_go() -> None:
    room = Room()
    await room.take(1)
    assert room.counts.now() == {"count": 1}
    room.broker.receipts[0].set_exception(OSError("too large"))
    await settle()
    assert (len(room.broker.sent), room.broker.acked) == (2, [])
    room.broker.receipts[1].set_result(None)
    await settle()
    assert (room.broker.values, room.broker.acked) == ({}, [1])
    assert room.counts.now() == {}


async def test_a_worker_that_lost_its_partition_remembers_nothing_and_lets_nothing_go() -> None:
    room = Room()
    await room.take(1)
    room.broker.consumer_generation_id = 2
    assert room.memory.get("count") is None
    room.broker.receipts[0].set_result(None)
    await settle()
    assert (room.broker.values, room.broker.acked) == ({}, [])


async def test_a_dead_letter_that_cannot_be_kept_ends_the_worker() -> None:
    room = Room()
    await room.take(1)
    room.broker.receipts[0].set_exception(OSError("too large"))
    await settle()
    room.broker.receipts[1].set_exception(OSError("gone"))
    await settle()
    assert [str(error) for error in room.broker.crashes] == ["gone"]
    assert room.broker.acked == []


async def test_an_item_that_sent_nothing_is_let_go_at_once() -> None:
    room = Room()

    async def nothing(_: Item) -> None:
        return

    await room.take(1, nothing)
    assert room.broker.acked == [1]


async def test_what_is_forgotten_is_gone_at_once_and_for_good_after_the_receipt() -> None:
    room = Room()
    room.broker.values[b"old"] = b"\x07"

    async def forget(item: Item) -> None:
        await room.service.out.send(Letter(topic="t", key="k", value=b"x"))
        room.memory.forget(item, "old")

    await room.take(1, forget)
    assert (room.memory.get("old"), b"old" in room.broker.values) == (None, True)
    assert dict(room.memory.items()) == {}
    room.broker.receipts[0].set_result(None)
    await settle()
    assert room.broker.values == {}


@dataclass
class SideBySide:
    """A table, and items that put in it and are done when the test says so."""

    room: Room = field(default_factory=Room)

    def put(self, offset: int, count: int) -> Item:
        item: Item = self.room.broker.item(offset)
        self.room.memory.put(item, "count", count)
        return item

    @property
    def kept(self) -> bytes | None:
        values: dict[bytes, bytes] = self.room.broker.values
        return values.get(b"count")


def test_what_was_put_later_wins_though_what_was_put_earlier_is_done_after_it() -> None:
    side = SideBySide()
    earlier, later = side.put(1, 1), side.put(2, 2)
    later.settle(is_handed_on=True)
    assert (side.kept, side.room.memory.get("count")) == (b"\x02", 2)
    earlier.settle(is_handed_on=True)
    assert (side.kept, side.room.memory.get("count")) == (b"\x02", 2)


def test_what_was_put_later_and_taken_back_uncovers_what_was_put_before() -> None:
    side = SideBySide()
    earlier, later = side.put(1, 1), side.put(2, 2)
    later.settle(is_handed_on=False)
    assert (side.kept, side.room.memory.get("count"), dict(side.room.memory.items())) == (None, 1, {"count": 1})
    earlier.settle(is_handed_on=True)
    assert (side.kept, side.room.memory.get("count")) == (b"\x01", 1)


def test_of_three_the_last_wins_and_the_one_that_was_taken_back_leaves_no_trace() -> None:
    side = SideBySide()
    first, second, third = side.put(1, 1), side.put(2, 2), side.put(3, 3)
    second.settle(is_handed_on=True)
    third.settle(is_handed_on=False)
    assert (side.kept, side.room.memory.get("count")) == (b"\x02", 2)
    first.settle(is_handed_on=True)
    assert (side.kept, side.room.memory.get("count")) == (b"\x02", 2)


@law(st.permutations(range(6)), st.lists(st.booleans(), min_size=6, max_size=6))
def test_in_whatever_order_items_are_done_the_last_put_that_was_handed_on_is_kept(
    order: list[int], handed_on: list[bool]
) -> None:
    side = SideBySide()
    items = [side.put(count, count) for count in range(6)]
    for place in order:
        items[place].settle(is_handed_on=handed_on[place])
    kept = [count for count in range(6) if handed_on[count]]
    assert side.kept == (bytes([kept[-1]]) if kept else None)
    assert side.room.memory.get("count") == (kept[-1] if kept else None)


async def test_what_is_done_beside_the_items_begins_at_the_start_and_anew_where_a_reload_brings_more() -> None:
    room, done = Room(), list[str]()

    def steps(name: str) -> Iterator[None]:
        for number in range(2):
            done.append(f"{name} {number}")
            yield

    room.service.beside("prepare", lambda: steps("start"))
    room.service.beside("prepare", lambda: steps("reload"))
    await asyncio.gather(room.broker.tasks[0](), *room.broker.beside)

    assert sorted(done) == ["reload 0", "reload 1", "start 0", "start 1"]
    assert done[1] != "start 1"  # Each lets others go on between two steps.
