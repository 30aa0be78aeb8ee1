"""Which URLs may be asked, and where a redirect may lead."""

from __future__ import annotations

import pytest
from yarl import URL

from monitor.errors import FetchFailed
from monitor.internet import next_hop, origin, places

BASE = URL("https://news.example/feed")
BAD_TARGETS = {
    "file": ("file:///etc/passwd", "only http and https"),
    "ftp": ("ftp://news.example/", "only http and https"),
    "gopher": ("gopher://127.0.0.1:70/1", "only http and https"),
    "data": ("data:text/xml,<rss/>", "only http and https"),
    "javascript": ("javascript:alert(1)", "only http and https"),
    "a blank before the scheme": (" file:///etc/passwd", "only http and https"),
    "capital letters": ("FILE:///etc/passwd", "only http and https"),
    "a user": ("https://me@news.example/", "user names"),
    "a user and a password": ("https://me:pw@news.example/", "user names"),
    "an empty user": ("https://:pw@news.example/", "user names"),
    "downgrade": ("http://news.example/feed", "https to http"),
    "downgrade without a scheme's case": ("HTTP://news.example/feed", "https to http"),
    "a broken bracket": ("https://[::1", "malformed"),
    "a port that is none": ("https://news.example:port/", "malformed"),
    "a port too large": ("https://news.example:99999/", "malformed"),
    "very long": ("/" + "a" * 5_000, "longer than"),
}


@pytest.mark.parametrize("target", BAD_TARGETS)
def test_a_redirect_that_must_not_be_followed_is_refused(target: str) -> None:
    location, why = BAD_TARGETS[target]
    with pytest.raises(FetchFailed, match=why):
        next_hop(BASE, location)


@pytest.mark.parametrize(
    ("location", "leads_to"),
    [
        ("/new", "https://news.example/new"),
        ("new?x=1", "https://news.example/new?x=1"),
        ("//other.example/feed", "https://other.example/feed"),
        (" https://other.example/feed#top ", "https://other.example/feed"),
        ("https://bücher.example/feed", "https://xn--bcher-kva.example/feed"),
        ("?page=2", "https://news.example/feed?page=2"),
        ("", "https://news.example/feed"),
    ],
)
def test_a_redirect_is_read_as_a_browser_does(location: str, leads_to: str) -> None:
    assert leads_to == str(next_hop(BASE, location))


def test_the_way_from_http_to_https_is_open() -> None:
    assert str(next_hop(URL("http://news.example/feed"), "https://news.example/feed")) == "https://news.example/feed"


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "http://", "http://me:pw@h/", "http://[::1", "", "feed", "//news.example/", "x" * 5_000],
)
def test_a_url_that_is_no_plain_web_address_is_refused(url: str) -> None:
    with pytest.raises(FetchFailed):
        places.asked(url)


@pytest.mark.parametrize("url", ["https://me:s3cret@h.example/s3cret?s3cret#s3cret", "https://[s3cret", "s3cret"])
def test_an_origin_holds_no_secret(url: str) -> None:
    assert "s3cret" not in origin(url)
