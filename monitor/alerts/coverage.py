"""How much of the news we see: what alerts say of feeds that are not well, and the one alert about them.

Guarantees: a pure function of who ails and what was told. There is one living alert for all feeds; it is told at once, and
then the less often the more it changes, so that an outage gives a handful of revisions; a last state is never lost, since
`due` says when it will be told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from monitor import ids
from monitor.ailments import Ailment, Health
from monitor.alerts import life, severity, templates
from monitor.alerts.decision import Keep, Reason, Tell
from monitor.models import Alert, Count, Modality, Status

KIND = "coverage"
REDUCED = "reduced"
RESTORED = "restored"
# Feeds that are named; the others are counted.
NAMED = 5
# The rest after a revision: 5, 10, 20, ... s, at most half an hour; six hours of calm begin anew.
SHORTEST_REST = 5.0
LONGEST_REST = 1_800.0
CALM = timedelta(hours=6)
AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The alert as it was told, about whom (`signs`: which feed ails from what), and how many revisions came without calm."""

    alert: Alert
    signs: tuple[str, ...]
    lately: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Who ails, in the order of the configuration, out of how many feeds."""

    ailing: tuple[Health, ...]
    feeds: int


def seen(found: Mapping[str, Health], feeds: Mapping[str, int]) -> Seen:
    """Look at the feeds that are configured (`feeds` has their places); others do not count, whatever they suffered from."""
    ailing = sorted((each for url, each in found.items() if url in feeds), key=lambda each: feeds[each.feed])
    return Seen(ailing=tuple(ailing), feeds=len(feeds))


def lines(now_seen: Seen, language: str, now: datetime) -> tuple[str, ...]:
    """Say how many feeds are not well, then what the first of them suffer from; nothing where all are well."""
    if not now_seen.ailing:
        return ()
    table = templates.load(language)
    heading = table.kinds[KIND][REDUCED].format(subject=_figures(now_seen, language))
    more = len(now_seen.ailing) - NAMED
    rest = (table.labels["more"].format(count=more),) if more > 0 else ()
    return (heading, *(said(each, language, now) for each in now_seen.ailing[:NAMED]), *rest)


def said(health: Health, language: str, now: datetime) -> str:
    """Say what a feed suffers from."""
    return f"{health.publisher}: {'; '.join(_words(each, language, now) for each in health.ailments)}"


def stamped(decision: Tell | Keep, told: Alert | None, said_now: tuple[str, ...]) -> Alert:
    """Give the alert with what its readers are to know of the coverage: as it is now where they are told, else as it was."""
    was = told.coverage if told else ()
    return replace(decision.alert, coverage=said_now if isinstance(decision, Tell) else was)


def due(told: Told | None, now_seen: Seen) -> datetime | None:
    """Say when people are to be told next; None where they know all there is."""
    if told is None:
        return AT_ONCE if now_seen.ailing else None
    return None if _signs(now_seen) == told.signs else rested(told)


def rested(told: Told) -> datetime:
    """Say until when nothing more is told, whatever happens; it is cheap to ask, while hundreds of feeds fail."""
    return told.alert.told_at + _rest(told.lately)


def tell(told: Told | None, now_seen: Seen, language: str, now: datetime) -> tuple[Told, Tell]:
    """Make the next revision; its reason is new, stage, or (other feeds than before) count."""
    stage = REDUCED if now_seen.ailing else RESTORED
    alert = _alert(now_seen, stage, language, now)
    signs = _signs(now_seen)
    if told is None:
        alert = life.operated(None, alert, is_mended=False)
        return Told(alert=alert, signs=signs), Tell(alert=alert, reason=Reason.NEW)
    is_calm = now - told.alert.told_at >= CALM
    changed = _changed(told, now_seen, language, now)
    alert = replace(
        alert,
        revision=told.alert.revision + 1,
        first_at=told.alert.first_at,
        changed=changed,
        addressed=told.alert.addressed,
        page=told.alert.page,
    )
    alert = life.operated(told.alert, alert, is_mended=not now_seen.ailing, reason="; ".join(changed))
    reason = Reason.COUNT if told.alert.stage == stage else Reason.STAGE
    return Told(alert=alert, signs=signs, lately=0 if is_calm else told.lately + 1), Tell(alert=alert, reason=reason)


def _rest(lately: int) -> timedelta:
    return timedelta(seconds=min(SHORTEST_REST * 2.0 ** min(lately, 20), LONGEST_REST))


def _signs(now_seen: Seen) -> tuple[str, ...]:
    return tuple(sorted(_sign(each) for each in now_seen.ailing))


def _sign(health: Health) -> str:
    """Name a feed and its ailments shortly: of ten thousand feeds the names alone would be no message any more."""
    return ids.digest(health.feed, *sorted(each.kind for each in health.ailments))[:8]


def _words(ailment: Ailment, language: str, now: datetime) -> str:
    since = ailment.since.astimezone(UTC)
    form = "%H:%M UTC" if since.date() == now.astimezone(UTC).date() else "%Y-%m-%d %H:%M UTC"
    return templates.load(language).ailments[ailment.kind].format(since=since.strftime(form), why=ailment.why)


def _figures(now_seen: Seen, language: str) -> str:
    labels = templates.load(language).labels
    form = labels["feeds"] if now_seen.ailing else labels["every"]
    return form.format(ailing=len(now_seen.ailing), feeds=now_seen.feeds)


def _changed(told: Told, now_seen: Seen, language: str, now: datetime) -> tuple[str, ...]:
    """Say what is new: from how many to how many, and who was not told of yet."""
    table = templates.load(language)
    old, new, known = told.alert.count.low if told.alert.count else 0, len(now_seen.ailing), set(told.signs)
    fresh = [each for each in now_seen.ailing if _sign(each) not in known]
    figure = (table.changed[Reason.COUNT].format(old=old, new=new),) if old != new else ()
    return (*figure, *(said(each, language, now) for each in fresh[:NAMED]))


def _alert(now_seen: Seen, stage: str, language: str, now: datetime) -> Alert:
    ailing = len(now_seen.ailing)
    names = tuple(dict.fromkeys(each.publisher for each in now_seen.ailing))
    more = len(names) - NAMED
    table = templates.load(language)
    return Alert(
        id=ids.coverage(),
        revision=1,
        story="",
        story_name="",
        kind=KIND,
        subject=(*names[:NAMED], *((f"+{more}",) if more > 0 else ())),
        stage=stage,
        side=None,
        modality=Modality.OCCURRED,
        count=Count(low=ailing, high=ailing),
        status=Status.CONFIRMED,
        headline=table.kinds[KIND][stage].format(subject=_figures(now_seen, language)),
        changed=(),
        evidence=(),
        counter=(),
        origins=0,
        articles=0,
        first_at=now,
        last_at=now,
        told_at=now,
        version=1,
        coverage=lines(now_seen, language, now),
        severity=severity.severity(KIND, stage, None),
    )
