"""A connection that is watched: an answer has to be mostly answer.

A server that sends interim answers, chunks of one byte or extensions without end keeps the parser busy for as long as it
likes, and with it everybody else: 250 kB of interim answers cost a second. Here what came is parsed in slices, and whoever
sends much more frame than content is hung up on.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

import aiohttp
from aiohttp.client_proto import ResponseHandler

# At once, until an answer has begun and a body flows: 160 interim answers take 4 ms.
SLICE = 4_096
FLOW = 16_384
# Headers, and the frames of a body; as much again is allowed as the body has bytes.
FRAME = 65_536
# Answers that were sent and not yet waited for; an honest server sends one, perhaps after a few interim ones.
PENDING = 8
# What the kernel may hand over at once; it doubles the number.
RECEIVE_BUFFER = 131_072


class Babble(aiohttp.ClientPayloadError):
    """The server sends much, and nothing in it is an answer."""


class Connector(aiohttp.TCPConnector):
    """Makes watched connections."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self._factory = partial(Watched, loop=asyncio.get_running_loop())  # type: ignore[assignment] # A kind of it.


class Watched(ResponseHandler):
    """aiohttp's side of a connection, with a sense of proportion."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(loop)
        self._came = 0
        self._content = 0
        self._before: Any = None

    def set_response_params(self, **params: Any) -> None:
        """Begin to wait for an answer; the body of the one before, on a connection used again, does not count."""
        self._came = self._content = 0
        self._before = self._payload
        super().set_response_params(**params)

    def data_received(self, data: bytes) -> None:
        """Parse what came, slice by slice."""
        start = 0
        while start < len(data) or not data:
            piece = data[start : start + (FLOW if self._content > FLOW else SLICE)]
            super().data_received(piece)
            start += len(piece)
            self._weigh(len(piece))
            if not piece or self.transport is None or self.transport.is_closing():
                return

    def _weigh(self, size: int) -> None:
        self._came += size
        if self._payload is not self._before and self._payload is not None:
            self._content = self._payload.total_bytes
        if len(self._buffer) > PENDING or self._came - self._content > FRAME + self._content:
            self._hang_up()

    def _hang_up(self) -> None:
        error = Babble("mostly frame")
        if self._payload is not None and not self._payload.is_eof():
            self._payload.set_exception(error)
        self.set_exception(error)
        if self.transport is not None:
            self.transport.abort()
