"""Until when alerts wait, because a desk sleeps.

Guarantees: hours are those of the desk's own clock, also on the nights on which it is changed; whatever is held has an hour at
which it is let out.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from monitor.alerts import route
from monitor.alerts.settings import QuietHours
from monitor.models import Alert

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def until(hours: QuietHours | None, alert: Alert, now: datetime) -> datetime | None:
    """Say until when an alert waits; None where it may go at once, also because it is excepted."""
    if hours is None or (hours.unless is not None and route.takes(hours.unless, alert)):
        return None
    return ends(hours, now)


def ends(hours: QuietHours, now: datetime) -> datetime | None:
    """Say when the quiet hours that it is now end; None where it is none of them.

    >>> night = QuietHours(start="22:00", stop="06:00", zone="Asia/Jakarta")
    >>> ends(night, datetime(2024, 11, 1, 16, tzinfo=UTC)).isoformat()
    '2024-11-01T23:00:00+00:00'
    >>> ends(night, datetime(2024, 11, 1, 12, tzinfo=UTC)) is None
    True
    """
    zone = ZoneInfo(hours.zone)
    today = now.astimezone(zone).date()
    for day in (today - timedelta(days=1), today):
        begin, end = _span(hours, day, zone)
        if (not hours.days or _DAYS[day.weekday()] in hours.days) and begin <= now < end:
            return end

    return None


def _span(hours: QuietHours, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Give the quiet hours that begin on a day, in UTC: only there can hours be compared over a change of the clock."""
    start, stop = time.fromisoformat(hours.start), time.fromisoformat(hours.stop)
    last = day + timedelta(days=1) if stop <= start else day
    begin, end = (datetime.combine(*each, tzinfo=zone).astimezone(UTC) for each in ((day, start), (last, stop)))
    return begin, end
