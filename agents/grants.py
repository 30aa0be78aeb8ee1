"""What each stage may do on a Kafka broker: the least that is enough, as access control lists."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from agents import topics
from monitor.config import Config

READS: Mapping[str, tuple[str, ...]] = {
    "poll": (topics.FEEDS_DUE, topics.FEEDS_PUSHED),
    "dedupe": (topics.RAW,),
    "tag": (topics.UNIQUE,),
    "detect": (topics.TAGGED,),
    "alert": (topics.SHIFTS, topics.FEEDS_HEALTH, topics.ORDERS),
    "route": (topics.ALERTS,),
    "deliver": (topics.OUTGOING, topics.DELIVERIES_DUE, topics.SILENCES),
}
"""What each stage listens to; a test holds it against the composition."""

KEEPS: Mapping[str, tuple[str, ...]] = {
    "poll": ("feeds",),
    "dedupe": ("sketches",),
    "tag": (),
    "detect": ("learned", "reports"),
    "alert": ("told", "coverage", "reduced"),
    "route": (),
    "deliver": ("outbox", "outlets", "silences"),
}
"""The tables of each stage: it writes their changelogs, and reads them when it starts."""

TICKS: Mapping[str, tuple[str, ...]] = {
    "poll": (topics.FEEDS_DUE,),
    "alert": (topics.FEEDS_HEALTH, topics.ORDERS),
    "deliver": (topics.DELIVERIES_DUE, topics.ALERTS),
}
"""What else a process that runs the stage puts on the log: ticks, and alerts about the service itself."""

EVERYBODY = (topics.DEAD, topics.ALERTS)
"""What every process may put on the log: what it cannot process, and that a stage of it is stuck."""

TYPED = (topics.SILENCES,)
"""What nobody but the command line writes."""

SHOWS: Mapping[str, tuple[str, ...]] = {"alert": (topics.ALERTS, topics.DELIVERIES)}
"""What a process that runs the stage reads for its pages."""

SEEN = ("DESCRIBE", "DESCRIBE_CONFIGS", "CREATE")
"""Every worker looks at all topics: one of them shares the partitions out, and each refuses a broker that contradicts it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Leave to do something on a topic, a group, or everything whose name begins so."""

    kind: str
    name: str
    operations: tuple[str, ...]
    is_prefix: bool = False


def needed(config: Config, stages: Collection[str]) -> tuple[Grant, ...]:
    """List what a process with these stages needs; one with all of them is given whole prefixes."""
    everything = (f"{config.id}.", f"{config.id}-")
    if set(stages) >= set(READS):
        rest = [_prefix(name, ("READ", "WRITE", *SEEN)) for name in everything]
    else:
        rest = [_prefix(name, SEEN) for name in everything]
        rest += [Grant(kind="topic", name=name, operations=done) for name, done in _by_topic(config, stages).items()]

    return (Grant(kind="group", name=config.id, operations=("READ",)), *rest)


def used(config: Config, stages: Collection[str]) -> dict[str, frozenset[str]]:
    """Give what the stages do with each topic, by the name that the broker knows."""
    return {name: frozenset(done) for name, done in _by_topic(config, stages).items()}


def commands(config: Config, grants: Collection[Grant], principal: str, admin: str) -> Iterator[str]:
    """Write commands of Kafka's own tool, one for all grants of a sort; `admin` names the settings of who may grant."""
    server = config.broker.removeprefix("kafka://").replace("kafka://", "")
    alike: dict[tuple[str, tuple[str, ...], bool], list[str]] = {}
    for grant in grants:
        alike.setdefault((grant.kind, grant.operations, grant.is_prefix), []).append(grant.name)
    for (kind, operations, is_prefix), names in alike.items():
        words = ["kafka-acls.sh", "--bootstrap-server", server, "--command-config", admin, "--add"]
        words += ["--allow-principal", principal]
        words += [word for operation in operations for word in ("--operation", _as_typed(operation))]
        words += [word for name in names for word in (f"--{kind}", name)]
        words += ["--resource-pattern-type", "prefixed"] if is_prefix else []
        yield shlex.join(words)


def _as_typed(operation: str) -> str:
    """Spell an operation as Kafka's tool does.

    >>> _as_typed("DESCRIBE_CONFIGS")
    'DescribeConfigs'
    """
    return operation.title().replace("_", "")


def _prefix(name: str, operations: tuple[str, ...]) -> Grant:
    return Grant(kind="topic", name=name, operations=operations, is_prefix=True)


def _by_topic(config: Config, stages: Collection[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for name, operation in _each(config, stages):
        done = found.setdefault(name, [])
        if operation not in done:
            done.append(operation)

    return {name: tuple(sorted(done)) for name, done in sorted(found.items())}


def _each(config: Config, stages: Collection[str]) -> Iterator[tuple[str, str]]:
    named = {topic.name: topics.named(config.id, topic.name) for topic in topics.TOPICS}
    for topic in EVERYBODY:
        yield named[topic], "WRITE"
    for stage in stages:
        yield from ((named[topic], "READ") for topic in SHOWS.get(stage, ()))
        yield from ((named[topic], "READ") for topic in READS[stage])
        yield from ((named[topic], "WRITE") for topic in TICKS.get(stage, ()))
        yield from ((named[topic.name], "WRITE") for topic in topics.TOPICS if topic.writer == stage)
        for table in KEEPS[stage]:
            yield topics.changelog(config.id, table), "READ"
            yield topics.changelog(config.id, table), "WRITE"
    if config.websub is not None:
        yield named[topics.FEEDS_PUSHED], "WRITE"
    if config.web.token_file:
        yield named[topics.RAW], "WRITE"
    if "alert" in stages and (config.web.token_file or config.web.slack_signing_secret_file):
        yield named[topics.ORDERS], "WRITE"
