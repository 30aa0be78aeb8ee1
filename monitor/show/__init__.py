"""What the read commands print: for people, or one JSON object a line."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import msgspec

from monitor.alerts import render
from monitor.models import Alert, Claim, Delivery, RawArticle, Shift
from monitor.show import form
from monitor.show.feeds import feeds, tried

if TYPE_CHECKING:  # It would load every room, which a list of alerts does not need.
    from monitor.explain import Explanation, OnStory

__all__ = [
    "Archive",
    "alert",
    "alerts",
    "explanation",
    "feeds",
    "following",
    "letter",
    "letters",
    "progress",
    "status",
    "tried",
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


def explanation(found: Explanation, *, as_json: bool) -> str:
    """Show what each stage makes of one article."""
    return form.line(_explained(found)) if as_json else "\n".join(_explaining(found))


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


def _article(article: RawArticle) -> dict[str, Any]:
    return {name: value for name, value in msgspec.to_builtins(article).items() if name != "text"}


def _explained(found: Explanation) -> dict[str, Any]:
    return {
        "article": _article(found.article),
        "wire": found.unique.wire,
        "family": found.unique.family,
        "cuts": [msgspec.to_builtins(cut) | {"text": found.article.text[cut.start : cut.end]} for cut in found.cuts],
        "stories": [_on_story(each) for each in found.stories],
    }


def _on_story(each: OnStory) -> dict[str, Any]:
    return {
        "story": each.story,
        "mentions": msgspec.to_builtins(each.mentions),
        "claims": msgspec.to_builtins(each.claims),
        "shifts": [{"shift": msgspec.to_builtins(shift), "decision": decision} for shift, decision in each.shifts],
    }


def _explaining(found: Explanation) -> Iterator[str]:
    article = found.article
    at = render.moment(article.published_at) if article.published_at else "undated"
    yield article.title
    yield f"{article.publisher or 'no publisher'}, {at}, language {article.language}, {article.id}"
    yield f"origin: {found.unique.wire or found.unique.family or 'the outlet itself'}"
    yield f"\nFurniture cut: {len(found.cuts)}"
    yield from (f"  {cut.reason}: {_short(article.text[cut.start : cut.end])}" for cut in found.cuts)
    if not found.stories:
        yield "\nNo story is touched: too few core terms stand outside furniture."
    for each in found.stories:
        yield f"\nStory {each.story}"
        yield f"  named: {', '.join(dict.fromkeys(mention.name for mention in each.mentions))}"
        yield from (f"  claim: {_claim(claim)}" for claim in each.claims)
        yield from (f"  shift: {_shift(shift)}; {decision}" for shift, decision in each.shifts)


def _claim(claim: Claim) -> str:
    who = ", ".join(actor.name for actor in claim.who) or "nobody named"

    return f"{claim.kind} {claim.modality.value} of {who} (rule {claim.rule}, cue {claim.cue!r}): {_short(claim.evidence.quote)}"


def _shift(shift: Shift) -> str:
    return f"{shift.kind} {shift.side or shift.stage} of {', '.join(actor.name for actor in shift.subject) or 'nobody named'}"


def _short(text: str, most: int = 160) -> str:
    flat = " ".join(text.split())

    return flat if len(flat) <= most else flat[: most - 1] + "…"
