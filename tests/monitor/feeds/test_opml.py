"""Lists of feeds, in and out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import FeedUnreadable
from monitor.feeds import opml
from monitor.feeds.settings import Feed

FEEDS = (
    Feed(url="https://a.example/rss?x=1&y=2", publisher='Teluk & "Merpati" <1>', language="id"),
    Feed(url="http://b.example/atom", every=90.5, first="tell", push=False),
)


def test_a_list_comes_back_without_loss() -> None:
    assert opml.read(opml.write(FEEDS, title="Mine")) == FEEDS


def test_other_readers_find_a_name_and_a_url() -> None:
    written = opml.write(FEEDS[1:])
    assert b'type="rss"' in written
    assert b'text="http://b.example/atom"' in written


def test_folders_are_opened_and_repetitions_told_once() -> None:
    body = b"""<?xml version="1.0"?><opml version="1.0"><body><outline text="World">
        <outline text="A" XMLURL="https://a.example/"/><outline text="no feed"/><outline text="bad" xmlUrl="ftp://x/"/></outline>
        <outline title="B" text="b" xmlUrl=" https://b.example/ "/><outline text="again" xmlUrl="https://a.example/"/></body></opml>"""
    assert [(f.url, f.publisher) for f in opml.read(body)] == [("https://a.example/", "A"), ("https://b.example/", "B")]


def test_bare_ampersands_are_forgiven_and_lose_nothing() -> None:
    body = (
        b'<opml version="1.0"><body><outline text="A & B" xmlUrl="https://a.example/?x=1&y=2&amp;z=3"/></body></opml>'
    )
    (feed,) = opml.read(body)
    assert (feed.publisher, feed.url) == ("A & B", "https://a.example/?x=1&y=2&z=3")


def test_an_outline_that_a_stray_quotation_mark_cuts_off_keeps_its_url() -> None:
    body = b"""<opml><body><outline text="The "Harbour" wire" xmlUrl="https://a.example/?x&amp;y" type="rss"/>
        <outline text="B" xmlUrl="https://b.example/"/></body></opml>"""
    assert {feed.url for feed in opml.read(body)} == {"https://a.example/?x&y", "https://b.example/"}


@pytest.mark.parametrize(
    "body", [b"", b"nonsense", b"<rss/>", b'<!DOCTYPE o [<!ENTITY a SYSTEM "file:///etc/hostname">]><opml>&a;</opml>']
)
def test_what_is_no_list_is_refused(body: bytes) -> None:
    with pytest.raises(FeedUnreadable):
        opml.read(body)


@given(
    st.lists(
        st.builds(
            Feed,
            url=st.integers(0, 10**9).map(lambda n: f"https://a.example/{n}"),
            publisher=st.text("ab&<\"' é", max_size=9).map(str.strip),
            every=st.none() | st.floats(1, 86_400),
        ),
        unique_by=lambda feed: feed.url,
    )
)
def test_any_list_survives(feeds: list[Feed]) -> None:
    assert tuple(feeds) == opml.read(opml.write(tuple(feeds)))
