"""Dates of feeds, of pages and of running text."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text import dates

REFERENCE = datetime(2024, 11, 2, 5, tzinfo=UTC)  # a Saturday


@pytest.mark.parametrize(
    ("text", "expected", "precision"),
    [
        ("Fri, 01 Nov 2024 12:00:00 GMT", "2024-11-01T12:00:00+00:00", "second"),
        ("Fri, 01 Nov 2024 12:00:00 +0700", "2024-11-01T12:00:00+07:00", "second"),
        ("Thu, 24 Oct 24 18:35 EST", "2024-10-24T18:35:00-05:00", "minute"),
        ("2024-10-24T18:35:00Z", "2024-10-24T18:35:00+00:00", "second"),
        ("2024-10-24", "2024-10-24T00:00:00+07:00", "day"),
        ("2024-10-24 18:35:00 WIB", "2024-10-24T18:35:00+07:00", "second"),
        ("Kamis 24 Oct 2024 18:35 WIB", "2024-10-24T18:35:00+07:00", "minute"),
        ("Jumat, 27 Oktober 2023 09:00 WIB", "2023-10-27T09:00:00+07:00", "minute"),
        ("Jum'at, 1 November 2024 | 13.45 WIT", "2024-11-01T13:45:00+09:00", "minute"),
        ("Sab, 2 Nov 2024 10:00 WITA", "2024-11-02T10:00:00+08:00", "minute"),
        ("27/10/2023 09.00 WIB", "2023-10-27T09:00:00+07:00", "minute"),
        ("Diterbitkan pada 27 Oktober 2023", "2023-10-27T00:00:00+07:00", "day"),
    ],
)
def test_a_date_string_is_read_with_its_zone_and_precision(text: str, expected: str, precision: str) -> None:
    found = dates.parse(text, reference=None, language="id")
    assert found is not None
    assert (found.at.isoformat(), found.precision) == (expected, precision)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("October 27, 2023 9:00 am", "2023-10-27T09:00:00+00:00"),
        ("Published On 1 Nov 2024", "2024-11-01T00:00:00+00:00"),
        ("2 hours ago", "2024-11-02T03:00:00+00:00"),
        ("yesterday", "2024-11-01T00:00:00+00:00"),
    ],
)
def test_an_english_date_string_is_read(text: str, expected: str) -> None:
    found = dates.parse(text, reference=REFERENCE, language="en")
    assert found is not None
    assert found.at.isoformat() == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "garbage",
        "12",
        "0001-01-01T00:00:00Z",
        "1970-01-01T00:00:00Z",
        "32 Oktober 2023",
        "2 hours ago",
        "yesterday",
        "9999-99-99",
    ],
)
def test_what_is_no_date_or_needs_a_reference_stays_unknown(text: str) -> None:
    assert dates.parse(text, reference=None, language="en") is None


def test_an_order_of_day_and_month_that_is_open_stays_unknown() -> None:
    assert dates.parse("3/4/2024", reference=None, language="en") is None
    assert dates.parse("13/4/2024", reference=None, language="en") is not None


def test_a_sentence_with_a_date_is_no_date_string() -> None:
    assert dates.parse("Utusan itu tiba di ibu kota pada 27 Oktober 2023", reference=None, language="id") is None


def found_in(text: str, language: str) -> list[tuple[str, str]]:
    found = dates.find(text, reference=REFERENCE, language=language)
    return [(one.day.isoformat(), one.precision) for one in found]


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("pada Jumat (1/11)", "2024-11-01", "day"),
        ("pada Rabu (23/10)", "2024-10-23", "day"),
        ("Kamis 24 Oct 2024 18:35 WIB", "2024-10-24", "day"),
        ("pekan lalu", "2024-10-26", "week"),
        ("malam tadi", "2024-11-01", "day"),
        ("dua pekan lalu", "2024-10-19", "week"),
        ("kemarin", "2024-11-01", "day"),
        ("serangan 7 Oktober 2023", "2023-10-07", "day"),
        ("pada akhir November", "2024-11-01", "month"),
        ("pada hari Selasa", "2024-10-29", "day"),
        ("Selasa malam", "2024-10-29", "day"),
        ("tanggal 4 Februari", "2025-02-04", "day"),
        ("Senin pekan depan", "2024-11-04", "day"),
        ("Minggu lalu ia tiba", "2024-10-27", "day"),
        ("sejak minggu lalu", "2024-10-26", "week"),
        ("pada tahun 2019", "2019-01-01", "year"),
        ("Maret 2023", "2023-03-01", "month"),
    ],
)
def test_an_indonesian_date_is_found_in_running_text(text: str, day: str, precision: str) -> None:
    assert found_in(text, "id") == [(day, precision)]


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("on Tuesday", "2024-10-29", "day"),
        ("next Friday", "2024-11-08", "day"),
        ("last Saturday", "2024-10-26", "day"),
        ("last week", "2024-10-26", "week"),
        ("two weeks ago", "2024-10-19", "week"),
        ("twenty years ago", "2004-01-01", "year"),
        ("on Nov. 5", "2024-11-05", "day"),
        ("the October 7 attack", "2024-10-07", "day"),
        ("on 7 October 2023", "2023-10-07", "day"),
        ("in late November", "2024-11-01", "month"),
        ("in 2019", "2019-01-01", "year"),
    ],
)
def test_an_english_date_is_found_in_running_text(text: str, day: str, precision: str) -> None:
    assert found_in(text, "en") == [(day, precision)]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("hari ke-42", "id"),
        ("he may go", "en"),
        ("in may", "en"),
        ("seminggu penuh", "id"),
        ("1/3 warga", "id"),
        ("2019 orang", "id"),
    ],
)
def test_what_only_looks_like_a_date_is_none(text: str, language: str) -> None:
    assert found_in(text, language) == []


def test_arabic_and_russian_dates_are_found() -> None:
    assert found_in("2 نوفمبر 2024", "ar") == [("2024-11-02", "day")]
    assert found_in("2 ноября 2024", "ru") == [("2024-11-02", "day")]


def test_the_weekday_chooses_the_year_of_a_day_without_one() -> None:
    new_year = datetime(2025, 1, 1, tzinfo=UTC)
    found = dates.find("Selasa (31/12)", reference=new_year, language="id")
    assert [one.day for one in found] == [date(2024, 12, 31)]


def test_the_day_is_that_of_the_place_and_not_of_greenwich() -> None:
    late = datetime(2024, 11, 1, 22, tzinfo=UTC)  # already Saturday in Jakarta
    assert dates.find("hari ini", reference=late, language="id")[0].day == date(2024, 11, 2)


def test_without_a_reference_only_full_dates_are_found() -> None:
    text = "kemarin, Selasa, 4 Februari dan 7 Oktober 2023"
    assert [one.day for one in dates.find(text, reference=None, language="id")] == [date(2023, 10, 7)]


@given(st.text(max_size=120), st.sampled_from(["id", "en", "ar", "ru", ""]))
def test_no_text_breaks_the_search_for_dates(text: str, language: str) -> None:
    found = dates.find(text, reference=REFERENCE, language=language)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    dates.parse(text, reference=REFERENCE, language=language)


SPELLED = ["Jumat", "Jum’at", "minggu", "may", "May", "aprıl", "ſenin", "lalu", "ago", "pekan", "depan", "Nov.", "WIB"]
WORDS = st.sampled_from([*SPELLED, "1", "31", "2024", "24", ",", "(", "/", "-", "10:00", "+0700"])


@given(st.lists(WORDS, max_size=12).map(" ".join), st.sampled_from(["id", "en", ""]))
def test_no_heap_of_words_of_time_breaks_the_search(text: str, language: str) -> None:
    found = dates.find(text, reference=REFERENCE, language=language)
    assert all(before.end <= after.start for before, after in itertools.pairwise(found))
    dates.parse(text, reference=REFERENCE, language=language)


@given(st.datetimes(min_value=datetime(1980, 1, 1), max_value=datetime(2099, 12, 31)))
def test_what_is_written_by_the_standards_is_read_back(at: datetime) -> None:
    at = at.replace(microsecond=0, tzinfo=UTC)
    for form in (at.isoformat(), at.strftime("%a, %d %b %Y %H:%M:%S GMT"), at.strftime("%d %B %Y %H:%M:%S UTC")):
        found = dates.parse(form, reference=None, language="en")
        assert found is not None
        assert found.at == at


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("was seized on Feb. 7 last year after landing", "en", "2023-02-07"),
        ("diculik pada 3 Maret tahun lalu di Nabire", "id", "2023-03-03"),
    ],
)
def test_a_year_said_behind_a_day_is_its_year(text: str, language: str, day: str) -> None:
    reference = datetime(2024, 5, 1, 12, tzinfo=UTC)
    assert [found.day.isoformat() for found in dates.find(text, reference=reference, language=language)] == [day]


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("Last March she left.", "en", "2024-03-01"),
        ("Last December she left.", "en", "2023-12-01"),
        ("Last November she left.", "en", "2023-11-01"),
        ("He goes next March.", "en", "2025-03-01"),
        ("She left in December.", "en", "2024-12-01"),
        ("Ia pergi pada Maret lalu.", "id", "2024-03-01"),
        ("Ia pergi pada Desember silam.", "id", "2023-12-01"),
        ("Ia tiba pada Maret mendatang.", "id", "2025-03-01"),
        ("غادر في ديسمبر الماضي", "ar", "2023-12-01"),
    ],
)
def test_the_last_month_of_a_name_is_over_and_the_next_has_not_begun(text: str, language: str, day: str) -> None:
    found = dates.find(text, reference=REFERENCE, language=language)

    assert [one.day.isoformat() for one in found] == [day]


def test_a_weekday_before_a_month_is_of_the_same_date() -> None:
    (found,) = dates.find("on Saturday, Nov 2, in Cairo", reference=REFERENCE, language="en")
    assert (found.day.isoformat(), found.start) == ("2024-11-02", 3)
