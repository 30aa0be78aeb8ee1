"""The deliver stage with a log in memory, sinks behind a stand-in for the network, and a clock that tests turn."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple, cast
from urllib.parse import urlsplit

from prometheus_client import CollectorRegistry

from agents import sending, topics
from agents.counting import Counting
from agents.deliver import Deliver
from agents.outgoing import Outgoing
from agents.queues import Queues
from agents.records import RETRY_OF, Item, Letter, letter
from agents.sending import Sender
from agents.tables import Memory
from agents.waking import OFTEN, Waking
from monitor import codec, ports
from monitor.alerts import outbox, silences
from monitor.alerts.outlet import Outlet
from monitor.alerts.settings import Inhibit, Route
from monitor.alerts.silences import Silence
from monitor.alerts.sinks.settings import Sink, Webhook
from monitor.models import Alert, Delivery
from tests import fakes
from tests.monitor.alerts import given

Answer = Callable[[datetime], ports.Response]


class Sent(NamedTuple):
    """One attempt, as the network saw it."""

    sink: str
    alert: str
    revision: int
    at: datetime


class Place(NamedTuple):
    topic: str
    partition: int


def status(number: int, **headers: str) -> Answer:
    return lambda _: ports.Response(url="", status=number, headers=headers)


@dataclass
class Office:
    """One worker. `answers` are what each sink says next (it takes what comes after), `doors` are shut where a sink is slow."""

    folder: Path
    sinks: tuple[str, ...] = ("desk",)
    routes: tuple[Route, ...] = ()
    inhibit: tuple[Inhibit, ...] = ()
    pace: float = 0.0
    partitions: int = 4
    chance: float = 0.5
    clock: fakes.Clock = field(default_factory=fakes.Clock)
    sent: list[Sent] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    answers: dict[str, deque[Answer]] = field(default_factory=lambda: defaultdict(deque))
    down: dict[str, Answer] = field(default_factory=dict)
    doors: dict[str, asyncio.Event] = field(default_factory=dict)
    posted: fakes.Posted = field(default_factory=fakes.Posted)
    log: deque[Letter] = field(default_factory=deque)
    tables: dict[str, dict[bytes, bytes]] = field(default_factory=lambda: defaultdict(dict))
    consumer_generation_id: int = 1
    taken: int = 0
    is_losing: bool = False
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    conf: Any = field(default_factory=lambda: SimpleNamespace(id="kabar"))

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        """Begin with what the tables hold, as after a start or a rebalance."""
        app = cast("Any", self)
        (self.folder / "secret").write_text(given.SECRET)
        self.queues = Queues(
            deliveries=Memory(app, "outbox", Delivery, partitions=self.partitions),
            outlets=Memory(app, "outlets", Outlet, partitions=self.partitions),
            silences=Memory(app, "silences", Silence, partitions=self.partitions),
            routes=self.routes or (Route(to=self.sinks),),
            inhibit=self.inhibit,
        )
        self.counting = Counting(CollectorRegistry(), "sqlite")
        settings = {name: self._sink(name) for name in self.sinks}
        sender = Sender(sinks=settings, doors=sending.doors(self._http), clock=self.clock, language="en")
        shared: dict[str, Any] = {"out": self.posted, "clock": self.clock, "counting": self.counting}
        outgoing = Outgoing(
            queues=self.queues,
            sender=sender,
            pace=lambda _: self.pace,
            chance=lambda: self.chance,
            language="en",
            **shared,
        )
        self.stage = Deliver(outgoing=outgoing, **shared)
        self.waking = Waking(app=app, out=app, clock=self.clock, partitions=self.partitions, times=self.queues.times)

    # What Faust is to the tables, the ticks and the letters.

    def Table(self, name: str, **_: object) -> dict[bytes, bytes]:  # noqa: N802  # Faust's name.
        return self.tables[name]

    @property
    def consumer(self) -> Office:
        return self

    def assignment(self) -> set[Place]:
        return {Place(f"kabar.{topics.OUTGOING.removeprefix('kabar.')}", number) for number in range(self.partitions)}

    async def send(self, *letters: Letter) -> None:
        self.log += letters

    # What tests do.

    def tell(self, *alerts: Alert, sinks: Iterable[str] = ()) -> None:
        """Route alerts to sinks: all of them where none is named."""
        self.log += [letter(topics.OUTGOING, sink, alert) for alert in alerts for sink in sinks or self.sinks]

    def put_back(self, dead: Letter) -> None:
        self.log.append(replace(dead, headers={RETRY_OF: b"d1"}))

    def silence(self, silence: Silence) -> None:
        """Put a silence on every partition, as the command line does."""
        value = silences.encode(silence)
        self.log += [Letter(topic=topics.SILENCES, key=silence.id, value=value, partition=n) for n in range(4)]

    async def settled(self) -> None:
        """Take everything that is on the log, until nothing moves but what waits at a door."""
        while True:
            while self.log:
                task = asyncio.create_task(self._take(self.log.popleft()))
                self.tasks.add(task)
                task.add_done_callback(self.tasks.discard)
            for _ in range(10):
                await asyncio.sleep(0)
            if not self.log:
                return

    async def run(self, seconds: float) -> None:
        """Let time pass, from one moment at which something is due to the next, as exactly as ticks are."""
        end = self.clock.now + timedelta(seconds=seconds)
        await self.settled()
        while self.clock.now < end:
            now = self.clock.now
            due = [at for at in self.queues.times.now().values() if at and at < end]
            ahead = max(0.0, (min(due, default=end) - now).total_seconds())
            steps = max(1, -(-ahead // OFTEN))  # The next tick at or after it.
            self.clock.now = min(end, now + timedelta(seconds=steps * OFTEN))
            await self.waking()
            await self.settled()

    def delivery(self, alert: str, sink: str = "desk") -> Delivery | None:
        return self.queues.deliveries.get(outbox.key(alert, sink))

    def told(self, sink: str = "desk") -> list[tuple[str, int]]:
        """List what a sink was sent: alert and revision."""
        return [(each.alert, each.revision) for each in self.sent if each.sink == sink]

    def records(self, topic: str, kind: Any) -> list[Any]:
        return [codec.decode(each.value, kind) for each in self.posted.on(topic)]

    async def _take(self, each: Letter) -> None:
        self.taken += 1
        partition = topics.partition(each.key, self.partitions) if each.partition is None else each.partition
        message = SimpleNamespace(generation_id=self.consumer_generation_id, headers=dict(each.headers))
        item = Item(
            event=SimpleNamespace(message=message),
            topic=each.topic,
            partition=partition,
            offset=self.taken,
            timestamp=self.clock.now.timestamp(),
            key=each.key,
            value=each.value,
        )
        await self.stage(item)
        item.settle(is_handed_on=True)
        self.log += () if self.is_losing else item.parting

    def _sink(self, name: str) -> Sink:
        return Sink(id=name, webhook=Webhook(url=f"https://{name}/", secret_file=str(self.folder / "secret")))

    async def _http(self, request: ports.Request) -> ports.Response:
        sink = urlsplit(request.url).netloc
        body = json.loads(request.body)
        self.sent.append(Sent(sink, body["alert_id"], body["revision"], self.clock.now))
        self.bodies.append(body)
        if sink in self.doors:
            await self.doors[sink].wait()
        if sink in self.down:
            return self.down[sink](self.clock.now)
        return self.answers[sink].popleft()(self.clock.now) if self.answers[sink] else status(204)(self.clock.now)


def alert(name: str, revision: int = 1, *, seconds: float = 0, **fields: Any) -> Alert:
    """An alert told so many seconds after noon."""
    return given.alert(
        id=name, revision=revision, headline=f"{name} {revision}", told_at=given.later(seconds), **fields
    )
