"""Thousands of feeds that others collected to break parsers: none crashes or hangs ours."""

from __future__ import annotations

import html
import json
import re
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.errors import FeedUnreadable
from monitor.feeds import opml
from monitor.feeds.parse import parse

ARCHIVE = Path(__file__).parents[3] / "../shared/data/feeds.tar.gz"
LISTS = Path(__file__).parents[3] / "../shared/data/opml_awesome_rss"
KINDS = {".xml", ".json", ".atom", ".rss", ".rdf", ".html", ".opml"}
EXPECTED = ".serde.json"
# Entries that we find in them; fewer means that a rule of ours lost some.
LEAST = {"feeds_feedparser": 1_200, "feeds_feedvalidator": 1_280, "feeds_gofeed": 310, "feeds_feed_rs": 100}

pytestmark = pytest.mark.skipif(not ARCHIVE.exists(), reason="the corpora are not here")


@pytest.fixture(scope="module")
def documents() -> dict[str, bytes]:
    with tarfile.open(ARCHIVE) as archive:
        members = (member for member in archive if member.isfile() and Path(member.name).suffix in KINDS)
        return {member.name: archive.extractfile(member).read() for member in members}  # type: ignore[union-attr] # It is a file.


def entries(body: bytes) -> int:
    """Count the entries; none where it is no feed."""
    try:
        return len(parse(body, url="https://example.org/feeds/", content_type="").items)
    except FeedUnreadable:
        return 0


def expectations(documents: dict[str, bytes]) -> Iterator[tuple[str, int]]:
    """Give documents whose corpus says beside them how many entries they have."""
    for name in documents:
        stem = name.rpartition(".")[0]
        beside = stem + EXPECTED if "feed_rs" in name else f"{stem}.json"
        if beside != name and beside in documents and not name.endswith(EXPECTED):
            told = json.loads(documents[beside])
            yield name, len(told.get("items") or told.get("entries") or [])


def test_no_feed_of_a_published_list_is_lost_damaged_or_not() -> None:
    for path in LISTS.rglob("*.opml"):
        body = path.read_bytes()
        written = {html.unescape(url) for url in re.findall(r'xmlUrl="([^"]*)"', body.decode())}
        assert written == {feed.url for feed in opml.read(body)}


def test_a_sample_of_the_corpora_is_read_without_a_crash(documents: dict[str, bytes]) -> None:
    for name in sorted(documents)[:: max(len(documents) // 300, 1)]:
        entries(documents[name])


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_all_corpora_are_read_without_a_crash(documents: dict[str, bytes]) -> None:
    found: dict[str, int] = {}
    for name, body in documents.items():
        corpus = name.partition("/")[0]
        found[corpus] = found.get(corpus, 0) + entries(body)
    assert not [corpus for corpus, least in LEAST.items() if found[corpus] < least]


def test_entries_are_as_many_as_the_corpora_say(documents: dict[str, bytes]) -> None:
    told = list(expectations(documents))
    assert len(told) > 500
    assert [(name, count, found) for name, count in told if (found := entries(documents[name])) != count] == []
