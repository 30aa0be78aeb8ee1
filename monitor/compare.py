"""What two configurations would have told of the same articles, and where they differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from monitor.alerts import render
from monitor.config import Config
from monitor.models import Alert, RawArticle
from monitor.pipeline import Pipeline

COMPARED = ("stage", "side", "status", "count", "subject", "origins", "revision")


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """An alert that only one of the two tells, or that they tell otherwise: `fields` lists in what, old and new."""

    old: Alert | None
    new: Alert | None
    fields: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)


def compare(articles: Iterable[RawArticle], old: Config, new: Config) -> Iterator[Difference]:
    """Replay articles under both configurations, side by side, and give the differences in the order of telling."""
    flows = Pipeline.of(old), Pipeline.of(new)
    told: tuple[dict[str, Alert], dict[str, Alert]] = {}, {}
    for article in articles:
        for flow, alerts in zip(flows, told, strict=True):
            alerts.update((alert.id, alert) for alert in flow.take(article, article.fetched_at))
    before, after = told
    found = (_difference(before.get(name), after.get(name)) for name in {**before, **after})
    yield from sorted((each for each in found if each is not None), key=_when)


def record(each: Difference) -> dict[str, Any]:
    """Give a difference as it is printed for programs."""
    return {
        "old": render.wire(each.old) if each.old else None,
        "new": render.wire(each.new) if each.new else None,
        "fields": {name: {"old": _plain(old), "new": _plain(new)} for name, (old, new) in each.fields.items()},
    }


def text(each: Difference) -> str:
    """Say a difference in one line: what is no longer told, what is told too, what is told otherwise."""
    if each.old is None or each.new is None:
        alert = each.old or each.new
        return f"{'-' if each.new is None else '+'} {_said(alert)}" if alert else ""
    changed = "; ".join(f"{name} {_plain(old)} -> {_plain(new)}" for name, (old, new) in each.fields.items())

    return f"~ {_said(each.new)}: {changed}"


def _difference(old: Alert | None, new: Alert | None) -> Difference | None:
    if old is None or new is None:
        return Difference(old=old, new=new)
    pairs = {name: (getattr(old, name), getattr(new, name)) for name in COMPARED}
    different = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}

    return Difference(old=old, new=new, fields=different) if different else None


def _when(each: Difference) -> tuple[Any, ...]:
    alert = each.new or each.old
    assert alert is not None  # noqa: S101  # A difference has a side.

    return alert.first_at, alert.id


def _said(alert: Alert) -> str:
    return f"{render.moment(alert.first_at)}  {alert.story}  {alert.headline}"


def _plain(value: Any) -> Any:
    match value:
        case None:
            return "none"
        case tuple():
            return ", ".join(value)
        case str() | int():
            return str(value)
        case _:
            return render.figure(value)
