"""How many may be at one host at once, how fast one after the other, and which hosts asked for rest.

A host is one host over http and https; on another port than these two have, it is a host of its own. Who only reads (GET,
HEAD) takes turns in order of arrival and keeps the spacing; who posts does not stand in that queue.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

from yarl import URL

from monitor.errors import HostResting
from monitor.internet import places

LONGEST_REST = 3_600.0
_FEW = 64

Key = tuple[str, int]


def key(url: URL) -> Key:
    """Name the host that a URL is at.

    >>> key(URL("https://News.example/feed")) == key(URL("http://news.example./rss"))
    True
    """
    return (url.raw_host or "").rstrip(".").lower(), 0 if url.is_default_port() else url.port or 0


@dataclass(slots=True, kw_only=True)
class _Gate:
    """One host: who is in, whose turn it is, when the next may start, until when it rests."""

    room: asyncio.Semaphore
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0
    next_at: float = 0.0
    rests_until: float = 0.0


class Gates:
    """The gates of all hosts; one that nobody needs any more is forgotten."""

    def __init__(
        self,
        width: int,
        spacing: float = 0.0,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._width = width
        self._spacing = spacing
        self._clock = clock
        self._sleep = sleep
        self._gates: dict[Key, _Gate] = {}
        self._most = _FEW

    def __len__(self) -> int:
        return len(self._gates)

    @contextlib.asynccontextmanager
    async def at(self, url: URL, *, is_read: bool) -> AsyncIterator[None]:
        """Be at a host, once it is one's turn.

        Raises:
            HostResting: the host asked not to be read from for a while.
        """
        gate = self._gate(url)
        gate.users += 1
        try:
            await (self._turn(gate, url) if is_read else gate.room.acquire())
            try:
                yield
            finally:
                gate.room.release()
        finally:
            gate.users -= 1
            if not self._is_needed(gate):
                self._gates.pop(key(url), None)

    def rest(self, url: URL, seconds: float) -> None:
        """Let nobody read from a host for so long, an hour at most."""
        if seconds > 0:
            gate = self._gate(url)
            gate.rests_until = max(gate.rests_until, self._clock() + min(seconds, LONGEST_REST))

    async def _turn(self, gate: _Gate, url: URL) -> None:
        """Wait for one's turn, then for the spacing, then for room; a rest asked for meanwhile ends the waiting."""
        self._check(gate, url)
        async with gate.turn:
            self._check(gate, url)
            if (wait := gate.next_at - self._clock()) > 0:
                await self._sleep(wait)
            await gate.room.acquire()
            try:
                self._check(gate, url)
            except HostResting:
                gate.room.release()
                raise
            gate.next_at = self._clock() + self._spacing

    def _check(self, gate: _Gate, url: URL) -> None:
        if (seconds := gate.rests_until - self._clock()) > 0:
            raise HostResting(places.origin(str(url)), seconds)

    def _gate(self, url: URL) -> _Gate:
        if len(self._gates) >= self._most:
            self._gates = {name: gate for name, gate in self._gates.items() if self._is_needed(gate)}
            self._most = max(_FEW, 2 * len(self._gates))
        return self._gates.setdefault(key(url), _Gate(room=asyncio.Semaphore(self._width)))

    def _is_needed(self, gate: _Gate) -> bool:
        return gate.users > 0 or max(gate.next_at, gate.rests_until) > self._clock()
