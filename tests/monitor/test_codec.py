"""Records to bytes and back."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor import codec
from monitor.ailments import Health
from monitor.errors import RecordUnreadable
from monitor.models import Alert, Delivery, RawArticle, Shift, TaggedArticle, UniqueArticle
from tests import builders

# A lone surrogate is no text: feeds are decoded before they become records.
st.register_type_strategy(str, st.text(st.characters(exclude_categories=["Cs"]), max_size=20))

KINDS = (RawArticle, UniqueArticle, TaggedArticle, Shift, Alert, Delivery, Health)
TIMES = st.datetimes(timezones=st.just(UTC))


@pytest.mark.parametrize("kind", KINDS)
@settings(deadline=None)  # The first record of a kind takes its time on a busy machine.
@given(data=st.data())
def test_what_is_written_is_read_back(kind: type, data: st.DataObject) -> None:
    st.register_type_strategy(__import__("datetime").datetime, TIMES)
    record = data.draw(st.from_type(kind))
    assert codec.decode(codec.encode(record), kind) == record


def test_the_first_version_of_an_article_is_still_read() -> None:
    old = {
        "record": "RawArticle",
        "version": 1,
        "body": {
            "id": "a1",
            "url": "https://example.org/a",
            "title": "Title",
            "text": "Text",
            "language": "en",
            "publisher": "P",
            "feed": "",
            "published_at": None,
            "date_source": "missing",
            "fetched_at": "2024-11-01T12:00:00Z",
        },
    }
    article = codec.decode(json.dumps(old).encode(), RawArticle)
    assert (article.link, article.is_baseline, article.revises) == ("https://example.org/a", False, "")


def test_the_second_version_of_an_article_is_still_read() -> None:
    body = {
        "id": "a1",
        "url": "https://example.org/a",
        "link": "https://example.org/a?ref=rss",
        "title": "Title",
        "text": "Text",
        "language": "en",
        "publisher": "P",
        "feed": "",
        "published_at": "2024-11-01T12:00:00Z",
        "date_source": "published",
        "fetched_at": "2024-11-01T12:00:00Z",
        "is_baseline": True,
    }
    old = {"record": "RawArticle", "version": 2, "body": body}
    article = codec.decode(json.dumps(old).encode(), RawArticle)
    assert (article.link, article.is_baseline) == ("https://example.org/a?ref=rss", True)
    assert (article.updated_at, article.content, article.revises) == (None, "", "")


def test_the_fourth_version_of_an_article_is_written_like_this() -> None:
    article = builders.article(updated_at=builders.NOON, content="c2", revises="c1")
    wire = json.loads(codec.encode(article))
    assert wire["version"] == 4
    told = {name: wire["body"][name] for name in ("updated_at", "content", "revises")}
    assert told == {"updated_at": "2024-11-01T12:00:00Z", "content": "c2", "revises": "c1"}
    assert set(wire["body"]) == set(article.__slots__)


def test_an_article_of_before_pages_were_read_has_the_text_of_its_feed() -> None:
    wire = json.loads(codec.encode(builders.article())) | {"version": 2}
    del wire["body"]["text_source"]

    assert codec.decode(json.dumps(wire).encode(), RawArticle) == builders.article()


def test_the_third_version_of_an_article_is_still_read() -> None:
    wire = json.loads(codec.encode(builders.article())) | {"version": 3}
    for name in ("updated_at", "content", "revises"):
        del wire["body"][name]
    assert codec.decode(json.dumps(wire).encode(), RawArticle) == builders.article()


def test_the_first_version_of_an_alert_is_still_read_by_itself_and_in_a_delivery() -> None:
    old = {
        "id": "k1",
        "revision": 2,
        "story": "strait",
        "story_name": "Strait",
        "kind": "release",
        "subject": ["Mira Talsen"],
        "stage": "promised",
        "side": None,
        "modality": "promised",
        "count": None,
        "status": "unconfirmed",
        "headline": "UNCONFIRMED: Release promised: Mira Talsen",
        "changed": [],
        "evidence": [],
        "counter": [],
        "origins": 1,
        "articles": 1,
        "first_at": "2024-11-01T12:00:00Z",
        "last_at": "2024-11-01T12:00:00Z",
        "told_at": "2024-11-01T12:00:00Z",
        "version": 1,
        "known": ["Norland"],
    }
    alert = codec.decode(json.dumps({"record": "Alert", "version": 1, "body": old}).encode(), Alert)
    assert (alert.headline, alert.known, alert.coverage) == (old["headline"], ("Norland",), ())
    waiting = {
        "alert": "k1",
        "sink": "desk",
        "story": "strait",
        "revision": 1,
        "state": "pending",
        "attempts": 0,
        "next_at": None,
        "first_at": "2024-11-01T12:00:00Z",
        "updated_at": "2024-11-01T12:00:00Z",
        "reason": "",
        "waiting": [old],
    }
    delivery = codec.decode(json.dumps({"record": "Delivery", "version": 1, "body": waiting}).encode(), Delivery)
    assert delivery.waiting == (alert,)


def test_a_field_that_a_newer_writer_added_is_ignored() -> None:
    wire = json.loads(codec.encode(builders.article()))
    wire["body"]["mood"] = "good"
    assert codec.decode(json.dumps(wire).encode(), RawArticle) == builders.article()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"version": 99}, "version 99 is newer than"),
        ({"version": 0}, "unknown version 0"),
        ({"record": "Shift"}, "a record named 'Shift'"),
        ({"body": {}}, "missing required field"),
        ({"body": []}, "Expected `object`"),
    ],
)
def test_what_is_no_record_of_ours_is_refused_in_words(change: dict[str, object], words: str) -> None:
    wire = json.loads(codec.encode(builders.article())) | change
    with pytest.raises(RecordUnreadable, match=words):
        codec.decode(json.dumps(wire).encode(), RawArticle)


@pytest.mark.parametrize("data", [None, b"", b"\xff", b"[]", b"{}", b"null", b"[" * 100_000])
def test_bytes_that_are_nothing_are_refused_in_words(data: bytes | None) -> None:
    with pytest.raises(RecordUnreadable, match="RawArticle"):
        codec.decode(data, RawArticle)


def test_times_keep_their_moment_whatever_their_zone() -> None:
    article = replace(builders.article(), published_at=builders.NOON)
    assert codec.decode(codec.encode(article), RawArticle).published_at == builders.NOON
