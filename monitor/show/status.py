"""How the service stands, for somebody who was just called: does it run, what is behind, what waits, what was told last."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from monitor.alerts import render
from monitor.config import Config
from monitor.feeds.standing import Kind, standing
from monitor.feeds.state import FeedState
from monitor.models import Alert, Delivery
from monitor.show import form
from monitor.show.feeds import span

LAST = 5
"""Alerts that are shown, the newest first."""

WELL = frozenset({Kind.OK, Kind.NEVER_ASKED})
MOST = 20
"""Feeds that are shown; `kabar feeds list` has them all."""


class Archive(Protocol):
    """What the broker holds; `agents.archive` is one."""

    @property
    def config(self) -> Config:
        """Give the configuration behind it."""

    def alerts(self) -> Mapping[str, Alert]:
        """Give every alert as it stands, by id."""

    def deliveries(self) -> Mapping[str, Delivery]:
        """Give every delivery as it stands, by alert and sink."""

    def dead(self) -> Mapping[str, Any]:
        """Give the dead letters by id."""

    def lags(self) -> Sequence[Any]:
        """Give what the service has not done yet, by topic and partition, with the stage that reads it."""

    def feeds(self) -> Mapping[str, FeedState]:
        """Give what the service remembers of each feed."""


def status(archive: Archive, service: Mapping[str, Any], now: datetime, *, as_json: bool) -> str:
    """Show it all; `service` is what the service's own page says, or only `why` it says nothing."""
    found = _found(archive, service, now)

    return form.line(found) if as_json else "\n".join(_told(found))


def _found(archive: Archive, service: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    told = sorted(archive.alerts().values(), key=lambda each: each.told_at, reverse=True)
    letters = [each for each in archive.dead().values() if not each.retried]
    lags, states = archive.lags(), archive.feeds()
    outbox = list(_outbox(archive.deliveries().values(), now))
    stages: dict[str, int] = defaultdict(int)
    for lag in lags:
        stages[lag.stage] += lag.behind

    return {
        "service": service,
        "alerts": len(told),
        "last_told": render.moment(told[0].told_at) if told else None,
        "last_alerts": [
            {"told": render.moment(each.told_at), "id": each.id, "story": each.story, "headline": each.headline}
            for each in told[:LAST]
        ],
        "waiting_for_a_sink": sum(each["waiting"] for each in outbox),
        "outbox": outbox,
        "feeds": len(archive.config.feeds),
        "feeds_not_well": list(_ailing(archive.config, states)),
        "dead_letters": len(letters),
        "records_behind": sum(stages.values()),
        "stages": dict(stages),
        "behind": [
            {"topic": lag.topic, "partition": lag.partition, "records": lag.behind} for lag in lags if lag.behind
        ],
    }


def _outbox(deliveries: Iterable[Delivery], now: datetime) -> Iterator[dict[str, Any]]:
    waiting: dict[str, list[Delivery]] = defaultdict(list)
    for each in deliveries:
        if each.waiting:
            waiting[each.sink].append(each)
    for sink, rows in sorted(waiting.items()):
        oldest = min(rows, key=lambda each: each.first_at)
        yield {
            "sink": sink,
            "waiting": len(rows),
            "oldest_seconds": round((now - oldest.first_at).total_seconds()),
            "attempts": max(each.attempts for each in rows),
            "reason": oldest.reason,
        }


def _ailing(config: Config, states: Mapping[str, FeedState]) -> Iterator[dict[str, str]]:
    for feed in config.feeds:
        stands = standing(states.get(feed.url))
        if stands.kind not in WELL:
            yield {"url": feed.url, "words": stands.words}


def _told(found: Mapping[str, Any]) -> Iterator[str]:
    yield f"service: {_service(found['service'])}"
    yield f"records behind: {found['records_behind']}{_behind(found['stages'])}"
    yield f"dead letters: {found['dead_letters']}" + ("; see `kabar dead list`" if found["dead_letters"] else "")
    yield f"waiting for a sink: {found['waiting_for_a_sink']}"
    for each in found["outbox"]:
        why = f": {each['reason']}, {form.count(each['attempts'], 'attempts')}" if each["attempts"] else ""
        yield f"  {each['sink']}: {each['waiting']}, the oldest for {span(each['oldest_seconds'])}{why}"
    yield from _feeds(found)
    yield f"alerts: {found['alerts']}" + (f", last told {found['last_told']}" if found["last_told"] else "")
    yield from (f"  {each['told']}  {each['story'] or 'service'}: {each['headline']}" for each in found["last_alerts"])


def _feeds(found: Mapping[str, Any]) -> Iterator[str]:
    ailing = found["feeds_not_well"]
    yield f"feeds: {found['feeds']}, {len(ailing)} not well"
    yield from (f"  {each['url']}: {each['words']}" for each in ailing[:MOST])
    if len(ailing) > MOST:
        yield f"  and {len(ailing) - MOST} more; `kabar feeds list` has them all"


def _service(page: Mapping[str, Any]) -> str:
    if "alive" not in page:
        return str(page.get("why", "unknown"))
    if page["alive"] and page["ready"]:
        return f"runs and is ready, {form.count(page.get('partitions', 0), 'partitions')}"

    return f"{'runs, but is not ready' if page['alive'] else 'is stuck'}: {page['why']}"


def _behind(stages: Mapping[str, int]) -> str:
    late = ", ".join(f"{stage} {count}" for stage, count in stages.items() if count)

    return f" ({late})" if late else ""
