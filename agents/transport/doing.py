"""What a consumer is doing, told from its memory: for the line with which a stuck worker ends."""

from __future__ import annotations

from typing import Any

from faust.types import TP


def told(app: Any, topic: str) -> dict[str, Any]:
    """Say how Faust stands, and for each partition of a topic whether it is read, and from where; asks nobody."""
    consumer = app.consumer
    places = sorted(tp for tp in consumer.assignment() if tp.topic == topic)

    return {
        "generation": app.consumer_generation_id,
        "rebalancing": app.rebalancing,
        "recovering": app.in_recovery,
        "flowing": consumer.flow_active and app.flow_control.is_active(),
        "in_hand": len(consumer.unacked),
        "partitions": {tp.partition: _partition(consumer, tp) for tp in places},
    }


def _partition(consumer: Any, tp: TP) -> dict[str, Any]:
    """`position` is what is fetched next, `given` what went to the streams last, `waiting` whether fetched records lie there."""
    states = {
        "paused": consumer._paused_partitions,  # noqa: SLF001  # No accessor.
        "full": consumer._buffered_partitions,  # noqa: SLF001  # No accessor.
        "read": consumer._active_partitions,  # noqa: SLF001  # No accessor.
    }

    return {
        "state": next((name for name, places in states.items() if tp in places), "left out"),
        **consumer.reading(tp),
    }
