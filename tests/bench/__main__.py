"""`make bench`: microseconds per stage, articles a second, seconds to the webhook. It measures, and judges nothing."""

from __future__ import annotations

import asyncio
import os
import platform
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from monitor import pipeline
from monitor.models import RawArticle
from tests import kafka
from tests.bench import advance, articles, cold, hostile, latency, names, polling, service, stages, texts

MIXED, ON = "1 in 10 on the story", "all on the story"
PACE, SECONDS = 50, 20  # Articles a second for the latency, and for how long.

console = Console(width=100, highlight=False)


def main() -> None:
    """Measure everything, in about six minutes."""
    console.print(f"{os.cpu_count()} cores, Python {platform.python_version()}, articles of {articles.WORDS} words")
    mixed, on = list(articles.mixed(4000, one_in=10)), list(articles.mixed(800, one_in=1))
    with tempfile.TemporaryDirectory(prefix="kabar-bench-") as folder:
        rates = Table(
            "articles a second", "articles", "workers", "alerts", "rate", "of memory", "CPU ms each", title="Throughput"
        )
        memory = _in_memory(Path(folder), mixed[:1500], on[:400], rates)
        _served(Path(folder), f"sqlite:///{folder}/", {MIXED: mixed, ON: on}, memory, rates)
        with kafka.running() as address:
            _served(Path(folder), f"kafka://{address}", {MIXED: mixed, ON: on}, memory, rates)
        console.print(rates)
        _late(Path(folder))
        console.print(polling.measured(Path(folder), mixed[:304]))
    console.print(cold.measured())
    console.print(hostile.measured())
    stories = Table("story", "microseconds", title="An article's claims into a story")
    for known, median in advance.measured().items():
        stories.add_row(known, f"{median:,.0f}")
    console.print(stories)


def _in_memory(folder: Path, mixed: Sequence[RawArticle], on: Sequence[RawArticle], rates: Table) -> dict[str, float]:
    found = service.configured(_new(folder, "memory"), f"sqlite:///{folder}/memory/kabar.db")
    pipeline.rooms(found)  # Lists are read once.
    texts.show(console, found)
    spent = Table("stage", "microseconds", "times", title=f"One record in memory ({MIXED})")
    for stage, each, times in stages.measure(mixed, found).rows():
        spent.add_row(stage, f"{each:,.1f}", str(times))
    console.print(spent)
    console.print(names.table(on, mixed[1:10], found))
    memory: dict[str, float] = {}
    for mix, made in ((MIXED, mixed), (ON, on)):
        told, seconds, busy = stages.rate(made, found)
        memory[mix] = len(made) / seconds
        cost = f"{busy / len(made) * 1e3:.2f}"
        rates.add_row(f"in memory, {mix}", str(len(made)), "", str(told), f"{memory[mix]:,.0f}", "1.00", cost)
    return memory


def _served(
    folder: Path, broker: str, mixes: dict[str, Sequence[RawArticle]], memory: dict[str, float], rates: Table
) -> None:
    """Drain each mix with one worker; on Kafka the mixed news with two workers as well."""
    is_embedded = broker.startswith("sqlite")
    runs = [(mix, 1) for mix in mixes] + ([] if is_embedded else [(MIXED, 2)])
    for mix, workers in runs:
        name = f"{'embedded' if is_embedded else 'kafka'}-{len(mixes[mix])}-{workers}"
        here = _new(folder, name)
        found = service.configured(here, f"{broker}{name}/kabar.db" if is_embedded else broker)
        done = service.drain(found, mixes[mix], workers)
        rates.add_row(
            f"{name.partition('-')[0]}, {mix}",
            f"{done.articles}{'' if done.is_whole else ' (broken off)'}",
            str(workers),
            str(done.alerts),
            f"{done.rate:,.0f}",
            f"{done.rate / memory[mix]:.2f}",
            f"{done.busy / max(1, done.articles) * 1e3:.2f}",
        )


def _late(folder: Path) -> None:
    made = list(articles.mixed(PACE * SECONDS + latency.WARM, one_in=10, captives=359))
    here = _new(folder, "latency")
    flow = pipeline.Pipeline.of(service.configured(here, "sqlite:///kabar.db"))
    wanted = {
        each.url for article in made for alert in flow.take(article, article.fetched_at) for each in alert.evidence
    }
    took = asyncio.run(latency.measure(here, made, wanted, PACE))
    console.print(
        f"From the log to the webhook at {PACE} articles/s, embedded, {len(took)} alerts: "
        + ", ".join(
            f"{name} {_quantile(took, share):.3f} s" for name, share in (("p50", 0.5), ("p95", 0.95), ("max", 1))
        )
    )


def _quantile(sorted_values: Sequence[float], share: float) -> float:
    return (
        sorted_values[min(len(sorted_values) - 1, int(share * len(sorted_values)))] if sorted_values else float("nan")
    )


def _new(folder: Path, name: str) -> Path:
    path = folder / name
    path.mkdir()
    return path


if __name__ == "__main__":
    main()
