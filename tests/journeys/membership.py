"""Who is in a group of Kafka's: asked, and a member that joined and was killed."""

from __future__ import annotations

import asyncio

from aiokafka.protocol.group import JoinGroupRequest

from agents.transport import kafka_clients


async def members(broker: str, group: str) -> int:
    """Count the members of a group, those too that Kafka still waits for."""
    async with kafka_clients.admin(broker) as admin:
        (answer,) = await kafka_clients.patiently(lambda: admin.describe_consumer_groups([group]))

    return sum(len(found[5]) for found in answer.groups)


async def leave_a_dead_one(broker: str, group: str, seconds: int) -> None:
    """Join a group and be silent ever after: Kafka waits so long for it before others are let in."""
    name = ""
    async with kafka_clients.admin(broker) as admin:
        keeper = await kafka_clients.patiently(lambda: admin.find_coordinator(group))
        while not await members(broker, group):
            asked = JoinGroupRequest(
                group,
                seconds * 1000,
                seconds * 1000,
                name,
                None,
                "consumer",
                [("faust", b"")],  # The name of Faust's way to share out.
            )
            name = (await admin._send_request(asked, keeper)).member_id  # It has no public way to ask this.
            await asyncio.sleep(0)
