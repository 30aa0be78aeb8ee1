"""Addresses that open one page and no other."""

from __future__ import annotations

from monitor.alerts import links

SECRET, OLDER = "a" * 20, "b" * 20


def test_a_key_opens_its_own_page_alone() -> None:
    shown = links.key(SECRET, "k1")

    assert links.is_key(shown, [OLDER, SECRET], "k1")
    assert not links.is_key(shown, [OLDER, SECRET], "k2")
    assert not links.is_key(shown, [OLDER], "k1")
    assert not links.is_key("", [SECRET], "k1")
    assert not links.is_key("\udc80", [SECRET], "k1")


def test_without_an_address_there_is_no_link_and_without_a_secret_no_key() -> None:
    assert links.page("", SECRET, "k1") == ""
    assert links.page("https://kabar.example", "", "k1") == "https://kabar.example/alerts/k1"
    assert links.feed("https://kabar.example/news/", SECRET).startswith("https://kabar.example/news/alerts.atom?key=")


def test_a_link_does_not_tell_the_secret() -> None:
    assert SECRET not in links.page("https://kabar.example", SECRET, "k1")
