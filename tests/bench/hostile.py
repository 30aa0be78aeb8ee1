"""Bombs against the door and the sandbox: how late the loop is meanwhile, how large the process, how soon all is well."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import uvloop
from rich.console import Console
from rich.table import Table

from tests.monitor.feeds import siege
from tests.monitor.feeds.siege import MEGABYTE, Siege

SECONDS = 3.0
"""For a parser, and for an exchange: less than in earnest, since a bomb that is stopped takes all of it."""


def measured() -> Table:
    """Endure every bomb on the loop that the service runs on, and write down what it cost."""
    return _table(uvloop.run(siege.endured(SECONDS)))


def _table(found: Siege) -> Table:
    late = _milliseconds(found.late)
    grown = f"{found.grown / MEGABYTE:.1f} MB, with all at once {found.grown_together / MEGABYTE:.1f} MB"
    table = Table(
        *("bomb", "outcome", "seconds", "late p50 ms", "p99", "max", "next good feed ms"),
        title=f"Bombs: the loop is late by p99 {late(0.99):.1f} ms, at most {late(1):.1f} ms; memory grows by {grown}",
    )
    for blow in found.blows:
        own = _milliseconds(blow.late)
        figures = (f"{own(share):.1f}" for share in (0.5, 0.99, 1))
        table.add_row(blow.name, blow.polled.outcome, f"{blow.seconds:.2f}", *figures, f"{blow.good_seconds * 1e3:.0f}")
    return table


def _milliseconds(seconds: Sequence[float]) -> Callable[[float], float]:
    """Give the quantiles of seconds, in milliseconds."""
    ranked = sorted(seconds)
    return lambda share: 1e3 * ranked[min(int(share * len(ranked)), len(ranked) - 1)]


if __name__ == "__main__":
    Console(width=130).print(measured())
