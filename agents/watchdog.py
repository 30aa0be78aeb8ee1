"""The watchdog: a thread beside the loop that ends a stuck worker, so that whoever supervises it starts it again.

Guarantees: what hangs, be it an await, a loop of code or Faust itself, is noticed; what ends the worker is logged first, with
the stage and the item, and noted in a file where there is one. An item over which the worker was ended `MOST` times goes to
the dead letters at the next start, so that it cannot stop the watch for ever.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import threading
import time
import traceback
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import structlog

from agents.vigil import Place, Stuck, Vigil

log = structlog.get_logger()

ENDED = 75
"""The exit code of a worker that its watchdog ended: EX_TEMPFAIL, try again."""

NOTES = "KABAR_WATCHDOG_NOTES"
"""The variable that names the file of notes; the embedded broker has one beside its own file."""

MOST = 3
PROBE = 5.0
"""Seconds between two questions to the broker, and for an answer."""

_BEAT = 0.5
_KEPT = 200


@dataclass(frozen=True, slots=True)
class Notes:
    """What ended the worker before, one JSON object a line; without a path nothing is kept."""

    path: Path | None = None

    def read(self) -> list[tuple[str, Place]]:
        """Give stage and place of each time."""
        found: list[tuple[str, Place]] = []
        with suppress(OSError):
            for line in self.path.read_text(encoding="utf-8").splitlines()[-_KEPT:] if self.path else ():
                with suppress(ValueError, KeyError, TypeError):
                    row = json.loads(line)
                    found.append((str(row["stage"]), (str(row["topic"]), int(row["partition"]), int(row["offset"]))))
        return found

    def add(self, stuck: Stuck) -> None:
        """Note what ends the worker now."""
        topic, partition, offset = stuck.place
        row = {"stage": stuck.stage, "topic": topic, "partition": partition, "offset": offset, "at": time.time()}
        with suppress(OSError):
            if self.path:
                with self.path.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(row) + "\n")

    def given_up(self) -> frozenset[Place]:
        """Give the places of items over which the worker was ended too often."""
        counts = Counter(place for _, place in self.read() if place[0])
        return frozenset(place for place, times in counts.items() if times >= MOST)


def notes(beside: Path | None) -> Notes:
    """Find the file of notes: the one that the environment names, else one beside the broker's file."""
    named = os.environ.get(NOTES)
    if named:
        return Notes(Path(named))
    return Notes(beside.with_name(f"{beside.name}.watchdog") if beside else None)


@dataclass(kw_only=True)
class Watchdog:
    """Keeps the vigil's clocks going in the loop, and looks at them from a thread."""

    vigil: Vigil
    notes: Notes
    ask: Callable[[], Awaitable[dict[tuple[str, int], tuple[int, int]]]]
    ready: Callable[[], str]
    look: Callable[[str], Mapping[str, Any]]
    """Tells what the consumer is doing about a topic."""
    end: Callable[[int], Any] = os._exit
    _done: threading.Event = field(default_factory=threading.Event)
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    def start(self) -> None:
        """Begin to watch; call it in the loop."""
        self.vigil.beat = self.vigil.now()  # Building the service has taken its time.
        self._tasks = [asyncio.create_task(self._beats()), asyncio.create_task(self._probes())]
        loop = threading.get_ident()
        threading.Thread(target=self._look, args=(loop,), name="kabar-watchdog", daemon=True).start()

    def stop(self) -> None:
        """Watch no longer."""
        self._done.set()
        for task in self._tasks:
            task.cancel()

    async def probe(self) -> None:
        """Ask the broker once how far everything is."""
        try:
            async with asyncio.timeout(PROBE):
                found = await self.ask()
        except Exception as error:  # noqa: BLE001  # Whatever keeps the broker from answering, it does not answer.
            if self.vigil.is_reachable:
                log.warning("the broker does not answer", why=repr(error)[:300])
            self.vigil.unreachable()
        else:
            if not self.vigil.is_reachable:
                log.warning("the broker answers again")
            self.vigil.reached(found, is_ready=not self.ready())

    async def _beats(self) -> None:
        rest = min(_BEAT, self.vigil.stuck / 10)
        while True:
            before = self.vigil.now()
            await asyncio.sleep(rest)
            self.vigil.beat = self.vigil.now()
            self.vigil.lag = max(0.0, self.vigil.beat - before - rest)

    async def _probes(self) -> None:
        while True:
            await self.probe()
            await asyncio.sleep(min(PROBE, self.vigil.stuck / 4))

    def _look(self, loop: int) -> None:
        while not self._done.wait(min(1.0, self.vigil.stuck / 10)):
            stuck = self.vigil.judged()
            if stuck is not None and not self._done.is_set():
                self._end(stuck, loop)

    def _end(self, stuck: Stuck, loop: int) -> None:
        where = stuck.where
        if stuck.stage == "loop" and (frame := sys._current_frames().get(loop)):  # noqa: SLF001  # There is no other way.
            where = tuple(f"{each.filename}:{each.lineno} {each.name}" for each in traceback.extract_stack(frame)[-12:])
        topic, partition, offset = stuck.place
        log.error(
            "stuck: the worker ends to be started again",
            stage=stuck.stage,
            topic=topic,
            partition=partition,
            offset=offset,
            seconds=round(stuck.seconds),
            where=where[-8:],
            consumer=self._seen(topic),
            code=ENDED,
        )
        self.notes.add(stuck)
        sys.stderr.flush()
        self.end(ENDED)

    def _seen(self, topic: str) -> Mapping[str, Any]:
        try:
            return self.look(topic)
        except Exception as error:  # noqa: BLE001  # The loop goes on meanwhile, and whatever is wrong may be wrong here too.
            return {"unknown": repr(error)}
