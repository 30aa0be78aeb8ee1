"""What a Kafka broker lets this client do, asked before it is done: one sentence for all that is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from aiokafka.errors import GroupAuthorizationFailedError, IncompatibleBrokerVersion, for_code
from aiokafka.protocol.admin import DescribeGroupsRequest_v3, DescribeGroupsResponse_v3
from aiokafka.protocol.api import Request, RequestStruct, Response
from aiokafka.protocol.types import Array, Boolean, Int16, Int32, Schema, String

from agents.transport import kafka_clients
from agents.transport.kafka_clients import Where
from monitor.errors import BrokerUnavailable

_BITS: Mapping[str, int] = {"READ": 3, "WRITE": 4, "CREATE": 5, "DESCRIBE": 8, "DESCRIBE_CONFIGS": 10}
"""Kafka's numbers of the operations: bit positions in its answer."""

_TOO_OLD = (IncompatibleBrokerVersion, NotImplementedError)
"""What aiokafka raises where the broker shares no version of a request with us; what it cannot tell is not held against it."""


class _Answer(Response):  # type: ignore[misc]  # aiokafka ships no types.
    API_KEY = 3
    API_VERSION = 8
    SCHEMA = Schema(
        ("throttle_time_ms", Int32),
        ("brokers", Array(("node_id", Int32), ("host", String()), ("port", Int32), ("rack", String()))),
        ("cluster_id", String()),
        ("controller_id", Int32),
        (
            "topics",
            Array(
                ("error_code", Int16),
                ("topic", String()),
                ("is_internal", Boolean),
                (
                    "partitions",
                    Array(
                        ("error_code", Int16),
                        ("partition", Int32),
                        ("leader", Int32),
                        ("leader_epoch", Int32),
                        ("replicas", Array(Int32)),
                        ("isr", Array(Int32)),
                        ("offline_replicas", Array(Int32)),
                    ),
                ),
                ("authorized_operations", Int32),
            ),
        ),
        ("cluster_authorized_operations", Int32),
    )


class _Question(RequestStruct):  # type: ignore[misc]  # aiokafka ships no types.
    """Metadata as of Kafka 2.3; aiokafka knows it up to 1.0, which does not say what is allowed."""

    API_KEY = 3
    API_VERSION = 8
    RESPONSE_TYPE = _Answer
    SCHEMA = Schema(
        ("topics", Array(String())),
        ("allow_auto_topic_creation", Boolean),
        ("include_cluster_authorized_operations", Boolean),
        ("include_topic_authorized_operations", Boolean),
    )


class _Metadata(Request[_Question]):  # type: ignore[misc]  # aiokafka ships no types.
    API_KEY = 3

    def __init__(self, topics: Iterable[str]) -> None:
        self._topics = list(topics)

    def build(self, request_struct_class: type[_Question]) -> _Question:
        """Fill it in."""
        return request_struct_class(self._topics, False, False, True)  # noqa: FBT003  # By position only.


class _GroupQuestion(DescribeGroupsRequest_v3):  # type: ignore[misc]  # As above.
    """As aiokafka has it, with the answer that belongs to it (aiokafka 0.14 reads that of version 2)."""

    RESPONSE_TYPE = DescribeGroupsResponse_v3


class _Groups(Request[_GroupQuestion]):  # type: ignore[misc]  # As above.
    API_KEY = 15

    def __init__(self, group: str) -> None:
        self._group = group

    def build(self, request_struct_class: type[_GroupQuestion]) -> _GroupQuestion:
        """Fill it in."""
        return request_struct_class([self._group], True)  # noqa: FBT003  # By position only.


async def refuse(where: Where, group: str, used: Mapping[str, Iterable[str]]) -> None:
    """Make sure of the operations on topics that exist, and of the group; a broker too old to tell is trusted.

    Raises:
        BrokerUnavailable: the broker cannot be reached, or something is not allowed.
    """
    async with kafka_clients.admin(where) as admin:
        missing = [f"{' and '.join(lacking)} topic {name}" for name, lacking in (await _topics(admin, used)).items()]
        missing += await _group(admin, group)
    if missing:
        said = "; ".join(missing)
        raise BrokerUnavailable(
            f"{kafka_clients.named(where)}: the user may not {said}. `kabar kafka acls` shows what to grant."
        )


async def _topics(admin: Any, used: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    try:
        answer = await admin._send_request(_Metadata(used))  # noqa: SLF001  # It has no public way to ask this.
    except _TOO_OLD:
        return {}
    allowed = {found["topic"]: found["authorized_operations"] for found in answer.to_object()["topics"]}
    lacking = {
        name: [each for each in sorted(operations) if not allowed.get(name, 0) >> _BITS[each] & 1]
        for name, operations in used.items()
    }

    return {name: each for name, each in lacking.items() if each}


async def _group(admin: Any, group: str) -> list[str]:
    """READ lets a worker join and commit; whoever lacks it may not even look who keeps the group."""
    try:
        found = await kafka_clients.patiently(lambda: _described(admin, group))
    except GroupAuthorizationFailedError:
        return [f"READ group {group}"]
    except _TOO_OLD:
        return []

    return [] if found["authorized_operations"] >> _BITS["READ"] & 1 else [f"READ group {group}"]


async def _described(admin: Any, group: str) -> dict[str, Any]:
    coordinator = await admin.find_coordinator(group)
    answer = await admin._send_request(_Groups(group), coordinator)  # noqa: SLF001  # As above.
    (found,) = answer.to_object()["groups"]
    if found["error_code"]:  # A broker that has just started needs a moment to know the group.
        raise for_code(found["error_code"])

    return dict(found)
