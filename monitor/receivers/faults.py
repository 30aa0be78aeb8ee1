"""What a receiver may be told to do wrong: refuse, ask for time, take a message and lose the answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One request that goes wrong.

    With a `status` it is answered so and not taken. With `is_cut` the connection ends without an answer, after the message was
    taken if `is_taken`. `seconds` is how long the receiver waits before anything of that. `path` is how the path must end.
    """

    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    is_cut: bool = False
    is_taken: bool = False
    seconds: float = 0.0
    path: str = ""


@dataclass(kw_only=True)
class Faults:
    """The faults to come, each for the next request that it is meant for; `done` are those that happened."""

    coming: list[Fault] = field(default_factory=list)
    done: list[Fault] = field(default_factory=list)

    def add(self, fault: Fault, times: int = 1) -> None:
        """Let the next requests go wrong."""
        self.coming += [fault] * times

    def around(self, handler: Handler) -> Handler:
        """Put the faults before a handler."""

        async def guarded(request: web.Request) -> web.StreamResponse:
            fault = self._next(request.path)
            return await handler(request) if fault is None else await _wrong(fault, request, handler)

        return guarded

    def _next(self, path: str) -> Fault | None:
        for position, fault in enumerate(self.coming):
            if path.endswith(fault.path):
                self.done.append(self.coming.pop(position))
                return fault
        return None


async def _wrong(fault: Fault, request: web.Request, handler: Handler) -> web.StreamResponse:
    await request.read()
    if fault.seconds:
        await asyncio.sleep(fault.seconds)
    if fault.status:
        return web.Response(status=fault.status, headers=fault.headers)
    taken = await handler(request) if fault.is_taken or not fault.is_cut else web.Response()
    if fault.is_cut and request.transport is not None:
        request.transport.abort()
    return taken
