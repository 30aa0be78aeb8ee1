"""What was told, as the broker holds it, looked up for pages: by any worker, whatever partitions it has.

Guarantees: however many ask at once, the broker is read once, and again only after a while that grows with how long it took.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from monitor.models import Alert, Delivery

FRESH = 2.0
"""Seconds for which an answer is good at least."""

SHARE = 10.0
"""Reading may take a tenth of the time at most."""


class Seen(NamedTuple):
    """Alerts by id, and deliveries by alert and sink."""

    alerts: Mapping[str, Alert]
    deliveries: Mapping[str, Delivery]


@dataclass(slots=True)
class Looking:
    """Reads in a thread, and remembers for a while."""

    read: Callable[[], Seen]
    clock: Callable[[], float] = time.monotonic
    _seen: Seen | None = None
    _until: float = 0.0
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def now(self) -> Seen:
        """Give what was told."""
        async with self._turn:
            begun = self.clock()
            if self._seen is None or begun >= self._until:
                self._seen = await asyncio.to_thread(self.read)
                ended = self.clock()
                self._until = ended + max(FRESH, SHARE * (ended - begun))
            return self._seen
