"""What every stage has: a way to hand on, a clock, and somebody who counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from agents.counting import Counting
from agents.records import Out

Times = dict[str, datetime | None]
"""When each key is next due; None for never."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """The part that is the same for all; what is its own each stage adds as fields."""

    out: Out
    clock: Callable[[], datetime]
    counting: Counting
