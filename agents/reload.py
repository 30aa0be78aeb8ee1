"""A changed configuration file, taken in while the service runs.

Guarantees: a file with mistakes, or one that changes what only a restart can, changes nothing; what is new is built aside and
takes its place between two items; nothing that is remembered, and no item in work, is lost.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog

from agents import logs
from agents.service import Service
from monitor import config as configuration
from monitor import garbage
from monitor.config import Config, hiding
from monitor.errors import ConfigInvalid, MonitorError
from monitor.text import marked

log = structlog.get_logger()

FIXED = ("id", "broker", "partitions", "kafka", "fetch", "web", "websub", "watchdog", "traces")
"""What is opened at the start and stays so: connections, ports, tables and their partitions."""

LISTED: Mapping[str, Callable[[Any], str]] = {
    "feeds": lambda feed: str(feed.url),
    "stories": lambda story: str(story.id),
    "sinks": lambda sink: str(sink.id),
    "routes": repr,
    "entities": repr,
    "packs": repr,
}
"""Sections that are lists, and what their entries are known by."""


@dataclass(kw_only=True)
class Reload:
    """Takes the file in when it is called, one call after the other; `taken` hears of each configuration that is in force."""

    service: Service
    config: Config
    clock: Callable[[], datetime]
    taken: Callable[[Config], None] = lambda _: None
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def __call__(self) -> str:
        """Read the file and put it in force; says what is another now.

        Raises:
            ConfigInvalid: with one line for each mistake; nothing was changed.
        """
        async with self._turn:
            try:
                found, put = await asyncio.to_thread(self._built)
            except MonitorError as error:
                mistakes = error.mistakes if isinstance(error, ConfigInvalid) else (f"{self.config.path}:1: {error}",)
                self._refuse(mistakes)
                raise ConfigInvalid(mistakes) from error
            except Exception:  # A bug: the operator hears of it as of a bad file, then it goes on up.
                self._refuse(())
                raise
            put()
            changes = "; ".join(_changes(self.config, found)) or "nothing changed"
            self._force(found)
            garbage.set_aside()
            log.info("reloaded", changes=changes)
            return changes

    def _built(self) -> tuple[Config, Callable[[], None]]:
        """Read the file and build what it needs: it takes a second, and has a thread of its own."""
        found = configuration.load(self.config.path)
        if mistakes := tuple(_fixed(self.config, found)):
            raise ConfigInvalid(mistakes)
        configuration.check_files(found)
        return found, self.service.renew(found)

    def _force(self, found: Config) -> None:
        if found.log.level != self.config.log.level:
            logs.set_level(found.log.level)
        logs.secrets.watch(hiding.files(found))
        self.service.counting.reloaded(self.clock(), is_taken=True)
        self.taken(found)
        self.config = found

    def _refuse(self, mistakes: Collection[str]) -> None:
        self.service.counting.reloaded(self.clock(), is_taken=False)
        log.error("reload refused: the configuration in force stays", mistakes=list(mistakes), exc_info=not mistakes)


def _fixed(old: Config, new: Config) -> Iterator[str]:
    """Say what the file changes that cannot change now, each with its line."""
    changed = [name for name in FIXED if getattr(old, name) != getattr(new, name)]
    document = marked.read(new.path.read_text(encoding="utf-8-sig")) if changed else None
    for name in changed:
        line = document.line((name,)) if document else 1
        yield f"{new.path}:{line}: {name}: cannot change while the service runs; restart it for this"


def _changes(old: Config, new: Config) -> Iterator[str]:
    for section, named in LISTED.items():
        before = {named(each): each for each in getattr(old, section)}
        after = {named(each): each for each in getattr(new, section)}
        counts = {
            "new": len(after.keys() - before.keys()),
            "gone": len(before.keys() - after.keys()),
            "changed": sum(before[name] != after[name] for name in before.keys() & after.keys()),
        }
        if said := ", ".join(f"{count} {what}" for what, count in counts.items() if count):
            yield f"{section}: {said}"
    yield from (
        f"{name}: changed" for name in ("language", "tagger", "log") if getattr(old, name) != getattr(new, name)
    )
