"""Turns: of those who want the same thing at once, one has it and the others wait."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class _Turn:
    """A lock and how many hold it or wait for it: one that was let go but is waited for looks free."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0


@dataclass(frozen=True, slots=True)
class Turns:
    """A lock for each name, kept as long as somebody has it or waits for it."""

    open: dict[str, _Turn] = field(default_factory=dict)

    @asynccontextmanager
    async def of(self, name: str) -> AsyncIterator[None]:
        """Wait until nobody else has it."""
        turn = self.open.setdefault(name, _Turn())
        turn.users += 1
        try:
            async with turn.lock:
                yield
        finally:
            turn.users -= 1
            if not turn.users:
                del self.open[name]
