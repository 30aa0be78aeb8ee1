"""Date strings as feeds write them: standards kept and broken, counted seconds, words of several languages."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text import dates

REFERENCE = datetime(2024, 11, 2, 5, tzinfo=UTC)  # a Saturday

MAIL = [
    ("Thu, 24 Oct 2024 18:35:00 GMT", "en", "2024-10-24T18:35:00+00:00"),
    ("Thu, 4 Oct 2024 8:05:00 GMT", "en", "2024-10-04T08:05:00+00:00"),
    ("Thu, 4 Oct 2024 8:5:0 GMT", "en", "2024-10-04T08:05:00+00:00"),
    ("Thursday, 24 October 2024 18:35:00 +0700", "en", "2024-10-24T18:35:00+07:00"),
    ("Thu 24 Oct 2024 18:35 GMT", "en", "2024-10-24T18:35:00+00:00"),
    ("24 Oct 2024 18:35:00 GMT", "en", "2024-10-24T18:35:00+00:00"),
    ("Thu,24 Oct 2024 18:35:00 GMT", "en", "2024-10-24T18:35:00+00:00"),
    ("Thu, 24 Oct 24 18:35:00 GMT", "en", "2024-10-24T18:35:00+00:00"),
    ("24-Oct-24 18:35:00 GMT", "en", "2024-10-24T18:35:00+00:00"),
    ("24-Oct-2024 18:35:00 GMT", "en", "2024-10-24T18:35:00+00:00"),
    ("Thu, 24-Oct-2024 18:35:00 GMT", "en", "2024-10-24T18:35:00+00:00"),
    ("Thu, 01 Jan 04 19:48:21 GMT", "en", "2004-01-01T19:48:21+00:00"),
    ("Thu, 24 Oct 99 18:35:00 GMT", "en", "1999-10-24T18:35:00+00:00"),
    ("Thu Oct 24 18:35:00 2024", "en", "2024-10-24T18:35:00+00:00"),
    ("Thu Oct 24 18:35:00 GMT 2024", "en", "2024-10-24T18:35:00+00:00"),
    ("Thu Oct 24 18:35:00 +0700 2024", "en", "2024-10-24T18:35:00+07:00"),
    ("Oct 24, 2024 18:35:00 GMT", "en", "2024-10-24T18:35:00+00:00"),
    ("Thu, Oct 24 2024 18:35:00 GMT", "en", "2024-10-24T18:35:00+00:00"),
    ("Thu, 24 Oct 2024 18:35:00 +07:00", "en", "2024-10-24T18:35:00+07:00"),
    ("Thu, 24 Oct 2024 18:35:00 GMT+7", "en", "2024-10-24T18:35:00+07:00"),
    ("Thu, 24 Oct 2024 18:35:00 UTC+07:00", "en", "2024-10-24T18:35:00+07:00"),
    ("Thu, 24 Oct 2024 18:35:00 +7", "en", "2024-10-24T18:35:00+07:00"),
    ("Thu, 24 Oct 2024 18:35:00 +0000 GMT", "en", "2024-10-24T18:35:00+00:00"),
    ("Thu, 24 Oct 2024 18:35:00 +0100 (BST)", "en", "2024-10-24T18:35:00+01:00"),
    ("Thu, 24 Oct 2024 18:35:00 WIB", "en", "2024-10-24T18:35:00+07:00"),
    ("Thu, 24 Oct 2024 18:35:00 WITA", "en", "2024-10-24T18:35:00+08:00"),
    ("Thu, 24 Oct 2024 18:35:00 WIT", "en", "2024-10-24T18:35:00+09:00"),
    ("Thu, 24 Oct 2024 18:35:00 CET", "en", "2024-10-24T18:35:00+01:00"),
    ("Thu, 24 Oct 2024 18:35:00 BST", "en", "2024-10-24T18:35:00+01:00"),
    ("Thu, 24 Oct 2024 18:35:00 IST", "hi", "2024-10-24T18:35:00+05:30"),
    ("Thu, 24 Oct 2024 18:35:00 IST", "he", "2024-10-24T18:35:00+02:00"),
    ("Thu, 24 Oct 2024 18:35:00 IDT", "en", "2024-10-24T18:35:00+03:00"),
    ("Thu, 24 Oct 2024 18:35:00 Z", "en", "2024-10-24T18:35:00+00:00"),
    ("Thu, 24 Oct 2024 18:35:00 UT", "en", "2024-10-24T18:35:00+00:00"),
    ("Thu, 24 Oct 2024 18:35:00 Asia/Jakarta", "en", "2024-10-24T18:35:00+07:00"),
    ("Thu, 24 Oct 2024 18:35:00", "id", "2024-10-24T18:35:00+07:00"),
    ("Thu, 24 Oct 2024 24:00:00 GMT", "en", "2024-10-25T00:00:00+00:00"),
    ("Thu, 24 Oct 2024 23:59:60 GMT", "en", "2024-10-24T23:59:59+00:00"),
    ("Thu, 29 Feb 2024 18:35:00 GMT", "en", "2024-02-29T18:35:00+00:00"),
]

ISO_AND_SECONDS = [
    ("2024-10-24 18:35:00 GMT", "en", "2024-10-24T18:35:00+00:00"),
    ("2024-10-24T18:35:00", "id", "2024-10-24T18:35:00+07:00"),
    ("2024-10-24T18:35", "en", "2024-10-24T18:35:00+00:00"),
    ("2024-10-24T18:35:00.123456789Z", "en", "2024-10-24T18:35:00.123456+00:00"),
    ("2024-10-24T18:35:00,5Z", "en", "2024-10-24T18:35:00.500000+00:00"),
    ("2024-10-24T18:35:00.1Z", "en", "2024-10-24T18:35:00.100000+00:00"),
    ("20241024T183500Z", "en", "2024-10-24T18:35:00+00:00"),
    ("20241024183500", "en", "2024-10-24T18:35:00+00:00"),
    ("20241024", "en", "2024-10-24T00:00:00+00:00"),
    ("2024-W43-4", "en", "2024-10-24T00:00:00+00:00"),
    ("2024-W43-4T18:35:00Z", "en", "2024-10-24T18:35:00+00:00"),
    ("2024W434", "en", "2024-10-24T00:00:00+00:00"),
    ("2024-298", "en", "2024-10-24T00:00:00+00:00"),
    ("2024-10-24 18:35:00", "en", "2024-10-24T18:35:00+00:00"),
    ("2024-10-24 18:35:00 +0700", "en", "2024-10-24T18:35:00+07:00"),
    ("2024-10-24T18:35:00+0700", "en", "2024-10-24T18:35:00+07:00"),
    ("2024-10-24T18:35:00+07", "en", "2024-10-24T18:35:00+07:00"),
    ("2024-10-24T18:35:00 WIB", "en", "2024-10-24T18:35:00+07:00"),
    ("2024-10-24T24:00:00Z", "en", "2024-10-25T00:00:00+00:00"),
    ("2024-10-24T18:35:00z", "en", "2024-10-24T18:35:00+00:00"),
    ("2024-10-24t18:35:00z", "en", "2024-10-24T18:35:00+00:00"),
    ("2024/10/24 18:35:00", "en", "2024-10-24T18:35:00+00:00"),
    ("2024.10.24 18:35", "en", "2024-10-24T18:35:00+00:00"),
    ("2024-1-4 8:05", "en", "2024-01-04T08:05:00+00:00"),
    ("1729794900", "en", "2024-10-24T18:35:00+00:00"),
    ("1729794900000", "en", "2024-10-24T18:35:00+00:00"),
    ("1729794900.5", "en", "2024-10-24T18:35:00.500000+00:00"),
]

WORDED = [
    ("24 Oct 24", "en", "2024-10-24T00:00:00+00:00"),
    ("Kamis, 24 Oktober 2024 18:35 WIB", "id", "2024-10-24T18:35:00+07:00"),
    ("Jum'at, 1 Nov 2024", "id", "2024-11-01T00:00:00+07:00"),
    ("Jum&#039;at, 1 Nov 2024", "id", "2024-11-01T00:00:00+07:00"),
    ("24/10/2024 18:35", "id", "2024-10-24T18:35:00+07:00"),
    ("24/10/2024, 18:35 WIB", "id", "2024-10-24T18:35:00+07:00"),
    ("Rabu 30/10/2024 | 14:05 WIB", "id", "2024-10-30T14:05:00+07:00"),
    ("Rabu, 30 Oktober 2024 - 14:05 WIB", "id", "2024-10-30T14:05:00+07:00"),
    ("Rabu, 30 Okt 2024 14.05 WIB", "id", "2024-10-30T14:05:00+07:00"),
    ("Rabu, 30 Agst 2024 pukul 14.05 WIB", "id", "2024-08-30T14:05:00+07:00"),
    ("Kam, 24 Okt 2024 18:35:00 +0700", "id", "2024-10-24T18:35:00+07:00"),
    ("Minggu, 27 Oktober 2024 | 08:00", "id", "2024-10-27T08:00:00+07:00"),
    ("24 Oktober 2024 jam 18:35", "id", "2024-10-24T18:35:00+07:00"),
    ("24-10-2024 18:35:00", "id", "2024-10-24T18:35:00+07:00"),
    ("Kamis, 24 Oktober 2024 18:35 WIB", "en", "2024-10-24T18:35:00+07:00"),
    ("Kamis, 24 Oktober 2024 18:35 WIB", "", "2024-10-24T18:35:00+07:00"),
    ("Thursday, October 24, 2024 6:35 PM", "en", "2024-10-24T18:35:00+00:00"),
    ("Thursday, October 24, 2024 6:35 PM", "id", "2024-10-24T18:35:00+07:00"),
    ("October 24, 2024 at 6:35 p.m.", "en", "2024-10-24T18:35:00+00:00"),
    ("10/24/2024 6:35:00 PM", "en", "2024-10-24T18:35:00+00:00"),
    ("10/24/2024", "en", "2024-10-24T00:00:00+00:00"),
    ("24th October 2024", "en", "2024-10-24T00:00:00+00:00"),
    ("12:35 AM 24 Oct 2024", "en", "2024-10-24T00:35:00+00:00"),
    ("24 Oct 2024 12:35 PM", "en", "2024-10-24T12:35:00+00:00"),
    ("24 Oct 2024 13:35 PM", "en", "2024-10-24T13:35:00+00:00"),
    ("четверг, 24 октября 2024 18:35 MSK", "ru", "2024-10-24T18:35:00+03:00"),
]

RELATIVE = [
    ("2 jam lalu", "id", "2024-11-02T03:00:00+00:00"),
    ("2 jam yang lalu", "id", "2024-11-02T03:00:00+00:00"),
    ("sejam lalu", "id", "2024-11-02T04:00:00+00:00"),
    ("30 menit lalu", "id", "2024-11-02T04:30:00+00:00"),
    ("3 hours ago", "en", "2024-11-02T02:00:00+00:00"),
    ("3 hours ago", "id", "2024-11-02T02:00:00+00:00"),
    ("an hour ago", "en", "2024-11-02T04:00:00+00:00"),
    ("kemarin 18:35", "id", "2024-11-01T18:35:00+07:00"),
    ("Hari ini, 08:00 WIB", "id", "2024-11-02T08:00:00+07:00"),
    ("Yesterday 18:35", "en", "2024-11-01T18:35:00+00:00"),
]

UNKNOWN = [
    ("Thu, 24 Oct 2024 18:35:00 IST", "en"),
    ("Thu, 24 Oct 2024 18:35:00 XYZ", "en"),
    ("Thu, 24 Oct 2024 24:30:00 GMT", "en"),
    ("Thu, 24 Oct 2024 25:00:00 GMT", "en"),
    ("Thu, 24 Oct 2024 18:60:00 GMT", "en"),
    ("Thu, 29 Feb 2023 18:35:00 GMT", "en"),
    ("2023-02-29T00:00:00Z", "en"),
    ("2024-10", "en"),
    ("2024", "en"),
    ("0", "en"),
    ("-1", "en"),
    ("123456", "en"),
    ("Oct. 24, 2024, 6:35 p.m. ET", "en"),
    ("3/4/2024", "en"),
    ("baru saja", "id"),
    ("just now", "en"),
    ("", "en"),
    ("garbage", "en"),
    ("n/a", "en"),
    ("0000-00-00 00:00:00", "en"),
    ("0001-01-01T00:00:00Z", "en"),
    ("1970-01-01T00:00:00Z", "en"),
    ("Thu, 01 Jan 1970 00:00:00 GMT", "en"),
    ("9999-12-31T23:59:59Z", "en"),
    ("Mon, 01 Jan 0001 00:00:00 +0000", "en"),
    ("Wed, 30 Nov -0001 00:00:00 +0000", "en"),
    ("{{ date }}", "en"),
    ("Invalid Date", "en"),
    ("Invalid date", "en"),
    ("NaN", "en"),
]


def read(text: str, language: str) -> str | None:
    found = dates.parse(text, reference=REFERENCE, language=language)
    return found.at.isoformat() if found else None


@pytest.mark.parametrize(("text", "language", "at"), MAIL)
def test_the_form_of_mail_is_read_however_sloppily_written(text: str, language: str, at: str) -> None:
    assert at == read(text, language)


@pytest.mark.parametrize(("text", "language", "at"), ISO_AND_SECONDS)
def test_iso_forms_and_counted_seconds_are_read(text: str, language: str, at: str) -> None:
    assert at == read(text, language)


@pytest.mark.parametrize(("text", "language", "at"), WORDED)
def test_words_and_figures_of_newspapers_are_read(text: str, language: str, at: str) -> None:
    assert at == read(text, language)


@pytest.mark.parametrize(("text", "language", "at"), RELATIVE)
def test_what_counts_from_now_is_read(text: str, language: str, at: str) -> None:
    assert at == read(text, language)


@pytest.mark.parametrize(("text", "language"), UNKNOWN)
def test_what_names_no_day_or_an_open_one_stays_unknown(text: str, language: str) -> None:
    assert read(text, language) is None


TIMES = st.datetimes(min_value=datetime(1980, 1, 1), max_value=datetime(2099, 12, 31))
ZONES = st.sampled_from(["GMT", "WIB", "+0700", "+07:00", "UTC+7", "(WITA)", "Z"])
HOURS = {"GMT": 0, "WIB": 7, "+0700": 7, "+07:00": 7, "UTC+7": 7, "(WITA)": 8, "Z": 0}
FORMS = [
    "%a, %d %b %Y %H:%M:%S {zone}",
    "%A, %d %B %Y %H:%M:%S {zone}",
    "%d-%b-%Y %H:%M:%S {zone}",
    "%b %d, %Y %I:%M:%S %p {zone}",
    "%Y-%m-%d %H:%M:%S {zone}",
    "%Y/%m/%d %H:%M:%S {zone}",
    "%a %b %d %H:%M:%S {zone} %Y",
]


@given(TIMES, ZONES, st.sampled_from(FORMS))
def test_a_moment_is_the_same_in_every_form(at: datetime, zone: str, form: str) -> None:
    at = at.replace(microsecond=0, tzinfo=UTC)
    found = dates.parse(at.strftime(form).format(zone=zone), reference=None, language="en")
    assert found is not None
    assert found.at.replace(tzinfo=UTC) == at
    assert (found.at.utcoffset() or REFERENCE - REFERENCE).total_seconds() == 3600 * HOURS[zone]


@given(st.text(alphabet="0123456789-/:. TZW+", max_size=30), st.sampled_from(["id", "en", ""]))
def test_no_figures_break_it(text: str, language: str) -> None:
    read(text, language)
