"""A rule of Prometheus as it stands in our tables, and as it is written for Prometheus: as it is, or with shorter times.

In an expression a range or an offset is written as usual (``[5m]``, ``offset 1h``), and ``<10m>`` stands for so many seconds: so
that a test can shorten every time of every rule alike, and see real faults fire real rules within seconds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

CRITICAL, WARNING, NONE = "critical", "warning", "none"

_UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
_TIME = re.compile(r"(?P<before>\[|offset )(?P<time>\d+[smhd])|<(?P<seconds>\d+[smhd])>")
_RUNBOOK = "{{ with $externalLabels.docs }}{{ . }}{{ else }}docs{{ end }}/runbooks/"

Span = Callable[[str], str]
"""Gives the time to write for a time of the table."""


def seconds(time: str) -> int:
    """Give a time in seconds.

    >>> seconds("5m"), seconds("3d")
    (300, 259200)
    """
    return int(time[:-1]) * _UNITS[time[-1]]


def as_it_is(time: str) -> str:
    """Leave a time as it is."""
    return time


def shortened(by: float, least: int) -> Span:
    """Make times shorter, but none shorter than `least` seconds: a rate needs two scrapes.

    >>> shortened(by=600, least=3)("1h"), shortened(by=600, least=3)("5m")
    ('6s', '3s')
    """

    def span(time: str) -> str:
        return f"{max(least, round(seconds(time) / by))}s"

    return span


def timed(expr: str, span: Span) -> str:
    """Write the times of an expression.

    >>> timed("rate(a[1h] offset 5m) > <10m>", shortened(by=60, least=5))
    'rate(a[60s] offset 5s) > 10'
    """
    return _TIME.sub(
        lambda found: (
            (found["before"] + span(found["time"])) if found["time"] else str(seconds(span(found["seconds"])))
        ),
        expr,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Something that is computed beforehand."""

    name: str
    expr: str

    def written(self, span: Span = as_it_is) -> dict[str, Any]:
        """Give it as Prometheus reads it."""
        return {"record": self.name, "expr": timed(self.expr, span)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Something people are told about; its runbook is docs/runbooks/NAME.md. `wait` is how long it has to be so."""

    name: str
    severity: str
    expr: str
    summary: str
    description: str
    wait: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)

    def written(self, span: Span = as_it_is) -> dict[str, Any]:
        """Give it as Prometheus reads it."""
        return {
            "alert": self.name,
            "expr": timed(self.expr, span),
            **({"for": span(self.wait)} if self.wait else {}),
            "labels": {"severity": self.severity, **self.labels},
            "annotations": {
                "summary": self.summary,
                "description": self.description,
                "runbook_url": f"{_RUNBOOK}{self.name}.md",
            },
        }
