"""What a topic is to a broker: wanted and found, the same for every driver."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicRow:
    """A topic somebody wants; `retention_ms` None keeps records for ever."""

    name: str
    partitions: int
    retention_ms: int | None = None
    compacted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicFacts:
    """A topic as the broker has it; `retention_ms` None keeps records for ever."""

    partitions: int
    retention_ms: int | None
    compacted: bool
