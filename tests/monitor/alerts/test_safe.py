"""Untrusted text made fit to be shown."""

from __future__ import annotations

import re

import pytest
from hypothesis import given as law
from hypothesis import strategies as st

from monitor.alerts import safe
from monitor.alerts.sinks import settings
from monitor.alerts.sinks.settings import Sink
from tests.monitor.alerts import given


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\u202eb", "ab"),
        ("a\u2066b\u2069", "ab"),
        ("a\x1b[31mb", "a[31mb"),
        ("a\r\nb\tc", "a b c"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("soft\xadhyphen", "softhyphen"),
        ("\U000e0041tag", "tag"),
        ("lone \ud800", "lone"),
        ("e\u0301", "é"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("مرحبا", "مرحبا"),
    ],
)
def test_what_cannot_be_seen_is_gone_and_what_a_script_needs_stays(text: str, shown: str) -> None:
    assert safe.plain(text) == shown


@law(st.text(), st.integers(1, 50))
def test_plain_text_is_one_visible_line_within_its_limit_and_stays_so(text: str, limit: int) -> None:
    shown = safe.plain(text, limit)

    assert len(shown) <= limit
    assert len(shown.splitlines()) <= 1
    assert safe.plain(shown, limit) == shown


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(1)",
        "data:text/html,x",
        "//a.example/x",
        "https://",
        "https://me:word@a.example/",
        "https://[::1",
        "mailto:a@b.example",
        "https://a.example/" + "x" * 3000,
        "https://a b.example/",
        "https://<!channel>/",
        "https://a.example:port/",
        "https://xn--" + "ы" * 70 + "/",
    ],
)
def test_only_a_web_address_may_be_active(url: str) -> None:
    assert safe.link(url) is None


@pytest.mark.parametrize(
    ("url", "active"),
    [
        ("https://a.example/x?y=1&z=2#f", "https://a.example/x?y=1&z=2#f"),
        ("HTTP://A.example/x", "http://A.example/x"),
        ("https://a.example/<!channel>|x", "https://a.example/%3C!channel%3E%7Cx"),
        ("https://a.example/a b", "https://a.example/a%20b"),
        ("https://пример.рф/x", "https://xn--e1afmkfd.xn--p1ai/x"),
        ("https://[2001:db8::1]:8443/x", "https://[2001:db8::1]:8443/x"),
        ("https://a.example/50%25", "https://a.example/50%25"),
        ("https://a.example/50%?q=%x&r=%2", "https://a.example/50%25?q=%25x&r=%252"),
        ("https://a.example/berita/\u202ex", "https://a.example/berita/x"),
    ],
)
def test_a_web_address_stays_what_it_is_without_what_could_end_it(url: str, active: str) -> None:
    assert safe.link(url) == active


@law(st.text(max_size=60))
def test_no_address_ends_its_link_early(path: str) -> None:
    assert not re.search(r"[\s<>|\"]", safe.link(f"https://a.example/{path}") or "")


@law(st.text(max_size=60))
def test_inert_text_holds_no_link_and_stays_as_it_is(text: str) -> None:
    shown = safe.inert(f"https://a.example {text}")

    assert not re.search(r"\bhttps?://", shown)
    assert safe.inert(shown) == shown


def test_the_secret_files_of_a_sink_are_those_that_are_named() -> None:
    assert settings.secret_files(given.BOT) == {"token_file": "/run/secrets/token"}
    assert settings.secret_files(given.SCREEN) == {}
    assert settings.secret_files(Sink(id="none")) == {}
