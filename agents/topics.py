"""The one table of topics: name, key, record, partitions, retention, compaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aiokafka.partitioner import DefaultPartitioner

from agents.transport.facts import TopicFacts, TopicRow
from monitor.errors import TopicContradiction

_partitioner = DefaultPartitioner()

DAY = 86_400_000
"""Milliseconds in a day."""

_PREFIX = "kabar."
RAW = "kabar.articles.raw"
UNIQUE = "kabar.articles.unique"
TAGGED = "kabar.articles.tagged"
SHIFTS = "kabar.shifts"
ALERTS = "kabar.alerts"
DELIVERIES = "kabar.deliveries"
OUTGOING = "kabar.outgoing"
SILENCES = "kabar.silences"
DEAD = "kabar.dead"
FEEDS_DUE = "kabar.feeds.due"
FEEDS_PUSHED = "kabar.feeds.pushed"
DELIVERIES_DUE = "kabar.deliveries.due"
FEEDS_HEALTH = "kabar.feeds.health"
ORDERS = "kabar.orders"


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A row of the table; `writer` is the stage that hands on there; `days` of retention, None for ever (compacted tables)."""

    name: str
    key: str
    record: str
    writer: str
    days: int | None
    compacted: bool = False


TOPICS = (
    Topic(name=FEEDS_DUE, key="host of the feed", record="feed URL", writer="ticks", days=1),
    Topic(name=FEEDS_PUSHED, key="host of the feed", record="Push", writer="web", days=1),
    Topic(name=RAW, key="language", record="RawArticle", writer="poll", days=7),
    Topic(name=UNIQUE, key="article id", record="UniqueArticle", writer="dedupe", days=30),
    Topic(name=TAGGED, key="story id", record="TaggedArticle", writer="tag", days=30),
    Topic(name=SHIFTS, key="story id", record="Shift", writer="detect", days=365),
    # A copy in every partition: whoever orders does not know which one has the alert.
    Topic(name=ORDERS, key="alert id", record="Order", writer="web", days=30),
    Topic(name=ALERTS, key="alert id", record="Alert", writer="alert", days=365, compacted=True),
    Topic(name=OUTGOING, key="sink id", record="Alert", writer="route", days=30),
    Topic(name=DELIVERIES, key="alert id + sink", record="Delivery", writer="deliver", days=None, compacted=True),
    Topic(name=DELIVERIES_DUE, key="sink id", record="baton", writer="deliver", days=1),
    # As with the health of feeds: each partition of the deliver stage must know all silences.
    Topic(name=SILENCES, key="silence id", record="Silence", writer="cli", days=None, compacted=True),
    # Each partition holds every feed: each partition of the alert stage must know how well all of them are.
    Topic(name=FEEDS_HEALTH, key="feed URL", record="Health", writer="poll", days=None, compacted=True),
    Topic(name=DEAD, key="stage", record="DeadLetter", writer="door", days=30),
)

TABLES = {
    "feeds": FEEDS_DUE,
    "sketches": RAW,
    "learned": TAGGED,
    "reports": TAGGED,
    "told": SHIFTS,
    "coverage": FEEDS_HEALTH,
    "reduced": FEEDS_HEALTH,
    "outbox": OUTGOING,
    "outlets": OUTGOING,
    "silences": SILENCES,
}
"""Each table and the topic whose partitions it shares; its changelog is compacted."""


def named(app_id: str, topic: str) -> str:
    """Name a topic as the broker knows it: the service's `id` is the prefix, so that two services can share a broker.

    >>> named("desk", RAW)
    'desk.articles.raw'
    """
    return f"{app_id}.{topic.removeprefix(_PREFIX)}"


def plain(app_id: str, name: str) -> str:
    """Give the topic of the table behind a broker's name; the inverse of `named`."""
    return _PREFIX + name.removeprefix(f"{app_id}.")


def changelog(app_id: str, table: str) -> str:
    """Name the changelog of a table, as Faust does."""
    return f"{app_id}-{table}-changelog"


def rows(app_id: str, partitions: int) -> tuple[TopicRow, ...]:
    """List what the broker must have."""
    topics = [
        TopicRow(
            name=named(app_id, topic.name),
            partitions=partitions,
            retention_ms=None if topic.days is None else topic.days * DAY,
            compacted=topic.compacted,
        )
        for topic in TOPICS
    ]
    changelogs = [
        TopicRow(name=changelog(app_id, table), partitions=partitions, retention_ms=None, compacted=True)
        for table in TABLES
    ]
    return (*topics, *changelogs)


def partition(key: str, partitions: int) -> int:
    """Say where a key lives: as Kafka's own clients hash it (murmur2), on either broker."""
    numbers = list(range(partitions))
    return int(_partitioner(key.encode(), numbers, numbers))


def contradictions(wanted: Sequence[TopicRow], found: dict[str, TopicFacts | None]) -> tuple[str, ...]:
    """Say where topics that exist differ from what is wanted."""
    return tuple(
        f"topic {row.name}: {what} is {is_}, must be {must}"
        for row in wanted
        if (facts := found.get(row.name)) is not None
        for what, is_, must in (
            ("partitions", facts.partitions, row.partitions),
            ("compacted", facts.compacted, row.compacted),
            ("retention in ms", facts.retention_ms, row.retention_ms),
        )
        if is_ != must
    )


def refuse(wanted: Sequence[TopicRow], found: dict[str, TopicFacts | None]) -> None:
    """Raise `TopicContradiction` naming every difference and what to do."""
    different = contradictions(wanted, found)
    if different:
        raise TopicContradiction(
            "; ".join(different)
            + ". Set `partitions` to what the broker has, or start with another `id` or an empty broker."
        )
