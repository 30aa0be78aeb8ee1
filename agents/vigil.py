"""What is in work, and since when nothing moved: by which a worker that is stuck is known.

An item moves when its stage hands something on or hears from the network. While the broker does not answer, nothing can move
and nobody is held to be stuck; when it answers again, every clock starts anew.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from agents.records import Item
from monitor.errors import ItemStuck
from monitor.ports import Http, Request, Response

T = TypeVar("T")

PATIENCE: Mapping[str, float] = {"poll": 6.0, "deliver": 3.0, "start": 15.0}
"""How many times longer than others these may stand still: pages of a poll wait for two minutes between two visits to a site,
a webhook may take two minutes, and tables may be large."""

Place = tuple[str, int, int]
"""Topic, partition, offset."""

_current: ContextVar[_Work | None] = ContextVar("work", default=None)


@dataclass(slots=True, eq=False)
class _Work:
    """One item in a stage; `moved` is when it last got on, `running` what is awaited for it."""

    stage: str
    place: Place
    moved: float
    running: Any = None


class Stuck(NamedTuple):
    """What stands still, for how many seconds, and in which line of code it waits, where that is known."""

    stage: str
    place: Place
    seconds: float
    where: tuple[str, ...] = ()

    @property
    def why(self) -> str:
        """Say it in words."""
        topic, partition, offset = self.place
        at = f" with {topic}/{partition} at {offset}" if topic else ""
        return f"{self.stage} has not moved for {self.seconds:.0f} s{at}"


class Standing(NamedTuple):
    """How far a partition is: what is done, where it ends, and since when that has not changed."""

    done: int
    end: int
    since: float


@dataclass(kw_only=True)
class Vigil:
    """Watches; `stuck` is the bound in seconds. It is asked from another thread too, so it only ever replaces values."""

    stuck: float
    now: Callable[[], float] = time.monotonic
    given_up: Collection[Place] = ()
    readers: dict[str, str] = field(default_factory=dict)
    standings: Mapping[tuple[str, int], Standing] = field(default_factory=dict)
    beat: float = 0.0
    lag: float = 0.0
    is_reachable: bool = True
    unready_since: float | None = None
    _works: dict[int, _Work] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.beat = self.now()

    def limit(self, stage: str) -> float:
        """Give the seconds for which a stage may stand still."""
        return self.stuck * PATIENCE.get(stage, 1.0)

    @contextmanager
    def over(self, stage: str, item: Item | None = None) -> Iterator[Callable[[Awaitable[T]], Awaitable[T]]]:
        """Watch over one piece of work; what is given takes note of what is awaited for it."""
        place = (item.topic, item.partition, item.offset) if item else ("", -1, -1)
        work = _Work(stage, place, self.now())
        self._works[id(work)] = work
        token = _current.set(work)

        def noting(running: Awaitable[T]) -> Awaitable[T]:
            work.running = running
            return running

        try:
            yield noting
        finally:
            _current.reset(token)
            del self._works[id(work)]

    def refuse(self, item: Item) -> None:
        """Refuse an item over which the worker had to be restarted again and again.

        Raises:
            ItemStuck: it is such an item.
        """
        if (item.topic, item.partition, item.offset) in self.given_up:
            raise ItemStuck(f"the worker was restarted over {item.topic}/{item.partition} at {item.offset} too often")

    def moved(self) -> None:
        """Note that the work in hand got on."""
        work = _current.get()
        if work is not None:
            work.moved = self.now()

    def watched(self, http: Http) -> Http:
        """Give a door to the network through which work gets on."""

        async def ask(request: Request) -> Response:
            try:
                return await http(request)
            finally:
                self.moved()

        return ask

    def reached(self, found: Mapping[tuple[str, int], tuple[int, int]], *, is_ready: bool) -> None:
        """Take in how far the partitions are, as the broker just said."""
        now = self.now()
        if not self.is_reachable:
            self._begin_anew(now)
        self.is_reachable = True
        self.unready_since = None if is_ready else self.unready_since or now
        self.standings = {
            place: Standing(done, end, self._since(place, done, end, now) if is_ready else now)
            for place, (done, end) in found.items()
        }

    def unreachable(self) -> None:
        """Take in that the broker does not answer."""
        self.is_reachable = False

    def oldest(self) -> dict[str, float]:
        """Give for each stage how long its item that stands longest has not moved."""
        now, found = self.now(), dict.fromkeys(self.readers.values(), 0.0)
        for work in tuple(self._works.values()):
            found[work.stage] = max(found.get(work.stage, 0.0), now - work.moved)
        return found

    def judged(self) -> Stuck | None:
        """Say what is stuck, if anything is."""
        now = self.now()
        if now - self.beat > self.stuck:
            return Stuck("loop", ("", -1, -1), now - self.beat)
        if not self.is_reachable:
            return None
        return self._item(now) or self._partition(now) or self._start(now)

    def _item(self, now: float) -> Stuck | None:
        late = [each for each in tuple(self._works.values()) if now - each.moved > self.limit(each.stage)]
        worst = min(late, key=lambda each: each.moved, default=None)
        return Stuck(worst.stage, worst.place, now - worst.moved, tuple(_awaited(worst.running))) if worst else None

    def _partition(self, now: float) -> Stuck | None:
        """Where records wait and none is done: after the time of an item in it, which can be named more closely."""
        for (topic, partition), (done, end, since) in self.standings.items():
            stage = self.readers.get(topic, topic)
            if end > done and now - since > self.limit(stage) + self.stuck / 4:
                return Stuck(stage, (topic, partition, done), now - since)
        return None

    def _start(self, now: float) -> Stuck | None:
        since = self.unready_since
        is_late = since is not None and now - since > self.limit("start")
        return Stuck("start", ("", -1, -1), now - since) if since is not None and is_late else None

    def _since(self, place: tuple[str, int], done: int, end: int, now: float) -> float:
        before = self.standings.get(place)
        return before.since if before and before.done == done and before.end > before.done and end > done else now

    def _begin_anew(self, now: float) -> None:
        self.standings, self.unready_since = {}, None
        for work in tuple(self._works.values()):
            work.moved = now


def _awaited(waiting: Any) -> Iterator[str]:
    """Follow what is waited for, down to the innermost line; of the world only names of files and functions are told."""
    while waiting is not None:
        frame = next((found for each in ("cr", "gi", "ag") if (found := getattr(waiting, f"{each}_frame", None))), None)
        if frame is not None:
            yield f"{frame.f_code.co_filename}:{frame.f_lineno} {frame.f_code.co_name}"
        names = ("cr_await", "gi_yieldfrom", "ag_await")
        waiting = next((found for each in names if (found := getattr(waiting, each, None)) is not None), None)
