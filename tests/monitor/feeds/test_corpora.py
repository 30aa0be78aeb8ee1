"""Thousands of feeds that others collected to break parsers: none crashes or hangs ours, and what is in them is found."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from monitor.feeds import opml
from tests import corpora
from tests.corpora import Corpus

DATA = Path(__file__).parents[3] / "../shared/data"
LISTS = DATA / "opml_awesome_rss"

pytestmark = pytest.mark.skipif(not (DATA / corpora.ARCHIVE).exists(), reason="the corpora are not here")

# What the corpora state of their documents and we agree with; fewer means that a rule of ours lost some.
AGREED = {"feed_rs": 556, "feedparser": 1_205, "feedvalidator": 470, "gofeed": 785}


@pytest.fixture(scope="module")
def measured() -> dict[str, Corpus]:
    return corpora.measure(corpora.load(DATA / corpora.ARCHIVE))


def test_no_feed_of_a_published_list_is_lost_damaged_or_not() -> None:
    for path in LISTS.rglob("*.opml"):
        body = path.read_bytes()
        written = {html.unescape(url) for url in re.findall(r'xmlUrl="([^"]*)"', body.decode())}
        assert written == {feed.url for feed in opml.read(body)}


@pytest.mark.timeout(120)
def test_no_document_crashes_or_hangs_the_parser(measured: dict[str, Corpus]) -> None:
    assert [crash for one in measured.values() for crash in one.crashes] == []
    assert sum(one.documents for one in measured.values()) > 4_000


@pytest.mark.timeout(120)
def test_every_entry_that_is_written_is_found(measured: dict[str, Corpus]) -> None:
    assert {name: one.written for name, one in measured.items()} == {name: one.found for name, one in measured.items()}


@pytest.mark.timeout(120)
def test_what_the_corpora_state_is_what_we_read_or_differs_for_a_reason(measured: dict[str, Corpus]) -> None:
    assert [difference for one in measured.values() for difference in one.differences] == []
    agreed = {name: one.stated - sum(one.accepted.values()) for name, one in measured.items()}
    assert not [name for name, least in AGREED.items() if agreed[name] < least]
