"""The composition root: every stage with what it needs, on one Faust app."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property, partial
from typing import Any, TypeVar

from prometheus_client import CollectorRegistry

from agents import brokers, sending, topics
from agents.alerting import Alerting
from agents.asking import Asking
from agents.counting import Counting
from agents.dedupe import Dedupe
from agents.delivery import Delivery
from agents.detect import Detect
from agents.gauges import Gauges
from agents.kept import Kept
from agents.pages import Doors as PageDoors
from agents.pages import Pages
from agents.poll import Poll
from agents.queues import Queue
from agents.records import Out
from agents.route import Route
from agents.service import Service
from agents.stage import Times
from agents.tables import Derived, Memory
from agents.tag import Tag
from agents.ticks import Asked, Ticks
from agents.tracing import Tracing
from agents.troubles import Troubles
from agents.turns import Turns
from agents.vigil import Vigil
from agents.watching import Condition, Watching
from monitor import config as configuration
from monitor import pipeline
from monitor.config import Config
from monitor.dedupe.fingerprint import Sketch
from monitor.dedupe.index import Index
from monitor.feeds import robots
from monitor.feeds.poll import Doors as FeedDoors
from monitor.feeds.pushes import due_at
from monitor.feeds.state import FeedState
from monitor.feeds.websub import Keys, Subscriber
from monitor.internet import USER_AGENT
from monitor.ports import Http, Mail
from monitor.shifts import packs
from monitor.shifts.cells import Learned
from monitor.shifts.kinds import Kind
from monitor.shifts.report import Report
from monitor.shifts.story import State, remember

T = TypeVar("T")

STAGES = ("poll", "dedupe", "tag", "detect", "alert", "route", "deliver")
POLLS_AT_ONCE = 100
OF_ROOMS = frozenset({"tag", "detect"})
"""The stages that need the rooms of texts, which take a second to build."""
OF_TEXTS = ("rooms", "stories")
"""What is built anew after a reload that changed how texts are read."""
TICK = 1.0
"""Seconds between two looks at what is due."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """The world, as the service sees it."""

    http: Http
    parse: Callable[[bytes, str, str], Awaitable[Any]]
    judge: Callable[[str, str, str], Awaitable[Any]]
    extract: Callable[[bytes, str, str], Awaitable[str]]
    clock: Callable[[], datetime]
    chance: Callable[[], float]
    tracing: Tracing | None = None
    mail: Mail | None = None


def create(config: Config, doors: Doors, only: Collection[str] = STAGES) -> Service:
    """Make the service; nothing is opened yet."""
    app = brokers.App(config.id, **brokers.settings(config))
    counting = Counting(CollectorRegistry(), config.broker.partition(":")[0])
    writers = {topic.name: topic.writer for topic in topics.TOPICS}
    vigil = Vigil(stuck=config.watchdog.stuck)

    def handed_on(topic: str) -> None:
        counting.out(writers[topic])
        vigil.moved()

    out = Out(app, writers, handed_on)
    service = Service(app=app, clock=doors.clock, counting=counting, out=out, vigil=vigil)
    if doors.tracing:
        service.traced, service.sending = doors.tracing.over, doors.tracing.sending
    composition = _Composition(config=config, doors=replace(doors, http=vigil.watched(doors.http)), service=service)
    composition.furnish(only)
    counting.reloaded(doors.clock(), is_taken=True)
    return service


@dataclass(kw_only=True)
class _Composition:
    """One method for each stage; ticks look at `polls`, `reviews` and `endings`, gauges at `conditions` and `queues`.

    `kept` are the things in use that outlive a reload of the configuration, by name.
    """

    config: Config
    doors: Doors
    service: Service
    polls: Derived[Times] = field(default_factory=lambda: Derived(int, dict))
    queues: Derived[dict[str, Queue]] = field(default_factory=lambda: Derived(int, dict))
    reviews: Derived[Times] = field(default_factory=lambda: Derived(int, dict))
    endings: Derived[Times] = field(default_factory=lambda: Derived(int, dict))
    conditions: Derived[dict[str, Condition]] = field(default_factory=lambda: Derived(int, dict))
    indexed: Callable[[], int] = int
    kept: Kept = field(default_factory=Kept)

    def furnish(self, only: Collection[str]) -> None:
        """Put every stage in its place."""
        for stage in STAGES:
            if stage in only:
                getattr(self, stage)()
        self.service.counting.expect(only, [sink.id for sink in self.config.sinks])
        self.service.every(TICK, self.ticks())
        told = self.kept.get("troubles", dict)
        self.service.every(TICK, Troubles.of(self.service, self.config, only, told), name="troubles")
        self.service.refresh = self.gauges()
        self.service.renew = partial(self._renewed, only)

    def _renewed(self, only: Collection[str], config: Config) -> Callable[[], None]:
        """Build what another configuration needs, aside; what is given puts it in place."""
        new = replace(self, config=config, kept=self.kept.copy())
        if _about_texts(config) != _about_texts(self.config):
            for name in OF_TEXTS:
                new.kept.drop(name)
        if not OF_ROOMS.isdisjoint(only):
            _ = new.rooms
        _ = new.kinds
        return partial(new.furnish, only)

    @property
    def rooms(self) -> pipeline.Rooms:
        """Gazetteer, rules and stories: built for the stages that need them only."""
        rooms: pipeline.Rooms = self.kept.get("rooms", self._built)
        return rooms

    def _built(self) -> pipeline.Rooms:
        return pipeline.rooms(self.config, self.service.counting.tagger_failed)

    @cached_property
    def kinds(self) -> Mapping[str, Kind]:
        """The kinds of shift, with those of the configuration's own packs."""
        return packs.load(self.config.packs).kinds.kinds

    def poll(self) -> None:
        memory: Memory[FeedState] = self._memory("feeds", FeedState)
        subscriber = self._subscriber()
        self.polls = self.kept.times("polls", memory, due_at if subscriber else lambda state: state.next_at)
        self.conditions = self.kept.derived(
            "conditions",
            lambda: memory.generation,
            lambda: {key: Condition.of(state) for key, state in memory.items()},
        )
        asking = Asking(
            feeds={feed.url: feed for feed in self.config.feeds},
            memory=memory,
            times=self.polls,
            doors=FeedDoors(http=self.doors.http, parse=self.doors.parse, aside=asyncio.to_thread),
            pages=self.kept.get("pages", self._pages),
            watching=Watching(
                out=self.service.out,
                clock=self.doors.clock,
                partitions=self.config.partitions,
                conditions=self.conditions,
            ),
            subscriber=subscriber,
            turns=self.kept.get("turns", Turns),
            **self._shared(),
        )
        self.service.listen("poll", [topics.FEEDS_DUE, topics.FEEDS_PUSHED], Poll(asking=asking), at_once=POLLS_AT_ONCE)

    def dedupe(self) -> None:
        memory: Memory[Sketch] = self._memory("sketches", Sketch)
        index = self.kept.get("index", lambda: Derived(lambda: memory.generation, lambda: _index(memory)))
        self.indexed = lambda: len(index.built or ())
        stage = Dedupe(memory=memory, index=index, **self._shared())
        self.service.listen("dedupe", [topics.RAW], stage)

    def tag(self) -> None:
        stage = Tag(tagger=self.rooms.tagger, **self._shared())
        self.service.listen("tag", [topics.UNIQUE], stage)

    def detect(self) -> None:
        memory: Memory[Learned] = self._memory("learned", Learned)
        reports: Memory[Report] = self._memory("reports", Report)

        def build() -> dict[str, State]:
            known, counted = _by_story(memory), _by_story(reports)
            begun = self.rooms.states().items()
            return {name: remember(state, known.get(name, ()), counted.get(name, ())) for name, state in begun}

        stage = Detect(
            extractor=self.rooms.extractor,
            memory=memory,
            reports=reports,
            stories=self.kept.get("stories", lambda: Derived(lambda: (memory.generation, reports.generation), build)),
            **self._shared(),
        )
        self.service.counting.expect_shifts(self.kinds.values(), [story.id for story in self.config.stories])
        self.service.listen("detect", [topics.TAGGED], stage)
        self.service.beside("prepare", self.rooms.extractor.prepare)

    def alert(self) -> None:
        due = Alerting(config=self.config, kinds=self.kinds, service=self.service, kept=self.kept).start()
        self.endings, self.reviews = due.endings, due.reviews

    def route(self) -> None:
        sinks = tuple(sink.id for sink in self.config.sinks)
        self.service.listen("route", [topics.ALERTS], Route(routes=self.config.routes, sinks=sinks, **self._shared()))

    def deliver(self) -> None:
        doors = sending.doors(self.doors.http, self.doors.mail)
        delivery = Delivery(
            config=self.config, service=self.service, doors=doors, chance=self.doors.chance, kept=self.kept
        )
        self.queues = delivery.start().built

    def ticks(self) -> Ticks:
        return Ticks(
            app=self.service.app,
            out=self.service.out,
            clock=self.doors.clock,
            partitions=self.config.partitions,
            feeds=self.config.feeds,
            spacing=timedelta(seconds=self.config.fetch.spacing),
            polls=self.polls,
            reviews=self.reviews,
            endings=self.endings,
            asked=self.kept.get("asked", Asked),
            visited=self.kept.get("visited", dict),
        )

    def gauges(self) -> Gauges:
        return Gauges(
            service=self.service,
            partitions=self.config.partitions,
            feeds={feed.url: topics.partition(feed.host, self.config.partitions) for feed in self.config.feeds},
            sinks=tuple(sink.id for sink in self.config.sinks),
            queues=self.queues,
            conditions=self.conditions,
            indexed=self.indexed,
            told=self.service.memories.get("told"),
            file=brokers.file(self.config),
        )

    def _pages(self) -> Pages:
        name = robots.agent(self.config.fetch.user_agent or USER_AGENT)
        doors = PageDoors(http=self.doors.http, judge=self.doors.judge, extract=self.doors.extract, name=name)
        return Pages(doors=doors, clock=self.doors.clock, counting=self.service.counting)

    def _subscriber(self) -> Subscriber | None:
        websub = self.config.websub
        if websub is None:
            return None
        keys = Keys(configuration.push_secret(websub))
        return Subscriber(keys=keys, callback=websub.callback, http=self.doors.http)

    def _shared(self) -> dict[str, Any]:
        """What every stage has."""
        return {"out": self.service.out, "clock": self.doors.clock, "counting": self.service.counting}

    def _memory(self, name: str, kind: type[Any]) -> Memory[Any]:
        return self.service.memory(name, kind, self.config.partitions)


def _by_story(memory: Memory[T]) -> dict[str, list[T]]:
    found: dict[str, list[T]] = {}
    for key, value in memory.items():
        found.setdefault(key.rpartition("/")[0], []).append(value)
    return found


def _index(memory: Memory[Sketch]) -> Index:
    return pipeline.index(sketch for _, sketch in memory.items())


def _about_texts(config: Config) -> tuple[object, ...]:
    """Give what the rooms follow from: where it is the same, so are they."""
    return config.stories, config.entities, config.packs, config.tagger
