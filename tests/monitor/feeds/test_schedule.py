"""When to ask again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds import schedule
from monitor.feeds.schedule import Wishes

NOW = datetime(2024, 10, 24, 12, 30, tzinfo=UTC)  # A Thursday.


def wait(wishes: Wishes, chance: float = 0.0, now: datetime = NOW) -> float:
    return (schedule.next_at(now, wishes, chance) - now).total_seconds()


@pytest.mark.parametrize(
    ("wishes", "seconds"),
    [
        (Wishes(), 600),
        (Wishes(pace=10), 120),
        (Wishes(pace=1_000), 500),
        (Wishes(pace=1e9), 1_800),
        (Wishes(pace=10, silence=20_000), 1_000),
        (Wishes(pace=10, ttl=3_600), 3_600),
        (Wishes(pace=10, fresh=900), 900),
        (Wishes(ttl=1e9), 86_400),
        (Wishes(every=5, ttl=3_600), 5),
    ],
)
def test_the_longest_wish_counts_within_bounds(wishes: Wishes, seconds: float) -> None:
    assert seconds == wait(wishes)


def test_jitter_only_delays_and_by_a_tenth_at_most() -> None:
    assert 600 < wait(Wishes(), 0.999) <= 660


@pytest.mark.parametrize(
    ("wishes", "at"),
    [
        (Wishes(skip_hours=(12, 13)), "2024-10-24T14:40:00+00:00"),
        (Wishes(skip_hours=tuple(range(1, 24))), "2024-10-25T00:40:00+00:00"),
        (Wishes(skip_days=(3,)), "2024-10-25T00:40:00+00:00"),
        (Wishes(skip_days=(3, 4), skip_hours=(0,)), "2024-10-26T01:40:00+00:00"),
        (Wishes(skip_hours=tuple(range(24))), "2024-10-24T12:40:00+00:00"),
    ],
)
def test_hours_and_days_of_silence_are_kept(wishes: Wishes, at: str) -> None:
    assert at == schedule.next_at(NOW, wishes, 0.0).isoformat()


def test_back_off_doubles_to_a_day_and_stays_there() -> None:
    waits = [
        (schedule.after_failure(NOW, n, Wishes(), None, 0.0) - NOW).total_seconds() for n in (1, 2, 3, 11, 12, 999)
    ]
    assert waits == [60, 120, 240, 61_440, 86_400, 86_400]


def test_a_failing_feed_is_left_alone_in_its_hours_of_silence_too() -> None:
    at = schedule.after_failure(NOW, 1, Wishes(skip_hours=(12, 13)), None, 0.0)
    assert at.isoformat() == "2024-10-24T14:31:00+00:00"
    at = schedule.after_failure(NOW, 1, Wishes(skip_hours=(13,)), 3_600.0, 0.0)
    assert at.isoformat() == "2024-10-24T14:30:00+00:00"


@pytest.mark.parametrize(("asked", "seconds"), [(0.0, 1.0), (120.0, 120.0), (1e9, 86_400.0)])
def test_what_the_server_asks_for_is_kept_to_the_second(asked: float, seconds: float) -> None:
    assert seconds == (schedule.after_failure(NOW, 9, Wishes(every=5), asked, 0.0) - NOW).total_seconds()


@pytest.mark.parametrize(
    ("value", "date", "seconds"),
    [
        ("120", "", 120.0),
        (" 0 ", "", 0.0),
        ("Thu, 24 Oct 2024 12:32:00 GMT", "", 120.0),
        ("Thu, 24 Oct 2024 12:32:00 GMT", "Thu, 24 Oct 2024 12:31:00 GMT", 60.0),
        ("Thu, 24 Oct 2024 10:00:00 GMT", "", 0.0),
        ("", "", None),
        ("soon", "", None),
        ("-5", "", None),
        ("1.5", "", None),
        ("٣", "", None),
        ("9" * 400, "", 999_999_999.0),
    ],
)
def test_retry_after_is_read_in_both_forms(value: str, date: str, seconds: float | None) -> None:
    assert seconds == schedule.retry_after(value, NOW, date)


DATE = "Thu, 24 Oct 2024 12:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0),
        ({"cache-control": "max-age=600"}, 600),
        ({"cache-control": 'Public, MAX-AGE="600"', "age": "100"}, 500),
        ({"cache-control": "max-age=60", "age": "100"}, 0),
        ({"cache-control": "no-cache, max-age=600"}, 0),
        ({"cache-control": "max-age=soon"}, 0),
        ({"expires": "0"}, 0),
        ({"expires": "-1", "date": DATE}, 0),
        ({"expires": "Thu, 24 Oct 2024 12:10:00 GMT", "date": DATE}, 600),
        ({"expires": "Thu, 24 Oct 2024 11:10:00 GMT", "date": DATE}, 0),
        ({"cache-control": "max-age=60", "expires": "Thu, 24 Oct 2024 13:00:00 GMT", "date": DATE}, 60),
    ],
)
def test_freshness_is_read_from_the_headers(headers: dict[str, str], seconds: float) -> None:
    assert seconds == schedule.fresh(headers)


def test_a_first_pace_comes_from_the_dates_of_the_document() -> None:
    dates = [NOW - timedelta(minutes=10 * number) for number in range(1, 7)]
    assert schedule.first_pace(dates, NOW) == 600
    assert schedule.first_pace(dates[:2], NOW) is None


def test_the_pace_follows_what_is_seen() -> None:
    pace: float | None = None
    for _ in range(20):
        pace = schedule.learned(pace, 300.0, 3)
    assert pytest.approx(pace) == 100


WISHES = st.builds(
    Wishes,
    pace=st.floats(0, 1e12),
    ttl=st.floats(0, 1e12),
    fresh=st.floats(0, 1e12),
    skip_hours=st.sets(st.integers(0, 23)).map(tuple),
    skip_days=st.sets(st.integers(0, 6)).map(tuple),
)


@given(WISHES, st.floats(0, 1, exclude_max=True))
def test_the_next_poll_is_never_early_and_within_nine_days(wishes: Wishes, chance: float) -> None:
    assert min(max(wishes.ttl, wishes.fresh, 60), 86_400) <= wait(wishes, chance) <= 9 * 86_400
