"""Receiving from the embedded broker."""

from __future__ import annotations

import asyncio
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

from faust.assignor.client_assignment import ClientAssignment
from faust.transport import consumer
from faust.types import TP, ConsumerMessage, Message
from mode import Service
from mode.utils.futures import notify

from agents.transport.broker import Broker
from agents.transport.facts import TopicRow
from agents.transport.progress import Progress
from agents.transport.rows import Record
from agents.transport.sqlite_producer import choose

BATCH = 100  # Records read at once from one partition, so that the others get their turn.
REST = 1.0  # Seconds without news after which the fetcher looks whether it should stop.
SETTLE = 0.02  # The same while partitions are assigned, of whose end nobody tells us.
DRAIN = 8.0  # Seconds that events in hand have to finish when the worker stops.


class Consumer(consumer.Consumer):
    """Reads every partition of the file: there is one worker, and nothing to share."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.group: str = self.app.conf.id
        self._mine: dict[TP, Progress] = {}
        self._generation = 0
        # Faust's compiled stream iterator does the work of `ack` itself and tells us only through these two.
        self._acked = _Finishers(self)  # type: ignore[assignment]  # Stands in for a dict of lists.
        self._acked_index = defaultdict(_Nothing)  # type: ignore[arg-type]  # Stands in for a dict of sets.

    @property
    def broker(self) -> Broker:
        """The broker of the transport this consumer belongs to."""
        broker: Broker = self.transport.broker  # type: ignore[attr-defined]  # Faust's type is the general one.

        return broker

    async def on_start(self) -> None:
        """Open the file."""
        self.broker.enter(choose)

    async def on_stop(self) -> None:
        """Write what is left."""
        await self.broker.leave()

    @Service.task
    async def _watch(self) -> None:
        """A log that cannot be written ends the worker: what it does could not be kept."""
        failure = self.broker.failure
        await self.wait(asyncio.shield(failure))
        if failure.done():
            await self.crash(failure.result())

    # Assignment.

    async def subscribe(self, topics: Iterable[str]) -> None:
        """Take every partition of these topics."""
        for name in topics:
            if name not in self.broker.log.topics:
                self.broker.declare(TopicRow(name=name, partitions=self.app.conf.topic_partitions))
        known = self.broker.log.topics
        everything = {TP(name, number) for name in topics for number in range(known[name].partitions)}
        # Not awaited: Faust waits, inside the assignment, for subscribe() to return.
        self.add_future(self._assign(everything))

    async def _assign(self, everything: set[TP]) -> None:
        app: Any = self.app
        app.on_rebalance_start()
        await self.on_partitions_revoked(set(self._mine))
        self._mine = {place: self._progress(place) for place in everything}
        actives: dict[str, list[int]] = defaultdict(list)
        for place in sorted(everything):
            actives[place.topic].append(place.partition)
        app.assignor._assignment = ClientAssignment(actives=dict(actives), standbys={})  # noqa: SLF001  # No setter.
        app.assignor._active_tps = set(everything)  # noqa: SLF001  # No setter.
        app.assignor._standby_tps = set()  # noqa: SLF001  # No setter.
        self._generation += 1
        app.consumer_generation_id = self._generation
        await self.on_partitions_assigned(everything, self._generation)

    def _progress(self, place: TP) -> Progress:
        """A group's progress, kept; or, for a changelog, which is read whole at every start, one of our own."""
        if self._is_changelog_tp(place):
            return self._mine.get(place) or Progress(self.broker.log.bounds(place).first)
        from_end = self.app.conf.consumer_auto_offset_reset == "latest"

        return self.broker.log.join(self.group, place, from_end=from_end)

    def assignment(self) -> set[TP]:
        """Every partition of the subscribed topics."""
        return set(self._mine)

    async def behind(self) -> dict[TP, tuple[int, int]]:
        """For each source partition what is done, and where it ends."""
        log = self.broker.log

        return {
            place: (one.base, log.end(place)) for place, one in self._mine.items() if not self._is_changelog_tp(place)
        }

    def reading(self, tp: TP) -> dict[str, Any]:
        """Say where a partition is read, from memory."""
        progress = self._mine[tp]

        return {"position": progress.position, "done": progress.base}

    # Reading.

    async def _drain_messages(self, fetcher: Any) -> None:
        """Deliver records without a task for each, which Faust's own drain costs four of."""
        while not (self.should_stop or fetcher.should_stop):
            if not self.flow_active:
                await self.wait(self.can_resume_flow)  # type: ignore[arg-type]  # An event of asyncio's waits as well.
                continue
            news = self.broker.news
            if not await self._deliver_some():
                with suppress(TimeoutError):
                    async with asyncio.timeout(SETTLE if self.app.rebalancing else REST):
                        await news.wait()

    async def _deliver_some(self) -> int:
        delivered = 0
        for place in sorted(self._get_active_partitions()):
            delivered += await self._deliver(place)
            await asyncio.sleep(0)

        return delivered

    async def _deliver(self, place: TP) -> int:
        progress, log = self._mine.get(place), self.broker.log
        if progress is None or progress.position >= log.end(place):
            return 0
        is_changelog, generation = self._is_changelog_tp(place), self._generation
        self.app.monitor.track_tp_end_offset(place, log.end(place))
        records = log.read(place, progress.position, BATCH)
        if not records:
            progress.position = log.end(place)
        for passed, record in enumerate(records):
            if not self._may_deliver(place, generation):
                return passed
            if is_changelog:
                progress.position = record.offset + 1
            elif not progress.hand_out(record.offset):
                continue
            await self.callback(self._to_message(place, record))

        return len(records)

    def _may_deliver(self, place: TP, generation: int) -> bool:
        return (
            self.flow_active
            and generation == self._generation
            and place in self._active_partitions
            and self._is_welcome(place)
        )

    def _is_welcome(self, place: TP) -> bool:
        """Whether an event would be kept: when recovery ends Faust empties the queues of all streams once more."""
        return self._is_changelog_tp(place) or not self.app.rebalancing

    async def _getmany(self, active_partitions: set[TP] | None, timeout: float) -> Any:  # noqa: ASYNC109  # Faust's name.
        del active_partitions, timeout
        message = "records are delivered by _drain_messages"
        raise NotImplementedError(message)

    def _to_message(self, tp: TP, record: Record) -> ConsumerMessage:
        return ConsumerMessage(
            tp.topic,
            tp.partition,
            record.offset,
            record.at / 1000,
            0,
            list(record.headers),  # type: ignore[arg-type]  # A header may be null, as in Kafka.
            record.key,
            record.value,
            None,
            tp=tp,
            generation_id=self._generation,
        )

    def resume_flow(self) -> None:
        """Go on, and look for records at once."""
        super().resume_flow()
        self.broker.wake()

    def resume_partitions(self, tps: Iterable[TP]) -> None:
        """Read these partitions again, beginning at once."""
        super().resume_partitions(tps)
        self.broker.wake()

    def on_buffer_drop(self, tp: TP) -> None:
        """An agent has room again."""
        super().on_buffer_drop(tp)
        self.broker.wake()

    # Finishing.

    def ack(self, message: Message) -> bool:
        """Note that an event is done, with everything it sent."""
        if message.acked or self._is_left_over(message):
            return False
        message.acked = True
        if self.app.topics.acks_enabled_for(message.topic):
            self._unacked_messages.discard(message)
            self._n_acked += 1
            self.finish(message.tp, message.offset)
        notify(self._waiting_for_ack)

        return True

    def _is_left_over(self, message: Message) -> bool:
        """Whether a stream skips an event unseen, because it was fetched before a rebalance or a stop."""
        if message.tracked:
            return False

        return message.generation_id != self._generation or not self.app.flow_control.is_active()

    def finish(self, tp: TP, offset: int) -> None:
        """Note that an offset is done, unless its agent was cancelled or broke in the middle of it.

        A stream acks in a `finally`, which runs for both. It runs under GeneratorExit only where the stream was closed
        while its agent still had the event.
        """
        if sys.exc_info()[0] is GeneratorExit:
            self.broker.give_up(tp, offset)
        elif self.broker.is_open:
            self.broker.finish(self.group, tp, offset)

    async def commit(self, topics: Any = None, start_new_transaction: bool = True) -> bool:  # noqa: FBT001, FBT002  # Faust's.
        """Tell Faust how far everything is; the broker writes offsets by itself."""
        del topics, start_new_transaction
        done = {place: one.base for place, one in self._mine.items() if not self._is_changelog_tp(place)}
        self.app.monitor.on_tp_commit(done)
        self.app.tables.on_commit(done)

        return True

    async def _commit(self, offsets: Mapping[TP, int]) -> bool:
        del offsets
        return await self.commit()

    async def wait_empty(self) -> None:
        """Let events in hand finish, but not for ever."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + DRAIN
        while self._unacked_messages and loop.time() < deadline:  # Faust wakes us at each ack.
            await self._wait_for_ack(timeout=1)
        if self._unacked_messages:
            self.log.warning(
                "%d events did not finish in %d s; they are handled again", len(self._unacked_messages), DRAIN
            )
        await self.broker.flush()

    # Positions.

    async def seek_to_committed(self) -> Mapping[TP, int]:
        """Read from the first events that are not done."""
        committed = {}
        for place, progress in self._mine.items():
            if not self._is_changelog_tp(place):
                progress.rewind()
                committed[place] = progress.base

        return committed

    async def perform_seek(self) -> None:
        """Read from the first events that are not done."""
        await self.seek_to_committed()

    async def seek_wait(self, partitions: Mapping[TP, int]) -> None:
        """Read from these offsets."""
        for place, offset in partitions.items():
            await self._seek(place, offset)

    async def _seek(self, partition: TP, offset: int) -> None:
        place = TP(*partition)
        if self._is_changelog_tp(place):
            self._mine[place].seek(max(0, offset))
        else:
            self.broker.log.seek(self.group, place, max(0, offset))

    async def position(self, tp: TP) -> int | None:
        """The offset that is read next."""
        progress = self._mine.get(tp)

        return None if progress is None else progress.position

    def done(self, tp: TP) -> int:
        """The offset below which everything is done."""
        progress = self._mine.get(tp)

        return 0 if progress is None else progress.base

    def highwater(self, tp: TP) -> int:
        """The offset after the last record."""
        return self.broker.log.end(tp)

    async def highwaters(self, *partitions: TP) -> Mapping[TP, int]:
        """The offset after the last record that exists: recovery reads up to there."""
        return {place: self.broker.log.bounds(place).end for place in partitions}

    async def earliest_offsets(self, *partitions: TP) -> Mapping[TP, int]:
        """The first record that exists."""
        return {place: self.broker.log.bounds(place).first for place in partitions}

    # The rest of Faust's interface.

    async def create_topic(self, *args: Any, **options: Any) -> None:
        """Create a topic where it is missing."""
        await self.app.producer.create_topic(*args, **options)

    def _new_topicpartition(self, topic: str, partition: int) -> TP:
        return TP(topic, partition)

    def topic_partitions(self, topic: str) -> int | None:
        """How many partitions a topic has."""
        facts = self.broker.log.topics.get(topic)

        return facts.partitions if facts else None

    def key_partition(self, topic: str, key: bytes | None, partition: int | None = None) -> int | None:
        """Where a key goes."""
        facts = self.broker.log.topics.get(topic)
        if partition is not None or facts is None:
            return partition

        return choose(facts, key)


class _Finishers(dict[TP, "_Finisher"]):
    """By partition, what takes the offset of an event that is done."""

    def __init__(self, owner: Consumer) -> None:
        super().__init__()
        self._owner = owner

    def __missing__(self, place: TP) -> _Finisher:
        finisher = self[place] = _Finisher(self._owner, place)

        return finisher


class _Finisher:
    def __init__(self, owner: Consumer, place: TP) -> None:
        self._owner = owner
        self._place = place

    def append(self, offset: int) -> None:
        self._owner.finish(self._place, offset)


class _Nothing:
    """Remembers nothing, so that every ack gets through to the finisher."""

    def __contains__(self, offset: int) -> bool:
        return False

    def add(self, offset: int) -> None:
        """Forget it."""

    def difference_update(self, offsets: Iterable[int]) -> None:
        """Nothing to take away."""
