"""How long a command takes that does nothing: a new process, from its start to its end."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time

from rich.table import Table

COMMANDS = (("--help",), ("--version",), ("feeds", "--help"), ("completion", "bash"))
BUDGET = 300
"""Milliseconds that `kabar --help` may take."""
TIMES = 9


def measured() -> Table:
    """Measure each command; the median of some."""
    table = Table("command", "ms, median", "ms of processor", title=f"A cold start (budget {BUDGET} ms)")
    for command in COMMANDS:
        walls, busy = zip(*(_once(command) for _ in range(TIMES)), strict=True)
        table.add_row(f"kabar {' '.join(command)}", f"{statistics.median(walls):.0f}", f"{statistics.median(busy):.0f}")

    return table


def _once(command: tuple[str, ...]) -> tuple[float, float]:
    begun, before = time.perf_counter(), os.times()
    subprocess.run([sys.executable, "-m", "monitor", *command], stdout=subprocess.DEVNULL, check=True)
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system

    return (time.perf_counter() - begun) * 1e3, used * 1e3
