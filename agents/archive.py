"""What the broker holds, for those outside the service: alerts, deliveries, dead letters, lag."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec

from agents import brokers, deadletter, grants, orders, topics
from agents.deadletter import DeadLetter
from agents.records import ASK_NOW, Letter
from agents.transport import kafka, sqlite
from agents.transport.logfile import LogUnavailable
from agents.transport.reader import Post, Reader, post
from monitor import codec
from monitor.alerts import silences
from monitor.alerts.silences import Silence
from monitor.config import Config
from monitor.errors import BrokerUnavailable, Usage
from monitor.feeds.state import FeedState
from monitor.lives import Order
from monitor.models import Alert, Delivery
from monitor.shifts.cells import Learned
from monitor.shifts.report import Report

T = TypeVar("T")


class Stored(NamedTuple):
    """A record as the broker keeps it; `at` in milliseconds since 1970."""

    partition: int
    offset: int
    at: int
    key: bytes | None
    value: bytes | None


class Lag(NamedTuple):
    """How far the service is on one partition of one topic, in records."""

    topic: str
    partition: int
    behind: int

    @property
    def stage(self) -> str:
        """The stage that reads the topic; the topic itself where none does."""
        return _READERS.get(self.topic, self.topic)


_READERS = {topic: stage for stage, read in grants.READS.items() for topic in read}


@dataclass(frozen=True, slots=True)
class Archive:
    """The broker of a configuration, opened for each question."""

    config: Config

    def alerts(self) -> dict[str, Alert]:
        """Give every alert as it stands, by id, the latest told last."""
        latest: dict[str, Alert] = {}
        for record in self._records(topics.ALERTS):
            alert = codec.decode(record.value, Alert)
            known = latest.get(alert.id)
            if known is None or (alert.revision, alert.version) >= (known.revision, known.version):
                latest[alert.id] = alert
        return dict(sorted(latest.items(), key=lambda pair: (pair[1].told_at, pair[0])))

    def deliveries(self) -> dict[str, Delivery]:
        """Give every delivery as it stands, by alert and sink."""
        return {
            (record.key or b"").decode(): codec.decode(record.value, Delivery)
            for record in self._records(topics.DELIVERIES)
            if record.value is not None
        }

    def dead(self) -> dict[str, DeadLetter]:
        """Give the dead letters by id, oldest first; those put back say so."""
        found: dict[str, DeadLetter] = {}
        for record in self._records(topics.DEAD):
            letter = deadletter.read(record.value)
            if letter.retried and letter.id in found:
                found[letter.id] = msgspec.structs.replace(found[letter.id], retried=True)
            elif not letter.retried:
                found[letter.id] = letter
        return found

    def retry(self, dead_id: str) -> DeadLetter:
        """Put a dead letter back where it came from, and note that.

        Raises:
            Usage: there is no such dead letter.
        """
        letter = self.dead().get(dead_id)
        if letter is None:
            raise Usage(f"no dead letter {dead_id}; `kabar dead list` shows them")
        self.retry_all([letter])
        return letter

    def retry_all(self, letters: Iterable[DeadLetter]) -> int:
        """Put dead letters back where they came from, the oldest first, and note that; counts them."""
        return self.append_all((deadletter.original(each), deadletter.put_back(each)) for each in letters) // 2

    def ask(self, url: str) -> None:
        """Have a feed asked now, though it is not due or was disabled.

        Raises:
            Usage: the configuration has no such feed.
        """
        feed = next((each for each in self.config.feeds if each.url == url), None)
        if feed is None:
            raise Usage(f"{url}: no such feed in {self.config.path}; `kabar feeds list` shows them")
        self.append(Letter(topic=topics.FEEDS_DUE, key=feed.host, value=feed.url.encode(), headers={ASK_NOW: b"1"}))

    def order(self, order: Order) -> None:
        """Have something done with an alert."""
        self.prepare()
        self.append(*orders.letters(order, self.config.partitions))

    def silences(self) -> dict[str, Silence]:
        """Give the silences by id, the latest to end first; each partition has a copy."""
        records = self._records(topics.SILENCES)
        return dict(silences.newest(silences.decode(each.value) for each in records if each.value is not None))

    def silence(self, silence: Silence) -> None:
        """Put a silence where every partition of the deliver stage hears it."""
        self.prepare()
        value = silences.encode(silence)
        self.append(
            *(
                Letter(topic=topics.SILENCES, key=silence.id, value=value, partition=number)
                for number in range(self.config.partitions)
            )
        )

    def lags(self) -> tuple[Lag, ...]:
        """Give what the service has not done yet, by topic and partition."""
        if not brokers.is_embedded(self.config):
            behind = asyncio.run(kafka.lag(brokers.server(self.config), self.config.id))
            return tuple(
                Lag(topics.plain(self.config.id, topic), partition, count)
                for (topic, partition), count in sorted(behind.items())
            )
        with self._reader() as reader:
            lags = reader.lags().get(self.config.id, {})
        return tuple(
            Lag(topics.plain(self.config.id, topic), partition, lag.behind)
            for (topic, partition), lag in sorted(lags.items())
        )

    def status(self) -> dict[str, Any]:
        """Give figures about what the service did and has still to do."""
        waiting = [delivery for delivery in self.deliveries().values() if delivery.waiting]
        return {
            "broker": self.config.broker,
            "alerts": len(self.alerts()),
            "deliveries waiting": len(waiting),
            "dead letters": sum(not letter.retried for letter in self.dead().values()),
            "records waiting": {
                topic: sum(lag.behind for lag in lags)
                for topic, lags in itertools.groupby(self.lags(), key=lambda lag: lag.topic)
            },
        }

    def feeds(self) -> dict[str, FeedState]:
        """Give what the service remembers of each feed, by its URL; nothing where it has never run."""
        if brokers.is_embedded(self.config) and not sqlite.locate(self.config.broker)[0].exists():
            return {}
        return self._table("feeds", FeedState)

    def story(self, story: str) -> tuple[list[Learned], list[Report]]:
        """Give what the service remembers of a story: what its articles claimed, and that they were written."""
        learned, reports = self._table("learned", Learned), self._table("reports", Report)
        return _of(story, learned), _of(story, reports)

    def _table(self, name: str, kind: type[T]) -> dict[str, T]:
        """Read a table from its changelog: of each key the last value, unless it was forgotten."""
        found: dict[str, T] = {}
        decoder = msgspec.msgpack.Decoder(kind)
        for record in self._stored(topics.changelog(self.config.id, name)):
            key = (record.key or b"").decode("utf-8", "replace")
            found.pop(key, None)
            if record.value is not None:
                found[key] = decoder.decode(record.value)
        return found

    def _records(self, topic: str) -> Iterator[Stored]:
        yield from self._stored(self._named(topic))

    def _stored(self, name: str) -> Iterator[Stored]:
        if brokers.is_embedded(self.config):
            with self._reader() as reader:
                for partition, record in reader.read(name):
                    yield Stored(partition, record.offset, record.at, record.key, record.value)
        else:
            for found in asyncio.run(kafka.read(brokers.server(self.config), name)):
                yield Stored(found.partition, found.offset, found.timestamp, found.key, found.value)

    def append(self, *letters: Letter) -> None:
        """Put letters on the log; the embedded broker takes them out of its inbox when it runs."""
        self.append_all([letters])

    def append_all(self, batches: Iterable[Sequence[Letter]]) -> int:
        """Put batches of letters on the log, each durable before the next is asked for; counts the letters."""
        if not brokers.is_embedded(self.config):
            return asyncio.run(
                kafka.append_all(brokers.server(self.config), (list(map(self._draft, batch)) for batch in batches))
            )
        path, _ = sqlite.locate(self.config.broker)
        try:
            return sum(self._post(path, batch) for batch in batches)
        except LogUnavailable as error:
            raise _unavailable(error) from error

    def prepare(self) -> None:
        """Make sure that the topics are there, also before the service runs for the first time."""
        if brokers.is_embedded(self.config):
            path, _ = sqlite.locate(self.config.broker)
            if path.exists() and self._named(topics.RAW) in self._topics():
                return  # Whoever runs the service owns the file; only its inbox is open to us.
        asyncio.run(brokers.prepare(self.config))

    def _topics(self) -> Collection[str]:
        with self._reader() as reader:
            return reader.topics().keys()

    def _named(self, topic: str) -> str:
        return topics.named(self.config.id, topic)

    def _post(self, path: Path, letters: Sequence[Letter]) -> int:
        now = int(datetime.now(UTC).timestamp() * 1000)
        posts = [
            Post(
                self._named(each.topic), each.key.encode(), each.value, now, each.partition, tuple(each.headers.items())
            )
            for each in letters
        ]
        post(path, posts)
        return len(posts)

    def _draft(self, letter: Letter) -> kafka.Draft:
        headers = tuple(letter.headers.items())
        return kafka.Draft(self._named(letter.topic), letter.key.encode(), letter.value, letter.partition, headers)

    def _reader(self) -> Reader:
        path, _ = sqlite.locate(self.config.broker)
        try:
            return Reader(path)
        except LogUnavailable as error:
            raise _unavailable(error) from error


def _unavailable(error: LogUnavailable) -> BrokerUnavailable:
    """Say what may be behind it, where the file is not there."""
    hint = "" if error.path.exists() else "; the service has not run here yet, or `broker` names another file"
    return BrokerUnavailable(f"{error}{hint}")


def _of(story: str, table: Mapping[str, T]) -> list[T]:
    return [value for key, value in table.items() if key.rpartition("/")[0] == story]


@contextmanager
def open(config: Config) -> Iterator[Archive]:  # noqa: A001  # archive.open says what it does.
    """Look into the broker of a configuration."""
    yield Archive(config)
