"""Which alerts hold others back: while the source stands, its targets need not be told.

Guarantees: only what a sink was told of holds anything back there; nothing holds itself back; an end (closed, retracted) of the
source lets its targets go.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace

from monitor.alerts import route
from monitor.alerts.settings import Inhibit
from monitor.lives import Life
from monitor.models import Alert

_ENDED = frozenset({Life.CLOSED, Life.RETRACTED})


def over(alert: Alert, rules: Sequence[Inhibit], sources: Iterable[Alert]) -> Alert | None:
    """Give the alert that holds this one back, or nothing."""
    asked = [rule for rule in rules if route.takes(rule.target, alert)]
    if not asked:
        return None
    standing = (each for each in sources if each.id != alert.id and not is_over(each))
    return next((each for each in standing for rule in asked if _holds(rule, each, alert)), None)


def is_source(alert: Alert, rules: Sequence[Inhibit]) -> bool:
    """Tell whether an alert could hold others back."""
    return any(route.takes(rule.source, alert) for rule in rules)


def is_over(alert: Alert) -> bool:
    """Tell whether an alert has ended, and holds nothing back any more."""
    return alert.life in _ENDED


def bare(alert: Alert) -> Alert:
    """Give what matchers look at: without quotes, notes and history, of which a sink's memory would be full."""
    return replace(alert, evidence=(), counter=(), changed=(), coverage=(), words=(), history=(), items=())


def _holds(rule: Inhibit, source: Alert, target: Alert) -> bool:
    is_equal = all(_folded(getattr(source, name)) == _folded(getattr(target, name)) for name in rule.equal)
    return is_equal and route.takes(rule.source, source)


def _folded(value: object) -> frozenset[str]:
    """Compare names as people do: order, capitals and accents do not count."""
    values = value if isinstance(value, tuple) else (value,)
    return frozenset(unicodedata.normalize("NFKD", str(each)).casefold() for each in values)
