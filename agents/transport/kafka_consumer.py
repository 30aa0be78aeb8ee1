"""Receiving from Kafka so that nothing is skipped: no stale records, a quick drain."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from aiokafka import TopicPartition
from aiokafka.errors import ConsumerStoppedError
from faust.transport.consumer import ensure_TP
from faust.types import TP, ConsumerMessage

from agents.transport.kafka_accountant import Accountant
from agents.transport.kafka_membership import Thread

LOOK = 2.0  # Seconds between looks for records that were dropped unseen.
TURN = 100  # Records delivered before others on the loop get their turn.


class Consumer(Accountant):
    """The accountant with Faust's fetching replaced (docs/decisions/0003-own-kafka-consumer.md).

    Guarantees
        A record fetched before a seek, a stop of the flow or a revocation is never delivered; it is read again.
    """

    def __init__(self, transport: Any, *args: Any, **options: Any) -> None:
        super().__init__(transport, *args, **options)
        self._epoch = 0
        self._moves = 0
        self._skipped: set[TP] = set()
        self._next_look = 0.0

    def _new_consumer_thread(self) -> Thread:
        return Thread(self, loop=self.loop, beacon=self.beacon)

    async def subscribe(self, topics: Iterable[str]) -> None:
        """Join the group, but not while stopping: Faust's conductor takes the end of the tables for their beginning."""
        if not self.app.should_stop:
            await super().subscribe(topics)

    def close(self) -> None:
        """Leave this to the stop: Faust closes the client of a rebalance that meets one, from a thread that is not its own."""

    def reading(self, tp: TP) -> dict[str, Any]:
        """Say where a partition is read, from memory."""
        client = self._thread._ensure_consumer()  # noqa: SLF001  # No accessor.
        state = client._subscription.subscription.assignment.state_value(TopicPartition(*tp))  # noqa: SLF001  # No accessor.

        return {
            "position": state._position,  # noqa: SLF001  # The accessor wants there to be one.
            "given": self._read_offset.get(tp),
            "done": self.done(tp),
            "waiting": TopicPartition(*tp) in client._fetcher._records,  # noqa: SLF001  # No accessor.
            "skipped": tp in self._skipped,
        }

    # Moving. A new epoch before and after each move: a fetch that overlaps it anywhere is stale.

    @contextmanager
    def _moving(self, places: Iterable[TP]) -> Iterator[None]:
        """Wind partitions back, which makes good what was skipped of them before.

        What is fetched meanwhile may come from before or after the new position: it is skipped, and its note stays.
        When such notes were wiped out at the end, a partition stood still for good after an unlucky start.
        """
        noted = self._skipped.intersection(places)
        self._skipped -= noted
        self._epoch += 1
        self._moves += 1
        try:
            yield
        except BaseException:
            self._skipped |= noted
            raise
        finally:
            self._moves -= 1
            self._epoch += 1

    async def perform_seek(self) -> None:
        """Read every source partition again from where it was committed, or from its beginning where it never was."""
        with self._moving({tp for tp in self._skipped if not self._is_changelog_tp(tp)}):
            self._tracking.forget()
            committed = {ensure_TP(tp): offset for tp, offset in (await self.seek_to_committed()).items()}
            sources = {tp: offset or None for tp, offset in committed.items() if not self._is_changelog_tp(tp)}
            await self._from_beginning(tp for tp, offset in sources.items() if offset is None)
            self._read_offset.update(sources)
            self._committed_offset.update(sources)

    async def _from_beginning(self, places: Iterable[TP]) -> None:
        """Faust leaves a partition without a commit where it is, past records that were fetched and not delivered."""
        chosen = [TopicPartition(*tp) for tp in places]
        if chosen and self.app.conf.consumer_auto_offset_reset == "earliest":
            await self._thread.seek_to_beginning(*chosen)

    async def seek(self, partition: TP, offset: int) -> None:
        """Read a partition from `offset`."""
        place = ensure_TP(partition)
        with self._moving([place]):
            self._tracking.forget([place])
            await super().seek(place, offset)

    async def seek_wait(self, partitions: Mapping[TP, int]) -> None:
        """Read partitions from these offsets."""
        with self._moving(partitions):
            self._tracking.forget(partitions)
            await super().seek_wait(partitions)

    def stop_flow(self) -> None:
        """Deliver nothing more of what was fetched."""
        self._epoch += 1
        super().stop_flow()

    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        """Finish and commit what is in hand, then forget these partitions."""
        self._epoch += 1
        await super().on_partitions_revoked(revoked)
        self._tracking.forget(revoked)
        self._skipped.difference_update(revoked)
        self._epoch += 1

    # Delivering.

    async def getmany(self, timeout: float) -> AsyncIterator[tuple[TP, ConsumerMessage]]:  # noqa: ASYNC109  # Faust's name.
        """Fetch once, and give every record that is still wanted when its turn comes."""
        self._notice_lost()
        await self._read_skipped_again()
        epoch = self._epoch
        records, active = await self._wait_next_records(timeout)
        if not records or self.should_stop:
            return
        for tp in records:
            self.app.monitor.track_tp_end_offset(tp, self.highwater(tp))
        for tp, record in self.scheduler.iterate(records):
            if epoch != self._epoch or self._moves or not self.flow_active:
                self._skipped.update(map(ensure_TP, records))
                return
            is_wanted = active is None or tp in active or tp in self._buffered_partitions
            if is_wanted and self._is_welcome(tp):
                yield tp, self._to_message(tp, record)
            else:
                self._skipped.add(ensure_TP(tp))

    def _is_welcome(self, tp: TP) -> bool:
        """Whether an event would be kept: when recovery ends Faust empties the queues of all streams once more."""
        return self._is_changelog_tp(tp) or not self.app.rebalancing

    def _notice_lost(self) -> None:
        """Read records again that a stream dropped unseen: they would hold back every later commit of their partition."""
        now = asyncio.get_running_loop().time()
        if now < self._next_look:
            return
        self._next_look = now + LOOK
        lost = self._tracking.lost()
        if lost:
            self.log.warning("records handed out were dropped unseen and are read again: %s", sorted(lost))
            self._skipped.update(lost)

    async def _read_skipped_again(self) -> None:
        """Go back for records that were fetched and not delivered."""
        skipped = self._skipped & self.assignment()
        if not skipped or not self.flow_active:
            return
        try:
            for tp in filter(self._is_changelog_tp, skipped):
                await self._rewind_changelog(tp)
            if not all(map(self._is_changelog_tp, skipped)):
                await self.perform_seek()
        except Exception as error:  # noqa: BLE001  # A rebalance may end it anywhere; `_skipped` stays for the next try.
            self.log.info("Skipped records are read again later: %r", error)

    async def _rewind_changelog(self, tp: TP) -> None:
        read = self._read_offset[tp]
        with self._moving([tp]):
            if read is None:
                await self._thread.seek_to_beginning(TopicPartition(*tp))
            else:
                await self._seek(tp, read)

    async def _drain_messages(self, fetcher: Any) -> None:
        """Deliver records without four tasks for each."""
        count = 0
        try:
            while not (self.should_stop or fetcher.should_stop):
                await asyncio.sleep(0)
                async for tp, message in self.getmany(timeout=1.0):
                    count += 1
                    if count % TURN == 0:
                        await asyncio.sleep(0)
                    await self._deliver(tp, message)
        except (ConsumerStoppedError, asyncio.CancelledError):
            if not self.app.should_stop:
                raise

    async def _deliver(self, tp: TP, message: ConsumerMessage) -> None:
        read = self._read_offset[tp]
        if read is not None and message.offset < read:
            return
        epoch = self._epoch
        if self.app.topics.acks_enabled_for(message.topic):
            self._tracking.hand_out(tp, message.offset, message)
        if self._is_way_clear(tp):
            await self.app.topics._tp_to_callback[tp](message)  # type: ignore[attr-defined]  # noqa: SLF001  # No accessor.
        else:
            await self.wait_first(self.callback(message), self.suspend_flow.wait())
        if epoch == self._epoch:
            self._read_offset[tp] = message.offset

    def _is_way_clear(self, tp: TP) -> bool:
        """Whether delivery cannot wait for anything, so that it needs no task that could be cancelled."""
        topics: Any = self.app.topics
        buffer = self.app.producer.buffer

        return (
            self.app.flow_control.is_active()
            and not topics._tp_to_callback_lock.locked()  # noqa: SLF001  # No accessor.
            and tp in topics._tp_to_callback  # noqa: SLF001  # No accessor.
            and buffer.size <= buffer.max_messages
            and not any(channel.queue.full() for channel in topics._tp_index[tp])  # noqa: SLF001  # No accessor.
        )
