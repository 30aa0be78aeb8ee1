"""What people order of alerts, made fit to be kept, and what their verdicts say of the rules.

Guarantees: one press, one click or one line typed is one order, however often it is sent; names and notes are plain text of a
bounded length.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime

from monitor import ids
from monitor.alerts import safe
from monitor.lives import Order, Verb, Verdict
from monitor.models import Alert

NAME = 80
NOTE = 500
NOBODY = "somebody"
"""Who ordered what came without a name."""


def order(  # noqa: PLR0913  # An order is what was said, by whom, when, and how it came.
    alert: str,
    verb: Verb,
    *,
    by: str,
    via: str,
    at: datetime,
    note: str = "",
    verdict: Verdict | None = None,
    seed: str = "",
) -> Order:
    """Write an order; `seed` is what makes it one and the same where it is sent twice, else its time."""
    name = safe.short(safe.inert(safe.plain(by, NAME)), NAME) or NOBODY
    said = safe.short(safe.inert(safe.plain(note, NOTE)), NOTE)
    made = ids.digest("order", alert, verb, verdict or "", name, seed or at.isoformat())

    return Order(id="o" + made, alert=alert, verb=verb, at=at, by=name, note=said, via=via, verdict=verdict)


def takes_orders(alert: Alert) -> bool:
    """Tell whether an alert takes orders: those about Kabar itself end when what they tell of is mended, a digest has no life."""
    return bool(alert.story) and not alert.items


def verdicts(alert: Alert) -> Mapping[str, Verdict]:
    """Give the verdict of each person: the last one counts."""
    return {event.actor: event.verdict for event in alert.history if event.verdict is not None}


def by_rule(alerts: Iterable[Alert]) -> Mapping[str, Counter[Verdict]]:
    """Count verdicts for each rule behind the alerts, those of no rule under ""."""
    found: dict[str, Counter[Verdict]] = {}
    for alert in alerts:
        for verdict in verdicts(alert).values():
            for rule in alert.rules or ("",):
                found.setdefault(rule, Counter())[verdict] += 1

    return dict(sorted(found.items()))
