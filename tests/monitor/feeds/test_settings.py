"""Feeds that can never work are refused."""

from __future__ import annotations

import pytest

from monitor.feeds.settings import Feed


@pytest.mark.parametrize(
    "url", ["", "feed", "ftp://a.example/", "file:///etc/passwd", "http://", "http://[", "https://me:pw@a.example/"]
)
def test_a_url_that_is_no_plain_web_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="url: "):
        Feed(url=url)


@pytest.mark.parametrize("every", [0, -5, 0.5, 90_000, float("nan")])
def test_a_pace_out_of_bounds_is_refused(every: float) -> None:
    with pytest.raises(ValueError, match="every: "):
        Feed(url="https://a.example/", every=every)


def test_pages_are_read_only_for_feeds_that_ask_for_it() -> None:
    assert Feed(url="https://a.example/", fulltext=True).fulltext
    assert not Feed(url="https://a.example/").fulltext


def test_all_mistakes_are_told_at_once() -> None:
    with pytest.raises(ValueError, match=r"url: .*every: .*language: ") as caught:
        Feed(url="x", every=0, language="english")
    assert len(str(caught.value).split("; ")) == 3


def test_a_refusal_repeats_no_password() -> None:
    with pytest.raises(ValueError, match="url: ") as caught:
        Feed(url="https://me:s3cret@a.example/")
    assert "s3cret" not in str(caught.value)
