"""What the read commands print: for people, or one JSON object a line."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from typing import Any, TypeVar

import msgspec

from monitor.alerts import orders, render
from monitor.lives import Verdict
from monitor.models import Alert
from monitor.show import form
from monitor.show.explained import explanation
from monitor.show.feeds import feeds, tried
from monitor.show.gathered import digest, digests
from monitor.show.past import history
from monitor.show.routes import routes
from monitor.show.search import feeds_of, search
from monitor.show.silences import silences
from monitor.show.status import Archive, status

__all__ = [
    "Archive",
    "alert",
    "alerts",
    "digest",
    "digests",
    "explanation",
    "feeds",
    "feeds_of",
    "following",
    "history",
    "letter",
    "letters",
    "progress",
    "routes",
    "search",
    "silences",
    "status",
    "tried",
    "verdicts",
]

T = TypeVar("T")

CLEAR = "\r\033[K"


def alert(told: Alert, language: str, *, as_json: bool) -> str:
    """Show one alert revision; as JSON it is the body of a webhook."""
    return form.line(render.wire(told)) if as_json else render.text(told, language) + "\n"


def alerts(found: Mapping[str, Alert], *, as_json: bool) -> str:
    """List alerts, the newest first."""
    newest = sorted(found.values(), key=lambda each: each.told_at, reverse=True)
    if as_json:
        return "\n".join(form.line(render.wire(each)) for each in newest)
    rows = (
        (
            each.id,
            str(each.revision),
            render.moment(each.told_at),
            each.life.value,
            each.severity.value,
            each.story,
            each.headline,
        )
        for each in newest
    )

    return form.table(("id", "revision", "told", "life", "severity", "story", "headline"), rows) or "no alerts yet"


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


def following(read: Callable[[], Mapping[str, Alert]], seconds: float = 1.0, last: int = 0) -> Iterator[Alert]:
    """Give the `last` alerts as they stand, then each revision that appears from now on, looking again and again."""
    known = sorted(read().values(), key=lambda told: told.told_at)
    seen = {each.id: each.revision for each in known}
    yield from known[len(known) - min(last, len(known)) :]
    while True:
        time.sleep(seconds)
        for each in sorted(read().values(), key=lambda told: told.told_at):
            if seen.get(each.id, 0) < each.revision:
                seen[each.id] = each.revision
                yield each
