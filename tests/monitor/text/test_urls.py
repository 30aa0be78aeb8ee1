"""One form for the URLs of one article."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text import urls

CANONICAL = "https://example.com/news/42/bridge-opens"


@pytest.mark.parametrize(
    "variant",
    [
        "http://example.com/news/42/bridge-opens",
        "https://www.example.com/news/42/bridge-opens/",
        "HTTPS://WWW.EXAMPLE.COM:443/news/42/bridge-opens",
        "https://m.example.com/news/42/bridge-opens",
        "https://amp.example.com/news/42/bridge-opens",
        "https://example.com/amp/news/42/bridge-opens",
        "https://example.com/news/42/bridge-opens/amp/",
        "https://example.com/news/42/bridge-opens?amp=1",
        "https://example.com/news/42/bridge-opens?page=all",
        "https://example.com/news/42/bridge-opens?page=2",
        "https://example.com/news/42/bridge-opens?single=1",
        "https://example.com/news/42/bridge-opens?utm_source=rss&utm_medium=feed",
        "https://example.com/news/42/bridge-opens?fbclid=abc&gclid=x",
        "https://example.com/news/42/bridge-opens#comments",
        "https://example.com//news/./42/../42/bridge-opens",
        "//example.com/news/42/bridge-opens",
        "  https://example.com/news/42/bridge-opens\n",
        "https://example.com/news/42/bridge%2Dopens",
        "https://www.google.com/url?q=https://example.com/news/42/bridge-opens&sa=D",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.com%2Fnews%2F42%2Fbridge-opens%3Ffbclid%3Dx&h=y",
        "https://www-example-com.cdn.ampproject.org/c/s/www.example.com/news/42/bridge-opens",
        "https://www.google.com/amp/s/amp.example.com/news/42/bridge-opens",
    ],
)
def test_the_variants_of_a_url_are_one(variant: str) -> None:
    assert urls.canonical(variant) == CANONICAL


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("https://example.com/read?id=1", "https://example.com/read?id=2"),
        ("https://example.com/?p=1", "https://example.com/?p=2"),
        ("https://example.com/?page=12", "https://example.com/?page=13"),
        ("https://example.com/a", "https://example.com/A"),
        ("https://one.example.com/a", "https://two.example.com/a"),
        ("https://example.com/view?uid=9", "https://example.com/view?uid=8"),
        ("https://example.com/#!/a", "https://example.com/#!/b"),
        ("https://example.com:8080/a", "https://example.com/a"),
    ],
)
def test_two_articles_keep_two_urls(first: str, second: str) -> None:
    assert urls.canonical(first) != urls.canonical(second)


def test_the_order_of_parameters_does_not_matter() -> None:
    assert urls.canonical("https://example.com/a?x=1&b=2") == urls.canonical("https://example.com/a?b=2&x=1")


def test_what_is_no_web_address_is_left_alone() -> None:
    assert urls.canonical("tag:example.com,2024:42") == "tag:example.com,2024:42"
    assert urls.canonical("https://[::1") == "https://[::1"


@pytest.mark.parametrize(
    ("url", "host", "registered"),
    [
        ("https://WWW.News.example.co.uk/x", "news.example.co.uk", "example.co.uk"),
        ("https://berita.example.co.id/x", "berita.example.co.id", "example.co.id"),
        ("http://127.0.0.1:8000/feed", "127.0.0.1", "127.0.0.1"),
        ("nonsense", "", ""),
    ],
)
def test_host_and_registered_domain(url: str, host: str, registered: str) -> None:
    assert urls.host(url) == host
    assert urls.registered(url) == registered


PARTS = st.sampled_from(
    [
        *[
            "https://",
            "http://",
            "//",
            "www.",
            "m.",
            "amp.",
            "example.com",
            "google.com/url?q=",
            "google.com/amp/s/",
            "/amp",
            "/a",
            "/..",
            "/.",
        ],
        *[
            "?page=all",
            "&utm_x=1",
            "?id=1",
            "&amp;",
            "#!x",
            "#y",
            "%2F",
            "%41",
            "%ff",
            "é",
            " ",
            ":443",
            "index.html",
            ".amp.html",
            "=",
            "+",
            "@",
        ],
    ]
)


@given(
    st.one_of(
        st.text(max_size=60),
        st.text(max_size=60).map("https://example.com/".__add__),
        st.lists(PARTS, max_size=10).map("".join),
    )
)
def test_canonical_is_idempotent(url: str) -> None:
    once = urls.canonical(url)
    assert urls.canonical(once) == once
    urls.host(url)
    urls.registered(url)


@pytest.mark.parametrize(
    "link",
    [
        "https://www.google.co.id/url?url=https%3A%2F%2Fexample.com%2Fnews%2F42&sa=D",
        "https://www.bing.com/news/apiclick.aspx?ref=FexRss&url=https%3a%2f%2fexample.com%2fnews%2f42&c=1",
        "https://feedproxy.google.com/~r/x/~3/abc/?url=https://example.com/news/42",
        "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.com%2Fnews%2F42&data=1",
        "https://www.linkedin.com/redir/redirect?url=https%3A%2F%2Fexample.com%2Fnews%2F42",
        "https://mail.kabar.example/click.php?to=https%3A%2F%2Fexample.com%2Fnews%2F42",
        "https://web.archive.org/web/20240101000000/https://example.com/news/42",
        "https://example.com/print/news/42",
        "https://example.com/news/42;jsessionid=AB12",
        "https://example.com/news/42?PHPSESSID=1&from=rss&via=x&mod=rss_home",
    ],
)
def test_what_points_to_an_article_is_the_article(link: str) -> None:
    assert urls.canonical(link) == "https://example.com/news/42"


@pytest.mark.parametrize(
    "link",
    [
        "https://example.com/share?url=https://other.example/1",
        "https://example.com/read.php?mod=news&id=5",
        "https://example.com/transfer?from=arsenal",
        "https://example.com/world/page/2",
    ],
)
def test_what_only_looks_like_a_pointer_or_a_view_keeps_its_own_url(link: str) -> None:
    left, _, query = link.partition("?")
    assert urls.canonical(link).startswith(left)
    assert sorted(urls.canonical(link).partition("?")[2].split("&")) == sorted(query.split("&"))


def test_a_page_of_an_article_is_the_article() -> None:
    assert urls.canonical("https://example.com/world/2024/bridge/page/2") == "https://example.com/world/2024/bridge"


def test_what_changed_a_url_is_said_step_by_step() -> None:
    link = "https://www.google.com/url?q=http://m.example.com/amp/news/42%3Futm_source%3Dx%26page%3D2%23top&sa=D"
    assert urls.changes(link) == (
        "the address that www.google.com points to",
        "https for http",
        "host example.com for m.example.com",
        "path /news/42 for /amp/news/42",
        "without utm_source=x",
        "without page=2",
        "without #top",
    )


@given(st.text(alphabet=st.characters(), max_size=80))
def test_any_link_can_be_explained_and_a_canonical_one_has_no_changes(link: str) -> None:
    assert not urls.changes(urls.canonical(f"https://example.com/{link}"))
    urls.changes(link)
