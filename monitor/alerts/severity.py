"""How much an alert matters: by kind and state, from a table that a story may differ from."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

import yaml

from monitor.lives import Severity
from monitor.models import Story

ANY = "*"
"""Stands for every stage and side state of a kind."""


def severity(kind: str, stage: str, side: str | None, story: Story | None = None) -> Severity:
    """Look up a state; a side state counts before the stage, what the story says before the table.

    >>> severity("death", "reported", None), severity("recall", "ordered", None)
    (<Severity.CRITICAL: 'critical'>, <Severity.NORMAL: 'normal'>)
    """
    own = {(each, state): value for each, state, value in (story.severity if story else ())}
    states = [state for state in (side, stage) if state]
    wanted = [(kind, state) for state in states[:1]] + [(kind, ANY)]

    return next((found[each] for found in (own, table()) for each in wanted if each in found), Severity.NORMAL)


@cache
def table() -> Mapping[tuple[str, str], Severity]:
    """Read the table, by kind and state."""
    text = (resources.files("monitor.alerts") / "data" / "severity.yaml").read_text(encoding="utf-8")

    return {
        (kind, state): Severity(value)
        for kind, states in yaml.safe_load(text).items()
        for state, value in states.items()
    }
