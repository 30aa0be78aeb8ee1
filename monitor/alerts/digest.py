"""One message that stands for several alerts: each with its headline and the way to it.

Guarantees: every alert that it stands for is named in it, with its id; the gravest comes first, so that what is cut off where a
channel has no room is what matters least.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from monitor import ids
from monitor.alerts import plan, templates
from monitor.lives import Item, Severity
from monitor.models import Alert, Count, Modality, Status

STAGE = "due"

_RANK = {each: rank for rank, each in enumerate(Severity)}


def made(alerts: Sequence[Alert], sink: str, language: str, now: datetime) -> Alert:
    """Make the digest of at least one alert for a sink."""
    stories = tuple(dict.fromkeys(each.story_name for each in alerts if each.story_name))
    one = alerts[0].story if len({each.story for each in alerts}) == 1 else ""
    number = len(alerts)
    subject = f"{', '.join(stories)} ({number})" if stories else str(number)
    ranked = sorted(alerts, key=lambda each: _RANK[each.severity])
    return Alert(
        id=ids.digest_of(sink, (f"{each.id}-{each.revision}" for each in alerts)),
        revision=1,
        story=one,
        story_name=alerts[0].story_name if one else "",
        kind=plan.DIGEST,
        subject=stories,
        stage=STAGE,
        side=None,
        modality=Modality.OCCURRED,
        count=Count(low=number, high=number),
        status=Status.CONFIRMED,
        headline=templates.load(language).kinds[plan.DIGEST][STAGE].format(subject=subject),
        changed=(),
        evidence=(),
        counter=(),
        origins=0,
        articles=0,
        first_at=min(each.first_at for each in alerts),
        last_at=max(each.last_at for each in alerts),
        told_at=now,
        version=1,
        severity=ranked[0].severity,
        items=tuple(_item(each) for each in ranked),
    )


def _item(alert: Alert) -> Item:
    url = alert.page or next((each.url for each in alert.evidence), "")  # As `plan` counts them.
    return Item(headline=alert.headline, alert=alert.id, url=url)
