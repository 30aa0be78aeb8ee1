"""Dates of entries."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor.feeds import when
from monitor.feeds.parse import parse
from monitor.models import DateSource

NOW = datetime(2024, 10, 24, 12, tzinfo=UTC)


def dated(fields: str, language: str = "id") -> tuple[str | None, DateSource]:
    body = f'<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><item><title>x</title>{fields}</item></channel></rss>'
    (item,) = parse(body.encode(), url="https://a.example/", content_type="").items
    at, source = when.published(item, NOW, language)
    return (at.astimezone(UTC).isoformat() if at else None), source


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("Thu, 24 Oct 2024 08:00:00 GMT", "2024-10-24T08:00:00+00:00"),
        ("Thu, 24 Oct 2024 08:00:00 +0700", "2024-10-24T01:00:00+00:00"),
        ("2024-10-24T08:00:00+08:00", "2024-10-24T00:00:00+00:00"),
        ("2024-10-24T08:00:00Z", "2024-10-24T08:00:00+00:00"),
        ("Kamis, 24 Oktober 2024 18:35 WIB", "2024-10-24T11:35:00+00:00"),
        ("Thu, 24 Oct 2024 18:35:00 WIB", "2024-10-24T11:35:00+00:00"),
        ("Thu, 24 Oct 2024 12:30:00 GMT", "2024-10-24T12:30:00+00:00"),
        ("24/10/2024 18:35", "2024-10-24T11:35:00+00:00"),
        ("Rabu 23/10/2024 | 14:05 WITA", "2024-10-23T06:05:00+00:00"),
        ("Jum'at, 18 Okt 2024", "2024-10-17T17:00:00+00:00"),
        ("2 jam lalu", "2024-10-24T10:00:00+00:00"),
        ("1729756800", "2024-10-24T08:00:00+00:00"),
        ("1729756800000", "2024-10-24T08:00:00+00:00"),
        ("Wed, 23 Oct 2024 24:00:00 GMT", "2024-10-24T00:00:00+00:00"),
        ("Thu, 24 Oct 2024 12:59:59 GMT", "2024-10-24T12:59:59+00:00"),
    ],
)
def test_a_date_is_read(written: str, at: str) -> None:
    assert (at, DateSource.PUBLISHED) == dated(f"<pubDate>{written}</pubDate>")


@pytest.mark.parametrize(
    "written",
    [
        "",
        "soon",
        "Thu, 24 Oct 2024 14:00:00 GMT",
        "Mon, 01 Jan 2090 00:00:00 GMT",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "9999-12-31",
        "0001-01-01T00:00:00Z",
        "Thu, 24 Oct 2024 13:00:01 GMT",
        "Tue, 29 Feb 2023 08:00:00 GMT",
        "Thu, 24 Oct 2024 08:00:00 QQQ",
    ],
)
def test_a_date_that_cannot_be_true_is_missing(written: str) -> None:
    assert dated(f"<pubDate>{written}</pubDate>") == (None, DateSource.MISSING)


def test_the_only_date_of_an_rss_entry_is_that_of_its_publication() -> None:
    assert dated("<dc:date>2024-10-24T08:00:00Z</dc:date>") == ("2024-10-24T08:00:00+00:00", DateSource.PUBLISHED)


def test_an_update_stands_in_for_a_missing_publication_and_says_so() -> None:
    fields = "<dcterms:modified>2024-10-24T08:00:00Z</dcterms:modified>"
    assert dated(fields) == ("2024-10-24T08:00:00+00:00", DateSource.UPDATED)


def test_an_update_stands_in_for_an_impossible_publication() -> None:
    fields = "<pubDate>Mon, 01 Jan 2090 00:00:00 GMT</pubDate><dc:date>2024-10-24T08:00:00Z</dc:date>"
    assert dated(fields)[1] == DateSource.UPDATED


def test_a_date_without_a_zone_is_read_in_the_zone_of_its_language() -> None:
    assert dated("<pubDate>2024-10-24 08:00:00</pubDate>")[0] == "2024-10-24T01:00:00+00:00"


def test_both_dates_of_an_entry_are_read() -> None:
    body = """<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry><title>x</title>
        <published>2024-10-24T08:00:00Z</published><updated>2024-10-24T09:30:00Z</updated></entry></feed>"""
    (item,) = parse(body.encode(), url="https://a.example/", content_type="").items
    assert when.published(item, NOW, "en") == (datetime(2024, 10, 24, 8, tzinfo=UTC), DateSource.PUBLISHED)
    assert when.updated(item, NOW, "en") == datetime(2024, 10, 24, 9, 30, tzinfo=UTC)


def test_what_a_date_in_the_future_says_is_kept_though_not_believed() -> None:
    body = (
        b"<rss><channel><item><title>x</title><pubDate>Mon, 01 Jan 2090 00:00:00 GMT</pubDate></item></channel></rss>"
    )
    (item,) = parse(body, url="https://a.example/", content_type="").items
    assert (item.published_text, when.published(item, NOW, "en")[0]) == ("Mon, 01 Jan 2090 00:00:00 GMT", None)
