"""Bytes that an article leaves behind, topic by topic: `python -m tests.bench.disk` measures what docs/how-to/keep.md says.

Articles are drained through the whole service. On the embedded broker what is kept in the file is counted, key, value and
headers; on Kafka, the folder that each topic has on the disk of a broker of our own.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from agents import brokers, topics
from monitor.config import Config
from tests.bench import articles, service

COUNT = 1000
KEPT: Mapping[str, int | None] = {topic.name: topic.days for topic in topics.TOPICS}


def embedded(folder: Path, one_in: int) -> tuple[dict[str, float], float]:
    """Give bytes of records for each article by topic, and bytes of the file for each article."""
    folder.mkdir()
    found = service.configured(folder, f"sqlite:///{folder}/kabar.db")
    service.drain(found, list(articles.mixed(COUNT, one_in=one_in)))
    path = brokers.file(found)
    assert path is not None
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        rows = db.execute(
            "SELECT topics.name, sum(coalesce(length(key), 0) + coalesce(length(value), 0) + coalesce(length(headers), 0))"
            " FROM records JOIN partitions ON partitions.id = records.id >> 40 JOIN topics ON topics.id = partitions.topic"
            " GROUP BY topics.name"
        ).fetchall()
    return _plain(found, {name: size / COUNT for name, size in rows}), path.stat().st_size / COUNT


def on_kafka(folder: Path, one_in: int) -> dict[str, float]:
    """Give bytes on the disk of a broker for each article, by topic; indexes are made whole in advance and do not count."""
    folder.mkdir()
    start = [sys.executable, str(service.ROOT / "deploy/kafka/start"), "--until-eof", "--keep", str(folder / "kafka")]
    broker = subprocess.Popen(start, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert broker.stdout is not None
    try:
        found = service.configured(folder, f"kafka://{broker.stdout.readline().strip()}")
        service.drain(found, list(articles.mixed(COUNT, one_in=one_in)))
        sizes: Counter[str] = Counter()
        for path in (folder / "kafka" / "records").glob(f"{found.id}*/*.log"):
            sizes[path.parent.name.rpartition("-")[0]] += path.stat().st_size
    finally:
        broker.terminate()
        broker.wait()
    return _plain(found, {name: size / COUNT for name, size in sizes.items()})


def _plain(found: Config, sizes: dict[str, float]) -> dict[str, float]:
    return {
        topics.plain(found.id, name).replace(f"kabar.{found.id}-", ""): size for name, size in sorted(sizes.items())
    }


def main() -> None:
    """Measure, and print one JSON object."""
    with tempfile.TemporaryDirectory(prefix="kabar-disk-") as name:
        folder, said = Path(name), {}
        for label, one_in in (("one in ten on a story", 10), ("all on a story", 1)):
            records, file = embedded(folder / f"file-{one_in}", one_in)
            said[label] = {"embedded": records, "file": file, "kafka": on_kafka(folder / f"kafka-{one_in}", one_in)}
        print(json.dumps(said, indent=1, default=round))  # noqa: T201  # It is a program.


if __name__ == "__main__":
    main()
