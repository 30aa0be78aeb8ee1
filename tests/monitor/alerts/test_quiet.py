"""Quiet hours are those of the desk's own clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given as law
from hypothesis import strategies as st

from monitor.alerts import quiet
from monitor.alerts.settings import Match, QuietHours
from monitor.lives import Severity
from tests.monitor.alerts import given

NIGHT = QuietHours(start="22:00", stop="06:00", zone="Asia/Jakarta")
ZONES = ("UTC", "Asia/Jakarta", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "ends"),
    [
        ("2024-11-01T14:59:59", None),
        ("2024-11-01T15:00:00", "2024-11-01T23:00:00"),
        ("2024-11-01T22:59:59", "2024-11-01T23:00:00"),
        ("2024-11-01T23:00:00", None),
    ],
)
def test_a_night_over_midnight_ends_in_the_morning(now: str, ends: str | None) -> None:
    assert quiet.ends(NIGHT, at(now)) == (at(ends) if ends else None)


def test_days_are_those_on_which_the_hours_begin() -> None:
    weekend = QuietHours(start="22:00", stop="06:00", zone="Asia/Jakarta", days=("sat",))

    assert quiet.ends(weekend, at("2024-11-02T20:00:00")) == at("2024-11-02T23:00:00"), "Sunday at three in the morning"
    assert quiet.ends(weekend, at("2024-11-01T20:00:00")) is None, "Saturday at three in the morning"


def test_hours_within_a_day_do_not_reach_into_the_next() -> None:
    lunch = QuietHours(start="12:00", stop="13:00", zone="UTC")

    assert quiet.ends(lunch, at("2024-11-01T12:30:00")) == at("2024-11-01T13:00:00")
    assert quiet.ends(lunch, at("2024-11-01T13:00:00")) is None


@pytest.mark.parametrize(
    ("night", "hours"),
    [("2024-03-30T21:30:00", 7), ("2024-10-26T20:30:00", 9), ("2024-06-01T20:30:00", 8)],
)
def test_a_night_on_which_the_clock_is_changed_is_shorter_or_longer(night: str, hours: int) -> None:
    berlin = QuietHours(start="22:00", stop="06:00", zone="Europe/Berlin")
    ends = quiet.ends(berlin, at(night))

    assert ends is not None
    local = ends.astimezone(ZoneInfo("Europe/Berlin"))
    begun = local.replace(hour=22, minute=0) - timedelta(days=1)
    assert (local.hour, local.minute) == (6, 0)
    assert ends - begun.astimezone(UTC) == timedelta(hours=hours)


def test_what_is_excepted_does_not_wait() -> None:
    hours = QuietHours(start="00:00", stop="23:59", unless=Match(severity=("critical",)))

    assert quiet.until(hours, given.alert(severity=Severity.CRITICAL), given.NOON) is None
    assert quiet.until(hours, given.alert(severity=Severity.LOW), given.NOON) is not None
    assert quiet.until(None, given.alert(), given.NOON) is None


@law(
    st.sampled_from(ZONES),
    st.integers(0, 23),
    st.integers(0, 23),
    st.datetimes(datetime(2024, 1, 1), datetime(2025, 12, 31), timezones=st.just(UTC)),
)
def test_what_waits_is_let_out_within_a_day_and_not_held_again_at_once(
    zone: str, start: int, stop: int, now: datetime
) -> None:
    hours = QuietHours(start=f"{start:02}:00", stop=f"{stop:02}:00", zone=zone)
    ends = quiet.ends(hours, now)

    if ends is not None:
        assert timedelta(0) < ends - now <= timedelta(hours=25)
        assert start == stop or quiet.ends(hours, ends) is None
