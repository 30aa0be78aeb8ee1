"""What the read commands print: for people, or one JSON object a line."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol, TypeVar

import msgspec

from monitor.alerts import orders, render
from monitor.lives import Verdict
from monitor.models import Alert, Delivery
from monitor.show import form
from monitor.show.explained import explanation
from monitor.show.feeds import feeds, tried
from monitor.show.past import history
from monitor.show.routes import routes
from monitor.show.silences import silences

__all__ = [
    "Archive",
    "alert",
    "alerts",
    "explanation",
    "feeds",
    "following",
    "history",
    "letter",
    "letters",
    "progress",
    "routes",
    "silences",
    "status",
    "tried",
    "verdicts",
]

T = TypeVar("T")

CLEAR = "\r\033[K"


class Archive(Protocol):
    """What the broker holds; `agents.archive` is one."""

    def alerts(self) -> Mapping[str, Alert]:
        """Give every alert as it stands, by id."""

    def deliveries(self) -> Mapping[str, Delivery]:
        """Give every delivery as it stands, by alert and sink."""

    def dead(self) -> Mapping[str, Any]:
        """Give the dead letters by id."""

    def lags(self) -> Sequence[Any]:
        """Give what the service has not done yet, by topic and partition."""


def alert(told: Alert, language: str, *, as_json: bool) -> str:
    """Show one alert revision; as JSON it is the body of a webhook."""
    return form.line(render.wire(told)) if as_json else render.text(told, language) + "\n"


def alerts(found: Mapping[str, Alert], *, as_json: bool) -> str:
    """List alerts, the newest first."""
    newest = sorted(found.values(), key=lambda each: each.told_at, reverse=True)
    if as_json:
        return "\n".join(form.line(render.wire(each)) for each in newest)
    rows = (
        (each.id, str(each.revision), render.moment(each.told_at), each.status.value, each.story, each.headline)
        for each in newest
    )

    return form.table(("id", "revision", "told", "status", "story", "headline"), rows) or "no alerts yet"


def verdicts(found: Iterable[Alert], *, as_json: bool) -> str:
    """Show how people judged the alerts of each rule, the most often doubted first."""
    counted = orders.by_rule(found)
    if as_json:
        return "\n".join(
            form.line({"rule": rule, **{each.value: count[each] for each in Verdict}})
            for rule, count in counted.items()
        )
    ranked = sorted(counted.items(), key=lambda pair: pair[1][Verdict.TRUE] - pair[1].total())
    rows = ((*(str(count[each]) for each in Verdict), rule or "-") for rule, count in ranked)

    return form.table((*(each.value for each in Verdict), "rule"), rows) or "no verdicts yet"


def letters(found: Mapping[str, Any], *, as_json: bool) -> str:
    """List dead letters, the newest first."""
    newest = sorted(found.values(), key=lambda each: str(each.at), reverse=True)
    if as_json:
        return "\n".join(form.line(msgspec.to_builtins(each)) for each in newest)
    rows = ((each.id, render.moment(each.at), each.stage, each.reason, each.text.splitlines()[0]) for each in newest)

    return form.table(("id", "at", "stage", "reason", "what"), rows) or "no dead letters"


def letter(found: Any, *, as_json: bool) -> str:
    """Show one dead letter."""
    return form.line(msgspec.to_builtins(found)) if as_json else form.fields(msgspec.to_builtins(found))


def status(archive: Archive, *, as_json: bool) -> str:
    """Show how the service stands: what was told, what waits for a sink, what is behind, what could not be processed."""
    told = archive.alerts()
    letters = [each for each in archive.dead().values() if not each.retried]
    behind = [lag for lag in archive.lags() if lag.behind]
    found = {
        "alerts": len(told),
        "last told": render.moment(max(each.told_at for each in told.values())) if told else None,
        "waiting for a sink": sum(bool(each.waiting) for each in archive.deliveries().values()),
        "dead letters": len(letters),
        "records behind": sum(lag.behind for lag in behind),
        "behind": [
            {"topic": lag.topic, "partition": lag.partition, "records": lag.behind}
            for lag in archive.lags()
            if lag.behind
        ],
    }

    return (
        form.line({name.replace(" ", "_"): value for name, value in found.items()}) if as_json else form.fields(found)
    )


def progress(rows: Iterable[T], noun: str = "articles read", every: int = 500) -> Generator[T]:
    """Pass things on and count them on the terminal, where there is one."""
    is_shown = sys.stderr.isatty()
    try:
        for number, row in enumerate(rows, 1):
            if is_shown and number % every == 0:
                sys.stderr.write(f"{CLEAR}{number} {noun}")
                sys.stderr.flush()
            yield row
    finally:
        if is_shown:
            sys.stderr.write(CLEAR)


def following(read: Callable[[], Mapping[str, Alert]], seconds: float = 1.0) -> Iterator[Alert]:
    """Give each alert revision that appears from now on, looking again and again."""
    seen = {each.id: each.revision for each in read().values()}
    while True:
        time.sleep(seconds)
        for each in sorted(read().values(), key=lambda told: told.told_at):
            if seen.get(each.id, 0) < each.revision:
                seen[each.id] = each.revision
                yield each
