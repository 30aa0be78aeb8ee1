"""The table of topics, and the refusal of what contradicts it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agents import topics
from agents.transport.facts import TopicFacts
from monitor.errors import TopicContradiction

WANTED = topics.rows("kabar", 4)
FOUND = {
    row.name: TopicFacts(partitions=row.partitions, retention_ms=row.retention_ms, compacted=row.compacted)
    for row in WANTED
}


def test_what_was_created_from_the_table_agrees_with_it() -> None:
    topics.refuse(WANTED, dict(FOUND))


def test_what_is_missing_is_no_contradiction() -> None:
    topics.refuse(WANTED, dict.fromkeys(FOUND))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"partitions": 8}, "partitions is 8, must be 4"),
        ({"compacted": True}, "compacted is True, must be False"),
        ({"retention_ms": 1000}, "retention in ms is 1000, must be 604800000"),
    ],
)
def test_a_topic_that_is_otherwise_is_refused_with_name_and_figures(change: dict[str, int], words: str) -> None:
    wrong = FOUND | {topics.RAW: replace(FOUND[topics.RAW], **change)}  # type: ignore[arg-type]  # One field each.
    with pytest.raises(TopicContradiction, match=f"topic {topics.RAW}: {words}"):
        topics.refuse(WANTED, wrong)  # type: ignore[arg-type]  # As above.


def test_every_table_has_a_compacted_changelog_that_never_expires() -> None:
    changelogs = [row for row in WANTED if row.name.endswith("-changelog")]
    assert len(changelogs) == len(topics.TABLES)
    assert all(row.compacted and row.retention_ms is None for row in changelogs)
