"""What is done of what came from Kafka, and what may be committed: exactly that."""

from __future__ import annotations

import asyncio
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from weakref import WeakSet

from faust.exceptions import ImproperlyConfigured
from faust.transport.consumer import ensure_TP
from faust.transport.drivers import aiokafka
from faust.types import TP, Message
from faust.types.enums import ProcessingGuarantee
from faust.types.tuples import ack_lock
from mode.utils.futures import notify

from agents.transport.tracking import Tracking

DRAIN = 8.0  # Seconds that events in hand have to finish when partitions move or the worker stops.


class Accountant(aiokafka.Consumer):
    """Faust's consumer with its offset arithmetic replaced (docs/decisions/0003-own-kafka-consumer.md).

    Guarantees
        An offset is committed only when every record before it is done and everything sent so far has its receipt.
        An event whose agent was cancelled or broke is not done: it is handled again after a restart or a rebalance.
    """

    def __init__(self, transport: Any, *args: Any, **options: Any) -> None:
        if transport.app.conf.processing_guarantee is ProcessingGuarantee.EXACTLY_ONCE:
            raise ImproperlyConfigured("kabar-kafka:// hands on at least once; it has no exactly_once")
        super().__init__(transport, *args, **options)
        self._tracking: Tracking[TP] = Tracking()
        # Faust's compiled stream iterator does the work of `ack` itself. Of it we see the `discard`; the lists of
        # acked offsets, from which Faust computes what to commit, stay empty.
        self._unacked_messages = _InHand(self._finish)
        self._acked = defaultdict(_Nothing)  # type: ignore[arg-type]  # Stands in for a dict of lists.
        self._acked_index = defaultdict(_Nothing)  # type: ignore[arg-type]  # Stands in for a dict of sets.

    # Finishing.

    def ack(self, message: Message) -> bool:
        """Note that an event is done."""
        with ack_lock:
            if message.acked or self._is_left_over(message):
                return False
            message.acked = True
        if self.app.topics.acks_enabled_for(message.topic):
            self._unacked_messages.discard(message)
            self._n_acked += 1
        notify(self._waiting_for_ack)

        return True

    def _is_left_over(self, message: Message) -> bool:
        """Whether a stream skips an event unseen, because it was fetched before a rebalance or a stop."""
        if message.tracked:
            return False

        return message.generation_id != self.app.consumer_generation_id or not self.app.flow_control.is_active()

    def _finish(self, message: Message) -> None:
        """Take an event off the list, unless its agent was cancelled or broke in the middle of it.

        A stream acks in a `finally`, which runs for both. It runs under GeneratorExit only where the stream was closed
        while its agent still had the event.
        """
        if sys.exc_info()[0] is not GeneratorExit:
            self._tracking.finish(message.tp, message.offset, message)

    async def wait_empty(self) -> None:
        """Let events in hand finish, but not for ever, and commit."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + DRAIN
        while self._unacked_messages and not self.should_stop and loop.time() < deadline:
            await self._wait_for_ack(timeout=1)
        if self._unacked_messages:
            self.log.warning("%d events did not finish in time; they are handled again", len(self._unacked_messages))
        await self.commit_and_end_transactions()

    # Committing.

    def _filter_tps_with_pending_acks(self, topics: Any = None) -> Iterator[TP]:
        return (tp for tp in self._tracking if topics is None or tp in topics or tp.topic in topics)

    def _new_offset(self, tp: TP) -> int | None:
        return self._tracking.committable(tp)

    def done(self, tp: TP) -> int:
        """The offset below which everything is done, committed or about to be."""
        return self._tracking.committable(tp) or self._committed_offset.get(tp) or 0

    async def _commit_offsets(
        self,
        offsets: Mapping[TP, int],
        start_new_transaction: bool = True,  # noqa: FBT001, FBT002  # Faust's.
    ) -> bool:
        del start_new_transaction
        producer: Any = self.app.producer
        if not await producer.settle():
            if producer.buffer.failure is not None:
                await self.crash(producer.buffer.failure)
            return False
        assignment = self.assignment()
        mine = {tp: offset for tp, offset in offsets.items() if tp in assignment}
        if not mine or not await self._commit(mine):
            return False
        self.app.tables.on_commit(mine)
        self._committed_offset.update(mine)
        self.app.monitor.on_tp_commit(mine)

        return True

    def verify_event_path(self, now: float, tp: TP) -> None:
        """Leave this to our watchdog: Faust's reads a position that a seek empties for a moment, and then crashes."""

    async def behind(self) -> dict[TP, tuple[int, int]]:
        """For each source partition what is done, and where it ends, as the broker says now."""
        mine = [tp for tp in self.assignment() if not self._is_changelog_tp(tp)]
        if not mine:  # There is nothing to be behind with, but the broker is to be heard of.
            await self._thread.call_thread(self._ask_for_topics)
            return {}
        ends = {ensure_TP(tp): end for tp, end in (await self.highwaters(*mine)).items()}
        done = {tp: self._committed_offset.get(tp) or 0 for tp in ends}
        late = [tp for tp in ends if ends[tp] > done[tp]]
        firsts = {ensure_TP(tp): first for tp, first in (await self.earliest_offsets(*late)).items()} if late else {}

        return {tp: (max(done[tp], firsts.get(tp, 0)), ends[tp]) for tp in ends}

    async def _ask_for_topics(self) -> None:
        await self._thread._ensure_consumer().topics()  # noqa: SLF001  # No accessor.


class _InHand(WeakSet[Message]):
    """Events that streams took up and did not finish; `finished` hears of each that leaves."""

    def __init__(self, finished: Callable[[Message], None]) -> None:
        super().__init__()
        self._finished = finished

    def discard(self, item: Message) -> None:
        super().discard(item)
        self._finished(item)


class _Nothing:
    """Remembers nothing, so that every ack gets through."""

    def __contains__(self, offset: int) -> bool:
        return False

    def __bool__(self) -> bool:
        return False

    def add(self, offset: int) -> None:
        """Forget it."""

    append = add
