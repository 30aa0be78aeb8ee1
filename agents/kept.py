"""What is in use and outlives a reload of the configuration: by name, made when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from agents.stage import Times
from agents.tables import Derived, Memory


@dataclass(frozen=True, slots=True)
class Kept:
    """The things, by name."""

    things: dict[str, Any] = field(default_factory=dict)

    def get(self, name: str, make: Callable[[], Any]) -> Any:
        """Give what is in use under a name, or make it."""
        if name not in self.things:
            self.things[name] = make()
        return self.things[name]

    def derived(self, name: str, generation: Callable[[], Hashable], build: Callable[[], Any]) -> Derived[Any]:
        """Give what is derived from a table: one for the items in work and for those to come, built anew in this way."""
        found: Derived[Any] = self.get(name, lambda: Derived(generation, build))
        found.renew(build)
        return found

    def times(self, name: str, memory: Memory[Any], at: Callable[[Any], datetime | None]) -> Derived[Times]:
        """Give when each key of a table is next due."""
        return self.derived(name, lambda: memory.generation, lambda: {key: at(value) for key, value in memory.items()})

    def copy(self) -> Kept:
        """Give the same things, of which some may then be dropped."""
        return Kept(dict(self.things))

    def drop(self, name: str) -> None:
        """Let go of a thing: it is made anew."""
        self.things.pop(name, None)
