"""How the service stands: whether it is alive, whether it is ready, and why not; for probes in a word, for people in detail."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from typing import Any

from agents import brokers, topics
from agents.service import Service
from agents.transport import sqlite
from agents.vigil import Vigil
from monitor.config import Config

ROOM = 16_000_000
"""Bytes that must be free where the embedded broker writes: below that a checkpoint may fail at any moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Answers from what the service and its vigil know; it asks nobody and waits for nothing."""

    service: Service
    config: Config

    def alive(self) -> str:
        """Say why a restart would help, or nothing. A broker that is away is no reason."""
        stuck = self.service.vigil.judged()
        return stuck.why if stuck else ""

    def ready(self) -> str:
        """Say why no work can be taken now, or nothing."""
        return next((why for why in (self.started(), self._broker(), self._partitions(), self._outbox()) if why), "")

    def detail(self) -> dict[str, Any]:
        """Give all of it."""
        vigil, app = self.service.vigil, self.service.app
        alive, ready = self.alive(), self.ready()
        readers, prefix = self.service.readers, self.config.id
        assigned = [tp for tp in _assignment(app) if topics.plain(prefix, tp.topic) in readers]
        checks = {
            "started": self.started(),
            "broker": self._broker(),
            "partitions": self._partitions(),
            "outbox": self._outbox(),
        }
        return {
            "alive": not alive,
            "ready": not ready,
            "why": alive or ready,
            "checks": {name: {"ok": not why, "why": why} for name, why in checks.items()},
            "loop_lag_seconds": round(vigil.lag, 3),
            "partitions": len(assigned),
            "stages": {stage: {"oldest_seconds": round(age, 1)} for stage, age in vigil.oldest().items()},
            "behind": _behind(vigil),
        }

    def started(self) -> str:
        """Say why nothing moves yet, or no longer, or nothing."""
        service = self.service
        if service.stopping:
            return "stopping"
        if not service.app.started or service.app.rebalancing or service.app.in_recovery:
            return "not started, or partitions are being assigned"
        return ""

    def _broker(self) -> str:
        return "" if self.service.vigil.is_reachable else "the broker does not answer"

    def _partitions(self) -> str:
        return "" if _assignment(self.service.app) else "no partitions assigned"

    def _outbox(self) -> str:
        """Deliveries wait on the broker: on a file that must be writable, or at a producer that must not have failed."""
        if brokers.is_embedded(self.config):
            path, _ = sqlite.locate(self.config.broker)
            if not os.access(path, os.W_OK):
                return f"{path.name} cannot be written"
            free = shutil.disk_usage(path.parent).free
            return f"only {free // 1_000_000} MB are free for {path.name}" if free < ROOM else ""
        producer: Any = self.service.app.producer if self.service.app.started else None
        failure = producer.buffer.failure if producer else None
        return f"the broker did not take a record ({type(failure).__name__})" if failure else ""


def _assignment(app: Any) -> set[Any]:
    return app.consumer.assignment() if app.started else set()


def _behind(vigil: Vigil) -> list[dict[str, Any]]:
    now = vigil.now()
    return [
        {"topic": topic, "partition": partition, "records": end - done, "still_seconds": round(now - since, 1)}
        for (topic, partition), (done, end, since) in sorted(vigil.standings.items())
        if end > done
    ]
