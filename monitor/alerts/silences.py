"""What somebody wants to hear nothing of for a while: said by whom, why and until when.

Guarantees: a silence ends; what it holds back is told then. Nothing is changed in place: a later record of the same id takes the
place of the earlier one, so that who silenced what stays on the log.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime

import msgspec

from monitor import ids
from monitor.alerts import route
from monitor.alerts.settings import Match
from monitor.errors import RecordUnreadable, Usage
from monitor.models import Alert


class Silence(msgspec.Struct, frozen=True, kw_only=True):
    """Which alerts (and at which sinks; all of them where none is named), from when until when, by whom and why."""

    id: str
    match: Match
    sinks: tuple[str, ...] = ()
    author: str
    comment: str
    starts_at: datetime
    ends_at: datetime
    at: datetime


def made(match: Match, *, by: tuple[str, str], until: datetime, now: datetime, sinks: tuple[str, ...] = ()) -> Silence:
    """Make a silence that begins now; `by` is its author and what that says of it.

    Raises:
        Usage: it would silence everything, or nothing, or nobody says why.
    """
    author, comment = by
    if match == Match() and not sinks:
        raise Usage(
            "a silence needs a matcher, such as story=gaza-hostages, or --sink; without, it would silence everything"
        )
    if not author.strip() or not comment.strip():
        raise Usage("a silence needs --author and --comment: others will ask")
    if until <= now:
        raise Usage("the silence would be over before it begins")
    name = "z" + ids.digest("silence", author, comment, now.isoformat(), until.isoformat(), repr(match), *sinks)
    return Silence(
        id=name, match=match, sinks=sinks, author=author, comment=comment, starts_at=now, ends_at=until, at=now
    )


def expired(silence: Silence, now: datetime) -> Silence:
    """End a silence now."""
    return msgspec.structs.replace(silence, ends_at=min(silence.ends_at, now), at=now)


def over(alert: Alert, sink: str, known: Iterable[Silence], now: datetime) -> Silence | None:
    """Give the silence that holds an alert back at a sink; of several, the one that lasts longest."""
    found = [each for each in known if is_on(each, now) and _holds(each, alert, sink)]
    return max(found, key=lambda each: each.ends_at, default=None)


def is_on(silence: Silence, now: datetime) -> bool:
    """Tell whether it is now that it holds."""
    return silence.starts_at <= now < silence.ends_at


def read(matchers: Sequence[str]) -> Match:
    """Read matchers as they are typed.

    >>> read(["story=gaza-hostages", "kind=release,talks"])
    Match(story=('gaza-hostages',), kind=('release', 'talks'), stage=(), subject=(), severity=(), status=(), life=(), language=())

    Raises:
        Usage: one of them is no matcher.
    """
    names = [each.name for each in fields(Match)]
    match = Match()
    for matcher in matchers:
        name, sign, values = matcher.partition("=")
        if not sign or name not in names:
            raise Usage(f"{matcher}: a matcher is written NAME=VALUE[,VALUE], with a name of {', '.join(names)}")
        wanted = tuple(value.strip() for value in values.split(",") if value.strip())
        match = replace(match, **{name: (*getattr(match, name), *wanted)})
    return match


def said(match: Match) -> str:
    """Write matchers as they are typed."""
    given = {each.name: getattr(match, each.name) for each in fields(Match)}
    return " ".join(f"{name}={','.join(values)}" for name, values in given.items() if values)


def encode(silence: Silence) -> bytes:
    """Write a silence as it lies on its topic."""
    return msgspec.json.encode(silence)


def decode(value: bytes | None) -> Silence:
    """Read a silence.

    Raises:
        RecordUnreadable: the bytes are none.
    """
    try:
        return msgspec.json.decode(value or b"", type=Silence)
    except msgspec.MsgspecError as error:
        raise RecordUnreadable(f"Silence: {error}") from error


def newest(found: Iterable[Silence]) -> Mapping[str, Silence]:
    """Give the last record of each silence, the latest to end first."""
    known: dict[str, Silence] = {}
    for each in found:
        if each.id not in known or each.at >= known[each.id].at:
            known[each.id] = each
    return dict(sorted(known.items(), key=lambda pair: pair[1].ends_at, reverse=True))


def _holds(silence: Silence, alert: Alert, sink: str) -> bool:
    return (not silence.sinks or sink in silence.sinks) and route.takes(silence.match, alert)
