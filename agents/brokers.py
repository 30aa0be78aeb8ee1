"""What the two brokers have in common: one URL chooses, the rest of the service does not know."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import faust

from agents import grants, topics
from agents.transport import kafka, kafka_access, kafka_rights, sqlite
from agents.transport.facts import TopicRow
from agents.transport.kafka_clients import Server
from agents.transport.logfile import LogUnavailable
from agents.transport.recovery import Tables
from monitor.config import Config
from monitor.config import kafka as configured
from monitor.errors import BrokerUnavailable

_SHARED = {
    "store": "memory://",
    "TableManager": Tables,
    "web_enabled": False,
    "topic_allow_declare": False,
    "topic_disable_leader": True,
    "stream_buffer_maxsize": 4096,
    "producer_linger": 0.005,  # Stages go on without waiting for receipts: a few records share a request.
    "producer_max_batch_size": 500_000,  # Of 16 kB, the default, one tagged article is a batch, and one batch a round trip.
}


class App(faust.App):
    """Faust's app without folders of its own: its tables lie in memory and on the log."""

    def _create_directories(self) -> None:
        """Leave nothing behind at every start."""


def settings(config: Config) -> dict[str, Any]:
    """Give Faust's settings for the configured broker."""
    return {
        **kafka.SETTINGS,
        **_SHARED,
        "broker": url(config),
        "topic_partitions": config.partitions,
        "broker_session_timeout": config.kafka.session,
        "broker_heartbeat_interval": min(3.0, config.kafka.session / 4),
        "table_standby_replicas": 0 if is_embedded(config) else 1,
        "broker_credentials": None
        if is_embedded(config)
        else kafka_access.credentials(configured.access(config.kafka)),
    }


def is_embedded(config: Config) -> bool:
    """Tell whether the broker is one file in this process."""
    return config.broker.startswith("sqlite:")


def file(config: Config) -> Path | None:
    """Give the file of the embedded broker; None on Kafka."""
    return sqlite.locate(config.broker)[0] if is_embedded(config) else None


def url(config: Config) -> str:
    """Give the URL under which Faust finds our driver."""
    return config.broker if is_embedded(config) else config.broker.replace("kafka://", "kabar-kafka://", 1)


def server(config: Config) -> Server:
    """Give the Kafka broker, with what is shown to it.

    Raises:
        ConfigInvalid: a password or certificate cannot be read.
    """
    return kafka_access.server(url(config), configured.access(config.kafka))


async def prepare(config: Config, stages: Collection[str] = ()) -> None:
    """Create the topics that are missing; refuse what contradicts the table of topics, or what the stages may not do.

    Raises:
        BrokerUnavailable: the broker cannot be reached, opened or locked, or does not allow what the stages do.
        TopicContradiction: a topic exists with other partitions, retention or compaction.
    """
    wanted = topics.rows(config.id, config.partitions)
    if not is_embedded(config):
        where = server(config)
        await _prepare(kafka, where, wanted)
        await kafka_rights.refuse(where, config.id, grants.used(config, stages))
        return
    try:
        await _prepare(sqlite, url(config), wanted)
    except LogUnavailable as error:
        raise BrokerUnavailable(str(error)) from error


async def _prepare(driver: Any, where: str | Server, wanted: Sequence[TopicRow]) -> None:
    found = await driver.describe(where, [row.name for row in wanted])
    topics.refuse(wanted, found)
    await driver.create(where, [row for row in wanted if found.get(row.name) is None])
