"""Where an alert would go: by which route, under which conditions, and why not elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

import msgspec

from monitor.alerts import route
from monitor.alerts.route import Facts, Look, Routed
from monitor.alerts.settings import Route
from monitor.show import form
from monitor.show.feeds import span
from monitor.show.past import looked


def routes(
    known: Facts, found: Sequence[Routed], tree: Sequence[Route], sinks: Collection[str], *, as_json: bool
) -> str:
    """Show the ways of an alert, and what each route says of it."""
    looks = route.looks(known, tree)
    if as_json:
        return form.line(_record(known, found, looks))

    return "\n".join(_shown(found, looks, sinks))


def _record(known: Facts, found: Sequence[Routed], looks: Sequence[Look]) -> dict[str, Any]:
    return {
        "facts": {name: list(values) for name, values in known.items()},
        "ways": [msgspec.to_builtins(each) for each in found],
        "routes": [msgspec.to_builtins(each) for each in looks],
    }


def _shown(found: Sequence[Routed], looks: Sequence[Look], sinks: Collection[str]) -> Iterator[str]:
    rows = ((each.sink, each.route, "; ".join(_conditions(each)) or "-") for each in found)
    yield form.table(("sink", "by", "how"), rows) or "it goes nowhere"
    if looks:
        yield ""
        yield form.table(("route", "of this alert"), ((each.route, looked(each)) for each in looks))
    others = [sink for sink in sinks if sink not in {each.sink for each in found}]
    if others:
        yield f"\nnot reached: {', '.join(others)}"


def _conditions(way: Routed) -> Iterator[str]:
    if way.group != "alert":
        yield f"grouped by {way.group}"
    if way.every:
        yield f"every {span(way.every)} at most"
    if quiet := way.quiet_hours:
        days = f" on {', '.join(quiet.days)}" if quiet.days else ""
        yield f"quiet from {quiet.start} to {quiet.stop} {quiet.zone}{days}"
    if way.budget:
        yield f"{way.budget.alerts} messages in {span(way.budget.per)}, then a digest"
