"""The thread that is a member of the group, and leaves it at once wherever it stands."""

from __future__ import annotations

import asyncio
from typing import Any

from aiokafka.client import ConnectionGroup
from aiokafka.consumer.group_coordinator import GroupCoordinator
from aiokafka.errors import RebalanceInProgressError
from aiokafka.protocol.group import JoinGroupRequest, SyncGroupRequest
from faust.transport.drivers.aiokafka import AIOKafkaConsumerThread
from mode import Service

from agents.transport import kafka_clients

NOBODY = JoinGroupRequest.UNKNOWN_MEMBER_ID


class Coordinator(GroupCoordinator):  # type: ignore[misc]  # aiokafka ships no types.
    """aiokafka's, which also leaves while it waits to be let in.

    Kafka answers who joins only when all others have joined again, and waits `kafka.session` for one that was killed. It
    does not look at what comes after on the same connection, so that one is hung up, and the leave goes over a new one.
    """

    async def _send_req(self, request: Any) -> Any:
        """Wait for the answer; while closing, not for one that Kafka holds back.

        Who has no name yet is given one at once: it has to be known to leave, or Kafka waits `kafka.session` for it, too.
        """
        if self.member_id == NOBODY or not isinstance(request, JoinGroupRequest | SyncGroupRequest):
            return await super()._send_req(request)
        answer = asyncio.ensure_future(super()._send_req(request))
        await asyncio.wait([answer, self._closing], return_when=asyncio.FIRST_COMPLETED)
        if answer.done():
            return await answer
        answer.cancel()
        await asyncio.wait([answer])
        if connection := self._client._conns.get((self.coordinator_id, ConnectionGroup.COORDINATION)):  # noqa: SLF001  # No accessor.
            connection.close()
        raise RebalanceInProgressError

    async def _maybe_leave_group(self) -> None:
        """Leave by name: aiokafka's asks for a generation, which who waits for the first one has not."""
        if self.member_id != NOBODY:
            self.generation: int = max(self.generation, 1)
        await super()._maybe_leave_group()


class Thread(AIOKafkaConsumerThread):
    """Faust's thread, which can be stopped at any moment of its start."""

    async def on_start(self) -> None:
        """Connect unless a stop comes first. Aiokafka lets nobody choose the coordinator; its own has asked nothing so far.

        A stop waits for what it interrupts: the end of this thread would cancel it a second time, its connection open.
        """
        connecting = asyncio.ensure_future(kafka_clients.unbroken(super().on_start()))
        if await self.wait_for_stopped(connecting):
            await asyncio.gather(connecting, return_exceptions=True)
        else:
            self._ensure_consumer()._coordinator.__class__ = Coordinator  # noqa: SLF001  # As above.

    async def stop(self) -> None:
        """Stop what was begun, also where the thread does not run yet: mode passes over it, and it would run for ever."""
        if self._thread is not None:
            await Service.stop(self)
            self._thread.stop()
